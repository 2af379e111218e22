import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import SQL, consteq


class PerfOutsideLink(models.AbstractModel):
    """The personal link of one person without a login. Only its fingerprint is kept, never the link itself."""

    _name = "perf.outside.link"
    _description = "Personal Link"

    token_hash = fields.Char(required=True, readonly=True)
    reminder_hash = fields.Char(readonly=True, help="That of the link in the reminder; both work.")
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null", ondelete="set null")
    reminder_mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null", ondelete="set null")

    @staticmethod
    def _make_token():
        """A new token that nobody guesses, for an address."""
        return secrets.token_urlsafe(32)

    @staticmethod
    def _hash(token):
        """Fingerprint of a token: from it nobody gets back to the link."""
        return hashlib.sha256(token.encode()).hexdigest()

    def _knows(self, token):
        """Whether this is the token of the link; takes as long for one that is not. An empty link knows none.

        :param token: text from the address
        """
        given = self._hash(str(token))
        known = [consteq(given, fingerprint or "") for fingerprint in (self.token_hash, self.reminder_hash)]
        return any(known)

    def _write_tokens(self, names, hashes, mail_ids):
        """Write a fingerprint and an e-mail on each, in one statement.

        :param names: the two fields
        :param hashes: fingerprints in the order of ``self``
        :param mail_ids: ids of ``mail.mail`` in the order of ``self``, None for those who get none
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """
                UPDATE %s link SET %s = row.hash, %s = row.mail_id
                  FROM unnest(%s::int[], %s::text[], %s::int[]) AS row(id, hash, mail_id)
                 WHERE link.id = row.id RETURNING link.id
                """,
                SQL.identifier(self._table),
                SQL.identifier(names[0]),
                SQL.identifier(names[1]),
                self.ids,
                hashes,
                mail_ids,
            )
        )
        self.invalidate_recordset(names)

    @api.model
    def _drop(self, links):
        """Delete links, and what was not sent of them yet. Called in sudo.

        :param links: records of this model
        """
        (links.mail_id | links.reminder_mail_id).unlink()
        links.unlink()
