import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import consteq

TOKENS = "perf_feedback_tokens"  # context key: what only the e-mail that is just made may know


# allow record-rule: nobody has access
class PerfFeedbackRequestLink(models.Model):
    """The personal link of one person without a login who was asked for feedback. Only its fingerprint is kept.

    Nobody has access, so nobody reads the e-mails on it either.
    """

    _name = "perf.feedback.request.link"
    _description = "Personal Link to a Feedback Request"
    _log_access = False
    _rec_name = "line_id"

    line_id = fields.Many2one("perf.feedback.request.line", required=True, readonly=True, ondelete="cascade")
    token_hash = fields.Char(required=True, readonly=True)
    reminder_hash = fields.Char(readonly=True, help="That of the link in the reminder; both work.")

    _line_uniq = models.UniqueIndex("(line_id)", "This person has a link already.")

    @staticmethod
    def _hash(token):
        """Fingerprint of a token: from it nobody gets back to the link."""
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _make(self, lines):
        """A link for each of these lines.

        :param lines: ``perf.feedback.request.line`` in sudo, of people without a login
        :return: the links, with the tokens in the context for the e-mails that are made next
        """
        tokens = [secrets.token_urlsafe(32) for _line in lines]
        links = self.create(
            [
                {"line_id": line_id, "token_hash": self._hash(token)}
                for line_id, token in zip(lines.ids, tokens, strict=True)
            ]
        )
        return links.with_context({TOKENS: dict(zip(links.ids, tokens, strict=True))})

    def _make_reminders(self):
        """A second link for the reminder: the first one is not known here.

        :return: the links, with the tokens in the context
        """
        tokens = {link.id: secrets.token_urlsafe(32) for link in self}
        for link in self:
            link.reminder_hash = self._hash(tokens[link.id])
        return self.with_context({TOKENS: tokens})

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

        Wrong links are counted; after too many of them even the right one opens nothing for the rest of the hour.

        :return: ``perf.feedback.request.line`` as the public user in sudo, in the language of the one who asked
        """
        # sudo: the token is the right to answer this one line; whoever is logged in on the browser leaves no trace
        links = self.with_user(self.env.ref("base.public_user")).sudo()
        line = links._find_line(line_id, str(token))
        attempts = links.env["perf.feedback.attempt"]
        if attempts._is_blocked(address, line_id):
            return line.browse()
        if not line:
            attempts._count(address, line_id)
            return line
        return line.with_context(lang=line._get_link_lang())

    def _get_url(self):
        """Address of the page, while the e-mail that holds it is made."""
        self.ensure_one()
        token = self.env.context.get(TOKENS, {}).get(self.id, "")
        return f"{self.get_base_url()}/feedback/answer/{self.line_id.id}/{token}"

    def _get_email(self):
        """Name and address to which the link goes."""
        self.ensure_one()
        return self.line_id._get_email()
