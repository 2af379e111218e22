from odoo.tests import tagged

from .common import FeedbackCommon
from .test_perf_feedback_scaling import make_feedback


@tagged("post_install", "-at_install")
class TestPerfFeedbackHome(FeedbackCommon):
    """Feedback on the first screen."""

    def home(self, user, tab):
        return self.as_user(self.env["perf.home"], user).get_home(tab)["data"]

    def tile(self, user, tab):
        return next(tile for tile in self.home(user, tab)["tiles"] if tile["key"] == "feedback")

    def test_mine(self):
        """I see what I received and may read; a private note about me stays private."""
        feedback = self.give(self.user_colleague, self.employee_employee)
        self.give(self.user_manager, self.employee_employee, visibility="private")
        self.give(self.user_colleague, self.employee_portal_employee)
        rows = self.tile(self.user_employee, "me")["rows"]
        self.assertEqual([row["target"]["id"] for row in rows], feedback.ids)
        self.assertFalse(self.tile(self.user_manager, "me")["rows"])

    def test_team(self):
        """The manager's row and strip know nothing of feedback that only the person reads."""
        self.give(self.user_colleague, self.employee_employee)
        self.give(self.user_colleague, self.employee_portal_employee, visibility="employee_manager")
        people = {person["id"]: person for person in self.home(self.user_manager, "team")["people"]}
        hidden, shown = people[self.employee_employee.id], people[self.employee_portal_employee.id]
        self.assertEqual(hidden["facts"]["feedback"]["value"], "")
        self.assertFalse(sum(cell["count"] for cell in hidden["cells"]))
        self.assertTrue(shown["facts"]["feedback"]["value"])
        self.assertEqual(shown["cells"][-1]["count"], 1)

    def test_overview(self):
        self.give(self.user_colleague, self.employee_employee, visibility="employee_manager")
        (row,) = self.tile(self.user_officer, "overview")["rows"]
        self.assertEqual(row["count"], 1)
        (row,) = self.tile(self.user_other_officer, "overview")["rows"]
        self.assertEqual(row["count"], 0)

    def test_scaling(self):
        def make(count):
            people = self.make_employees(count)
            make_feedback(self, count, people)
            make_feedback(self, count, self.employee_manager)

        for tab, user in (("me", self.user_manager), ("team", self.user_manager), ("overview", self.user_officer)):
            with self.subTest(tab=tab):
                self.assertQueriesDontGrow(make, lambda _made, tab=tab, user=user: self.home(user, tab))
