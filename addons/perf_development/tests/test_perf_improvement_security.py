from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .improvement_common import OBJECTIVE, ImprovementCommon

CLOSED = {
    "state": "success",
    "released_on": "2026-01-01",
    "submitted_on": "2026-01-01",
    "acknowledged_on": "2026-01-01",
    "version_no": 7,
    "extension_days": 5,
    "pause_days": 5,
    "paused_on": "2026-01-01",
    "ended_on": "2026-01-01",
    "end_reason": "x",
    "manager_informed_on": "2026-01-01",
    "override_reason": "x",
    "override_on": "2026-01-01",
    "paused_content": {"support": "x"},
    "agreed_on": "2026-01-01",
    "release_on": "2026-01-01",
    "author_employee_id": 1,
    "date_end": "2030-01-01",
}
NAMES = ("response", "note", "version", "progress")
QUIET = ("odoo.http", "odoo.models", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestPerfImprovementSecurity(ImprovementCommon, PerfHttpCommon):
    """What the tables of rights don't say: single fields, steps, and ways around the front door, over RPC."""

    def rpc(self, *args, **kwargs):
        with mute_logger(*QUIET):
            return super().rpc(*args, **kwargs)

    def assertRpcRefused(self, *args, **kwargs):
        """Assert that the call ends in an error for the reader, of whatever kind."""
        result, error = self.rpc(*args, **kwargs)
        self.assertTrue(error, f"{args[:2]} answered {result!r}")
        self.assertIn(
            error["name"].split(".")[-1], ("AccessError", "UserError", "ValidationError", "MissingError"), error
        )
        return error

    # ------------------------------------------------------------------
    # Closed fields
    # ------------------------------------------------------------------

    def test_closed_fields_of_a_draft(self):
        """Nobody sets by hand what only a step sets: not by write, create, a default, or a stored default."""
        plan = self.draft().sudo()
        self.login(self.user_manager)
        values = self.plan_values(date_start=str(self.today), checkpoint_ids=[])
        for name, value in CLOSED.items():
            with self.subTest(name):
                before = plan[name]
                self.assertRpcRefused("perf.improvement.plan", "write", [plan.id], {name: value})
                self.assertEqual(plan.sudo()[name], before)
                result, error = self.rpc("perf.improvement.plan", "create", {**values, name: value})
                if not error:
                    made = self.env["perf.improvement.plan"].browse(result)
                    self.assertEqual(made[name], before if name != "date_end" else self.day(30))
                result, error = self.rpc("perf.improvement.plan", "create", values, context={f"default_{name}": value})
                if not error:
                    made = self.env["perf.improvement.plan"].browse(result)
                    self.assertEqual(made[name], before if name != "date_end" else self.day(30))
        for name in ("state", "released_on", "acknowledged_on"):
            with self.subTest(stored=name):
                _result, error = self.rpc("ir.default", "set", "perf.improvement.plan", name, CLOSED[name], True)
                result, error = self.rpc("perf.improvement.plan", "create", values)
                if not error:
                    self.assertEqual(self.env["perf.improvement.plan"].browse(result)[name], plan[name])

    def test_closed_fields_of_parts(self):
        """Outcomes and what was held are not typed into a draft."""
        plan = self.draft()
        self.login(self.user_manager)
        objective, checkpoint = plan.objective_ids, plan.checkpoint_ids[0]
        other = self.draft(employee=self.employee_portal_employee)
        cases = [
            ("objective", objective, {"outcome": "met"}),
            ("objective", objective, {"outcome_note": "x"}),
            ("objective", objective, {"plan_id": other.id}),
            ("checkpoint", checkpoint, {"held_on": str(self.today)}),
            ("checkpoint", checkpoint, {"summary": "x"}),
            ("checkpoint", checkpoint, {"support_delivered": "yes"}),
            ("checkpoint", checkpoint, {"held_by_id": self.employee_manager.id}),
            (
                "checkpoint",
                checkpoint,
                {"progress_ids": [(0, 0, {"objective_id": objective.id, "progress": "behind"})]},
            ),
        ]
        for model, record, values in cases:
            with self.subTest(values):
                name = f"perf.improvement.{model}"
                self.assertRpcRefused(name, "write", [record.id], values)
                if "plan_id" in values:
                    continue
                start = OBJECTIVE if model == "objective" else {"date_planned": str(self.day(3))}
                self.assertRpcRefused(name, "create", {**start, "plan_id": plan.id, **values})
                context = {f"default_{key}": value for key, value in values.items()}
                result, error = self.rpc(name, "create", {**start, "plan_id": plan.id}, context=context)
                self.assertFalse(error)
                made = self.env[name].browse(result)
                self.assertFalse(any(made[key] for key in values))
                made.unlink()

    def test_frozen_while_it_runs(self):
        """What was agreed can't be changed by anybody, by no way."""
        plan = self.running(held=1)
        objective, checkpoint = plan.objective_ids, plan.checkpoint_ids[-1]
        writes = [
            ("plan", plan.id, {"support": "None"}),
            ("plan", plan.id, {"gap": "Worse"}),
            ("plan", plan.id, {"duration": "90"}),
            ("plan", plan.id, {"employee_id": self.employee_no_user.id}),
            ("plan", plan.id, {"objective_ids": [(1, objective.id, {"target": "20 of 20"})]}),
            ("plan", plan.id, {"objective_ids": [(0, 0, OBJECTIVE)]}),
            ("plan", plan.id, {"checkpoint_ids": [(2, checkpoint.id, 0)]}),
            ("objective", objective.id, {"target": "20 of 20"}),
            ("checkpoint", checkpoint.id, {"date_planned": str(self.day(1))}),
        ]
        for name in ("manager", "head", "officer", "admin", "employee", "portal_employee", "colleague"):
            self.login(self.user(name))
            for model, number, values in writes:
                with self.subTest(user=name, values=values):
                    self.assertRpcRefused(f"perf.improvement.{model}", "write", [number], values)
            for model, number in (("plan", plan.id), ("objective", objective.id), ("checkpoint", checkpoint.id)):
                with self.subTest(user=name, deleted=model):
                    self.assertRpcRefused(f"perf.improvement.{model}", "unlink", [number])
            self.assertRpcRefused("perf.improvement.objective", "create", {**OBJECTIVE, "plan_id": plan.id})
            values = {"date_planned": str(self.day(3)), "plan_id": plan.id}
            self.assertRpcRefused("perf.improvement.checkpoint", "create", values)
            self.assertRpcRefused("perf.improvement.plan", "action_plan_checkpoints", [plan.id])
        self.assertEqual((objective.target, len(plan.checkpoint_ids)), ("19 of 20", 4))

    def test_history_is_written_by_steps(self):
        """Nobody creates, changes or deletes responses, notes, changes and progress, HR administrators neither."""
        plan = self.running(held=1)
        self.as_user(plan, self.user_employee).action_respond("I disagree.")
        self.as_user(plan, self.user_manager).action_add_note("Calm talk.")
        plan._add_version([("Help", "a", "b")], "x")
        records = {
            "response": plan.response_ids,
            "note": plan.note_ids,
            "version": plan.version_ids,
            "progress": plan.checkpoint_ids.progress_ids,
        }
        for name in ("employee", "manager", "officer", "admin"):
            self.login(self.user(name))
            for model in NAMES:
                with self.subTest(user=name, model=model):
                    record = records[model]
                    values = {"body": "x"} if model in ("response", "note") else {}
                    values = values or ({"new_value": "x"} if model == "version" else {"progress": "behind"})
                    self.assertRpcForbidden(record._name, "write", record.ids, values)
                    self.assertRpcForbidden(record._name, "unlink", record.ids)
                    self.assertRpcForbidden(record._name, "create", {"plan_id": plan.id, **values})
        self.assertEqual(plan.response_ids.body, "I disagree.")

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def test_who_takes_which_step(self):
        """Each step of a running plan, by everybody, over RPC: taken by those whose it is, refused to all others."""
        people = ("employee", "portal_employee", "colleague", "former_manager", "manager", "head", "officer", "admin")
        people += ("other_officer", "portal_manager")
        leaders = {"manager", "head", "officer", "admin"}
        steps = [
            ("action_extend", [7, "x"], leaders),
            ("action_pause", ["x"], leaders),
            ("action_cancel", ["x"], leaders),
            ("action_add_note", ["x", "manager"], leaders),
            ("action_add_note", ["x", "hr"], {"officer", "admin"}),
            ("action_acknowledge", ["x"], {"employee"}),
            ("action_respond", ["x"], {"employee"}),
            ("action_mark_read", [], {"head"}),
            ("action_submit", [], set()),
            ("action_open_submit", [], set()),
            ("action_release", [], set()),
            ("action_send_back", ["x"], set()),
            ("action_override", ["x"], set()),
            ("action_resume", [], set()),
            ("action_open_proposal", [], set()),
        ]
        for name in people:
            self.login(self.user(name))
            for method, arguments, allowed in steps:
                with self.subTest(user=name, method=method, arguments=arguments):
                    plan = self.running()
                    _result, error = self.rpc(plan._name, method, plan.ids, *arguments)
                    self.assertEqual(not error, name in allowed, error)
                    plan.state = "cancelled"
                    self.env.flush_all()

    def test_who_holds(self):
        """Managers at all levels hold a checkpoint, in the portal too; HR, the person and strangers don't."""
        allowed = {"manager", "head"}
        for name in ("employee", "colleague", "former_manager", "manager", "head", "officer", "other_officer"):
            with self.subTest(name):
                plan = self.running()
                self.login(self.user(name))
                arguments = [str(self.today), "We talked.", "yes", {str(plan.objective_ids.id): "on_track"}]
                checkpoint = plan.checkpoint_ids[0]
                _result, error = self.rpc(checkpoint._name, "action_hold", checkpoint.ids, *arguments)
                self.assertEqual((not error, bool(checkpoint.held_on)), (name in allowed, name in allowed))
                _result, error = self.rpc(
                    "perf.improvement.objective", "action_set_outcome", plan.objective_ids.ids, "met"
                )
                self.assertEqual(not error, name in allowed)
                plan.state = "cancelled"
                self.env.flush_all()
        plan = self.running(employee=self.employee_portal_report)
        self.login(self.user_portal_manager)
        checkpoint = plan.checkpoint_ids[0]
        arguments = [str(self.today), "We talked.", "no", {str(plan.objective_ids.id): "behind"}]
        _result, error = self.rpc(checkpoint._name, "action_hold", checkpoint.ids, *arguments)
        self.assertFalse(error)
        self.assertEqual(checkpoint.held_by_id, self.employee_portal_manager)

    def test_changes_in_a_pause(self):
        """Only HR who takes no part agrees to changes."""
        plan = self.running()
        leader = self.as_user(plan, self.user_manager)
        leader.action_pause("x")
        leader.support = "More."
        leader.action_resume()
        proposal = self.proposal(plan)
        for name in ("manager", "head", "employee", "colleague", "other_officer", "former_manager"):
            with self.subTest(name):
                self.login(self.user(name))
                self.assertRpcRefused(proposal._name, "action_release", proposal.ids)
                self.assertRpcRefused(proposal._name, "action_send_back", proposal.ids, "x")
        self.assertEqual(plan.state, "paused")
        plan.author_employee_id = self.employee_officer
        self.login(self.user_officer)
        self.assertRpcForbidden(proposal._name, "action_release", proposal.ids)
        self.login(self.user_admin)
        _result, error = self.rpc(proposal._name, "action_release", proposal.ids)
        self.assertFalse(error)
        self.assertEqual(plan.state, "active")

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def test_what_only_hr_knows(self):
        """Who agreed, and why without guidance, reaches neither the person, nor managers, nor an author of HR."""
        plan = self.submitted(self.user_officer)
        self.assertForbidden(self.as_user(plan, self.user_officer).action_override, "x")
        admin = self.as_user(plan, self.user_admin)
        admin.action_override("SECRET")
        admin.action_add_note("SECRET too", "hr")
        admin.action_release()
        names = ["override_reason", "override_by_id", "override_on", "agreed_by_id", "agreed_on", "paused_content"]
        for user in ("employee", "manager", "head", "officer"):
            self.login(self.user(user))
            for name in names:
                with self.subTest(user=user, name=name):
                    result, error = self.rpc(plan._name, "read", plan.ids, [name])
                    self.assertTrue(error or name not in result[0])
                    _result, error = self.rpc(plan._name, "search_count", [(name, "!=", False)])
                    self.assertTrue(error)
                    _result, error = self.rpc(plan._name, "formatted_read_group", [], [name], ["__count"])
                    self.assertTrue(error)
            result, _error = self.rpc(plan._name, "read", plan.ids, ["hr_note"])
            self.assertFalse(result[0]["hr_note"])
            seen = user == "officer"  # HR reads the notes of HR, whoever wrote the plan
            found, _error = self.rpc("perf.improvement.note", "search_count", [("body", "ilike", "SECRET")])
            self.assertEqual(bool(found), seen)
            found, _error = self.rpc(plan._name, "search_count", [("note_ids.body", "ilike", "SECRET")])
            self.assertEqual(bool(found), seen)
            found, _error = self.rpc("perf.improvement.note", "name_search", "")
            self.assertEqual(bool(found), seen)

    def test_an_officer_about_oneself(self):
        """HR people read about themselves what everybody reads, and decide nothing."""
        plan = self.running(employee=self.employee_officer, author_employee_id=self.employee_admin.id)
        self.as_user(plan, self.user_admin).action_add_note("SECRET", "hr")
        own = self.as_user(plan, self.user_officer)
        self.assertEqual(own.perf_role, "self")
        self.assertFalse(own.note_ids)
        for method, arguments in (("action_pause", ["x"]), ("action_end", ["success", "x"]), ("action_cancel", ["x"])):
            self.assertForbidden(getattr(own, method), *arguments)
        self.assertEqual(own._get_views(), ("employee",))

    def test_related_domains(self):
        """No search through objectives, checkpoints or concerns tells of a plan that one can't read."""
        plan = self.running(held=1)
        waiting = self.submitted(employee=self.employee_portal_employee)
        self.login(self.user_colleague)
        for model, domain in (
            ("perf.improvement.objective", [("plan_id.gap", "ilike", "lists")]),
            ("perf.improvement.checkpoint", [("plan_id", "=", plan.id)]),
            ("perf.improvement.progress", [("progress", "=", "on_track")]),
            ("perf.improvement.plan", [("objective_ids.target", "ilike", "19")]),
            ("perf.improvement.plan", [("id", "=", waiting.id)]),
        ):
            with self.subTest(model=model, domain=domain):
                found, error = self.rpc(model, "search_count", domain)
                self.assertFalse(found or error)
        for name in ("employee_id", "gap", "support"):
            found, _error = self.rpc("perf.improvement.plan", "formatted_read_group", [], [name], ["__count"])
            self.assertFalse(found)
        found, _error = self.rpc("perf.improvement.plan", "name_search", "lists")
        self.assertFalse(found)
        self.login(self.user_portal_employee)
        found, _error = self.rpc("perf.improvement.plan", "search_count", [])
        self.assertFalse(found)

    def test_no_messages(self):
        """A plan has no chatter, followers or activities through which it could be read."""
        for name in ("message_ids", "activity_ids", "message_follower_ids"):
            self.assertNotIn(name, self.env["perf.improvement.plan"]._fields)
        self.login(self.user_colleague)
        plan = self.running()
        result, error = self.rpc(
            "ir.attachment", "create", {"name": "x", "res_model": plan._name, "res_id": plan.id, "raw": ""}
        )
        self.assertTrue(error, result)

    def test_wizards(self):
        """The dialogs take their steps with the rights of the one who opens them."""
        plan = self.running()
        self.login(self.user_colleague)
        number, error = self.rpc(
            "perf.improvement.word", "create", {"res_id": plan.id, "purpose": "pause", "text": "x"}
        )
        self.assertFalse(error)
        self.assertRpcForbidden("perf.improvement.word", "action_confirm", [number])
        self.assertEqual(plan.state, "active")
        for purpose, user, values in (
            ("acknowledge", self.user_employee, {"text": "Read."}),
            ("note", self.user_manager, {"text": "Calm."}),
            ("extend", self.user_manager, {"text": "More time.", "days": 7}),
            ("pause", self.user_manager, {"text": "Ill."}),
        ):
            with self.subTest(purpose):
                wizard = self.as_user(self.env["perf.improvement.word"], user).with_context(
                    default_purpose=purpose, default_res_id=plan.id
                )
                wizard.create(values).action_confirm()
                if purpose == "extend":
                    self.confirm(plan)
        self.assertEqual((plan.state, plan.extension_days), ("paused", 7))

    def test_hold_wizard(self):
        plan = self.running()
        checkpoint = self.as_user(plan.checkpoint_ids[0], self.user_manager)
        action = checkpoint.action_open_hold()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.user_manager)
            .with_context(**action["context"])
            .create({"summary": "We talked.", "support_delivered": "yes"})
        )
        wizard.line_ids.progress = "partly"
        wizard.action_confirm()
        self.assertEqual(checkpoint.held_on, fields.Date.today())
        self.assertEqual(checkpoint.progress_ids.progress, "partly")
        with self.assertRaises(AccessError):
            self.as_user(plan.checkpoint_ids[1], self.user_colleague).action_open_hold()

    def test_unique_in_the_database(self):
        """Two plans can't run at once, whatever the way."""
        self.running()
        with self.assertRaises(Exception), mute_logger("odoo.sql_db"), self.env.cr.savepoint():  # noqa: B017
            self.running()
            self.env.flush_all()
        with self.assertRaises(UserError):
            self.draft(employee=self.employee_employee).action_submit()
