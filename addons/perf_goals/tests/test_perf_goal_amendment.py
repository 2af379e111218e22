from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalAmendment(PerfGoalCommon):
    """Changing what was agreed."""

    def test_owner_asks_manager_decides(self):
        """The goal changes on approval only; both values, reason and decision are kept."""
        goal = self.make_goal()
        result = goal.key_result_ids
        changes = {"date_end": str(self.day(80)), "key_results": {result.id: {"target_value": 20}}}
        self.as_user(goal, self.user_portal_employee).amend(changes, "Customer asked.")
        self.assertEqual((goal.date_end, result.target_value), (self.day(50), 10))
        by_name = {amendment.field_name: amendment for amendment in goal.amendment_ids}
        self.assertEqual((by_name["target_value"].old_value, by_name["target_value"].new_value), ("10", "20"))
        with self.assertRaises(AccessError):
            self.as_user(by_name["date_end"], self.user_portal_employee).action_approve()
        self.as_user(by_name["date_end"], self.user_manager).action_approve()
        self.as_user(by_name["target_value"], self.user_top_manager).action_reject("Too much.")
        self.assertEqual((goal.date_end, result.target_value), (self.day(80), 10))
        self.assertEqual(goal.amendment_ids.mapped("reason"), ["Customer asked."] * 2)
        self.assertEqual(by_name["target_value"].decision_reason, "Too much.")

    def test_manager_amends_at_once(self):
        """Those who approve need nobody else; the amendment is kept all the same."""
        goal = self.make_goal()
        self.as_user(goal, self.user_manager).amend({"weight": "2,5", "commitment": "aspirational"}, "Agreed.")
        self.assertEqual((goal.weight, goal.commitment), (2.5, "aspirational"))
        self.assertEqual(goal.amendment_ids.mapped("state"), ["approved"] * 2)

    def test_bad_requests(self):
        """Impossible, empty and double requests are refused when they are asked for."""
        goal, other = self.make_goal(), self.make_goal()
        result = goal.key_result_ids.id
        as_owner = self.as_user(goal, self.user_portal_employee)
        for changes in (
            {},
            None,
            {"date_end": str(self.day(50))},
            {"date_end": str(self.day(-60))},
            {"date_end": "soon"},
            {"date_end": False},
            {"weight": -1},
            {"weight": "heavy"},
            {"commitment": "maybe"},
            {"name": "  "},
            {"name": "x" * 1_000_000},
            {"state": "achieved"},
            {"progress": 100},
            {"key_results": {result: {"target_value": 0}}},
            {"key_results": {result: {"current_value": 10}}},
            {"key_results": {other.key_result_ids.id: {"target_value": 5}}},
            {"key_results": 5},
        ):
            with self.subTest(changes=str(changes)[:60]), self.assertRaises(UserError):
                as_owner.amend(changes, "Because.")
        with self.assertRaises(UserError):
            as_owner.amend({"weight": 2}, "")
        as_owner.amend({"weight": 2}, "Because.")
        with self.assertRaises(UserError):
            as_owner.amend({"weight": 3}, "Because.")
        self.assertEqual(len(goal.amendment_ids), 1)

    def test_who_may_ask_and_decide(self):
        """Others neither ask nor decide, and nobody writes amendments."""
        goal = self.make_goal()
        self.as_user(goal, self.user_portal_employee).amend({"weight": 2}, "Because.")
        for name in ("colleague", "portal_colleague", "former_manager"):
            user = getattr(self, f"user_{name}")
            self.assertForbidden(self.as_user(goal, user).amend, {"weight": 3}, "Because.")
            self.assertForbidden(self.as_user(goal.amendment_ids, user).action_approve)
        for user in (self.user_portal_employee, self.user_manager, self.user_officer):
            amendment = self.as_user(goal, user).amendment_ids
            self.assertForbidden(amendment.write, {"state": "approved"})
            self.assertForbidden(amendment.create, {"goal_id": goal.id, "field_name": "weight", "reason": "x"})
            self.assertForbidden(amendment.unlink)

    def test_decided_once(self):
        """A second decision, and one after the end of the goal, is refused."""
        goal = self.make_goal()
        self.as_user(goal, self.user_portal_employee).amend({"weight": 2}, "Because.")
        amendment = self.as_user(goal.amendment_ids, self.user_manager)
        amendment.action_approve()
        with self.assertRaises(UserError):
            amendment.action_reject("No.")
        self.as_user(goal, self.user_portal_employee).amend({"weight": 3}, "Because.")
        waiting = goal.amendment_ids.filtered(lambda one: one.state == "pending")
        self.as_user(goal, self.user_manager).action_close()
        self.assertEqual(waiting.state, "rejected")

    def test_wizard(self):
        """The sheet starts from the present value."""
        goal = self.make_goal(self.employee_employee)
        as_owner = self.as_user(goal, self.user_employee)
        action = as_owner.action_amend()
        sheet = Form(as_owner.env[action["res_model"]].with_context(**action["context"]))
        self.assertEqual(sheet.new_date, goal.date_end)
        sheet.what = "target_value"
        sheet.key_result_id = goal.key_result_ids
        self.assertEqual(sheet.new_number, 10)
        sheet.new_number = 12
        sheet.reason = "More customers."
        sheet.save().action_confirm()
        self.assertEqual((goal.amendment_ids.field_name, goal.amendment_ids.new_value), ("target_value", "12"))
