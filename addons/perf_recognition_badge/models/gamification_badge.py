from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.limits import grants_left, may_give

BADGE_LIMIT = 60


class GamificationBadge(models.Model):
    """A badge that people may give with a recognition, as far as its own rules let them."""

    _inherit = "gamification.badge"

    perf_is_grantable = fields.Boolean(
        string="Mine to Give",
        compute="_compute_perf_is_grantable",
        search="_search_perf_is_grantable",
        help="You may give this badge to somebody this month, by its own rules.",
    )

    @api.depends("rule_auth", "rule_auth_user_ids", "rule_auth_badge_ids", "rule_max", "rule_max_number")
    @api.depends_context("uid")
    def _compute_perf_is_grantable(self):
        grantable = self._get_perf_grantable()
        for badge in self:
            badge.perf_is_grantable = badge._origin in grantable

    @api.model
    def _search_perf_is_grantable(self, operator, value):
        return Domain("id", "in", self._get_perf_grantable().ids) if operator == "in" else NotImplemented

    def _get_badge_user_stats(self):
        """With the people without a user to whom one gave the badge by a recognition: they count as the others do."""
        result = super()._get_badge_user_stats()
        unseen = self._get_perf_unseen_counts()
        for badge in self:
            badge.stat_my_monthly_sending += unseen.get(badge.id, 0)
        return result

    def _get_perf_unseen_counts(self):
        """How many people without a grant of their own the current user gave these badges to this month.

        Grants of core need a user, recognition does not. Own recognitions only, so nothing leaks.

        :return: dict badge id -> count
        """
        Recognition = self.env["perf.recognition"]
        Recognition.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT recognition.badge_id,
                       SUM((SELECT COUNT(*) FROM perf_recognition_recipient_rel recipient
                             WHERE recipient.recognition_id = recognition.id)
                           - (SELECT COUNT(*) FROM perf_recognition_badge_user_rel granted
                               WHERE granted.recognition_id = recognition.id))
                  FROM perf_recognition recognition
                 WHERE recognition.author_employee_id = ANY(%s)
                   AND recognition.badge_id = ANY(%s)
                   AND recognition.state = 'posted'
                   AND recognition.create_date >= %s
              GROUP BY recognition.badge_id
                """,
                list(self.env["perf.reporting.line"]._get_own_employee_ids()),
                list(self._origin.ids),
                fields.Date.today().replace(day=1),  # the server's month, as core counts it
            )
        )
        return {badge_id: int(count) for badge_id, count in rows}

    @api.model
    def _get_perf_grantable(self):
        """The badges that the current user may give now, asked in a fixed number of queries.

        :return: recordset of the current user, in the order of the names
        """
        # sudo: who may give a badge stands on the badge; portal users don't read other people's grants.
        badges = self.sudo().search([("rule_auth", "!=", "nobody")], order="name, id", limit=BADGE_LIMIT)
        grants = self.env["gamification.badge.user"].sudo()
        owned = {badge.id for (badge,) in grants._read_group([("user_id", "=", self.env.uid)], ["badge_id"])}
        sent = self._get_perf_sent_counts(badges.filtered("rule_max"))
        return badges.filtered(
            lambda badge: (
                may_give(
                    badge.rule_auth,
                    self.env.uid in badge.rule_auth_user_ids.ids,
                    badge.rule_auth_badge_ids.ids,
                    owned,
                )
                and grants_left(badge.rule_max_number if badge.rule_max else None, sent.get(badge.id, 0)) != 0
            )
        ).sudo(False)

    def _get_perf_sent_counts(self, badges):
        """How often the current user gave each of these badges this month: dict badge id -> count.

        :param badges: badges in sudo
        """
        domain = [
            ("badge_id", "in", badges.ids),
            ("create_uid", "=", self.env.uid),
            ("create_date", ">=", fields.Date.today().replace(day=1)),
        ]
        groups = self.env["gamification.badge.user"].sudo()._read_group(domain, ["badge_id"], ["__count"])
        counts = badges.sudo(False)._get_perf_unseen_counts()
        for badge, count in groups:
            counts[badge.id] = counts.get(badge.id, 0) + count
        return counts

    def _check_perf_granting(self):
        """Refuse what the badge's own rules refuse the current user.

        :raise UserError: says which rule
        """
        self.ensure_one()
        if self.rule_max:
            # Two calls at the same moment both see the count of before: writing the row makes one of them start anew.
            self.env.cr.execute(SQL("UPDATE gamification_badge SET rule_max = rule_max WHERE id = %s", self.id))
            self.invalidate_recordset(["stat_my_monthly_sending", "remaining_sending"])
        self.check_granting()

    def _check_perf_limit(self):
        """Refuse when the current user has just given one of these badges to more people than its rule lets.

        :raise UserError: names the badge and its limit
        """
        if self.env.is_admin():  # as core has it
            return
        limited = self.filtered("rule_max")
        # sudo: portal users don't read all grants; only the count of their own is compared.
        sent = limited._get_perf_sent_counts(limited.sudo())
        for badge in limited:
            if sent.get(badge.id, 0) > badge.rule_max_number:
                raise UserError(
                    self.env._(
                        "You can give “%(badge)s” to %(limit)s people a month, and this would be more. "
                        "Choose fewer people, or leave the badge out.",
                        badge=badge.name,
                        limit=badge.rule_max_number,
                    )
                )
