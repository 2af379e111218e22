from datetime import timedelta

from odoo import fields

from odoo.addons.perf_base.tests.common import PerfCommon


class PlanSetUp(PerfCommon):
    """Skills of the test's own, and short ways to make plans and steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.skill_type = cls._make_skill_type("Perf Languages", ["Low", "Middle", "High"])
        cls.other_type = cls._make_skill_type("Perf Crafts", ["Beginner", "Expert"])
        cls.certificate = cls._make_skill_type("Perf Licences", ["Held"], is_certification=True)
        cls.skill = cls.skill_type.skill_ids[0]
        cls.low, cls.middle, cls.high = cls.skill_type.skill_level_ids.sorted("level_progress")

    @classmethod
    def _make_skill_type(cls, name, levels, **values):
        steps = len(levels)
        return cls.env["hr.skill.type"].create(
            {
                "name": name,
                "skill_ids": [(0, 0, {"name": f"{name} 1"}), (0, 0, {"name": f"{name} 2"})],
                "skill_level_ids": [
                    (0, 0, {"name": level, "level_progress": 100 * (number + 1) // steps})
                    for number, level in enumerate(levels)
                ],
                **values,
            }
        )

    def day(self, days):
        """The day that many days from today."""
        return self.today + timedelta(days=days)

    def make_plan(self, employee=None, state="active", author=None, **values):
        """A plan of that person (default: the portal employee) with one step, made by the superuser."""
        employee = employee or self.employee_portal_employee
        return self.env["perf.development.plan"].create(
            {
                "employee_id": employee.id,
                "author_employee_id": (author or employee).id,
                "name": "Lead the night shift",
                "aim": "Somebody has to",
                "state": state,
                "date_start": self.day(-30),
                "action_ids": [(0, 0, {"name": "First step"})],
                **values,
            }
        )

    def make_step(self, plan=None, **values):
        """A step that builds the skill, with the manager of another team as its mentor."""
        return self.env["perf.development.action"].create(
            {
                "plan_id": (plan or self.make_plan(action_ids=[])).id,
                "name": "Learn it",
                "skill_id": self.skill.id,
                "skill_level_id": self.middle.id,
                **values,
            }
        )

    def make_claim(self, user=None, level=None, **values):
        """A step that is done, with a level that waits to be confirmed."""
        step = self.make_step(**values)
        self.as_user(step, user or self.user_portal_employee).action_done("A lot", (level or self.middle).id)
        return step

    def rows(self, employee=None):
        """Skills of a person, as pairs of a level and the last day, in the order of their days."""
        domain = [("employee_id", "=", (employee or self.employee_portal_employee).id)]
        found = self.env["hr.employee.skill"].search(domain).sorted("valid_from")
        return [(row.skill_level_id, row.valid_to) for row in found]

    def items(self, employee, word=""):
        """What waits for a person whose key has that word."""
        return [item for item in employee._perf_todo()[employee.id] if word in item["key"]]
