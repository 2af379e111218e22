from odoo import fields, models
from odoo.tools import groupby

from .perf_appraisal import OPEN_STATES
from .perf_appraisal_review import OWED_STATES

LONG_LEAVE_DAYS = 30


class HrEmployee(models.Model):
    """A person who is appraised, appraises others, or looks into appeals."""

    _inherit = "hr.employee"

    def _perf_get_appraiser(self):
        """Who appraises this person: the manager of the org chart. Empty when HR has to choose.

        :return: ``hr.employee`` of at most one record
        """
        self.ensure_one()
        manager = self.parent_id
        return manager if manager.active and manager != self else manager.browse()

    def _perf_is_on_long_leave(self):
        """Who of these people is away for a long time now: their appraisals rest until they are back.

        Looks at the absences in the working calendars, where every app that knows leaves writes them. Addons may know
        more. Called in sudo.

        :return: dict employee id -> bool
        """
        now = fields.Datetime.now()
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "in", self.resource_id.ids),
                ("date_from", "<=", now),
                ("date_to", ">=", now),
                ("time_type", "=", "leave"),
            ]
        )
        long = leaves.filtered(lambda leave: (leave.date_to - leave.date_from).days >= LONG_LEAVE_DAYS)
        away = set(long.resource_id.ids)
        return {employee.id: employee.resource_id.id in away for employee in self}

    # ------------------------------------------------------------------
    # What waits for people
    # ------------------------------------------------------------------

    def _perf_todo(self):
        todo = super()._perf_todo()
        for employee_id, item in [
            *self._get_appraisal_review_todo(),
            *self._get_appraisal_reviewers_todo(),
            *self._get_appraisal_share_todo(),
            *self._get_appraisal_sign_todo(),
            *self._get_appraisal_appeal_todo(),
            *self._get_appraisal_release_todo(),
            *self._get_appraisal_cycle_todo(),
            *self._get_calibration_todo(),
        ]:
            todo[employee_id].append(item)
        return todo

    def _get_appraisal_review_todo(self):
        """Reviews that these people owe: list of tuples (employee id, item)."""
        reviews = self.env["perf.appraisal.review"].search(
            [
                ("reviewer_employee_id", "in", self.ids),
                ("state", "in", OWED_STATES),
                ("appraisal_id.state", "in", OPEN_STATES),
                ("appraisal_id.paused_since", "=", False),
                ("appraisal_id.cycle_id.state", "in", ("running", "calibration")),
            ]
        )
        items = []
        for review in reviews:
            own = review.role == "self"
            title = self.env._("Write your self review") if own else self.env._("Write a review")
            begun = review.state == "in_progress"
            items.append(
                (
                    review.reviewer_employee_id.id,
                    {
                        "key": f"perf.appraisal.review,{review.id},submit",
                        "icon": "fa-pencil-square-o",
                        "title": title,
                        "subject": review.appraisal_id.cycle_id.name if own else review.employee_id.name,
                        "due": review.deadline,
                        "since": review.create_date.date(),
                        "url": f"/my/reviews/{review.id}",
                        "button": self.env._("Continue") if begun else self.env._("Start"),
                    },
                )
            )
        return items

    def _get_appraisal_reviewers_todo(self):
        """Reviewers whom these people have to choose or to approve: list of tuples (employee id, item)."""
        appraisals = self.env["perf.appraisal"].search(
            [
                ("state", "in", OPEN_STATES),
                ("cycle_id.state", "in", ("running", "calibration")),
                ("collection_closed", "=", False),
                "|",
                ("employee_id", "in", self.ids),
                ("manager_id", "in", self.ids),
            ]
        )
        nominations = appraisals._get_nominations().grouped("appraisal_id")
        nothing = self.env["perf.appraisal.nomination"]
        items = []
        for appraisal in appraisals.filtered("asks_reviewers"):
            for person, step in appraisal._get_reviewers_steps(nominations.get(appraisal, nothing)):
                if person in self:
                    items.append((person.id, appraisal._prepare_reviewers_todo_item(step)))
        return items

    def _get_appraisal_share_todo(self):
        """Results that these managers have yet to rate and share: list of tuples (employee id, item)."""
        reviews = self.env["perf.appraisal.review"].search(
            [
                ("role", "=", "manager"),
                ("state", "=", "submitted"),
                ("appraisal_id.state", "=", "open"),
                ("appraisal_id.paused_since", "=", False),
                ("appraisal_id.manager_id", "in", self.ids),
                ("appraisal_id.ready_date", "=", False),
            ]
        )
        return [
            (
                review.appraisal_id.manager_id.id,
                review.appraisal_id._prepare_todo_item(
                    "share", review.appraisal_id._get_share_title(), self.env._("Open"), review.submitted_date
                ),
            )
            for review in reviews
        ]

    def _get_appraisal_sign_todo(self):
        """Results that these people have yet to sign off: list of tuples (employee id, item)."""
        appraisals = self.env["perf.appraisal"].search([("employee_id", "in", self.ids), ("state", "=", "shared")])
        return [
            (
                appraisal.employee_id.id,
                appraisal._prepare_todo_item(
                    "sign", self.env._("Read your result and sign it off"), self.env._("Read"), appraisal.shared_date
                ),
            )
            for appraisal in appraisals
        ]

    def _filter_perf_officers(self):
        """Those of these people who are HR officers."""
        group = self.env.ref("perf_base.group_perf_officer")
        return self.filtered(lambda employee: group in employee.user_id.all_group_ids)

    def _get_appraisal_release_todo(self):
        """Cycles with results that these people, as HR officers, may share: list of tuples (employee id, item)."""
        officers = self._filter_perf_officers()
        if not officers:
            return []
        ready = self.env["perf.appraisal"]._read_group(
            [
                ("ready_date", "!=", False),
                ("state", "=", "open"),
                ("release_pending", "=", False),
                ("company_id", "in", officers.user_id.company_ids.ids),
            ],
            ["cycle_id", "company_id", "employee_id"],
            ["ready_date:min", "share_deadline:min"],
        )
        items = []
        for officer in officers:
            own = [row for row in ready if row[1] in officer.user_id.company_ids and row[2].id != officer.id]
            for cycle, rows in groupby(own, key=lambda row: row[0]):
                items.append((officer.id, cycle._prepare_release_todo(list(rows))))
        return items

    def _get_appraisal_appeal_todo(self):
        """Appeals that these people, as HR officers, look into: list of tuples (employee id, item)."""
        officers = self._filter_perf_officers()
        if not officers:
            return []
        appeals = self.env["perf.appraisal"].search(
            [("appeal_state", "=", "open"), ("company_id", "in", officers.user_id.company_ids.ids)]
        )
        return [
            (
                officer.id,
                appraisal._prepare_todo_item(
                    "appeal", self.env._("Look into an appeal"), self.env._("Open"), appraisal.acknowledged_date
                ),
            )
            for officer in officers
            for appraisal in appeals
            if appraisal.company_id in officer.user_id.company_ids
            and officer not in appraisal.employee_id | appraisal.manager_id
        ]

    def _get_appraisal_cycle_todo(self):
        """Cycles that plans made and HR has yet to launch: list of tuples (employee id, item)."""
        group = self.env.ref("perf_base.group_perf_officer")
        officers = self.filtered(lambda employee: group in employee.user_id.all_group_ids)
        if not officers:
            return []
        drafts = self.env["perf.appraisal.cycle"].search(
            [
                ("state", "=", "draft"),
                ("plan_id", "!=", False),
                ("company_id", "in", officers.user_id.company_ids.ids),
            ]
        )
        return [
            (
                officer.id,
                {
                    "key": f"perf.appraisal.cycle,{cycle.id},launch",
                    "icon": "fa-paper-plane-o",
                    "title": self.env._("Look at the draft and launch the cycle"),
                    "subject": cycle.name,
                    "due": cycle.self_deadline,
                    "since": cycle.create_date.date(),
                    "url": f"/odoo/performance-cycles/{cycle.id}",
                    "button": self.env._("Open"),
                },
            )
            for officer in officers
            for cycle in drafts
            if cycle.company_id in officer.user_id.company_ids
        ]

    # ------------------------------------------------------------------
    # Portal and team
    # ------------------------------------------------------------------

    def _perf_portal_cards(self):
        cards = super()._perf_portal_cards()
        appraisal = self.env["perf.appraisal"].search(
            [("employee_id", "=", self.id), ("state", "not in", ("draft", "cancelled"))], limit=1
        )
        waiting = [item for _employee_id, item in self._get_appraisal_own_todo()]
        if not appraisal and not waiting:
            return cards
        due = [item["due"] for item in waiting if item["due"]]
        phase = appraisal.with_user(self.user_id)._get_phase() if appraisal and self.user_id else {}
        cards.append(
            {
                "key": "appraisals",
                "sequence": 40,
                "title": self.env._("Appraisals"),
                "text": phase.get("sentence", ""),
                "phase": phase.get("sentence", "") if appraisal and appraisal.state != "closed" else "",
                "icon": "fa-check-square-o",
                "url": "/my/appraisals",
                "count": len(waiting),
                "due": min(due, default=False),
            }
        )
        return cards

    def _get_appraisal_own_todo(self):
        """What waits for these people in appraisals, apart from the work of HR."""
        return [
            *self._get_appraisal_review_todo(),
            *self._get_appraisal_reviewers_todo(),
            *self._get_appraisal_share_todo(),
            *self._get_appraisal_sign_todo(),
        ]

    def _perf_team_facts(self):
        facts = super()._perf_team_facts()
        appraisals = self.env["perf.appraisal"].search(
            [("employee_id", "in", self.ids), ("state", "not in", ("draft", "cancelled"))],
            order="date_to desc, id desc",
        )
        seen = set()
        for appraisal in appraisals:
            if appraisal.employee_id.id not in seen:
                seen.add(appraisal.employee_id.id)
                facts[appraisal.employee_id.id].append(appraisal._prepare_team_fact())
        return facts
