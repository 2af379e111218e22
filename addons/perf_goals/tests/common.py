from odoo import fields

from odoo.addons.perf_base.tests.common import PerfCommon


class PerfGoalCommon(PerfCommon):
    """Goals of the people of :class:`PerfCommon`, and shortcuts to bring them into a state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.department = cls.env["hr.department"].create(
            {"name": "Perf Department", "company_id": cls.company.id, "manager_id": cls.employee_manager.id}
        )
        cls.employee_employee.department_id = cls.department
        cls.employee_employee.parent_id = cls.employee_manager

    def day(self, days):
        """The day that many days from today."""
        return fields.Date.add(self.today, days=days)

    def goal_values(self, **values):
        """Values of a clear goal with one key result from 0 to 10."""
        return {
            "name": "Customers have an answer within a day",
            "date_start": self.day(-50),
            "date_end": self.day(50),
            "key_result_ids": [
                fields.Command.create({"name": "Answers within a day", "start_value": 0.0, "target_value": 10.0})
            ],
            **values,
        }

    def make_goal(self, employee=None, state="active", **values):
        """A goal of that person (default: the portal employee) in that state, made by the superuser."""
        employee = employee or self.employee_portal_employee
        if state == "active":
            values = {"approved_on": self.day(-5), **values}
        return self.env["perf.goal"].create(self.goal_values(employee_id=employee.id, state=state, **values))

    def make_shared(self, level, state="active", **values):
        """A goal of the company, or of the department."""
        if level == "department":
            values = {"department_id": self.department.id, **values}
        return self.env["perf.goal"].create(
            self.goal_values(level=level, company_id=self.company.id, state=state, **values)
        )

    def check_in(self, goal, user=None, value=5.0, confidence=8, **values):
        """Check in as that user (default: the superuser)."""
        goal = self.as_user(goal, user) if user else goal
        lines = {result.id: value for result in goal.key_result_ids}
        return goal.check_in({"confidence": confidence, "lines": lines, **values})
