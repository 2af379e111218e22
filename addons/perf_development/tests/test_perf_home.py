from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_one_on_one import OneOnOneCommon


@tagged("post_install", "-at_install")
class TestPerfDevelopmentHome(OneOnOneCommon):
    """1-on-1s on the first screen."""

    def home(self, user, tab):
        return self.as_user(self.env["perf.home"], user).get_home(tab)["data"]

    def rows(self, user):
        return next(tile for tile in self.home(user, "me")["tiles"] if tile["key"] == "one_on_one")["rows"]

    def make_meeting(self, employee, days, state="planned"):
        return self.env["perf.one.on.one"].create(
            {
                "manager_id": self.employee_manager.id,
                "employee_id": employee.id,
                "start": fields.Datetime.now() + timedelta(days=days),
                "state": state,
            }
        )

    def test_mine(self):
        """Both see their next 1-on-1, each with the other's name; nobody else does."""
        meeting = self.make_meeting(self.employee_employee, 1)
        for user, other in (
            (self.user_employee, self.employee_manager),
            (self.user_manager, self.employee_employee),
        ):
            (row,) = self.rows(user)
            self.assertEqual(row["target"]["id"], meeting.id)
            self.assertIn(other.name, row["title"])
        self.assertFalse(self.rows(self.user_head))
        self.assertFalse(self.rows(self.user_officer))

    def test_team(self):
        """The row says the last and the next 1-on-1 with me; a click opens the next, or plans one."""
        self.make_meeting(self.employee_employee, -5, "done")
        meeting = self.make_meeting(self.employee_employee, 1)
        people = {person["id"]: person for person in self.home(self.user_manager, "team")["people"]}
        fact = people[self.employee_employee.id]["facts"]["one_on_one"]
        self.assertEqual(fact["target"]["id"], meeting.id)
        self.assertTrue(fact["value"])
        self.assertIn("next", fact["short"])
        fact = people[self.employee_no_user.id]["facts"]["one_on_one"]
        self.assertEqual(fact["target"]["id"], 0)
        self.assertEqual(fact["target"]["context"], {"default_employee_id": self.employee_no_user.id})

    def test_flag(self):
        """Who needs a talk is flagged, and the flag plans one."""
        signs = [{"since": fields.Date.subtract(fields.Date.today(), days=20), "text": "a goal went off track"}]
        self.classPatch(
            type(self.env["hr.employee"]),
            "_perf_slippage",
            lambda people: {each: signs if each == self.employee_no_user.id else [] for each in people.ids},
        )
        people = {person["id"]: person for person in self.home(self.user_manager, "team")["people"]}
        (flag,) = people[self.employee_no_user.id]["flags"]
        self.assertIn("a goal went off track", flag["text"])
        self.assertEqual(flag["target"]["model"], "perf.one.on.one")
        self.assertFalse(people[self.employee_employee.id]["flags"])

    def test_scaling(self):
        def make(count):
            for person in self.make_employees(count):
                self.make_meeting(person, 1)
                self.make_meeting(person, -3, "done")

        for tab, user in (("me", self.user_manager), ("team", self.user_manager)):
            with self.subTest(tab=tab):
                self.assertQueriesDontGrow(make, lambda _made, tab=tab, user=user: self.home(user, tab))
