from odoo.tests import tagged

from odoo.addons.perf_goals.tests.common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestCrmMetrics(PerfGoalCommon):
    """The ready metrics on real opportunities."""

    def make_lead(self, user=None, revenue=1000.0):
        """An open opportunity of that salesperson."""
        return self.env["crm.lead"].create(
            {
                "name": "Perf opportunity",
                "type": "opportunity",
                "user_id": (user or self.user_employee).id,
                "expected_revenue": revenue,
                "company_id": self.company.id,
            }
        )

    def measure(self, name, employee=None):
        employee = employee or self.employee_employee
        metric = self.env.ref(f"perf_goals_crm.perf_metric_{name}")
        return metric._measure(employee, self.day(-1), self.day(1))[employee.id]

    def test_won_lost_and_rate(self):
        """Open opportunities don't count; lost ones lower the win rate although they are archived."""
        self.assertIsNone(self.measure("win_rate"))
        leads = [self.make_lead(revenue=revenue) for revenue in (1000.0, 500.0, 200.0, 9000.0)]
        leads[0].action_set_won()
        leads[1].action_set_won()
        leads[2].action_set_lost()
        self.assertEqual(self.measure("leads_won"), 2.0)
        self.assertEqual(self.measure("revenue_won"), 1500.0)
        self.assertEqual(self.measure("leads_closed"), 3.0)
        self.assertAlmostEqual(self.measure("win_rate"), 200 / 3)
        self.assertEqual(self.measure("leads_won", self.employee_manager), 0.0)

    def test_reopened_opportunity_is_not_won_any_more(self):
        """An opportunity that is won and reopened lowers the figure again."""
        lead = self.make_lead()
        first_stage = lead.stage_id
        lead.action_set_won()
        self.assertEqual(self.measure("leads_won"), 1.0)
        lead.write({"stage_id": first_stage.id, "probability": 20})
        self.assertEqual(self.measure("leads_won"), 0.0)

    def test_portal_salesperson(self):
        """A salesperson with a portal user is measured like everybody."""
        self.make_lead(self.user_portal_employee).action_set_won()
        self.assertEqual(self.measure("leads_won", self.employee_portal_employee), 1.0)
