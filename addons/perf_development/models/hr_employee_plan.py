from datetime import UTC, datetime, timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.plan import find_gaps
from .perf_development_action import OPEN_STATES

DAYS_AHEAD = 3


class HrEmployee(models.Model):
    """What development plans mean for people: steps that are due, mentors, levels to confirm, and gaps to close."""

    _inherit = "hr.employee"

    # ------------------------------------------------------------------
    # Whose manager takes care
    # ------------------------------------------------------------------

    def _get_perf_people_in_care(self):
        """The people for whom these are the closest managers with a login. Called in sudo.

        Below a manager without a login the next one above takes care, so that nothing waits for nobody.

        :return: dict employee id -> set of ids of these managers
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE care(employee_id, manager_id) AS (
                    SELECT report.id, report.parent_id
                      FROM hr_employee report
                     WHERE report.parent_id = ANY(%(ids)s) AND report.id <> report.parent_id
                 UNION
                    SELECT report.id, care.manager_id
                      FROM care
                      JOIN hr_employee middle ON middle.id = care.employee_id
                      JOIN hr_employee report ON report.parent_id = middle.id
                 LEFT JOIN res_users account ON account.id = middle.user_id AND account.active AND middle.active
                     WHERE account.id IS NULL AND report.id <> care.manager_id
                )
                SELECT care.employee_id, care.manager_id
                  FROM care
                  JOIN hr_employee person ON person.id = care.employee_id AND person.active
                """,
                ids=list(self.ids),
            )
        )
        people = {}
        for employee_id, manager_id in rows:
            people.setdefault(employee_id, set()).add(manager_id)
        return people

    def _filter_perf_without_manager(self):
        """Those of these people above whom nobody has a login, so that HR takes care. Called in sudo."""
        lines = self.env["perf.reporting.line"]
        groups = lines._read_group(
            [("employee_id", "in", self.ids), ("manager_id.user_id.active", "=", True)], ["employee_id"]
        )
        return self.browse(set(self.ids) - {employee.id for (employee,) in groups})

    def _filter_perf_officers(self):
        """Those of these people who are HR officers. Called in sudo."""
        group = self.env.ref("perf_base.group_perf_officer")
        return self.filtered(lambda employee: group in employee.user_id.all_group_ids)

    # ------------------------------------------------------------------
    # What waits
    # ------------------------------------------------------------------

    def _perf_todo(self):
        todo = super()._perf_todo()
        for prepare in (
            self._get_perf_step_todo,
            self._get_perf_mentor_todo,
            self._get_perf_level_todo,
            self._get_perf_level_officer_todo,
        ):
            for employee_id, item in prepare():
                todo[employee_id].append(item)
        return todo

    def _get_perf_step_todo(self):
        """Steps of these people's plans that are due soon where they live, or were.

        :return: list of pairs of an id and an item
        """
        now = datetime.now(UTC)
        days = {employee_id: now.astimezone(zone).date() for employee_id, zone in self._get_perf_timezones().items()}
        latest = max(days.values(), default=None)
        if not latest:
            return []
        steps = self.env["perf.development.action"].search(
            [
                ("employee_id", "in", self.ids),
                ("state", "in", OPEN_STATES),
                ("plan_state", "=", "active"),
                ("date_due", "<=", latest + timedelta(days=DAYS_AHEAD)),
            ]
        )
        return [
            (
                step.employee_id.id,
                {
                    "key": f"perf.development.action,{step.id},due",
                    "icon": "fa-compass",
                    "title": self.env._("Finish a step of your plan"),
                    "subject": step.name,
                    "due": step.date_due,
                    "since": step.date_due - timedelta(days=DAYS_AHEAD),
                    "url": f"/my/development/actions/{step.id}",
                    "button": self.env._("Open"),
                },
            )
            for step in steps
            if step.date_due <= days[step.employee_id.id] + timedelta(days=DAYS_AHEAD)
        ]

    def _get_perf_mentor_todo(self):
        """Steps for which these people were named as mentors and have not seen it."""
        steps = self.env["perf.development.action"].search(
            [
                ("mentor_id", "in", self.ids),
                ("mentor_seen", "=", False),
                ("state", "in", OPEN_STATES),
                ("plan_state", "=", "active"),
            ]
        )
        return [
            (
                step.mentor_id.id,
                {
                    "key": f"perf.development.action,{step.id},mentor",
                    "icon": "fa-handshake-o",
                    "title": self.env._("You mentor %(person)s", person=step.employee_id.name),
                    "subject": step.name,
                    "due": False,
                    "since": step.mentor_since,
                    "url": f"/my/development/actions/{step.id}",
                    "button": self.env._("See"),
                },
            )
            for step in steps
        ]

    def _get_perf_level_todo(self):
        """Levels that people say they reached, for these people as their closest managers with a login."""
        people = self._get_perf_people_in_care()
        return [
            (manager_id, self._prepare_perf_level_item(step))
            for step in self._search_perf_waiting_levels(Domain("employee_id", "in", list(people)))
            for manager_id in people[step.employee_id.id]
        ]

    def _get_perf_level_officer_todo(self):
        """The same for HR officers, about people above whom nobody has a login."""
        officers = self._filter_perf_officers()
        if not officers:
            return []
        steps = self._search_perf_waiting_levels(Domain("company_id", "in", officers.user_id.company_ids.ids))
        alone = steps.employee_id._filter_perf_without_manager()
        return [
            (officer.id, self._prepare_perf_level_item(step))
            for step in steps.filtered(lambda each: each.employee_id in alone)
            for officer in officers
            if step.company_id in officer.user_id.company_ids and step.employee_id.user_id != officer.user_id
        ]

    def _search_perf_waiting_levels(self, domain):
        """Steps in this domain whose level waits to be confirmed."""
        return self.env["perf.development.action"].search(Domain("level_state", "=", "waiting") & domain)

    def _prepare_perf_level_item(self, step):
        """The item for whoever confirms the level of a step."""
        return {
            "key": f"perf.development.action,{step.id},confirm",
            "icon": "fa-line-chart",
            "title": self.env._("Confirm a level of %(person)s", person=step.employee_id.name),
            "subject": self.env._(
                "%(skill)s: %(level)s", skill=step.skill_id.name or "", level=step.reached_level_id.name or ""
            ),
            "due": False,
            "since": step.claimed_on,
            "url": f"/my/development/actions/{step.id}",
            "button": self.env._("Look at it"),
        }

    # ------------------------------------------------------------------
    # The team
    # ------------------------------------------------------------------

    def _perf_team_facts(self):
        facts = super()._perf_team_facts()
        plans = self.env["perf.development.plan"].search(
            [("employee_id", "in", self.ids), ("state", "=", "active")], order="date_start desc, id desc"
        )
        for employee, own in plans.grouped("employee_id").items():
            facts[employee.id].append(
                {
                    "key": "plan",
                    "value": own[:1].step_text,
                    "target": {"model": "perf.development.plan", "id": own[:1].id},
                    "label": self.env._("Plan"),
                    "text": own[:1].step_text,
                    "url": own[:1]._prepare_portal_url(),
                    "tone": "secondary",
                }
            )
        return facts

    # ------------------------------------------------------------------
    # Gaps
    # ------------------------------------------------------------------

    def _get_perf_skill_gaps(self):
        """Skills of which the jobs of these people ask for more than they have, unless a step aims at it already.

        :return: dict id -> list of dicts with ``skill_id``, ``skill``, ``level_id``, ``level``, ``current`` (name of
            the level now, may be empty) and ``text`` (all of it in a sentence)
        """
        planned = set()
        if self:
            # with the rights of the reader, so that nobody learns of the drafts of others
            steps = self.env(su=False)["perf.development.action"].search(
                [
                    ("employee_id", "in", self.ids),
                    ("skill_id", "!=", False),
                    ("state", "in", OPEN_STATES),
                    ("plan_state", "in", ("draft", "active")),
                ]
            )
            planned = {(step.employee_id.id, step.skill_id.id) for step in steps}
        # sudo: skills and jobs are for internal users; callers have checked what the reader is to these people
        return {
            person.id: [gap for gap in person._prepare_perf_gaps() if (person.id, gap["skill_id"]) not in planned]
            for person in self.sudo()
        }

    def _prepare_perf_gaps(self):
        """The gaps of one person, see :meth:`_get_perf_skill_gaps`. Called in sudo."""
        expected = self._get_perf_levels(self.job_id.current_job_skill_ids)
        current = self._get_perf_levels(self.current_employee_skill_ids)
        gaps = []
        for skill, level in sorted(find_gaps(expected, current), key=lambda gap: gap[0].name or ""):
            now = current[skill][0].name if skill in current else ""
            text = (
                self.env._("%(skill)s: %(level)s, now %(now)s", skill=skill.name, level=level.name, now=now)
                if now
                else self.env._("%(skill)s: %(level)s", skill=skill.name, level=level.name)
            )
            gaps.append(
                {
                    "skill_id": skill.id,
                    "skill": skill.name,
                    "level_id": level.id,
                    "level": level.name,
                    "current": now,
                    "text": text,
                }
            )
        return gaps

    @staticmethod
    def _get_perf_levels(rows):
        """The highest level of each skill: dict ``hr.skill`` -> pair of its level and how far that is, in %."""
        ordered = rows.sorted("level_progress")
        return {row.skill_id: (row.skill_level_id, row.level_progress) for row in ordered}
