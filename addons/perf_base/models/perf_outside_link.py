import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import SQL, consteq


class PerfOutsideLink(models.AbstractModel):
    """The personal link of one person without a login. Only its fingerprint is kept, never the link itself.

    An heir names the field with the record that the link opens. That record has ``_is_waiting(today)`` and
    ``_get_link_lang()``.
    """

    _name = "perf.outside.link"
    _description = "Personal Link"

    _perf_link_field = None  # many2one to the record that the link opens
    _perf_attempt_model = None  # heir of ``perf.outside.attempt`` that counts wrong links

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
        return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()

    def _knows(self, token):
        """Whether this is the token of the link; takes as long for one that is not. An empty link knows none.

        :param token: text from the address
        """
        given = self._hash(str(token))
        known = [consteq(given, fingerprint or "") for fingerprint in (self.token_hash, self.reminder_hash)]
        return any(known)

    @api.model
    def _find_target(self, record_id, token):
        """The record that this link opens; empty when the link is wrong, or nobody waits for the answer any more.

        :param record_id: number from the address, 0 when it was none
        :param token: text from the address
        :return: recordset in the mode of the caller
        """
        link = self.search([(self._perf_link_field, "=", record_id)], limit=1)
        known = link._knows(token)
        record = link[self._perf_link_field]
        today = fields.Date.context_today(self)
        return record if known and record._is_waiting(today) else record.browse()

    @api.model
    def _open(self, record_id, token, address):
        """As :meth:`_find_target`, for a browser at an address on the net.

        A link that works always opens: a whole office may stand behind one address, and nobody guesses a token. Wrong
        ones are counted, up to the limit from which on ``perf.outside.attempt._is_blocked`` turns them away.

        :return: the record as the public user in sudo, in the language of the one who asked
        """
        # sudo: the token is the right to this one record; whoever is logged in on the browser leaves no trace
        links = self.with_user(self.env.ref("base.public_user")).sudo()
        record = links._find_target(record_id, str(token))
        if record:
            return record.with_context(lang=record._get_link_lang())
        attempts = links.env[self._perf_attempt_model]
        if not attempts._is_blocked(address, record_id):
            attempts._count(address, record_id)
        return record

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
