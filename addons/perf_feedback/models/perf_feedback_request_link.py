from odoo import api, fields, models


# allow record-rule: nobody has access
class PerfFeedbackRequestLink(models.Model):
    """The personal link of one person without a login who was asked for feedback. Only its fingerprint is kept."""

    _name = "perf.feedback.request.link"
    _description = "Personal Link to a Feedback Request"
    _inherit = ["perf.outside.link"]
    _log_access = False
    _rec_name = "line_id"

    line_id = fields.Many2one("perf.feedback.request.line", required=True, readonly=True, ondelete="cascade")

    _line_uniq = models.UniqueIndex("(line_id)", "This person has a link already.")

    @api.model
    def _make(self, lines):
        """A link for each of these lines, queued for sending. Called in superuser mode.

        :param lines: ``perf.feedback.request.line`` of people without a login
        """
        tokens = [self._make_token() for _line in lines]
        links = self.create(
            [
                {"line_id": line_id, "token_hash": self._hash(token)}
                for line_id, token in zip(lines.ids, tokens, strict=True)
            ]
        )
        links._send("perf_feedback.mail_template_perf_feedback_request_link", tokens)

    def _remind(self):
        """Queue the reminder, with a second link: the first one is not known here. Called in superuser mode."""
        tokens = [self._make_token() for _link in self]
        self._send("perf_feedback.mail_template_perf_feedback_request_remind", tokens, from_company=True)

    def _send(self, template_xmlid, tokens, from_company=False):
        """Queue an e-mail to each, and remember it until it is sent, so that it can be taken back.

        :param tokens: in the order of ``self``
        :param from_company: it is the reminder, which comes from the company
        """
        base = self.browse().get_base_url()
        urls = {
            line_id: f"{base}/feedback/answer/{line_id}/{token}"
            for line_id, token in zip(self.line_id.ids, tokens, strict=True)
        }
        mails = self.line_id._queue_mails(template_xmlid, urls, from_company)
        names = ("reminder_hash", "reminder_mail_id") if from_company else ("token_hash", "mail_id")
        self._write_tokens(names, [self._hash(token) for token in tokens], mails.ids or [None] * len(self))

    @api.model
    def _find_line(self, line_id, token):
        """The line that this link opens; empty when the link is wrong, or nobody waits for the answer any more.

        :param line_id: number from the address, 0 when it was none
        :param token: text from the address
        :return: ``perf.feedback.request.line`` in the mode of the caller
        """
        link = self.search([("line_id", "=", line_id)], limit=1)
        known = link._knows(token)
        line = link.line_id
        today = fields.Date.context_today(self)
        return line if known and line._is_waiting(today) else line.browse()

    @api.model
    def _open(self, line_id, token, address):
        """As :meth:`_find_line`, for a browser at an address on the net.

        A link that works always opens: a whole office may stand behind one address, and nobody guesses a token. Wrong
        ones are counted, up to the limit from which on :meth:`perf.feedback.attempt._is_blocked` turns them away.

        :return: ``perf.feedback.request.line`` as the public user in sudo, in the language of the one who asked
        """
        # sudo: the token is the right to answer this one line; whoever is logged in on the browser leaves no trace
        links = self.with_user(self.env.ref("base.public_user")).sudo()
        line = links._find_line(line_id, str(token))
        if line:
            return line.with_context(lang=line._get_link_lang())
        attempts = links.env["perf.feedback.attempt"]
        if not attempts._is_blocked(address, line_id):
            attempts._count(address, line_id)
        return line
