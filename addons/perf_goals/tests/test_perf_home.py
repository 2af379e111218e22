from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalHome(PerfGoalCommon):
    """Goals on the first screen."""

    def home(self, user, tab):
        return self.as_user(self.env["perf.home"], user).get_home(tab)["data"]

    def tile(self, user, tab):
        return next(tile for tile in self.home(user, tab)["tiles"] if tile["key"] == "goals")

    def test_mine(self):
        """I see my own active goals with health in words, nobody else's."""
        goal = self.make_goal(self.employee_employee)
        self.make_goal(self.employee_employee, state="draft", name="Not yet")
        self.make_goal(self.employee_portal_employee)
        tile = self.tile(self.user_employee, "me")
        self.assertEqual([row["target"]["id"] for row in tile["rows"]], goal.ids)
        self.assertIn("Off track", tile["rows"][0]["text"])
        self.assertFalse(self.tile(self.user_colleague, "me")["rows"])

    def test_waiting_opens_the_form(self):
        goal = self.make_goal(self.employee_employee, state="proposed")
        targets = [item["target"] for group in self.home(self.user_manager, "me")["waiting"] for item in group["items"]]
        self.assertIn({"model": "perf.goal", "id": goal.id}, targets)

    def test_team(self):
        self.make_goal(self.employee_employee)
        people = {person["id"]: person for person in self.home(self.user_manager, "team")["people"]}
        fact = people[self.employee_employee.id]["facts"]["goals"]
        self.assertEqual(fact["parts"], [{"key": "off_track", "tone": "danger", "count": 1}])
        self.assertEqual(sum(cell["count"] for cell in people[self.employee_employee.id]["cells"]), 1)
        self.assertNotIn("goals", people[self.employee_no_user.id]["facts"])

    def test_overview(self):
        """HR counts the goals of its companies; another company's officer sees none of them."""
        before = {row["key"]: row["count"] for row in self.tile(self.user_officer, "overview")["rows"]}
        self.make_goal(self.employee_employee)
        after = {row["key"]: row["count"] for row in self.tile(self.user_officer, "overview")["rows"]}
        self.assertEqual(after["off_track"], before.get("off_track", 0) + 1)
        self.assertFalse(self.tile(self.user_other_officer, "overview")["rows"])

    def test_scaling(self):
        def make(count):
            people = self.make_employees(count)
            for owner in (None, self.employee_manager):
                self.env["perf.goal"].create(
                    [
                        self.goal_values(employee_id=(owner or person).id, state="active", approved_on=self.day(-20))
                        for person in people
                    ]
                )

        for tab, user in (("me", self.user_manager), ("team", self.user_manager), ("overview", self.user_officer)):
            with self.subTest(tab=tab):
                self.assertQueriesDontGrow(make, lambda _made, tab=tab, user=user: self.home(user, tab))
