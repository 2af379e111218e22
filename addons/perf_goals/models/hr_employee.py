from datetime import UTC
from zoneinfo import ZoneInfo

from pytz import timezone

from odoo import fields, models

from ..tools.metric import day_bounds
from .res_company import CADENCES


class HrEmployee(models.Model):
    """A person with goals: what they mean for the home page, the digest and the manager's team page."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "perf.goal.count.mixin"]

    perf_checkin_cadence = fields.Selection(
        CADENCES,
        string="Check-in Cadence",
        groups="hr.group_hr_user",
        help="How often this person says how the goals are going. Empty: as the department, or the company.",
    )

    # ------------------------------------------------------------------
    # Working days
    # ------------------------------------------------------------------

    def _get_perf_working_days(self, date_from, date_to):
        """Working days of a period: those of a full-time colleague, and those that each person works.

        Contracts bound what people work; who has none works by the working hours of the employee in all of the period.
        Approved time off stands in the calendar as well.

        :param date_from: first day
        :param date_to: last day, included
        :return: dict employee id -> (days full-time, days worked), both in days of the company's working hours
        """
        people = self.sudo().with_context(active_test=False)
        days = {}
        for (company, zone), group in people.grouped(lambda person: (person.company_id, person.tz)).items():
            calendar = company.resource_calendar_id
            if not calendar:
                days |= dict.fromkeys(group.ids, (0.0, 0.0))
                continue
            start, stop = (
                moment.replace(tzinfo=UTC) for moment in day_bounds(date_from, date_to, ZoneInfo(zone or "UTC"))
            )
            full = group._get_perf_full_time(calendar, start, stop)
            worked = group._get_perf_worked_time(calendar, full, start, stop)
            per_day = calendar.hours_per_day or 8.0
            for person in group:
                days[person.id] = tuple(round(self._get_hours(time) / per_day, 2) for time in (full, worked[person.id]))
        return days

    def _get_perf_full_time(self, calendar, start, stop):
        """The working time of a company in a period, without its public holidays: ``Intervals``."""
        company = self.company_id
        domain = [("time_type", "=", "leave"), ("company_id", "in", [*company.ids, False])]
        time = calendar._work_intervals_batch(start, stop, domain=domain, tz=timezone(self[:1].tz or "UTC"))
        return time[False]

    def _get_perf_worked_time(self, calendar, full, start, stop):
        """The time that each of these people works in a period: dict employee id -> ``Intervals``.

        Of people with flexible hours only the time off is known.

        :param calendar: that of the company
        :param full: its working time
        """
        resources = self.resource_id
        flexible = resources.filtered(lambda resource: resource._is_flexible())
        worked, _calendars = (resources - flexible)._get_valid_work_intervals(start, stop, compute_leaves=False)
        off = self._get_perf_time_off(start, stop)
        return {
            person.id: (full if person.resource_id in flexible else worked[person.resource_id.id])
            - off[person.resource_id.id]
            for person in self
        }

    def _get_perf_time_off(self, start, stop):
        """Public holidays, and time off that somebody else entered or approved: dict resource id -> ``Intervals``.

        Odoo lets everybody enter time off of their own into the calendar; a target must not shrink by that.
        """
        leaves = self.env["resource.calendar.leaves"]
        period = [
            ("time_type", "=", "leave"),
            ("date_from", "<=", stop.replace(tzinfo=None)),
            ("date_to", ">=", start.replace(tzinfo=None)),
        ]
        found = leaves.search_fetch(
            [*period, ("resource_id", "in", [False, *self.resource_id.ids])],
            ["resource_id", "create_uid", "write_uid"],
        )
        trusted = found.filtered(lambda leave: leave._is_perf_trusted())
        off = {}
        for calendar, resources in self.resource_id.grouped("calendar_id").items():
            calendars = [False, *(calendar or self.company_id.resource_calendar_id).ids]
            domain = [
                ("id", "in", trusted.ids),
                "|",
                ("resource_id", "!=", False),
                ("calendar_id", "in", calendars),
            ]
            off |= calendar.browse()._leave_intervals_batch(start, stop, resources, domain, tz=timezone("UTC"))
        return off

    @staticmethod
    def _get_hours(time):
        """Length of ``Intervals`` in hours."""
        return sum((stop - start).total_seconds() for start, stop, _records in time) / 3600

    # ------------------------------------------------------------------
    # What waits for whom
    # ------------------------------------------------------------------

    def _perf_todo(self):
        """Goals, amendments and talks that wait for a manager; goals sent back and check-ins that wait for people."""
        todo = super()._perf_todo()
        for employee_id, items in self._get_perf_goal_owner_items().items():
            todo[employee_id] += items
        for employee_id, items in self._get_perf_goal_manager_items().items():
            todo[employee_id] += items
        return todo

    def _get_perf_goal_owner_items(self):
        """Items for the owners of goals, by employee id."""
        today = {employee.id: fields.Date.to_date(self._get_perf_now(employee)) for employee in self.sudo()}
        goals = self.env["perf.goal"].search(
            [
                ("employee_id", "in", self.ids),
                "|",
                "&",
                ("state", "=", "draft"),
                ("is_rejected", "=", True),
                "&",
                ("state", "=", "active"),
                ("checkin_due_date", "<=", max(today.values(), default=False)),
            ]
        )
        items = {}
        for goal in goals:
            if goal.state == "active" and goal.checkin_due_date > today[goal.employee_id.id]:
                continue  # not yet that day where this person is
            items.setdefault(goal.employee_id.id, []).append(goal._prepare_owner_item())
        return items

    @staticmethod
    def _get_perf_now(employee):
        """What time it is where this person is."""
        return fields.Datetime.now().replace(tzinfo=UTC).astimezone(employee._get_perf_timezone())

    def _get_perf_goal_manager_items(self):
        """Items for managers about the goals of their people, by employee id of the manager.

        A goal waits for the closest manager with a login; so the goals of all people below are looked at, and sorted.
        """
        goals = self.env["perf.goal"].search(
            [
                ("employee_id.perf_manager_line_ids.manager_id", "in", self.ids),
                "|",
                ("state", "=", "proposed"),
                "&",
                ("state", "=", "active"),
                "|",
                "|",
                ("needs_talk", "=", True),
                ("amendment_ids.state", "=", "pending"),
                ("date_end", "<", fields.Date.context_today(self)),
            ]
        )
        managers = goals._get_manager_of()
        items, wanted = {}, set(self.ids)
        for goal in goals:
            manager_id = managers[goal].id if goal in managers else False
            if manager_id in wanted:
                items.setdefault(manager_id, []).extend(goal._prepare_manager_items())
        return items

    def _perf_portal_cards(self):
        """The card *My goals*."""
        cards = super()._perf_portal_cards()
        goals = self.env["perf.goal"].search([("employee_id", "=", self.id), ("state", "=", "active")])
        due = goals.filtered("checkin_due_date").mapped("checkin_due_date")
        today = fields.Date.context_today(self)
        on_track = len(goals.filtered(lambda goal: goal.health == "on_track"))
        text = (
            self.env._("%(on_track)s of %(count)s on track", on_track=on_track, count=len(goals))
            if goals
            else self.env._("What do you want to reach next? Propose a goal.")
        )
        return [
            *cards,
            {
                "key": "perf.goal",
                "sequence": 10,
                "title": self.env._("My goals"),
                "text": text,
                "icon": "fa-bullseye",
                "url": "/my/goals",
                "count": len([day for day in due if day <= today]),
                "due": min(due, default=False),
            },
        ]

    def _perf_portal_actions(self):
        """The quick action *Check in*."""
        return [
            *super()._perf_portal_actions(),
            {
                "key": "perf.goal",
                "sequence": 10,
                "label": self.env._("Check in"),
                "icon": "fa-bullseye",
                "url": "/my/goals",
            },
        ]

    def _perf_team_facts(self):
        """How many active goals each person has, and how they are doing."""
        facts = super()._perf_team_facts()
        groups = self.env["perf.goal"]._read_group(
            [("employee_id", "in", self.ids), ("state", "=", "active")], ["employee_id", "health"], ["__count"]
        )
        counts = {}
        for employee, health, count in groups:
            counts.setdefault(employee.id, {})[health] = count
        for employee_id, by_health in counts.items():
            facts[employee_id].append(self._prepare_perf_goal_fact(employee_id, by_health))
        return facts

    def _prepare_perf_goal_fact(self, employee_id, by_health):
        """One line about the active goals of a person: how many, and the health that matters most."""
        tones = {"off_track": "danger", "at_risk": "warning", "stale": "secondary", "on_track": "success"}
        labels = dict(self.env["perf.goal"]._fields["health"]._description_selection(self.env))
        worst = next((word for word in tones if by_health.get(word)), "on_track")
        words = [f"{count} {labels[word].lower()}" for word in tones if (count := by_health.get(word))]
        return {
            "key": "goals",
            "label": self.env._("Goals"),
            "text": ", ".join(words),
            "value": by_health.get("off_track", 0) * 100 + by_health.get("at_risk", 0),
            "parts": [
                {"key": word, "tone": tones[word], "count": count} for word in tones if (count := by_health.get(word))
            ],
            "target": {
                "action": "perf_goals.perf_goal_action_team",
                "domain": [("employee_id", "=", employee_id), ("perf_role", "=", "manager")],
            },
            "url": f"/my/goals/team?employee_id={employee_id}",
            "tone": tones[worst],
        }
