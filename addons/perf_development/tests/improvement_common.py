from odoo import fields

from odoo.addons.perf_base.tests.common import PerfCommon

from ..tools.improvement import checkpoint_dates

TEXTS = {
    "gap": "Four lists of the early shift were incomplete.",
    "expectation": "Each list is complete at the end of the shift.",
    "impact": "The late shift searched for an hour.",
    "support": "Half a day with a colleague, and a template.",
    "consequences": "Then we talk about another task.",
}
OBJECTIVE = {"name": "Complete lists", "measure": "Lists without open points", "target": "19 of 20"}


class ImprovementCommon(PerfCommon):
    """The people of :class:`PerfCommon`, and short ways to improvement plans in every state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.company | cls.company_other
        companies.write({"perf_review_days": 0, "perf_guard_percent": 0})
        cls.today = fields.Date.today()

    def day(self, days):
        """The date that many days from today."""
        return fields.Date.add(self.today, days=days)

    def plan_values(self, employee=None, **values):
        """Values of a complete draft that starts today and takes 30 days, with a conversation every week."""
        start = fields.Date.to_date(values.get("date_start", self.today))
        return {
            "employee_id": (employee or self.employee_employee).id,
            "date_start": fields.Date.to_string(start),
            "duration": "30",
            **TEXTS,
            "objective_ids": [(0, 0, OBJECTIVE)],
            "checkpoint_ids": [
                (0, 0, {"date_planned": fields.Date.to_string(day)})
                for day in checkpoint_dates(start, fields.Date.add(start, days=30))
            ],
            **values,
        }

    def draft(self, user=None, employee=None, **values):
        """A complete draft by that user, the manager unless told."""
        model = self.as_user(self.env["perf.improvement.plan"], user or self.user_manager)
        return model.create(self.plan_values(employee, **values))

    def guide(self, employee=None, days=10, state="shared"):
        """A concern that was shared with the person that many days ago."""
        employee = employee or self.employee_employee
        return self.env["perf.concern"].create(
            {
                "name": "Lists",
                "employee_id": employee.id,
                "author_employee_id": self.employee_manager.id,
                "occurred_on": self.day(-days - 3),
                "facts": "Incomplete",
                "expectation": "Complete",
                "impact": "Search",
                "state": state,
                "first_submitted_on": self.day(-days - 2),
                "submitted_on": self.day(-days - 2),
                "released_on": self.day(-days) if state != "draft" else False,
            }
        )

    def submitted(self, user=None, employee=None, **values):
        """A plan that was handed in, about somebody whom somebody talked with before."""
        self.guide(employee)
        plan = self.draft(user, employee, **values)
        plan.action_submit()
        return plan

    def started(self, user=None, employee=None, **values):
        """A plan that took all steps until it runs."""
        plan = self.submitted(user, employee, **values)
        self.as_user(plan, self.user_officer).action_release()
        self.assertEqual(plan.sudo().state, "active")
        return plan

    def running(self, days=20, employee=None, held=0, **values):
        """A plan in the superuser's environment that began that many days ago; the first checkpoints were held."""
        plan = self.env["perf.improvement.plan"].create(
            self.plan_values(
                employee,
                date_start=self.day(-days),
                **{
                    "author_employee_id": self.employee_manager.id,
                    "state": "active",
                    "first_submitted_on": self.day(-days - 3),
                    "submitted_on": self.day(-days - 3),
                    "released_on": self.day(-days),
                    **values,
                },
            )
        )
        for checkpoint in plan.checkpoint_ids[:held]:
            checkpoint.write(
                {
                    "held_on": checkpoint.date_planned,
                    "recorded_on": checkpoint.date_planned,
                    "held_by_id": self.employee_manager.id,
                    "summary": "We talked.",
                    "support_delivered": "yes",
                    "progress_ids": [
                        (0, 0, {"objective_id": each.id, "progress": "on_track"}) for each in plan.objective_ids
                    ],
                }
            )
        return plan

    def hold(self, checkpoint, user=None, **values):
        """Hold a checkpoint as that user, the manager unless told."""
        checkpoint = self.as_user(checkpoint, user or self.user_manager)
        outcomes = {each.id: "on_track" for each in checkpoint.plan_id.objective_ids}
        values = {"summary": "We talked.", "support_delivered": "yes", "outcomes": outcomes, **values}
        return checkpoint.action_hold(**values)

    def proposal(self, plan):
        """What is proposed for the plan and still open, as the superuser sees it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["perf.improvement.proposal"].search(
            [("plan_id", "=", plan.id), ("state", "in", ["draft", "hr_review"])]
        )

    def confirm(self, plan, user=None):
        """Let HR agree to what is proposed, the officer unless told."""
        self.as_user(self.proposal(plan), user or self.user_officer).action_release()
        self.env.invalidate_all()

    def user(self, name):
        """The user of this name, such as ``portal_employee``."""
        return getattr(self, f"user_{name}")
