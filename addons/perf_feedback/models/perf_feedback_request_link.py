import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import SQL, consteq


# allow record-rule: nobody has access
class PerfFeedbackRequestLink(models.Model):
    """The personal link of one person without a login who was asked for feedback. Only its fingerprint is kept."""

    _name = "perf.feedback.request.link"
    _description = "Personal Link to a Feedback Request"
    _log_access = False
    _rec_name = "line_id"

    line_id = fields.Many2one("perf.feedback.request.line", required=True, readonly=True, ondelete="cascade")
    token_hash = fields.Char(required=True, readonly=True)
    reminder_hash = fields.Char(readonly=True, help="That of the link in the reminder; both work.")
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null", ondelete="set null")
    reminder_mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null", ondelete="set null")

    _line_uniq = models.UniqueIndex("(line_id)", "This person has a link already.")

    @staticmethod
    def _hash(token):
        """Fingerprint of a token: from it nobody gets back to the link."""
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _make(self, lines):
        """A link for each of these lines, queued for sending. Called in superuser mode.

        :param lines: ``perf.feedback.request.line`` of people without a login
        """
        tokens = [secrets.token_urlsafe(32) for _line in lines]
        links = self.create(
            [
                {"line_id": line_id, "token_hash": self._hash(token)}
                for line_id, token in zip(lines.ids, tokens, strict=True)
            ]
        )
        links._send("perf_feedback.mail_template_perf_feedback_request_link", tokens)

    def _remind(self):
        """Queue the reminder, with a second link: the first one is not known here. Called in superuser mode."""
        tokens = [secrets.token_urlsafe(32) for _link in self]
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
        self._write_rows(names, [self._hash(token) for token in tokens], mails.ids or [None] * len(self))

    def _write_rows(self, names, hashes, mail_ids):
        """Write a fingerprint and an e-mail on each, in one statement.

        :param names: the two fields
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """
                UPDATE perf_feedback_request_link link SET %s = row.hash, %s = row.mail_id
                  FROM unnest(%s::int[], %s::text[], %s::int[]) AS row(id, hash, mail_id)
                 WHERE link.id = row.id RETURNING link.id
                """,
                SQL.identifier(names[0]),
                SQL.identifier(names[1]),
                self.ids,
                hashes,
                mail_ids,
            )
        )
        self.invalidate_recordset(names)

    @api.model
    def _find_line(self, line_id, token):
        """The line that this link opens; empty when the link is wrong, or nobody waits for the answer any more.

        :param line_id: number from the address, 0 when it was none
        :param token: text from the address
        :return: ``perf.feedback.request.line`` in the mode of the caller
        """
        link = self.search([("line_id", "=", line_id)], limit=1)
        given = self._hash(token)
        known = [consteq(given, fingerprint or "") for fingerprint in (link.token_hash, link.reminder_hash)]
        line = link.line_id
        today = fields.Date.context_today(self)
        return line if any(known) and line._is_waiting(today) else line.browse()

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
