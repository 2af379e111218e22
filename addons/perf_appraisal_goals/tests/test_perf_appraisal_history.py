from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_appraisal.tests.portal_common import AppraisalSetUp


@tagged("post_install", "-at_install")
class TestAppraisalGoalHistory(AppraisalSetUp):
    """Beside the questions stands how the goals of the period came along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.appraisal = cls.make_appraisal(cls.employee_employee)
        cls.goal = cls.make_goal(cls.employee_employee)

    @classmethod
    def make_goal(cls, employee):
        goal = cls.env["perf.goal"].create(
            {
                "name": "Handover list",
                "employee_id": employee.id,
                "date_start": fields.Date.subtract(cls.today, days=200),
                "date_end": fields.Date.subtract(cls.today, days=20),
                "state": "active",
                "manual_progress": 50,
            }
        )
        for days, progress in ((400, 5), (100, 20), (30, 45)):
            cls.env["perf.goal.checkin"].create(
                {"goal_id": goal.id, "date": fields.Date.subtract(cls.today, days=days), "progress": progress}
            )
        return goal

    def test_history(self):
        """What was noted in the period, oldest first; what was before it stays out."""
        for review, user in ((self.review_of(self.appraisal, role), user) for role, user in self.people()):
            [goal] = review.with_user(user).get_evidence_panel()["goals"]
            self.assertEqual(goal["name"], "Handover list")
            self.assertEqual([progress for _day, progress in goal["history"]], [20.0, 45.0])
            self.assertLess(goal["history"][0][0], goal["history"][1][0])

    def people(self):
        return [("self", self.user_employee), ("manager", self.user_manager)]

    def test_readers(self):
        self.assertForbidden(self.appraisal.with_user(self.user_colleague)._get_goal_history)

    def test_evidence(self):
        """The goals are frozen with the result, and what they reach later leaves it alone."""
        self.submit_both(self.appraisal)
        self.share(self.appraisal)
        result = self.appraisal.result_ids
        [line] = result.evidence["goals"]
        self.goal.name = "Another name"
        self.assertEqual(line["name"], "Handover list")
        self.assertIn("Unchanged since", self.appraisal.evidence_check)
        shown = self.appraisal.with_user(self.user_employee)._get_result()
        self.assertEqual([goal["name"] for goal in shown["goals"]], ["Handover list"])

    def test_queries(self):
        def make(count):
            people = self.make_employees(count)
            appraisals = self.env["perf.appraisal"].browse()
            for person in people:
                self.make_goal(person)
                appraisals |= self.make_appraisal(person)
            return appraisals

        self.assertQueriesDontGrow(
            make, lambda appraisals: appraisals.with_user(self.user_manager)._get_goal_history(), large=8
        )
