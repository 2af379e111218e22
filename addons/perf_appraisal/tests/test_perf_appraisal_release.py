from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from ..models import perf_appraisal_release
from .common import AppraisalCommon
from .test_perf_appraisal_security import SECRET_DOMAINS

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models")
LOG = "odoo.addons.perf_appraisal.models.perf_appraisal_release"


class ReleaseCommon(AppraisalCommon):
    """A company where HR shares the results."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.perf_appraisal_release = "hr"

    def rate(self, appraisal=None):
        appraisal = appraisal or self.appraisal
        self.submit(self.review_of(appraisal, "manager"), text="The manager's view")
        own = self.as_user(appraisal, self.user_manager)
        own.write({"manager_summary": "A good year"})
        own.action_set_rating(self.levels[4].id, "Because of the fair")
        own.action_set_potential("3")
        return own

    def hand_over(self, appraisal=None):
        self.rate(appraisal).action_hand_over()

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("perf_appraisal.ir_cron_perf_appraisal_release").method_direct_trigger()
        self.env.invalidate_all()

    def make_ready(self):
        """Two results that are ready, and one that is not."""
        second = self.make_appraisal(self.employee_portal_employee)
        third = self.make_appraisal(self.employee_no_user)
        self.hand_over()
        self.hand_over(second)
        return self.appraisal | second, third


@tagged("post_install", "-at_install")
class TestPerfAppraisalRelease(ReleaseCommon):
    """The manager hands over, HR shares."""

    def test_manager_hands_over(self):
        with self.assertRaisesRegex(UserError, "Submit the manager's review first"):
            self.as_user(self.appraisal, self.user_manager).action_hand_over()
        own = self.rate()
        with self.assertRaisesRegex(UserError, "HR shares the results here"):
            own.action_share()
        own.action_hand_over()
        self.assertTrue(self.appraisal.ready_date)
        self.assertEqual(self.appraisal.state, "open")
        for step in (
            lambda: own.action_set_rating(self.levels[1].id, "Changed"),
            lambda: own.write({"manager_summary": "Changed"}),
            lambda: own.action_set_potential("1"),
            own.action_refresh_score,
            own.action_hand_over,
        ):
            with self.assertRaisesRegex(UserError, "Take it back first"):
                step()
        self.assertForbidden(self.as_user(self.appraisal, self.user_employee).action_hand_over)
        own = self.as_user(self.appraisal, self.user_manager)
        own.action_take_back()
        self.assertFalse(self.appraisal.ready_date)
        own.action_set_rating(self.levels[1].id, "Changed")
        self.assertEqual(self.appraisal.result_ids.final_level_id, self.levels[1])

    def test_hr_shares_one(self):
        with self.assertRaises(UserError):
            self.as_user(self.appraisal, self.user_officer).action_share()
        self.hand_over()
        for name in ("manager", "employee", "head", "portal_colleague"):
            with self.assertRaises(UserError):
                self.as_user(self.appraisal, getattr(self, f"user_{name}")).action_share()
        self.as_user(self.appraisal, self.user_officer).action_share()
        self.assertEqual(self.appraisal.state, "shared")

    def test_where_managers_share(self):
        """Handing over is no step there, and what was handed over before is taken back or shared by HR."""
        self.hand_over()
        self.company.perf_appraisal_release = "manager"
        own = self.as_user(self.appraisal, self.user_manager)
        own.action_take_back()
        with self.assertRaisesRegex(UserError, "managers share results here themselves"):
            own.action_hand_over()
        own.action_share()
        self.assertEqual(self.appraisal.state, "shared")

    def test_new_manager(self):
        """Somebody else's rating is theirs to hand over."""
        self.hand_over()
        self.as_user(self.appraisal, self.user_officer).write({"manager_id": self.employee_head.id})
        self.assertFalse(self.appraisal.ready_date)

    def test_reopened_review(self):
        self.hand_over()
        self.as_user(self.manager_review, self.user_officer).action_reopen("Something is missing")
        self.assertFalse(self.appraisal.ready_date)

    def test_todo(self):
        """The manager is asked to hand over, HR to share, each until it is done."""

        def waiting(person):
            return [item["title"] for item in person.sudo()._perf_todo()[person.id]]

        self.rate()
        self.assertEqual(waiting(self.employee_manager), ["Rate and hand over to HR"])
        self.assertFalse(waiting(self.employee_officer))
        self.as_user(self.appraisal, self.user_manager).action_hand_over()
        self.assertFalse(waiting(self.employee_manager))
        self.assertEqual(waiting(self.employee_officer), ["Share the results that are ready: 1"])
        self.assertFalse(waiting(self.employee_other_officer))
        self.assertFalse(self.appraisal.activity_ids)
        self.as_user(self.appraisal, self.user_officer).action_share()
        self.assertFalse(waiting(self.employee_officer))

    def test_all_of_a_cycle(self):
        ready, third = self.make_ready()
        own = self.make_appraisal(self.employee_officer)
        self.submit(self.review_of(own, "manager"))
        as_manager = self.as_user(own, self.user_manager)
        as_manager.action_set_rating(self.levels[3].id, "Because")
        as_manager.action_hand_over()
        cycle = self.as_user(self.cycle, self.user_officer)
        self.assertEqual(cycle.ready_count, 2, "one's own result is for another officer to share")
        question = self.get_question(cycle.with_context(perf_confirm=True).action_share_ready()).message
        self.assertIn("2 people will read their results", question)
        self.assertIn("2 others of this cycle are not ready", question)
        self.assertFalse(any(ready.mapped("release_pending")))
        cycle.action_share_ready()
        self.assertEqual((ready | third | own).filtered("release_pending"), ready)
        with patch.object(perf_appraisal_release, "RELEASE_BATCH", 1):
            self.run_job()
        self.assertEqual(set(ready.mapped("state")), {"shared"})
        self.assertFalse(any(ready.mapped("release_pending")))
        self.assertEqual((third | own).mapped("state"), ["open", "open"])
        with self.assertRaisesRegex(UserError, "No result is ready"):
            self.as_user(self.cycle, self.user_officer).action_share_ready()

    def test_one_that_fails_holds_nobody_up(self):
        ready, _third = self.make_ready()
        self.as_user(self.cycle, self.user_officer).action_share_ready()
        ready[0].result_ids.final_level_id = False
        with mute_logger(LOG):
            self.run_job()
        self.assertEqual(ready.mapped("state"), ["open", "shared"])
        self.assertFalse(ready[0].ready_date or ready[0].release_pending)
        self.assertIn("Choose the final level first", ready[0].log_ids[0].reason)

    def test_queries(self):
        """What HR sees of results that are ready costs the same for two as for many."""

        def make(count):
            cycle = self.make_cycle(f"Round of {count}")
            appraisals = self.env["perf.appraisal"].create(
                [
                    {
                        "cycle_id": cycle.id,
                        "employee_id": person.id,
                        "template_id": self.template.id,
                        "manager_id": self.employee_manager.id,
                    }
                    for person in self.make_employees(count)
                ]
            )
            appraisals.sudo().write({"state": "open", "ready_date": self.env.cr.now()})
            return cycle, appraisals

        def run(made):
            cycle, appraisals = made
            self.assertTrue(self.employee_officer.sudo()._perf_todo()[self.employee_officer.id])
            self.assertEqual(self.as_user(cycle, self.user_officer).ready_count, len(appraisals))
            names = ["release", "can_decide_appeal", "evidence_check", "potential", "appeal_deadline", "step_label"]
            self.as_user(appraisals, self.user_officer).read(names)
            self.as_user(cycle, self.user_officer).action_share_ready()

        self.assertQueriesDontGrow(make, run, large=20)

    def test_others_share_no_cycle(self):
        self.make_ready()
        for name in ("manager", "employee", "other_officer"):
            self.assertForbidden(self.as_user(self.cycle, getattr(self, f"user_{name}")).action_share_ready)
        self.assertFalse(self.appraisal.release_pending)


@tagged("post_install", "-at_install")
class TestPerfAppraisalBeforeSharing(ReleaseCommon, PerfHttpCommon):
    """A result that waits for HR stays unread by the employee, internal or of the portal, whatever they try."""

    SECRETS = ("A good year", "Because of the fair", "The manager's view")

    def attack(self, user, appraisal):
        ids, result = [appraisal.id], appraisal.result_ids
        potential = appraisal.potential_ids
        self.assertTrue(potential)
        self.login(user)
        models = ("perf.appraisal.result", "perf.appraisal.potential", "perf.appraisal.log", "perf.appraisal.answer")
        for model in models:
            found, _error = self.rpc(
                model, "search_count", [("create_uid", "!=", False)] if model[-3:] != "log" else []
            )
            self.assertFalse(found, model)
            groups, _error = self.rpc(model, "formatted_read_group", [], ["employee_id"], ["__count"])
            self.assertFalse(groups, model)
        for record in (result, potential, appraisal.log_ids[:1]):
            for method, arguments in (
                ("read", []),
                ("export_data", [["employee_id"]]),
                ("write", [{}]),
            ):
                _found, error = self.rpc(record._name, method, record.ids, *arguments)
                self.assertTrue(error, (record._name, method))
        for model, domain in (*SECRET_DOMAINS, *self.POTENTIAL_DOMAINS):
            if model == "perf.appraisal.log":
                continue
            domain = [*domain, ("employee_id", "=", appraisal.employee_id.id)]
            found, _error = self.rpc(model, "search_count", domain)
            self.assertFalse(found, (model, domain))
        values, _error = self.rpc("perf.appraisal", "read", ids)
        text = str(values)
        values, _error = self.rpc("perf.appraisal", "export_data", ids, ["potential", "final_level_id", "score_lines"])
        self.assertFalse(any(cell for row in (values or {"datas": []})["datas"] for cell in row))
        for method in ("get_result", "action_share", "action_hand_over", "action_take_back", "action_refresh_score"):
            reply, error = self.rpc("perf.appraisal", method, ids)
            self.assertTrue(error, method)
            text += str(reply) + error["message"]
        for model, domain in (
            ("mail.activity", [("res_model", "like", "perf.appraisal"), ("user_id", "!=", user.id)]),
            ("mail.tracking.value", []),
            ("mail.followers", [("res_model", "like", "perf.appraisal")]),
            ("ir.attachment", [("res_model", "like", "perf.appraisal")]),
        ):
            found, _error = self.rpc(model, "search_read", domain, ["display_name"])
            self.assertFalse(found, model)
        # Messages are the invitations that they got themselves.
        domain = [("model", "like", "perf.appraisal")]
        text += str(self.rpc("mail.message", "search_read", domain, ["subject", "body", "preview"]))
        text += self.get_page(f"/my/appraisals/{appraisal.id}").text
        text += self.get_page("/my/appraisals").text + self.get_page("/my/performance").text
        for secret in (*self.SECRETS, self.levels[4].name, "far larger role"):
            self.assertNotIn(secret, text)

    POTENTIAL_DOMAINS = (
        ("perf.appraisal", [("potential", "=", "3")]),
        ("perf.appraisal", [("potential", "!=", False)]),
        ("perf.appraisal", [("potential_ids", "!=", False)]),
        ("perf.appraisal", [("potential_ids.potential", "=", "3")]),
        ("perf.appraisal", [("potential_ids", "any", [("potential", "=", "3")])]),
        ("perf.appraisal.result", [("appraisal_id.potential", "=", "3")]),
        ("perf.appraisal.review", [("appraisal_id.potential", "=", "3")]),
        ("perf.appraisal.review", [("appraisal_id.potential_ids.potential", "=", "3")]),
        ("perf.appraisal", [("original_level_id", "!=", False)]),
    )

    @mute_logger(*QUIET)
    def test_employee(self):
        self.hand_over()
        self.attack(self.user_employee, self.appraisal)

    @mute_logger(*QUIET)
    def test_portal_employee(self):
        appraisal = self.make_appraisal(self.employee_portal_employee)
        self.hand_over(appraisal)
        self.attack(self.user_portal_employee, appraisal)

    @mute_logger(*QUIET)
    def test_potential_after_sharing(self):
        """The person never reads the potential; neither do the managers above."""
        self.hand_over()
        self.as_user(self.appraisal, self.user_officer).action_share()
        self.as_user(self.appraisal, self.user_employee).action_acknowledge("Read", True)
        for user in (self.user_employee, self.user_head):
            self.login(user)
            for model, domain in self.POTENTIAL_DOMAINS:
                self.assertFalse(self.rpc(model, "search_count", domain)[0], (user.login, model, domain))
            self.assertFalse(self.rpc("perf.appraisal.potential", "search_count", [])[0])
            values, _error = self.rpc("perf.appraisal", "read", [self.appraisal.id], ["potential"])
            self.assertFalse(values[0]["potential"])
            self.assertTrue(self.rpc("perf.appraisal", "read", [self.appraisal.id], ["potential_ids"])[1])
            result, _error = self.rpc("perf.appraisal", "get_result", [self.appraisal.id])
            self.assertNotIn("far larger role", str(result))
        self.assertNotIn("potential", str(self.appraisal.result_ids.evidence))

    @mute_logger(*QUIET)
    def test_potential_rights(self):
        """The reviewing manager and HR set and read it; nobody types it around the step."""
        self.submit_manager()
        ids = [self.appraisal.id]
        for user in (self.user_employee, self.user_head, self.user_colleague, self.user_other_officer):
            self.login(user)
            self.assertRpcForbidden("perf.appraisal", "action_set_potential", ids, "3")
        self.login(self.user_manager)
        self.assertIn("three answers", self.rpc("perf.appraisal", "action_set_potential", ids, "9")[1]["message"])
        self.assertFalse(self.rpc("perf.appraisal", "write", ids, {"potential": "2"})[1])
        self.assertEqual(self.appraisal.potential_ids.potential, "2")
        self.assertTrue(self.rpc("perf.appraisal.potential", "write", self.appraisal.potential_ids.ids, {})[1])
        vals = {"appraisal_id": ids[0], "potential": "3"}
        self.assertTrue(self.rpc("perf.appraisal.potential", "create", vals)[1])
        self.login(self.user_officer)
        self.assertFalse(self.rpc("perf.appraisal", "action_set_potential", ids, "3")[1])
        self.assertEqual(self.rpc("perf.appraisal", "read", ids, ["potential"])[0][0]["potential"], "3")
        self.assertEqual(
            self.appraisal.log_ids.filtered(lambda line: line.kind == "potential")[0].old_value[:5], "Ready"
        )

    def test_settings(self):
        """Only administrators of HR decide who shares."""
        for user in (self.user_manager, self.user_officer):
            self.login(user)
            with mute_logger(*QUIET):
                _result, error = self.rpc(
                    "res.company", "write", self.company.ids, {"perf_appraisal_release": "manager"}
                )
            self.assertTrue(error)
        self.assertEqual(self.company.perf_appraisal_release, "hr")
