from odoo.tests import tagged

from .common import WORDS, RecognitionCommon


@tagged("post_install", "-at_install")
class TestPerfRecognitionHome(RecognitionCommon):
    """Recognition on the first screen."""

    def home(self, user, tab):
        return self.as_user(self.env["perf.home"], user).get_home(tab)["data"]

    def tile(self, user, tab):
        return next(tile for tile in self.home(user, tab)["tiles"] if tile["key"] == "recognition")

    def test_mine(self):
        thanks = self.thank(self.user_colleague, self.employee_employee)
        self.thank(self.user_colleague, self.employee_portal_employee)
        rows = self.tile(self.user_employee, "me")["rows"]
        self.assertEqual([row["target"]["id"] for row in rows], thanks.ids)
        self.assertIn(self.employee_colleague.name, rows[0]["title"])

    def test_team(self):
        self.thank(self.user_colleague, self.employee_employee)
        people = {person["id"]: person for person in self.home(self.user_manager, "team")["people"]}
        self.assertTrue(people[self.employee_employee.id]["facts"]["recognition"]["value"])
        self.assertEqual(people[self.employee_employee.id]["cells"][-1]["count"], 1)
        self.assertEqual(people[self.employee_portal_employee.id]["facts"]["recognition"]["value"], "")

    def test_overview(self):
        """Each person counts once, in their own company."""
        self.thank(self.user_colleague, self.employee_employee)
        self.thank(self.user_manager, self.employee_employee)
        (row,) = self.tile(self.user_officer, "overview")["rows"]
        self.assertEqual(row["count"], 1)
        self.assertGreater(row["total"], 10)
        (row,) = self.tile(self.user_other_officer, "overview")["rows"]
        self.assertEqual(row["count"], 0)

    def test_scaling(self):
        def make(count):
            people = self.make_employees(count)
            self.env["perf.recognition"].with_context(perf_recognition_silent=True).create(
                [
                    {
                        "author_employee_id": self.employee_colleague.id,
                        "recipient_ids": [(6, 0, (person | self.employee_manager).ids)],
                        "message": WORDS,
                    }
                    for person in people
                ]
            )

        for tab, user in (("me", self.user_manager), ("team", self.user_manager), ("overview", self.user_officer)):
            with self.subTest(tab=tab):
                self.assertQueriesDontGrow(make, lambda _made, tab=tab, user=user: self.home(user, tab))
