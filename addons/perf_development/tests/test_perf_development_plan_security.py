from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .plan_common import PlanSetUp


@tagged("post_install", "-at_install")
class TestPerfDevelopmentPlanSecurity(PlanSetUp, PerfHttpCommon):
    """What a mentor, a stranger and the other side may not learn, whichever way they ask."""

    def setUp(self):
        super().setUp()
        self.plan = self.make_plan(aim="A secret aim", change_note="A secret note")
        self.other_step = self.plan.action_ids
        self.step = self.make_step(self.plan, mentor_id=self.employee_colleague.id)

    def test_a_mentor_reads_the_step_and_the_name_of_the_plan(self):
        self.login(self.user_colleague)
        result, error = self.rpc("perf.development.action", "read", [self.step.id], ["name", "plan_id", "employee_id"])
        self.assertFalse(error)
        self.assertEqual(result[0]["plan_id"], [self.plan.id, self.plan.name])
        self.assertEqual(result[0]["employee_id"][1], "Perf Portal Employee")
        self.assertRpcForbidden("perf.development.plan", "read", [self.plan.id], ["aim"])
        self.assertRpcForbidden("perf.development.action", "read", [self.other_step.id], ["name"])

    def test_a_mentor_infers_nothing_of_the_plan(self):
        """Neither domains on related fields, nor groups, nor names tell what stands in the plan."""
        self.login(self.user_colleague)
        for field, value in (("aim", "secret"), ("change_note", "secret"), ("last_change", "e"), ("state", "active")):
            domain = [(f"plan_id.{field}", "ilike" if field != "state" else "=", value)]
            result, _error = self.rpc("perf.development.action", "search_count", domain)
            self.assertFalse(result, field)
        for path in ("plan_id.aim", "plan_id.state", "plan_id.author_employee_id"):
            result, error = self.rpc("perf.development.action", "formatted_read_group", [], [path], ["__count"])
            if not error:
                self.assertEqual([group[path] for group in result], [False], path)
        result, error = self.rpc(
            "perf.development.action",
            "web_read",
            [self.step.id],
            specification={"plan_id": {"fields": {"aim": {}, "display_name": {}}}},
        )
        self.assertNotIn("secret", str(result))
        result, _error = self.rpc("perf.development.plan", "name_search", "shift")
        self.assertFalse(result)
        result, _error = self.rpc("perf.development.plan", "search_count", [("action_ids.name", "=", "Learn it")])
        self.assertFalse(result)

    def test_a_mentor_changes_nothing(self):
        self.login(self.user_colleague)
        for method, arguments in (
            ("write", [{"progress": 100}]),
            ("unlink", []),
            ("action_start", []),
            ("action_done", []),
            ("action_cancel", ["No"]),
            ("action_reopen", []),
        ):
            _result, error = self.rpc("perf.development.action", method, [self.step.id], *arguments)
            self.assertTrue(error, method)
        self.assertEqual((self.step.state, self.step.progress), ("todo", 0))

    def test_strangers_call_methods(self):
        self.step.write({"state": "done", "level_state": "waiting", "reached_level_id": self.middle.id})
        for user in (self.user_portal_colleague, self.user_former_manager, self.user_other_officer):
            self.login(user)
            for method, arguments in (
                ("action_start", []),
                ("action_claim_level", [self.middle.id]),
                ("action_confirm_level", []),
                ("action_refuse_level", ["No"]),
                ("action_mentor_seen", []),
                ("action_open_done", []),
            ):
                self.assertRpcForbidden("perf.development.action", method, [self.step.id], *arguments)
            for method, arguments in (
                ("action_start", []),
                ("action_done", []),
                ("action_cancel", ["No"]),
                ("action_reopen", []),
                ("action_add_gaps", []),
                ("add_gap", [self.skill.id]),
                ("action_open_cancel", []),
            ):
                self.assertRpcForbidden("perf.development.plan", method, [self.plan.id], *arguments)
        self.assertEqual(self.plan.state, "active")

    def test_hr_reads_only(self):
        self.login(self.user_officer)
        for method, arguments in (("action_done", []), ("action_cancel", ["No"]), ("write", [{"name": "HR"}])):
            self.assertRpcForbidden("perf.development.plan", method, [self.plan.id], *arguments)
        self.assertRpcForbidden("perf.development.action", "action_done", [self.step.id])

    def test_drafts_leave_no_trace(self):
        """The other side finds neither the draft nor its steps, gaps or mentors."""
        draft = self.make_plan(state="draft", author=self.employee_manager, name="Quiet thoughts")
        step = self.make_step(draft, mentor_id=self.employee_colleague.id)
        for user in (self.user_portal_employee, self.user_colleague, self.user_officer, self.user_head):
            self.login(user)
            result, _error = self.rpc("perf.development.plan", "search_count", [("name", "=", "Quiet thoughts")])
            self.assertFalse(result)
            result, _error = self.rpc("perf.development.action", "search_count", [("id", "=", step.id)])
            self.assertFalse(result)
            self.assertRpcForbidden("perf.development.action", "read", [step.id], ["name"])

    def test_steps_stay_with_their_person(self):
        """Neither the person nor a manager moves a step to somebody else, not through the plan either."""
        person = self.step.employee_id
        values = {"employee_id": self.employee_no_user.id}
        for user in (self.user_portal_employee, self.user_manager):
            self.login(user)
            for model, record, vals in (
                ("perf.development.action", self.step, values),
                ("perf.development.plan", self.plan, {"action_ids": [(1, self.step.id, values)]}),
            ):
                _result, error = self.rpc(model, "write", [record.id], vals)
                self.assertIn("follows from the record", error["message"])
            new = {"plan_id": self.plan.id, "name": "New", **values}
            result, _error = self.rpc("perf.development.action", "create", [new])
            self.assertEqual(self.step.browse(result).employee_id, person)
        self.assertEqual(self.step.employee_id, person)

    def test_numbers_and_calls_that_make_no_sense(self):
        self.login(self.user_portal_employee)
        for vals in ({"sequence": 99_999_999_999}, {"progress": 10**12}, {"budget": 1e300}, {"mentor_id": 10**12}):
            new = {"plan_id": self.plan.id, "name": "New", **vals}
            for method, args in (("create", [[new]]), ("write", [[self.step.id], vals])):
                _result, error = self.rpc("perf.development.action", method, *args)
                self.assertEqual(error["name"], "odoo.exceptions.ValidationError", (method, vals))
        self.login(self.user_manager)
        for model, method in (
            ("perf.one.on.one", "action_done"),
            ("perf.development.word", "action_confirm"),
            ("perf.development.action", "action_done"),
        ):
            _result, error = self.rpc(model, method, [None])
            self.assertEqual(error["name"], "odoo.exceptions.MissingError", (model, method))

    def test_order_of_steps(self):
        """Whoever may write the plan orders its steps, finished ones too; in a closed plan nobody does."""
        self.step.write({"state": "done", "done_on": self.today})
        mine = self.as_user(self.step, self.user_portal_employee)
        mine.sequence = 3
        with self.assertRaisesRegex(UserError, "closed"):
            mine.write({"sequence": 4, "name": "Other"})
        self.plan.state = "done"
        self.assertForbidden(mine.write, {"sequence": 5})

    def test_forged_values(self):
        self.login(self.user_portal_employee)
        for values in (
            {"name": "Mine", "state": "active"},
            {"name": "Mine", "author_employee_id": self.employee_manager.id},
            {"name": "Mine", "employee_id": self.employee_employee.id},
            {"name": "Mine", "company_id": self.company_other.id},
        ):
            _result, error = self.rpc("perf.development.plan", "create", values)
            self.assertTrue(error, values)
        result, error = self.rpc(
            "perf.development.plan",
            "create",
            {"name": "Mine"},
            context={"default_state": "done", "default_author_employee_id": self.employee_manager.id},
        )
        self.assertFalse(error)
        plan = self.env["perf.development.plan"].browse(result)
        self.assertEqual((plan.state, plan.author_employee_id), ("draft", self.employee_portal_employee))
        for values in ({"employee_id": self.employee_employee.id}, {"state": "done"}, {"changed_on": False}):
            _result, error = self.rpc("perf.development.plan", "write", [self.plan.id], values)
            self.assertTrue(error, values)
        _result, error = self.rpc("perf.development.action", "write", [self.step.id], {"level_state": "confirmed"})
        self.assertTrue(error)
        _result, error = self.rpc(
            "perf.development.plan",
            "write",
            [self.plan.id],
            {"action_ids": [(1, self.step.id, {"level_state": "confirmed"})]},
        )
        self.assertTrue(error)
        self.assertEqual(self.step.level_state, "none")

    def test_skills_are_not_written_by_the_way(self):
        """Neither claiming nor the dialog writes a skill."""
        self.login(self.user_employee)
        plan = self.make_plan(self.employee_employee)
        step = self.make_step(plan)
        wizard, error = self.rpc(
            "perf.development.word",
            "create",
            {"res_id": step.id, "purpose": "done", "text": "Much", "level_id": self.middle.id},
        )
        self.assertFalse(error)
        _result, error = self.rpc("perf.development.word", "action_confirm", [wizard])
        self.assertFalse(error)
        self.assertEqual(step.level_state, "waiting")
        self.assertFalse(self.rows(self.employee_employee))
        wizard, _error = self.rpc(
            "perf.development.word", "create", {"res_id": self.step.id, "purpose": "done", "text": "x"}
        )
        self.assertRpcForbidden("perf.development.word", "action_confirm", [wizard])

    def test_neglect_is_no_field_for_others(self):
        for user in (self.user_employee, self.user_manager):
            self.login(user)
            for field in ("perf_needs_talk", "perf_neglect_reason", "perf_neglect_since", "perf_neglect_waiting"):
                _result, error = self.rpc("hr.employee", "read", [self.employee_employee.id], [field])
                self.assertTrue(error, field)
                if field == "perf_needs_talk":
                    _result, error = self.rpc("hr.employee", "search_count", [(field, "=", True)])
                    self.assertTrue(error, field)
