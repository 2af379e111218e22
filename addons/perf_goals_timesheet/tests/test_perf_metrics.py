from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_goals.tests.common import PerfGoalCommon
from odoo.addons.perf_goals.tools.metric import MetricWindow


@tagged("post_install", "-at_install")
class TestTimesheetMetrics(PerfGoalCommon):
    """The ready metrics on real timesheets and tasks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls.env["project.project"].create(
            {"name": "Perf Project", "company_id": cls.company.id, "allow_timesheets": True}
        )

    def make_task(self, users, deadline=None, state="1_done"):
        """A task of those people in that state."""
        task = self.env["project.task"].create(
            {
                "name": "Perf task",
                "project_id": self.project.id,
                "user_ids": [fields.Command.set(users.ids)],
                "date_deadline": deadline,
            }
        )
        task.state = state
        return task

    def log(self, employee, hours, day=None):
        """Time recorded on the project."""
        return self.env["account.analytic.line"].create(
            {
                "name": "Perf work",
                "project_id": self.project.id,
                "employee_id": employee.id,
                "unit_amount": hours,
                "date": day or self.today,
            }
        )

    def metric(self, name):
        return self.env.ref(f"perf_goals_timesheet.perf_metric_{name}")

    def measure(self, name, employee=None):
        employee = employee or self.employee_employee
        return self.metric(name)._measure(employee, self.day(-1), self.day(1))[employee.id]

    def test_hours(self):
        """Hours count by person and day, and fall when a line is deleted; people without a user are measured too."""
        self.log(self.employee_employee, 3.0)
        line = self.log(self.employee_employee, 2.5)
        self.log(self.employee_employee, 8.0, self.day(-5))
        self.assertEqual(self.measure("hours"), 5.5)
        line.unlink()
        self.assertEqual(self.measure("hours"), 3.0)
        nobody = self.make_employees(1)
        nobody.user_id = False
        self.log(nobody, 4.0)
        self.assertEqual(self.measure("hours", nobody), 4.0)

    def test_tasks_closed(self):
        """A task counts for each of its people, once for a team, and not when it is cancelled or open."""
        both = self.user_employee | self.user_manager
        task = self.make_task(both)
        self.make_task(self.user_employee)
        self.make_task(self.user_employee, state="1_canceled")
        self.make_task(self.user_employee, state="01_in_progress")
        self.assertEqual(self.measure("tasks_closed"), 2.0)
        self.assertEqual(self.measure("tasks_closed", self.employee_manager), 1.0)
        team = MetricWindow("team", (self.employee_employee | self.employee_manager)._ids, self.today, self.today)
        self.assertEqual(self.metric("tasks_closed")._measure_windows([team]), {"team": (2.0, 2)})
        task.state = "01_in_progress"
        self.assertEqual(self.measure("tasks_closed"), 1.0)

    def test_on_time_rate(self):
        """The share of the finished tasks with a deadline that were finished until then."""
        self.assertIsNone(self.measure("on_time_rate"))
        now = fields.Datetime.now()
        self.make_task(self.user_employee, fields.Datetime.add(now, days=1))
        self.make_task(self.user_employee, fields.Datetime.add(now, days=3))
        self.make_task(self.user_employee, fields.Datetime.add(now, days=-1))
        self.make_task(self.user_employee)
        self.assertAlmostEqual(self.measure("on_time_rate"), 200 / 3)
