from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import RewardCommon


@tagged("post_install", "-at_install")
class TestPerfRewardPortal(RewardCommon, PerfHttpCommon, HttpCase):
    """Rewards in the portal, as somebody without a seat in the back office."""

    def setUp(self):
        super().setUp()
        self.login(self.user_portal_employee)

    def test_catalogue(self):
        self.make_reward(name="Perf Boat", cost=140)
        self.make_reward(name="Perf Thanks")
        self.make_reward(name="Perf Secret", company_id=self.company_other.id)
        text = self.get_page("/my/rewards").text
        for words in ("Perf Mug", "Perf Lunch", "Perf Boat", "You can have it"):
            self.assertIn(words, text)
        self.assertRegex(text, r"You need\s*40\s*more")
        self.assertRegex(text, r"Only\s*2\s*left")
        self.assertNotIn("Perf Secret", text)

    def test_order_and_cancel(self):
        page = self.get_page(f"/my/rewards/{self.mug.id}").text
        self.assertIn("Order for", page)
        key = page.split('name="key" value="')[1].split('"')[0]
        for _tap in range(2):
            response = self.post(f"/my/rewards/{self.mug.id}/order", note="Blue\r\nplease", key=key)
            self.assertEqual(response.status_code, 303)
            self.assertTrue(response.headers["Location"].endswith("/my/rewards?ordered=1"))
        order = self.env["perf.reward.order"].search([("employee_id", "=", self.employee_portal_employee.id)])
        self.assertEqual((len(order), order.note), (1, "Blue\nplease"))
        text = self.get_page("/my/rewards?ordered=1").text
        self.assertIn("The points are reserved", text)
        self.assertIn("Requested", text)
        self.post(f"/my/rewards/orders/{order.id}/cancel")
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(self.balance(self.employee_portal_employee), 100)
        self.assertNotIn("Cancel, and get", self.get_page("/my/rewards").text)
        late = self.post(f"/my/rewards/orders/{order.id}/cancel")
        self.assertIn("Cancelled", late.text)

    def test_refused(self):
        """What is not possible is said on the page, and what was typed stays."""
        self.mug.quantity = 0
        text = self.post(f"/my/rewards/{self.mug.id}/order", note="<b>Blue</b>", key="k").text
        self.assertIn("out of stock", text)
        self.assertIn("Perf Mug", text)
        self.assertNotIn("<b>Blue</b>", text)
        other = self.make_reward(company_id=self.company_other.id, name="Perf Secret")
        for reward_id in (other.id, 2**31 - 1):
            text = self.post(f"/my/rewards/{reward_id}/order", key="k").text
            self.assertIn("offered to you", text)
            self.assertNotIn("Perf Secret", text)
        gone = self.make_reward(active=False, name="Perf Gone")
        self.assertIn("no longer offered", self.post(f"/my/rewards/{gone.id}/order", key="k").text)
        self.assertFalse(self.env["perf.reward.order"].search([("employee_id", "=", self.employee_portal_employee.id)]))

    def test_not_found(self):
        other = self.make_reward(company_id=self.company_other.id)
        gone = self.make_reward(active=False)
        order = self.order(self.user_employee, self.mug)
        with mute_logger("odoo.http"):
            for url in (
                f"/my/rewards/{other.id}",
                f"/my/rewards/{gone.id}",
                "/my/rewards/99999999999",
                "/perf_recognition/orders.csv?ids=1",
                f"/perf_recognition/orders.csv?ids={order.id}",
                "/perf_recognition/points.csv?ids=x",
            ):
                with self.subTest(url=url):
                    self.assertEqual(self.get_page(url).status_code, 404)
            self.assertEqual(self.post(f"/my/rewards/orders/{order.id}/cancel").status_code, 404)
        self.assertEqual(order.state, "requested")

    def test_odd_pages(self):
        for url in ("/my/rewards/page/0", "/my/rewards/page/2", "/my/rewards/page/99999"):
            self.assertEqual(self.get_page(url).status_code, 200)

    def test_voucher_code(self):
        order = self.order(self.user_portal_employee, self.lunch)
        self.assertNotIn("PERF-0", self.get_page("/my/rewards").text)
        self.as_user(order, self.user_officer).action_approve()
        self.as_user(order, self.user_officer).action_deliver()
        self.assertIn("PERF-0", self.get_page("/my/rewards").text)

    def test_files(self):
        self.order(self.user_portal_employee, self.mug)
        reply = self.get_page("/my/rewards/statement.csv")
        self.assertIn("attachment", reply.headers["Content-Disposition"])
        self.assertIn("Ordered: Perf Mug,-40,60", reply.content.decode("utf-8-sig"))
        self.assertNotIn("Perf Employee", reply.text)
        other = self.env["perf.points.entry"].search([("employee_id", "=", self.employee_employee.id)])
        with mute_logger("odoo.http"):
            self.assertEqual(self.get_page(f"/perf_recognition/points.csv?ids={other.id}").status_code, 404)
        self.assertIn("/my/rewards/statement.csv", self.get_page("/my/recognition?tab=points").text)

    def test_order_file(self):
        order = self.order(self.user_portal_employee, self.mug)
        self.login(self.user_officer)
        text = self.get_page(f"/perf_recognition/orders.csv?ids={order.id}").content.decode("utf-8-sig")
        self.assertIn("Perf Portal Employee", text)
        self.login(self.user_other_officer)
        with mute_logger("odoo.http"):
            self.assertEqual(self.get_page(f"/perf_recognition/orders.csv?ids={order.id}").status_code, 404)

    def test_picture(self):
        """The picture of a reward goes to the people to whom it is offered."""
        pixel = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        self.mug.image_1920 = pixel
        self.mug.flush_recordset()
        self.assertIn(f"/web/image/perf.reward/{self.mug.id}/image_256", self.get_page("/my/rewards").text)
        reply = self.get_page(f"/web/image/perf.reward/{self.mug.id}/image_256")
        self.assertEqual(reply.headers["Content-Type"], "image/png")

    def test_my_performance(self):
        text = self.get_page("/my/performance").text
        self.assertIn("/my/rewards", text)
        self.assertRegex(text, r"You have 100 points to redeem")
