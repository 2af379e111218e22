from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_goals.tests.common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestSaleMetrics(PerfGoalCommon):
    """The ready metrics on real orders and invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.customer = cls.env["res.partner"].create({"name": "Perf Customer"})
        cls.product = cls.env["product.product"].create(
            {"name": "Perf Service", "type": "service", "invoice_policy": "order", "list_price": 100.0}
        )
        cls.orders = cls.env.ref("perf_goals_sale.perf_metric_orders")
        cls.revenue = cls.env.ref("perf_goals_sale.perf_metric_revenue_invoiced")
        cls.average = cls.env.ref("perf_goals_sale.perf_metric_average_order")

    def make_order(self, user=None, price=100.0, company=None, date=None, confirm=True):
        """An order of one service, confirmed unless said otherwise."""
        company = company or self.company
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "user_id": (user or self.user_employee).id,
                    "company_id": company.id,
                    "order_line": [
                        fields.Command.create(
                            {"product_id": self.product.id, "price_unit": price, "tax_ids": [fields.Command.clear()]}
                        )
                    ],
                }
            )
        )
        if confirm:
            order.action_confirm()
        if date:
            order.date_order = date
        return order

    def measure(self, metric, employee=None, day_from=None, day_to=None):
        employee = employee or self.employee_employee
        return metric._measure(employee, day_from or self.day(-10), day_to or self.day(10))[employee.id]

    def test_confirmed_orders_count_and_cancelled_ones_do_not(self):
        """Quotations don't count; a confirmed order does until it is cancelled."""
        self.assertEqual(self.measure(self.orders), 0.0)
        self.make_order(confirm=False)
        orders = [self.make_order(price=100.0), self.make_order(price=300.0), self.make_order(self.user_manager)]
        self.assertEqual(self.measure(self.orders), 2.0)
        self.assertEqual(self.measure(self.average), 200.0)
        orders[1]._action_cancel()
        self.assertEqual(self.measure(self.orders), 1.0)
        self.assertEqual(self.measure(self.average), 100.0)
        self.assertIsNone(self.measure(self.average, self.employee_portal_employee))

    def test_portal_salesperson(self):
        """A salesperson who only has a portal user is measured like everybody."""
        self.make_order(self.user_portal_employee)
        self.assertEqual(self.measure(self.orders, self.employee_portal_employee), 1.0)

    def test_period_ends_in_the_zone_of_the_person(self):
        """An order of the last evening counts, one after midnight does not."""
        self.user_employee.tz = "Asia/Tokyo"
        day = fields.Date.to_date("2026-03-31")
        self.make_order(date="2026-03-31 14:30:00")  # 23:30 in Tokyo
        self.make_order(date="2026-03-31 15:30:00")  # 00:30 of the first of April
        self.assertEqual(self.measure(self.orders, day_from=day, day_to=day), 1.0)

    def test_orders_of_another_company_do_not_count(self):
        """What the same user sells for another company is not measured here."""
        other = self.env["res.company"].create({"name": "Perf Other"})
        self.user_employee.company_ids |= other
        self.make_order(company=other)
        self.assertEqual(self.measure(self.orders), 0.0)

    def make_invoice(self, price=100.0, move_type="out_invoice", currency=None, date=None):
        """A posted invoice or credit note of the salesperson."""
        move = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": self.customer.id,
                    "invoice_user_id": self.user_employee.id,
                    "invoice_date": date or self.today,
                    "currency_id": (currency or self.company.currency_id).id,
                    "invoice_line_ids": [
                        fields.Command.create(
                            {"product_id": self.product.id, "price_unit": price, "tax_ids": [fields.Command.clear()]}
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    def test_posted_invoices_less_credit_notes(self):
        """Drafts don't count, credit notes are deducted, and what is reset to draft is gone again."""
        invoice = self.make_invoice(500.0)
        self.make_invoice(120.0, "out_refund")
        self.assertEqual(self.measure(self.revenue), 380.0)
        invoice.button_draft()
        self.assertEqual(self.measure(self.revenue), -120.0)

    def test_foreign_currency_is_converted_at_the_day_of_the_record(self):
        """Orders and invoices in another currency count at the rate of their own day."""
        currency = self.env["res.currency"].create({"name": "PQX", "symbol": "q"})
        for day, rate in ((self.day(-100), 2.0), (self.day(-2), 4.0)):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": day, "rate": rate, "company_id": self.company.id}
            )
        pricelist = self.env["product.pricelist"].create({"name": "Perf", "currency_id": currency.id})
        order = self.make_order(price=100.0, confirm=False)
        order.pricelist_id = pricelist
        order.order_line.price_unit = 100.0
        order.action_confirm()
        order.date_order = fields.Datetime.to_datetime(self.day(-5))
        self.assertEqual(order.currency_id, currency)
        self.assertAlmostEqual(self.measure(self.average), 50.0)
        self.make_invoice(100.0, currency=currency, date=self.day(-1))
        self.assertAlmostEqual(self.measure(self.revenue), 25.0)

    def test_goal_follows_the_orders(self):
        """A goal on orders goes up and down with them, and its closing uses the last figures."""
        goal = self.make_goal(
            self.employee_employee,
            key_result_ids=[
                fields.Command.create({"name": "Orders", "target_value": 2.0, "metric_id": self.orders.id})
            ],
        )
        order = self.make_order()
        self.make_order()
        goal.key_result_ids._refresh_metric_values()
        self.assertEqual(goal.progress, 100.0)
        order._action_cancel()
        goal.with_user(self.user_manager).action_close()
        self.assertEqual((goal.progress, goal.state), (50.0, "partial"))
