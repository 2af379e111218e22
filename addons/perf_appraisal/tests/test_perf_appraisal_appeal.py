from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from ..tools.evidence import fingerprint
from .common import AppraisalCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class AppealCommon(AppraisalCommon):
    """An appraisal that its employee signed without agreeing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).perf_appraisal_release = "manager"

    def to_appeal(self):
        self.to_shared()
        self.as_user(self.appraisal, self.user_employee).action_acknowledge("The fair was not seen", False)

    def decide(self, user, *arguments, **values):
        return self.as_user(self.appraisal, user).action_decide_appeal(*arguments, **values)


@tagged("post_install", "-at_install")
class TestPerfAppraisalAppeal(AppealCommon):
    """Somebody of HR who is not part of it decides, once, with a reason."""

    def test_deadline(self):
        """HR has two weeks; the day stands in what waits for the officers and in the phase."""
        self.to_appeal()
        day = self.appraisal.appeal_deadline
        self.assertEqual((day - self.appraisal.acknowledged_date.date()).days, 14)
        [item] = self.employee_officer.sudo()._perf_todo()[self.employee_officer.id]
        self.assertEqual((item["due"], item["title"]), (day, "Look into an appeal"))
        self.assertEqual(self.appraisal.activity_ids.date_deadline, day)
        phase = self.as_user(self.appraisal, self.user_employee)._get_phase()
        self.assertIn("You signed without agreeing", phase["sentence"])
        self.assertEqual(phase["steps"][-1]["key"], "appeal")

    def test_rejected(self):
        self.to_appeal()
        before = self.appraisal.result_ids.evidence_hash
        self.decide(self.user_officer, "rejected", " The fair was in another period ")
        self.assertEqual((self.appraisal.state, self.appraisal.appeal_state), ("acknowledged", "rejected"))
        self.assertEqual(self.appraisal.appeal_user_id, self.user_officer)
        result = self.as_user(self.appraisal, self.user_employee)._get_result()
        self.assertEqual(result["appeal"]["reason"], "The fair was in another period")
        self.assertEqual(result["level"]["name"], self.levels[3].name)
        self.assertEqual(self.appraisal.result_ids.evidence_hash, before)
        self.assertFalse(self.appraisal.activity_ids)
        self.assertFalse(self.employee_officer.sudo()._perf_todo()[self.employee_officer.id])

    def test_upheld(self):
        """The new level counts; the former one and the former text stay in the history, the evidence as it was."""
        self.to_appeal()
        evidence = self.appraisal.result_ids.evidence
        self.decide(self.user_officer, "upheld", "The fair was hers", self.levels[4].id, "A very good year")
        result = self.appraisal.result_ids
        self.assertEqual((result.final_level_id, result.original_level_id), (self.levels[4], self.levels[3]))
        self.assertEqual((result.manager_summary, result.rating_reason), ("A very good year", "For good reasons"))
        self.assertEqual(result.evidence, evidence)
        self.assertEqual(fingerprint(result.evidence), result.evidence_hash)
        lines = self.appraisal.log_ids.filtered(lambda line: line.reason in ("The fair was hers", "A good year"))
        self.assertEqual(
            {(line.kind, line.old_value, line.new_value) for line in lines},
            {
                ("appeal", "Open", "Upheld"),
                ("rating", self.levels[3].name, self.levels[4].name),
                ("rating", "", "Summary changed after the appeal. It was:"),
            },
        )
        shown = self.as_user(self.appraisal, self.user_employee)._get_result()
        self.assertEqual(shown["level"]["name"], self.levels[4].name)
        self.assertEqual(shown["appeal"]["original_level"], self.levels[3].name)

    def test_text_only(self):
        self.to_appeal()
        self.decide(self.user_officer, "upheld", "The fair is named now", summary="A good year, and the fair")
        result = self.appraisal.result_ids
        self.assertEqual((result.final_level_id, result.original_level_id), (self.levels[3], self.levels[3].browse()))
        self.assertEqual(result.manager_summary, "A good year, and the fair")

    def test_refused(self):
        """A decision that says too little, or what does not fit, leaves all as it was."""
        self.to_appeal()
        other = self.scale.copy({"name": "Another scale"}).level_ids[0]
        for arguments, words in (
            (("maybe", "Because"), "upheld or rejected"),
            (("upheld", ""), "Give a reason"),
            (("upheld", None), "Give a reason"),
            (("upheld", "Because"), "What changes?"),
            (("upheld", "Because", self.levels[3].id), "What changes?"),
            (("upheld", "Because", None, " A good year "), "What changes?"),
            (("upheld", "Because", other.id), "not on the scale"),
            (("upheld", "Because", 0.5), "no such level"),
            (("upheld", "Because", None, ["x"]), "must be a text"),
            (("rejected", "Because", self.levels[4].id), "Nothing changes"),
        ):
            with self.subTest(arguments=arguments), self.assertRaisesRegex(UserError, words):
                self.decide(self.user_officer, *arguments)
        with self.assertRaises(ValidationError):
            self.decide(self.user_officer, "rejected", "x" * 20_001)
        self.assertEqual(self.appraisal.appeal_state, "open")
        self.assertEqual(self.appraisal.result_ids.final_level_id, self.levels[3])

    def test_only_once(self):
        self.to_shared()
        with self.assertRaisesRegex(UserError, "no open appeal"):
            self.decide(self.user_officer, "rejected", "Too early")
        self.acknowledge(agree=False)
        self.decide(self.user_officer, "rejected", "Talked over")
        with self.assertRaisesRegex(UserError, "no open appeal"):
            self.decide(self.user_officer, "upheld", "After all", self.levels[4].id)

    def test_who_decides(self):
        """Not the manager, be they of HR as well, not the employee, and nobody from outside."""
        self.to_appeal()
        group = self.env.ref("perf_base.group_perf_officer")
        people = ["employee", "manager", "head", "colleague", "portal_colleague", "other_officer"]
        for name in people:
            with self.subTest(name=name):
                self.assertForbidden(self.decide, getattr(self, f"user_{name}"), "rejected", "Forged")
        (self.user_manager | self.user_employee).group_ids += group
        for user in (self.user_manager, self.user_employee):
            self.assertForbidden(self.decide, user, "rejected", "Forged")
            self.assertFalse(self.as_user(self.appraisal, user).can_decide_appeal)
        self.assertTrue(self.as_user(self.appraisal, self.user_admin).can_decide_appeal)
        self.decide(self.user_admin, "rejected", "Looked into")

    def test_closing_waits(self):
        """Neither the appraisal nor its cycle closes while an appeal is open."""
        self.to_appeal()
        with self.assertRaisesRegex(UserError, "Decide about the appeal first"):
            self.as_user(self.appraisal, self.user_officer).action_close()
        with self.assertRaisesRegex(UserError, "Decide about the appeal first"):
            self.as_user(self.cycle, self.user_officer).action_close()
        self.assertEqual((self.appraisal.state, self.cycle.state), ("acknowledged", "running"))
        self.decide(self.user_officer, "rejected", "Talked over")
        self.as_user(self.cycle, self.user_officer).action_close()
        self.assertEqual((self.appraisal.state, self.appraisal.appeal_state), ("closed", "rejected"))

    def test_mail(self):
        """Employee and manager hear that there is a decision; what it says stands behind the login."""
        self.to_appeal()
        before = self.env["mail.mail"].sudo().search([])
        self.decide(self.user_officer, "upheld", "The fair was hers", self.levels[4].id)
        mails = self.env["mail.mail"].sudo().search([]) - before
        self.assertEqual(mails.recipient_ids, (self.user_employee | self.user_manager).partner_id)
        for words in ("The fair was hers", self.levels[4].name):
            self.assertFalse([mail for mail in mails if words in (mail.body_html or "")])

    def test_dialog(self):
        self.to_appeal()
        wizard = self.as_user(self.env["perf.appraisal.appeal"], self.user_officer).create(
            {
                "res_id": self.appraisal.id,
                "decision": "upheld",
                "reason": "The fair was hers",
                "level_id": self.levels[4].id,
            }
        )
        self.assertEqual(wizard.employee_comment, "The fair was not seen")
        self.assertEqual(wizard.allowed_level_ids, self.levels)
        wizard.action_confirm()
        self.assertEqual(self.appraisal.appeal_state, "upheld")

    def test_dialog_shows_nothing_to_others(self):
        """The dialog of an officer of another company tells nothing about the appraisal."""
        self.to_appeal()
        wizard = self.as_user(self.env["perf.appraisal.appeal"], self.user_other_officer).create(
            {"res_id": self.appraisal.id, "reason": "x", "decision": "rejected"}
        )
        self.assertFalse(wizard.employee_comment or wizard.current_level or wizard.allowed_level_ids)
        self.assertForbidden(wizard.action_confirm)
        with self.assertRaises(AccessError):
            self.as_user(self.env["perf.appraisal.appeal"], self.user_manager).create({"res_id": 1, "reason": "x"})


@tagged("post_install", "-at_install")
class TestPerfAppraisalAppealRpc(AppealCommon, PerfHttpCommon):
    """The same from outside, and on the page of the portal."""

    def test_rpc(self):
        self.to_appeal()
        ids = [self.appraisal.id]
        with mute_logger(*QUIET):
            for user in (self.user_employee, self.user_manager, self.user_head, self.user_portal_colleague):
                self.login(user)
                self.assertRpcForbidden("perf.appraisal", "action_decide_appeal", ids, "rejected", "Forged")
            self.login(self.user_officer)
            for vals in ({"appeal_state": "rejected"}, {"appeal_reason": "x"}, {"appeal_user_id": self.user_admin.id}):
                self.assertTrue(self.rpc("perf.appraisal", "write", ids, vals)[1], vals)
            self.assertTrue(self.rpc("perf.appraisal.result", "write", self.appraisal.result_ids.ids, {"score": 1})[1])
        _result, error = self.rpc("perf.appraisal", "action_decide_appeal", ids, "rejected", "Talked over")
        self.assertFalse(error)
        self.assertEqual(self.appraisal.appeal_state, "rejected")

    def test_portal(self):
        """An officer decides on the page, the employee reads decision and reason there."""
        self.to_appeal()
        url = f"/my/appraisals/{self.appraisal.id}"
        self.login(self.user_employee)
        self.assertNotIn("o_perf_decide", self.get_page(url).text)
        self.assertIn("not yours to take", self.post(f"{url}/appeal", decision="rejected", reason="x").text)
        self.login(self.user_manager)
        self.assertNotIn("o_perf_decide", self.get_page(url).text)
        self.login(self.user_officer)
        page = self.get_page(url).text
        self.assertIn("o_perf_decide", page)
        self.assertIn("The fair was not seen", page)
        response = self.post(f"{url}/appeal", decision="upheld", reason="Kept <b>text</b>")
        self.assertIn("What changes?", response.text)
        self.assertIn("Kept &lt;b&gt;text&lt;/b&gt;", response.text)
        response = self.post(
            f"{url}/appeal", decision="upheld", reason="The fair <b>was</b> hers", level_id=self.levels[4].id
        )
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.appraisal.final_level_id, self.levels[4])
        self.login(self.user_employee)
        page = self.get_page(url).text
        self.assertIn("The fair &lt;b&gt;was&lt;/b&gt; hers", page)
        self.assertIn("o_perf_decision", page)
        self.assertNotIn("o_perf_decide", page)
