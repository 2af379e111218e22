from odoo import fields
from odoo.tests import tagged

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalHome(AppraisalCommon):
    """Appraisals on the first screen."""

    def home(self, user, tab):
        return self.as_user(self.env["perf.home"], user).get_home(tab)["data"]

    def tile(self, user, tab, key):
        return next(tile for tile in self.home(user, tab)["tiles"] if tile["key"] == key)

    def test_mine(self):
        """A result stands there once it is shared, for the person alone."""
        self.submit_self()
        self.submit_manager()
        self.assertFalse(self.tile(self.user_employee, "me", "results")["rows"])
        self.rate_and_share()
        (row,) = self.tile(self.user_employee, "me", "results")["rows"]
        self.assertEqual(row["target"], {"model": "perf.appraisal", "id": self.appraisal.id})
        self.assertEqual(row["text"], self.levels[3].name)
        self.assertFalse(self.tile(self.user_manager, "me", "results")["rows"])

    def test_waiting_opens_the_review(self):
        items = [item for group in self.home(self.user_employee, "me")["waiting"] for item in group["items"]]
        self.assertIn({"model": "perf.appraisal.review", "id": self.self_review.id}, [item["target"] for item in items])

    def test_team(self):
        people = {person["id"]: person for person in self.home(self.user_manager, "team")["people"]}
        fact = people[self.employee_employee.id]["facts"]["review"]
        self.assertEqual(fact["target"]["id"], self.appraisal.id)
        self.assertNotIn("review", people[self.employee_no_user.id]["facts"])

    def test_overview(self):
        """HR sees how far its cycles are and which managers are late; another company's HR neither."""
        self.cycle.sudo().state = "running"
        self.submit_self()
        self.manager_review.deadline = fields.Date.subtract(fields.Date.today(), days=2)
        rows = self.tile(self.user_officer, "overview", "cycles")["rows"]
        counts = {row["key"]: (row["count"], row["total"]) for row in rows}
        self.assertEqual(counts[f"{self.cycle.id},self"], (1, 1))
        self.assertEqual(counts[f"{self.cycle.id},manager"], (0, 1))
        self.assertEqual(counts[f"{self.cycle.id},sign"], (0, 1))
        (late,) = self.tile(self.user_officer, "overview", "overdue")["rows"]
        self.assertEqual((late["key"], late["count"]), (self.employee_manager.id, 1))
        self.assertFalse(self.tile(self.user_other_officer, "overview", "cycles")["rows"])
        self.assertFalse(self.tile(self.user_other_officer, "overview", "overdue")["rows"])

    def test_scaling(self):
        def make(count):
            people = self.make_employees(count)
            appraisals = self.env["perf.appraisal"].create(
                [
                    {
                        "cycle_id": self.make_cycle("Big Round").id,
                        "employee_id": person.id,
                        "template_id": self.template.id,
                        "manager_id": self.employee_manager.id,
                    }
                    for person in people
                ]
            )
            appraisals.action_open()
            appraisals.cycle_id.sudo().state = "running"

        for tab, user in (("me", self.user_manager), ("team", self.user_manager), ("overview", self.user_officer)):
            with self.subTest(tab=tab):
                self.assertQueriesDontGrow(make, lambda _made, tab=tab, user=user: self.home(user, tab))
