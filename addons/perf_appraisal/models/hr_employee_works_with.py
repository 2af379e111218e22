from odoo import models

TEAM = "team"


class HrEmployee(models.Model):
    """Who really works with whom, for choosing reviewers: counts only, never what the work was."""

    _inherit = "hr.employee"

    def _perf_works_with(self, date_from, date_to):
        """Other active people with whom each of these people works, and how one can tell. Called in sudo.

        Addons extend it with one grouped query for all people: meetings, shared tasks. Here it is the team.

        :param date_from: first day of the period
        :param date_to: last day of the period
        :return: dict id -> dict id of the other one -> list of dicts with ``kind`` (word for the source), ``count``
            and ``text`` (in a few words, such as "12 meetings")
        """
        near = self.search([("parent_id", "in", (self | self.parent_id).ids)])
        by_manager = near.grouped("parent_id")
        nobody = self.browse()
        works = {}
        for person in self:
            mates = by_manager.get(person.parent_id, nobody) if person.parent_id else nobody
            team = (mates | by_manager.get(person, nobody)) - person
            works[person.id] = {each.id: [self._prepare_perf_work(TEAM, 1)] for each in team}
        return works

    def _prepare_perf_work(self, kind, count):
        """One way of working together, in words.

        :param kind: word for the source
        :param count: how often
        """
        return {"kind": kind, "count": count, "text": self._get_perf_work_text(kind, count)}

    def _get_perf_work_text(self, kind, count):
        """Few words for a way of working together. Addons add those of their sources.

        :param kind: word for the source
        :param count: how often
        """
        return self.env._("same team") if kind == TEAM else str(count)

    def _add_perf_work(self, works, kind, rows):
        """Add what a source counted to what others have found.

        :param works: dict as of :meth:`_perf_works_with`
        :param kind: word for the source
        :param rows: list of tuples of two ids of employees and a count, in this order
        """
        for employee_id, other_id, count in rows:
            found = works.setdefault(employee_id, {}).setdefault(other_id, [])
            found.append(self._prepare_perf_work(kind, count))

    # ------------------------------------------------------------------
    # Reaching people
    # ------------------------------------------------------------------

    def _perf_is_reachable(self):
        """Whether somebody who is asked for a review would hear of it. Called in sudo."""
        self.ensure_one()
        return bool(self.user_id.active or self._perf_get_review_email())

    def _perf_get_review_email(self):
        """Address of somebody who has no login, empty when unknown. Called in sudo."""
        self.ensure_one()
        return self.work_contact_id.email or self.work_email or ""
