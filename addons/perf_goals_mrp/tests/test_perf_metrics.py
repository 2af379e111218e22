from odoo import fields
from odoo.tests import Form, tagged

from odoo.addons.perf_goals.tests.common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestMrpMetrics(PerfGoalCommon):
    """The ready metrics on real manufacturing orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Perf Product", "type": "consu", "is_storable": True})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        if not cls.warehouse:
            cls.warehouse = cls.env["stock.warehouse"].create(
                {"name": "Perf Warehouse", "code": "PERF", "company_id": cls.company.id}
            )

    def make_order(self, quantity, deadline=None, user=None, done=True):
        """A manufacturing order of that person, finished unless said otherwise."""
        order = (
            self.env["mrp.production"]
            .with_company(self.company)
            .create(
                {
                    "product_id": self.product.id,
                    "product_qty": quantity,
                    "user_id": (user or self.user_employee).id,
                    "company_id": self.company.id,
                    "picking_type_id": self.warehouse.manu_type_id.id,
                }
            )
        )
        order.action_confirm()
        order.date_deadline = deadline
        if done:
            with Form(order) as form:
                form.qty_producing = quantity
            order.button_mark_done()
            self.assertEqual(order.state, "done")
        return order

    def measure(self, name, employee=None):
        employee = employee or self.employee_employee
        metric = self.env.ref(f"perf_goals_mrp.perf_metric_{name}")
        return metric._measure(employee, self.day(-1), self.day(1))[employee.id]

    def test_quantity_of_finished_orders(self):
        """Only what is finished counts, for the person responsible."""
        self.make_order(5)
        self.make_order(7)
        self.make_order(100, done=False)
        self.make_order(3, user=self.user_manager)
        self.assertEqual(self.measure("quantity_produced"), 12.0)
        self.assertEqual(self.measure("quantity_produced", self.employee_manager), 3.0)

    def test_orders_on_time(self):
        """The share of orders finished until their deadline; those without one don't count."""
        self.assertIsNone(self.measure("on_time_rate"))
        now = fields.Datetime.now()
        self.make_order(1, deadline=fields.Datetime.add(now, days=2))
        self.make_order(1, deadline=fields.Datetime.add(now, days=-2))
        self.make_order(1)
        self.assertEqual(self.measure("orders_due"), 2.0)
        self.assertEqual(self.measure("orders_in_time"), 1.0)
        self.assertEqual(self.measure("on_time_rate"), 50.0)
