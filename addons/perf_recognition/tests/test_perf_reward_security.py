from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon
from odoo.addons.perf_base.tests.matrix import QUIET, PerfMatrixCommon

from .common import RewardCommon

REWARDS = """
| who | create | offered | for a department | over | of another company |
|---|---|---|---|---|---|
| HR officer | yes | RWD | RWD | RWD | - |
| HR administrator | yes | RWD | RWD | RWD | - |
| HR officer of another company | - | - | - | - | RWD |
| the person | - | R | R | - | - |
| the person, in the portal | - | R | R | - | - |
| manager | - | R | - | - | - |
| portal manager | - | R | - | - | - |
"""
ORDERS = """
| who | create | requested | approved | delivered | refused | cancelled |
|---|---|---|---|---|---|---|
| the person | - | R | R | R | R | R |
| the person, in the portal | - | R | R | R | R | R |
| manager | - | - | - | - | - | - |
| portal manager | - | - | - | - | - | - |
| other employee | - | - | - | - | - | - |
| HR officer | - | R | R | R | R | R |
| HR administrator | - | R | R | R | R | R |
| HR officer of another company | - | - | - | - | - | - |
"""
VOUCHERS = """
| who | create | free | reserved | handed out |
|---|---|---|---|---|
| HR officer | yes | RD | R | R |
| HR administrator | yes | RD | R | R |
| HR officer of another company | - | - | - | - |
| the person | - | - | - | - |
| the person, in the portal | - | - | - | - |
| manager | - | - | - | - |
| portal manager | - | - | - | - |
"""
STEPS = (
    "action_approve",
    "action_deliver",
    "action_refuse",
    "action_cancel",
    "action_open_refuse",
    "action_export_csv",
)


@tagged("post_install", "-at_install")
class TestPerfRewardMatrix(RewardCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on rewards, orders and voucher codes are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            "HR officer": cls.user_officer,
            "HR administrator": cls.user_admin,
            "HR officer of another company": cls.user_other_officer,
            "the person": cls.user_employee,
            "the person, in the portal": cls.user_portal_employee,
            "manager": cls.user_manager,
            "portal manager": cls.user_portal_manager,
        }

    def make_state(self, state, user=None, reward=None):
        """An order in that state."""
        order = self.order(user or self.user_employee, reward or self.make_reward(cost=1))
        officer = self.as_user(order, self.user_officer)
        if state in ("approved", "delivered"):
            officer.action_approve()
        if state == "delivered":
            officer.action_deliver()
        if state == "refused":
            officer.action_refuse("Sorry")
        if state == "cancelled":
            self.as_user(order, user or self.user_employee).action_cancel()
        return order

    def test_rewards(self):
        values = {
            "offered": {},
            "for a department": {"department_ids": [(6, 0, self.department.ids)]},
            "over": {"date_end": fields.Date.today() - timedelta(days=2)},
            "of another company": {"company_id": self.company_other.id},
        }
        self.check_matrix(
            REWARDS,
            self.users,
            lambda _who, state: self.make_reward(**values[state]),
            create=lambda _who: ("perf.reward", {"name": "x", "cost": 1, "company_id": self.company.id}),
            write={"name": "x"},
        )

    def test_orders(self):
        def make(who, state):
            return self.make_state(state, self.user_portal_employee if who.endswith("portal") else None)

        def create(_who):
            values = {"employee_id": self.employee_employee.id, "reward_id": self.mug.id, "reward_name": "x", "cost": 1}
            return "perf.reward.order", {**values, "idempotency_key": "forged"}

        users = {**self.users, "other employee": self.user_colleague}
        self.check_matrix(ORDERS, users, make, create=create, write={"note": "x"})

    def test_vouchers(self):
        def make(_who, state):
            reward = self.make_reward(delivery="voucher", cost=1)
            voucher = self.env["perf.reward.voucher"].create({"reward_id": reward.id, "code": f"CELL-{reward.id}"})
            if state != "free":
                self.make_state("delivered" if state == "handed out" else "requested", reward=reward)
            self.env.invalidate_all()
            return voucher

        def create(who):
            return "perf.reward.voucher", {"reward_id": self.lunch.id, "code": f"CELL {who}"}

        self.check_matrix(VOUCHERS, self.users, make, create=create, write={"code": "x"})


@tagged("post_install", "-at_install")
class TestPerfRewardAttacks(RewardCommon, PerfHttpCommon):
    """What people may not do, tried over RPC."""

    def test_steps_of_others(self):
        """Nobody takes a step on an order that is not theirs to handle."""
        order = self.order(self.user_employee, self.mug)
        for name in ("portal_employee", "manager", "portal_manager", "colleague", "other_officer"):
            self.login(getattr(self, f"user_{name}"))
            for step in STEPS:
                with self.subTest(name=name, step=step), mute_logger(*QUIET):
                    arguments = ["because"] if step == "action_refuse" else []
                    self.assertRpcForbidden("perf.reward.order", step, [order.id], *arguments)
        self.assertEqual(order.state, "requested")

    def test_own_steps(self):
        """The person only cancels; an officer handles all orders but their own."""
        order = self.order(self.user_employee, self.mug)
        self.login(self.user_employee)
        for step in ("action_approve", "action_deliver", "action_open_refuse", "action_export_csv"):
            with self.subTest(step=step), mute_logger(*QUIET):
                self.assertRpcForbidden("perf.reward.order", step, [order.id])
        self.fund(self.employee_officer, 100)
        own = self.order(self.user_officer, self.mug)
        self.login(self.user_officer)
        with mute_logger(*QUIET):
            self.assertIn("colleague in HR", self.assertRpcForbidden("perf.reward.order", "action_approve", [own.id]))
            self.assertRpcForbidden("perf.reward.order", "action_cancel", [order.id])
        self.assertEqual((order.state, own.state), ("requested", "requested"))

    def test_forged_orders(self):
        """Orders come from the catalogue only, for oneself only, whatever stands in the call or its context."""
        self.login(self.user_portal_employee)
        with mute_logger(*QUIET):
            values = {"employee_id": self.employee_portal_employee.id, "reward_id": self.mug.id, "cost": 1}
            self.assertRpcForbidden("perf.reward.order", "create", {**values, "state": "delivered", "reward_name": "x"})
            result, error = self.rpc(
                "perf.reward",
                "order",
                [self.mug.id],
                "",
                "k",
                context={
                    "default_state": "delivered",
                    "default_cost": 0,
                    "default_employee_id": self.employee_employee.id,
                },
            )
        self.assertFalse(error)
        self.assertTrue(result)
        order = self.env["perf.reward.order"].search([("reward_id", "=", self.mug.id)])
        self.assertEqual((order.state, order.cost, order.employee_id), ("requested", 40, self.employee_portal_employee))
        self.assertEqual(self.balance(self.employee_employee), 100)

    def test_private_methods(self):
        """The helpers that book and move can't be called from outside."""
        self.login(self.user_officer)
        for model, method in (
            ("perf.reward", "_place"),
            ("perf.reward", "_return_pieces"),
            ("perf.reward.order", "_move"),
            ("perf.reward.order", "_give_back"),
            ("perf.points.entry", "_adjust"),
            ("perf.points.entry", "_book"),
            ("perf.points.entry", "_drop_guard"),
        ):
            with self.subTest(method=method), mute_logger(*QUIET):
                _result, error = self.rpc(model, method, [1])
                self.assertTrue(error)

    def test_guess_others(self):
        """Balances, orders and codes of others can't be found, counted, grouped or guessed by a domain."""
        self.order(self.user_employee, self.lunch)
        for name in ("portal_colleague", "manager"):
            self.login(getattr(self, f"user_{name}"))
            for model, domain in (
                ("perf.reward.order", [("employee_id", "=", self.employee_employee.id)]),
                ("perf.reward.order", [("reward_id.name", "=", "Perf Lunch")]),
                ("perf.points.entry", [("employee_id", "=", self.employee_employee.id)]),
                ("perf.points.account", [("balance", ">", 0)]),
                ("perf.reward.voucher", [("code", "=like", "PERF%")]),
                ("perf.reward", [("voucher_ids.code", "=like", "PERF%")]),
                ("perf.reward", [("order_ids.employee_id", "=", self.employee_employee.id)]),
                ("perf.points.budget", []),
            ):
                for method, arguments in (
                    ("search_count", [domain]),
                    ("search_read", [domain, ["id"]]),
                    ("formatted_read_group", [domain, [], ["__count"]]),
                ):
                    with self.subTest(name=name, model=model, method=method), mute_logger(*QUIET):
                        result, error = self.rpc(model, method, *arguments)
                        count = result[0]["__count"] if result and method == "formatted_read_group" else result
                        self.assertTrue(error or not count, result)

    def test_dialogs_of_others(self):
        """Nobody confirms or reads the dialog of somebody else, and employees open none of HR."""
        dialog = self.as_user(self.env["perf.points.adjust"], self.user_officer).create(
            {"employee_ids": [(6, 0, self.employee_colleague.ids)], "amount": 5, "reason": "A contest"}
        )
        self.login(self.user_admin)
        with mute_logger(*QUIET):
            self.assertRpcForbidden("perf.points.adjust", "action_confirm", [dialog.id])
        self.login(self.user_employee)
        with mute_logger(*QUIET):
            self.assertRpcForbidden("perf.points.adjust", "create", {"amount": 500, "reason": "I like it"})
            self.assertRpcForbidden("perf.reward.voucher.add", "create", {"reward_id": self.lunch.id, "codes": "x"})
            self.assertRpcForbidden("perf.reward.refuse", "create", {"reason": "x"})
        self.assertEqual(self.balance(self.employee_colleague), 0)

    def test_voucher_of_another_order(self):
        """An officer can't tie a code to an order, which would take it from another person."""
        order = self.order(self.user_employee, self.lunch)
        self.login(self.user_officer)
        with mute_logger(*QUIET):
            result, error = self.rpc(
                "perf.reward.voucher", "create", {"reward_id": self.lunch.id, "code": "NEW", "order_id": order.id}
            )
        self.assertFalse(error)
        self.assertFalse(self.env["perf.reward.voucher"].browse(result).order_id)

    def test_ask(self):
        """The dialog of the back office orders once, however often it is confirmed."""
        self.login(self.user_employee)
        ask, _error = self.rpc("perf.reward.ask", "create", {"reward_id": self.mug.id, "note": "Blue"})
        for _number in range(2):
            _result, error = self.rpc("perf.reward.ask", "action_confirm", [ask])
            self.assertFalse(error)
        self.assertEqual(self.env["perf.reward.order"].search_count([("reward_id", "=", self.mug.id)]), 1)
        values, _error = self.rpc("perf.reward.ask", "read", [ask], ["balance", "missing"])
        self.assertEqual((values[0]["balance"], values[0]["missing"]), (60, 0))
