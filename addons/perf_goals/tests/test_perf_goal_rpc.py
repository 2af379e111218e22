from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalRpc(PerfGoalCommon, PerfHttpCommon):
    """Crafted calls of portal users, as they come over the network."""

    def assertRefused(self, model, method, *args, **kwargs):
        """The call ends in a clear error of ours, not in a crash."""
        _result, error = self.rpc(model, method, *args, **kwargs)
        self.assertTrue(error)
        self.assertIn(error["name"].rpartition(".")[2], ("UserError", "AccessError", "ValidationError"))

    def test_owner_cannot_cheat(self):
        """Writes of state, progress, owner and values, and forged creates, are refused."""
        goal = self.make_goal()
        self.login(self.user_portal_employee)
        for values in (
            {"state": "achieved"},
            {"progress": 100},
            {"manual_progress": 100},
            {"employee_id": self.employee_colleague.id},
            {"date_end": "2099-01-01"},
            {"key_result_ids": [[1, goal.key_result_ids.id, {"current_value": 10}]]},
            {"checkin_ids": [[0, 0, {"confidence": 9, "progress": 100}]]},
            {"amendment_ids": [[0, 0, {"field_name": "weight", "reason": "x", "state": "approved"}]]},
        ):
            with self.subTest(values=values):
                self.assertRefused("perf.goal", "write", goal.ids, values)
        self.assertRefused("perf.goal", "create", [self.rpc_values(state="active")])
        self.assertRefused("perf.goal", "create", [self.rpc_values(employee_id=self.employee_colleague.id)])
        self.assertRefused("perf.goal", "web_save", goal.ids, {"state": "achieved"}, {"state": {}})
        self.assertRefused("perf.goal", "action_approve", goal.ids)
        self.assertRefused("perf.goal.key.result", "write", goal.key_result_ids.ids, {"current_value": 10})
        self.assertRefused("perf.goal.checkin", "create", [{"goal_id": goal.id, "confidence": 9}])
        self.assertEqual((goal.state, goal.progress, len(goal.checkin_ids)), ("active", 0, 0))

    def rpc_values(self, **values):
        return {"name": "Forged goal of mine", "date_start": str(self.today), **values}

    def test_default_state_in_context(self):
        """A default in the context does not make a goal active."""
        self.login(self.user_portal_employee)
        ids, error = self.rpc(
            "perf.goal", "create", [self.rpc_values()], context={"default_state": "active", "default_progress": 90}
        )
        self.assertFalse(error)
        goal = self.env["perf.goal"].browse(ids)
        self.assertEqual((goal.state, goal.progress), ("draft", 0))

    def test_owner_works_by_rpc(self):
        """Create, propose and check in work over RPC as on the pages."""
        self.login(self.user_portal_employee)
        results = [[0, 0, {"name": "Answers", "start_value": 0, "target_value": 10}]]
        ids, _error = self.rpc(
            "perf.goal", "create", [self.rpc_values(date_end=str(self.day(50)), key_result_ids=results)]
        )
        _result, error = self.rpc("perf.goal", "action_propose", ids)
        self.assertFalse(error)
        goal = self.env["perf.goal"].browse(ids)
        self.as_user(goal, self.user_manager).action_approve()
        lines = {str(goal.key_result_ids.id): 5}
        _result, error = self.rpc("perf.goal", "check_in", ids, {"confidence": 7, "lines": lines})
        self.assertFalse(error)
        self.assertEqual(goal.progress, 50)

    def test_colleague_gets_nothing(self):
        """Reading, searching and every public method on a foreign goal is forbidden."""
        goal = self.make_goal()
        self.check_in(goal)
        self.login(self.user_portal_colleague)
        self.assertRpcForbidden("perf.goal", "read", goal.ids, ["name"])
        for name in ("action_propose", "action_approve", "action_close", "action_cancel", "action_check_in", "copy"):
            self.assertRpcForbidden("perf.goal", name, goal.ids)
        self.assertRpcForbidden("perf.goal", "check_in", goal.ids, {"confidence": 5})
        self.assertRpcForbidden("perf.goal", "message_post", goal.ids, body="Hello")
        self.assertRpcForbidden("perf.goal.checkin", "read", goal.checkin_ids.ids, ["note"])
        found, _error = self.rpc("perf.goal", "search_read", [["employee_id", "!=", False]], ["name"])
        self.assertEqual(found, [])
        found, _error = self.rpc("mail.message", "search_read", [["model", "=", "perf.goal"]], ["body"])
        self.assertFalse(found)
