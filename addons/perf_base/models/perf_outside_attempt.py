import hashlib
import time

from odoo import api, fields, models
from odoo.tools import SQL

HOUR = 3600
LIMITS = {"ip": 30, "line": 60}


class PerfOutsideAttempt(models.AbstractModel):
    """How often somebody tried links that don't work, from one address or for one person asked, in one hour.

    Links that work leave no trace. Neither the address nor the person can be read from the table.
    """

    _name = "perf.outside.attempt"
    _description = "Attempts with Wrong Links"
    _rec_name = "bucket"

    bucket = fields.Char(required=True, readonly=True)
    hour = fields.Integer(required=True, readonly=True, index=True)
    count = fields.Integer(required=True, readonly=True)

    @api.model
    def _get_buckets(self, address, line_id):
        """Keys of the counters of this hour.

        :param address: where the browser is on the net
        :param line_id: number of what the link is to open
        :return: dict of a word in ``LIMITS`` -> text
        """
        hour = int(time.time()) // HOUR
        # sudo: the secret goes into the keys and nowhere else
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        values = {"ip": address, "line": line_id}
        return {
            kind: hashlib.sha256(f"{secret},{kind},{value},{hour}".encode()).hexdigest()
            for kind, value in values.items()
        }

    @api.model
    def _is_blocked(self, address, line_id):
        """Whether there were too many attempts from this address, or for this person, within the hour.

        From then on wrong links are turned away without another trace; those that work open as ever.
        """
        buckets = self._get_buckets(address, line_id)
        counts = {each.bucket: each.count for each in self.search([("bucket", "in", list(buckets.values()))])}
        return any(counts.get(bucket, 0) >= LIMITS[kind] for kind, bucket in buckets.items())

    @api.model
    def _count(self, address, line_id):
        """Note an attempt with a link that does not work."""
        hour = int(time.time()) // HOUR
        for bucket in sorted(self._get_buckets(address, line_id).values()):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %s AS attempt (bucket, hour, count) VALUES (%s, %s, 1)
                    ON CONFLICT (bucket) DO UPDATE SET count = attempt.count + 1
                    """,
                    SQL.identifier(self._table),
                    bucket,
                    hour,
                )
            )
        self.invalidate_model()

    @api.autovacuum
    def _gc_attempts(self):
        """Forget the attempts of earlier hours."""
        if not self._abstract:
            self.search([("hour", "<", int(time.time()) // HOUR)]).unlink()
