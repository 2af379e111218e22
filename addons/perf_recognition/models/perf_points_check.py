import logging

from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

REPORT_LIMIT = 20


class PerfPointsCheck(models.AbstractModel):
    """The nightly audit of points: recomputes everything from the entries and reports what differs, changing nothing.

    The ledger is guarded by the database. A difference means that somebody went around the guard, with the rights of
    the database's owner, or that a backup was put back in part.
    """

    _name = "perf.points.check"
    _description = "Audit of the Points Ledger"

    @api.model
    def _get_checks(self):
        """The checks, each in one query: name -> SQL of what differs, in rows that :meth:`_describe` understands."""
        return {
            "account": SQL(
                """
                SELECT COALESCE(account.employee_id, entry.employee_id), COALESCE(account.account, entry.account),
                       COALESCE(account.balance, 0), COALESCE(entry.total, 0)
                  FROM perf_points_account account
             FULL JOIN (
                       SELECT employee_id, account, SUM(amount) AS total
                         FROM perf_points_entry GROUP BY employee_id, account
                       ) entry ON entry.employee_id = account.employee_id AND entry.account = account.account
                 WHERE COALESCE(account.balance, 0) <> COALESCE(entry.total, 0)
              ORDER BY 1, 2
                """
            ),
            "running": SQL(
                """
                SELECT id, balance_after, total
                  FROM (
                       SELECT id, balance_after,
                              SUM(amount) OVER (PARTITION BY employee_id, account ORDER BY id) AS total
                         FROM perf_points_entry
                       ) entry
                 WHERE balance_after IS DISTINCT FROM total OR total < 0
              ORDER BY id
                """
            ),
            "order": SQL(
                """
                SELECT orders.id, COALESCE(entry.total, 0),
                       CASE WHEN orders.state IN ('refused', 'cancelled') THEN 0 ELSE -orders.cost END
                  FROM perf_reward_order orders
             LEFT JOIN (
                       SELECT res_id, SUM(amount) AS total
                         FROM perf_points_entry WHERE res_model = 'perf.reward.order' GROUP BY res_id
                       ) entry ON entry.res_id = orders.id
                 WHERE COALESCE(entry.total, 0)
                       <> CASE WHEN orders.state IN ('refused', 'cancelled') THEN 0 ELSE -orders.cost END
              ORDER BY orders.id
                """
            ),
            "stock": SQL(
                """
                SELECT reward.id, reward.ordered, COALESCE(orders.pieces, 0)
                  FROM perf_reward reward
             LEFT JOIN (
                       SELECT reward_id, COUNT(*) AS pieces
                         FROM perf_reward_order
                        WHERE takes_stock AND state NOT IN ('refused', 'cancelled')
                     GROUP BY reward_id
                       ) orders ON orders.reward_id = reward.id
                 WHERE reward.ordered <> COALESCE(orders.pieces, 0)
              ORDER BY reward.id
                """
            ),
        }

    @api.model
    def _describe(self, name, row):
        """What one row of a check says, in words.

        :param name: of the check
        :param row: tuple of numbers
        """
        if name == "account":
            return self.env._(
                "Employee %(employee)s, account “%(account)s”: it has %(kept)s points, its entries make %(total)s.",
                employee=row[0],
                account=row[1],
                kept=row[2],
                total=row[3],
            )
        number, kept, total = row
        sentences = {
            "running": self.env._(
                "Entry %(number)s: it says a balance of %(kept)s, the entries up to it make %(total)s.",
                number=number,
                kept=kept,
                total=total,
            ),
            "order": self.env._(
                "Order %(number)s: its entries make %(kept)s points, they should make %(total)s.",
                number=number,
                kept=kept,
                total=total,
            ),
            "stock": self.env._(
                "Reward %(number)s: it says %(kept)s pieces ordered, its orders make %(total)s.",
                number=number,
                kept=kept,
                total=total,
            ),
        }
        return sentences[name]

    @api.model
    def _find_differences(self):
        """Everything that does not add up.

        :return: list of sentences
        """
        self.env.flush_all()
        return [
            self._describe(name, row)
            for name, query in self._get_checks().items()
            for row in self.env.execute_query(query)
        ]

    @api.model
    def _cron_check(self):
        """Audit the ledger, and tell the HR administrators by e-mail and the log when something differs."""
        differences = self._find_differences()
        if not differences:
            _logger.info("Points ledger: all accounts, orders and stocks agree with the entries.")
            return
        _logger.warning("Points ledger: %s differences.\n%s", len(differences), "\n".join(differences))
        self._notify_admins(differences)

    @api.model
    def _notify_admins(self, differences):
        """Queue one e-mail to the HR administrators.

        :param differences: list of sentences
        """
        partners = self.env.ref("perf_base.group_perf_admin").all_user_ids.filtered("active").partner_id
        partners = partners.filtered("email")
        if not partners:
            return
        intro = self.env._(
            "The nightly check of the points ledger found %(count)s differences. Nothing was changed. Please ask the "
            "people who can write into the database what happened, and book what is wrong by an adjustment.",
            count=len(differences),
        )
        items = Markup().join(Markup("<li>%s</li>") % line for line in differences[:REPORT_LIMIT])
        more = len(differences) - REPORT_LIMIT
        rest = self.env._("%(count)s more stand in the server's log.", count=more) if more > 0 else ""
        # sudo: the job belongs to no person; the e-mail names numbers only, no people
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Points ledger: differences found"),
                "body_html": Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (intro, items, rest),
                "recipient_ids": [(6, 0, partners.ids)],
                "auto_delete": True,
            }
        )
