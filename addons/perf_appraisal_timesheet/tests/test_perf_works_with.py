from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon


@tagged("post_install", "-at_install")
class TestPerfWorksWithTimesheets(PerfCommon):
    """Timesheets say who works together: how many tasks and projects, and nothing of what they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.project = cls.env["project.project"].create(
            {"name": "Secret plans", "company_id": cls.company.id, "allow_timesheets": True}
        )
        cls.tasks = cls.env["project.task"].create(
            [{"name": f"Task {number}", "project_id": cls.project.id} for number in range(3)]
        )

    def work(self, employee, *tasks, days=5):
        """Hours of that person on these tasks, so many days ago."""
        self.env["account.analytic.line"].create(
            [
                {
                    "name": "/",
                    "employee_id": employee.id,
                    "project_id": self.project.id,
                    "task_id": task.id,
                    "unit_amount": 1,
                    "date": self.today - timedelta(days=days),
                }
                for task in tasks
            ]
        )

    def count(self, other):
        """What is counted between the employee and somebody else."""
        person = self.employee_employee.sudo()
        works = person._perf_works_with(self.today - timedelta(days=30), self.today)[person.id]
        return [(work["kind"], work["count"], work["text"]) for work in works.get(other.id, [])]

    def test_tasks_and_projects(self):
        """The same tasks count; without one the same project does."""
        self.work(self.employee_employee, *self.tasks[:2])
        self.work(self.employee_employee, *self.tasks[:2])
        self.work(self.employee_colleague, *self.tasks[:2])
        self.work(self.employee_other_manager, self.tasks[2])
        self.assertEqual(self.count(self.employee_colleague), [("task", 2, "2 tasks")])
        self.assertEqual(self.count(self.employee_other_manager), [("project", 1, "1 project")])
        self.assertFalse(self.count(self.employee_portal_colleague))

    def test_other_periods(self):
        self.work(self.employee_employee, self.tasks[0])
        self.work(self.employee_colleague, self.tasks[0], days=90)
        self.assertFalse(self.count(self.employee_colleague))

    def test_queries(self):
        self.work(self.employee_employee, *self.tasks)

        def make(count):
            people = self.make_employees(count)
            for person in people:
                self.work(person, self.tasks[0])
            return people

        def run(people):
            people.sudo()._perf_works_with(self.today - timedelta(days=30), self.today)

        self.assertQueriesDontGrow(make, run, large=20)
