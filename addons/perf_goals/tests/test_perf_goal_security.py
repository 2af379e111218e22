from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PerfGoalCommon

READERS = {
    # state -> who reads an individual goal of the portal employee
    "draft": {"portal_employee"},
    "proposed": {"portal_employee", "manager", "head", "top_manager", "officer", "admin"},
    "active": {"portal_employee", "manager", "head", "top_manager", "officer", "admin"},
    "missed": {"portal_employee", "manager", "head", "top_manager", "officer", "admin"},
    "cancelled": {"portal_employee", "manager", "head", "top_manager", "officer", "admin"},
}
EVERYBODY = (
    "portal_employee", "employee", "manager", "head", "top_manager", "former_manager", "colleague",
    "portal_colleague", "portal_manager", "other_manager", "officer", "admin", "other_officer",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestPerfGoalSecurity(PerfGoalCommon):
    """Who reads and writes which goal, from both sides."""

    def test_readers_of_individual_goals(self):
        """A draft is for its owner alone; later it is for the managers at all levels and HR of the company."""
        for state, readers in READERS.items():
            goal = self.make_goal(state=state)
            self.check_in(goal) if state == "active" else None
            for name in EVERYBODY:
                with self.subTest(state=state, name=name):
                    mine = self.as_user(goal, getattr(self, f"user_{name}"))
                    self.assertEqual(mine.has_access("read"), name in readers)
                    found = mine.search([("id", "=", goal.id)])
                    self.assertEqual(bool(found), name in readers)

    def test_parts_follow_the_goal(self):
        """Key results, check-ins, values and amendments are read by exactly the readers of the goal."""
        goal = self.make_goal()
        self.check_in(goal)
        self.as_user(goal, self.user_portal_employee).amend({"weight": 2}, "Because.")
        parts = (goal.key_result_ids, goal.checkin_ids, goal.checkin_ids.line_ids, goal.amendment_ids)
        for name in EVERYBODY:
            for part in parts:
                with self.subTest(name=name, part=part._name):
                    mine = self.as_user(part, getattr(self, f"user_{name}"))
                    self.assertEqual(mine.has_access("read"), name in READERS["active"])
                    self.assertEqual(bool(mine.search([("id", "in", part.ids)])), name in READERS["active"])

    def test_drafts_written_by_a_manager(self):
        """The manager who wrote a draft for a report reads it, until the report gets another manager; others don't."""
        goal = self.as_user(self.env["perf.goal"], self.user_manager).create(
            self.goal_values(employee_id=self.employee_employee.id)
        )
        self.assertTrue(self.as_user(goal, self.user_manager).has_access("read"))
        self.assertTrue(self.as_user(goal, self.user_employee).has_access("read"))
        self.assertFalse(self.as_user(goal, self.user_head).has_access("read"))
        self.assertFalse(self.as_user(goal, self.user_officer).has_access("read"))
        self.employee_employee.parent_id = self.employee_other_manager
        self.assertFalse(self.as_user(goal, self.user_manager).has_access("read"))
        self.assertFalse(self.as_user(goal, self.user_manager).has_access("unlink"))

    def test_cross_company(self):
        """A manager reads goals of people in another company; its officer does, the own officer does not."""
        goal = self.make_goal(self.employee_foreign)
        for name, expected in (("manager", True), ("top_manager", True), ("other_officer", True), ("officer", False)):
            with self.subTest(name=name):
                self.assertEqual(self.as_user(goal, getattr(self, f"user_{name}")).has_access("read"), expected)

    def test_shared_goals(self):
        """Active goals of company and department are read in the company or department; drafts are not."""
        company, department = self.make_shared("company"), self.make_shared("department")
        drafts = self.make_shared("company", state="draft") | self.make_shared("company", state="proposed")
        for name, reads_company, reads_department in (
            ("portal_colleague", True, False),
            ("employee", True, True),
            ("manager", True, True),
            ("officer", True, True),
            ("other_officer", False, False),
        ):
            with self.subTest(name=name):
                user = getattr(self, f"user_{name}")
                self.assertEqual(self.as_user(company, user).has_access("read"), reads_company)
                self.assertEqual(self.as_user(department, user).has_access("read"), reads_department)
                self.assertEqual(bool(self.as_user(drafts, user)._filtered_access("read")), name == "officer")
                self.assertEqual(
                    self.as_user(company, user).perf_is_shared if reads_company else False,
                    reads_company and name not in ("other_officer",),
                )

    def test_departments_above_are_shared(self):
        """People read the goals of the departments above their own, not of those beside."""
        above = self.env["hr.department"].create({"name": "Above", "company_id": self.company.id})
        beside = self.env["hr.department"].create({"name": "Beside", "company_id": self.company.id})
        self.department.parent_id = above
        upper = self.make_shared("department", department_id=above.id)
        other = self.make_shared("department", department_id=beside.id)
        self.assertTrue(self.as_user(upper, self.user_employee).has_access("read"))
        self.assertFalse(self.as_user(other, self.user_employee).has_access("read"))

    def test_writers_of_shared_goals(self):
        """Officers write goals of company and departments, the head of a department those of it; others don't."""
        values = self.goal_values(level="company")
        department = self.goal_values(level="department", department_id=self.department.id)
        self.as_user(self.env["perf.goal"], self.user_officer).create([values, department])
        goal = self.as_user(self.env["perf.goal"], self.user_manager).create(department)
        goal.name = "Our department answers within a day"
        goal.action_propose()
        with self.assertRaises(AccessError):
            goal.action_approve()
        self.as_user(goal, self.user_officer).action_approve()
        for name in ("employee", "portal_employee", "colleague"):
            for vals in (values, department):
                with self.subTest(name=name):
                    self.assertForbidden(
                        self.as_user(self.env["perf.goal"], getattr(self, f"user_{name}")).create, vals
                    )
        self.assertForbidden(self.as_user(self.env["perf.goal"], self.user_manager).create, values)
        self.assertForbidden(self.as_user(goal, self.user_employee).write, {"tag_ids": False})

    def test_employees_create_for_themselves_only(self):
        """Nobody creates a goal for a colleague or for their manager."""
        for owner in (self.employee_colleague, self.employee_manager, self.employee_employee):
            self.assertForbidden(
                self.as_user(self.env["perf.goal"], self.user_portal_employee).create,
                self.goal_values(employee_id=owner.id),
            )

    def test_nothing_shows_through_searches(self):
        """Groups, names, sums, exports and related domains of a colleague tell nothing."""
        goal = self.make_goal(name="A secret goal")
        self.check_in(goal)
        for name in ("colleague", "portal_colleague", "former_manager"):
            with self.subTest(name=name):
                Goal = self.as_user(self.env["perf.goal"], getattr(self, f"user_{name}"))
                self.assertEqual(Goal.search_count([("id", "=", goal.id)]), 0)
                self.assertFalse(Goal.name_search("A secret"))
                self.assertFalse(Goal._read_group([("id", "=", goal.id)], ["employee_id"], ["progress:avg"]))
                self.assertFalse(Goal.formatted_read_group([("id", "=", goal.id)], ["state"], ["__count"]))
                self.assertForbidden(Goal.browse(goal.id).read, ["name"])
                with self.assertRaises(UserError):
                    Goal.browse(goal.id).export_data(["name"])
                Result = Goal.env["perf.goal.key.result"]
                self.assertFalse(Result.search([("goal_id.name", "=", "A secret goal")]))
                self.assertFalse(Goal.env["perf.goal.checkin"].search([("progress", ">", 0)]))

    def test_former_manager_loses_access_at_once(self):
        """With the change of manager the old one stops reading, the new one starts."""
        goal = self.make_goal(self.employee_employee)
        self.assertTrue(self.as_user(goal, self.user_manager).has_access("read"))
        self.employee_employee.parent_id = self.employee_other_manager
        self.assertFalse(self.as_user(goal, self.user_manager).has_access("read"))
        self.assertTrue(self.as_user(goal, self.user_other_manager).has_access("read"))

    def test_public_methods_check_themselves(self):
        """Every step on an unreadable goal ends in an AccessError."""
        goal = self.make_goal(state="proposed")
        mine = self.as_user(goal, self.user_portal_colleague)
        for name in (
            "propose",
            "withdraw",
            "approve",
            "reject",
            "close",
            "cancel",
            "reopen",
            "talked",
            "check_in",
            "amend",
        ):
            with self.subTest(name=name):
                self.assertForbidden(getattr(mine, f"action_{name}"))
        self.assertForbidden(mine.check_in, {"confidence": 5})
        self.assertForbidden(mine.amend, {"weight": 2}, "x")
        self.assertForbidden(self.as_user(goal, self.user_colleague).action_check_in)
