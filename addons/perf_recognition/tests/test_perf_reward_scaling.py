from odoo.tests import HttpCase, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import RewardCommon


@tagged("post_install", "-at_install")
class TestPerfRewardScaling(RewardCommon, PerfHttpCommon, HttpCase):
    """The number of queries does not grow with rewards, orders or people."""

    ORDER_SPECIFICATION = {
        "request_date": {},
        "employee_id": {"fields": {"display_name": {}}},
        "department_id": {"fields": {"display_name": {}}},
        "employee_name": {},
        "reward_name": {},
        "note": {},
        "cost": {},
        "state": {},
        "can_handle": {},
        "can_cancel": {},
        "voucher_code": {},
        "display_name": {},
    }
    REWARD_SPECIFICATION = {
        "name": {},
        "cost": {},
        "available": {},
        "is_offered": {},
        "is_limited": {},
        "waiting_count": {},
        "image_256": {},
    }

    def _rewards(self, count):
        return self.env["perf.reward"].create(
            [{"name": f"Perf Reward {number}", "cost": 1, "company_id": self.company.id} for number in range(count)]
        )

    def _orders(self, count, reward=None):
        """That many orders of as many people, as if they had ordered themselves."""
        reward = reward or self.make_reward(cost=1, is_limited=True, quantity=1000)
        people = self.make_employees(count)
        self.fund(people, 10)
        orders = self.env["perf.reward.order"]
        for person in people:
            orders |= reward._place(person, "", f"key {person.id}")
        return orders

    def _own_orders(self, count):
        self.fund(self.employee_portal_employee, 1000)
        reward = self.make_reward(cost=1)
        orders = self.env["perf.reward.order"]
        for number in range(count):
            orders |= reward._place(self.employee_portal_employee, "", f"own {reward.id} {number}")
        return orders

    def test_lists(self):
        def run_orders(records):
            found = self.as_user(records, self.user_officer).web_search_read(
                [("id", "in", records.ids)], self.ORDER_SPECIFICATION
            )
            self.assertEqual(len(found["records"]), len(records))

        def run_rewards(records):
            found = self.as_user(records, self.user_officer).web_search_read(
                [("id", "in", records.ids)], self.REWARD_SPECIFICATION
            )
            self.assertEqual(len(found["records"]), len(records))

        self.assertQueriesDontGrow(self._orders, run_orders)
        self.assertQueriesDontGrow(self._rewards, run_rewards)

    def test_steps(self):
        """HR handles 2 or 50 orders at once with the same queries; e-mails are batched."""
        self.env.ref("perf_recognition.mail_template_perf_reward_order_delivered").unlink()
        self.env.ref("perf_recognition.mail_template_perf_reward_order_refused").unlink()

        def run(records):
            orders = self.as_user(records, self.user_officer)
            orders.action_approve()
            orders.action_deliver()

        self.assertQueriesDontGrow(self._orders, run)
        self.assertQueriesDontGrow(
            self._orders, lambda records: self.as_user(records, self.user_officer).action_refuse("No")
        )

    def test_portal_page(self):
        self.login(self.user_portal_employee)

        def run(records):
            self.assertEqual(self.url_open("/my/rewards").status_code, 200)

        self.assertQueriesDontGrow(self._rewards, run, large=30)
        self.assertQueriesDontGrow(self._own_orders, run, large=10)

    def test_statement(self):
        """Labels of entries about many orders, and the file, come in the same number of queries."""

        def make(count):
            orders = self._orders(count)
            return self.env["perf.points.entry"].search(
                [("res_model", "=", "perf.reward.order"), ("res_id", "in", orders.ids)]
            )

        def run(entries):
            self.assertTrue(self.as_user(entries, self.user_officer)._prepare_csv())

        self.assertQueriesDontGrow(make, run)

    def test_order_file(self):
        self.assertQueriesDontGrow(self._orders, lambda orders: self.as_user(orders, self.user_officer)._prepare_csv())

    def test_adjust(self):
        def run(people):
            self.fund(people, 10)

        self.assertQueriesDontGrow(self.make_employees, run)

    def test_vouchers(self):
        """A list of 2 or 50 codes is added with the same queries."""

        def make(count):
            reward = self.make_reward(delivery="voucher")
            return self.env["perf.reward.voucher.add"].create(
                {"reward_id": reward.id, "codes": "\n".join(f"{reward.id}-{number}" for number in range(count))}
            )

        self.assertQueriesDontGrow(make, lambda dialog: dialog.action_confirm())

    def test_jobs(self):
        """The audit asks the same questions however much there is."""
        self.assertQueriesDontGrow(self._orders, lambda _orders: self.assertSound())
