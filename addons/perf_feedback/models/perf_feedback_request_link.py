from odoo import api, fields, models


# allow record-rule: nobody has access
class PerfFeedbackRequestLink(models.Model):
    """The personal link of one person without a login who was asked for feedback. Only its fingerprint is kept."""

    _name = "perf.feedback.request.link"
    _description = "Personal Link to a Feedback Request"
    _inherit = ["perf.outside.link"]
    _log_access = False
    _rec_name = "line_id"

    _perf_link_field = "line_id"
    _perf_attempt_model = "perf.feedback.attempt"

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
