from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalSlippage(AppraisalCommon):
    """A shared rating below the middle of its scale is a sign; signing off counts as a conversation."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()
        self.person = self.employee_employee
        self.lowest = self.levels.sorted("value")[:1]

    def signs(self):
        return self.person._perf_slippage()[self.person.id]

    def days(self):
        return self.person._perf_conversations()[self.person.id]

    def test_levels(self):
        """Each level of a scale from 1 to 5, after it was shared and not before."""
        self.submit_self()
        self.submit_manager()
        self.rate_and_share(level=3)
        result = self.env["perf.appraisal.result"].search([("appraisal_id", "=", self.appraisal.id)])
        values = self.levels.mapped("value")
        for level in self.levels:
            result.final_level_id = level
            low = 2 * level.value < min(values) + max(values)
            expected = [{"since": self.today, "text": "rated below the middle of the scale"}] if low else []
            with self.subTest(level=level.value):
                self.assertEqual(self.signs(), expected)
        result.final_level_id = self.lowest
        for state, shown in (("calibration", False), ("acknowledged", True), ("closed", True), ("cancelled", False)):
            self.appraisal.sudo().write({"state": state})
            with self.subTest(state=state):
                self.assertEqual(bool(self.signs()), shown)

    def test_only_the_latest(self):
        self.to_shared()
        low = self.make_appraisal(self.person, cycle=self.make_cycle("An Earlier Round"))
        result = self.env["perf.appraisal.result"].search([("appraisal_id", "=", low.id)])
        result.final_level_id = self.lowest
        low.sudo().write({"state": "shared", "shared_date": fields.Datetime.now() - timedelta(days=300)})
        self.assertFalse(self.signs())
        low.sudo().shared_date = fields.Datetime.now() + timedelta(seconds=5)
        self.assertTrue(self.signs())

    def test_conversation(self):
        self.to_shared()
        self.assertEqual(self.days(), [])
        self.acknowledge(agree=False)
        self.assertEqual(self.days(), [self.today])

    def test_queries_do_not_grow(self):
        def make(count):
            people = self.make_employees(count)
            for person in people:
                appraisal = self.make_appraisal(person)
                values = {"state": "acknowledged", "shared_date": "2026-01-01", "acknowledged_date": "2026-01-02"}
                appraisal.sudo().write(values)
            results = self.env["perf.appraisal.result"].search([("employee_id", "in", people.ids)])
            results.write({"final_level_id": self.lowest.id})
            return people

        self.assertQueriesDontGrow(make, lambda people: people._perf_slippage(), large=12)
        self.assertQueriesDontGrow(make, lambda people: people._perf_conversations(), large=12)
