from datetime import datetime, timedelta

from odoo import fields, models
from odoo.fields import Domain

from .perf_improvement_checkpoint import EARLY_DAYS
from .perf_improvement_plan import RUNNING

DECIDE_DAYS = 5
OVERDUE_URL = "/odoo/action-perf_development.perf_improvement_plan_action_overdue"


class HrEmployee(models.Model):
    """What improvement plans ask of people."""

    _inherit = "hr.employee"

    def _perf_todo(self):
        todo = super()._perf_todo()
        review = self.env["perf.improvement.plan"]._get_review_todo(self)
        proposals = self.env["perf.improvement.proposal"]._get_review_todo(self)
        known = [*self._get_improvement_todo(), *review, *proposals, *self._get_improvement_hr_todo()]
        for employee_id, item in known:
            todo[employee_id].append(item)
        return todo

    def _perf_conversations(self):
        conversations = super()._perf_conversations()
        groups = self.env["perf.improvement.checkpoint"]._read_group(
            [("plan_id.employee_id", "in", self.ids), ("held_on", "!=", False)],
            ["plan_id.employee_id"],
            ["held_on:max"],
        )
        for employee, day in groups:
            conversations[employee.id].append(day)
        return conversations

    def _get_improvement_todo(self):
        """What running plans ask of the person, the manager and the manager's manager.

        :return: list of pairs of an id and an item
        """
        parent = "employee_id.parent_id"
        plans = self.env["perf.improvement.plan"].search(
            Domain("state", "in", RUNNING)
            & (
                Domain("employee_id", "in", self.ids)
                | Domain(parent, "in", self.ids)
                | Domain(f"{parent}.parent_id", "in", self.ids)
                | (Domain(parent, "=", False) & Domain("author_employee_id", "in", self.ids))
            )
        )
        if not plans:
            return []
        proposals = self.env["perf.improvement.proposal"]
        proposed = proposals.search([("plan_id", "in", plans.ids), ("state", "=", "hr_review")]).plan_id
        zones = self._get_perf_timezones()
        days = {employee_id: datetime.now(zone).date() for employee_id, zone in zones.items()}
        items = []
        for plan in plans:
            person, leader = plan.employee_id, plan._get_leader()
            known = {
                person.id: self._get_improvement_person_todo,
                leader.id: self._get_improvement_leader_todo,
                person.parent_id.parent_id.id: self._get_improvement_skip_todo,
            }
            for employee_id, prepare in known.items():
                if employee_id in days:
                    items += [
                        (employee_id, item)
                        for item in prepare(plan, days[employee_id])
                        # decided already, and HR reads it
                        if plan not in proposed or not item["key"].endswith(",decide")
                    ]
        return items

    def _get_improvement_person_todo(self, plan, today):
        """What the person whose plan it is does: read it, come to the next checkpoint."""
        if not plan.acknowledged_on:
            title = self.env._("Read your improvement plan")
            if plan.version_no > 1:
                title = self.env._("Read what changed in your improvement plan")
            yield plan._prepare_todo_item("read", title=title, subject="", button=self.env._("Read"))
        days = plan.checkpoint_ids.filtered(lambda each: not each.held_on).mapped("date_planned")
        coming = min((day for day in days if today <= day <= today + timedelta(days=EARLY_DAYS)), default=False)
        if coming and plan.state == "active":
            yield plan._prepare_todo_item(
                "come", title=self.env._("Checkpoint of your improvement plan"), subject="", due=coming
            )

    def _get_improvement_leader_todo(self, plan, today):
        """What the manager does: hold the checkpoints, decide how the plan ends."""
        if plan.state != "active":
            return
        days = plan.checkpoint_ids.filtered(lambda each: not each.held_on).mapped("date_planned")
        due = min(days, default=False)
        if due and due <= today + timedelta(days=EARLY_DAYS):
            yield plan._prepare_todo_item(
                "hold",
                icon="fa-comments-o",
                title=self.env._("Hold the checkpoint of the improvement plan"),
                due=due,
                since=due - timedelta(days=EARLY_DAYS),
                button=self.env._("Hold"),
            )
        if plan.date_end <= today + timedelta(days=DECIDE_DAYS):
            yield plan._prepare_todo_item(
                "decide",
                icon="fa-flag-checkered",
                title=self.env._("Decide how the improvement plan ends"),
                due=plan.date_end,
                since=plan.date_end - timedelta(days=DECIDE_DAYS),
                button=self.env._("Decide"),
            )

    def _get_improvement_skip_todo(self, plan, today):
        """The manager's manager learns that there is a plan."""
        if not plan.manager_informed_on:
            yield plan._prepare_todo_item(
                "know", title=self.env._("Know about an improvement plan"), button=self.env._("Read")
            )

    # ------------------------------------------------------------------
    # HR
    # ------------------------------------------------------------------

    def _get_improvement_hr_todo(self):
        """What improvement plans ask of those of these people who are HR officers: one item with a number each.

        :return: list of pairs of an id and an item
        """
        group = self.env.ref("perf_base.group_perf_officer")
        officers = self.filtered(lambda employee: group in employee.user_id.all_group_ids)
        if not officers:
            return []
        today = fields.Date.context_today(self)
        companies = Domain("company_id", "in", officers.user_id.company_ids.ids)
        plans = self.env["perf.improvement.plan"].search(companies & Domain("state", "in", RUNNING))
        involved = self._get_improvement_involved(plans, officers)
        items = []
        for officer in officers:
            mine = plans.filtered(
                lambda plan, officer=officer: (
                    plan.company_id in officer.user_id.company_ids and (plan.id, officer.id) not in involved
                )
            )
            items += [(officer.id, item) for item in self._get_improvement_officer_todo(mine, officer, today)]
        return items

    def _get_improvement_involved(self, plans, officers):
        """Which of these officers take part in which plans, as the person or as a manager.

        :return: set of pairs of the ids of a plan and of an officer
        """
        lines = self.env["perf.reporting.line"].search_fetch(
            [("employee_id", "in", plans.employee_id.ids), ("manager_id", "in", officers.ids)],
            ["employee_id", "manager_id"],
        )
        pairs = {(line.employee_id.id, line.manager_id.id) for line in lines}
        return {
            (plan.id, officer.id)
            for plan in plans
            for officer in officers
            if officer == plan.employee_id or (plan.employee_id.id, officer.id) in pairs
        }

    def _get_improvement_officer_todo(self, plans, officer, today):
        """What waits for one officer, with one item for each thing to do.

        :param plans: plans in which the officer takes no part as the person or a manager
        :param officer: ``hr.employee``
        :param today: date
        """
        counts = {plan: plan._get_overdue_count(today) for plan in plans if plan.state == "active"}
        late = [plan for plan, count in counts.items() if count]
        if late:
            managers = {plan._get_leader() for plan in late}
            yield self._prepare_improvement_hr_item(
                "overdue",
                OVERDUE_URL,
                title=self.env._("Overdue checkpoints of improvement plans"),
                subject=self.env._(
                    "%(count)s, owed by %(managers)s managers",
                    count=sum(counts.values()),
                    managers=len(managers),
                ),
                since=today,
                button=self.env._("Look"),
            )

    def _prepare_improvement_hr_item(self, step, url, **values):
        """One item of ``_perf_todo`` for HR, about many plans."""
        return {
            "key": f"perf.improvement.plan,{step}",
            "icon": "fa-life-ring",
            "due": False,
            "url": url,
            **values,
        }
