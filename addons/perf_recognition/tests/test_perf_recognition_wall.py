from odoo.tests import Form, HttpCase, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from ..models import perf_recognition
from .common import WORDS, RecognitionCommon


@tagged("post_install", "-at_install")
class TestPerfRecognitionWall(RecognitionCommon, PerfHttpCommon, HttpCase):
    """What one can choose to see, and where thanks begin."""

    def test_team(self):
        """My team: thanks to me, my direct reports and people with the same manager, as far as I may read them."""
        everyone = {
            name: self.thank(self.user_colleague, getattr(self, f"employee_{name}"))
            for name in ("manager", "employee", "portal_employee", "no_user", "portal_report", "other_manager")
        }
        private = self.thank(self.user_colleague, self.employee_no_user, audience="private")
        for name, expected in (
            ("employee", {"employee", "portal_employee", "no_user"}),
            ("portal_employee", {"employee", "portal_employee", "no_user"}),
            ("manager", {"manager", "employee", "portal_employee", "no_user"}),
            ("officer", set()),
        ):
            with self.subTest(name=name):
                Recognition = self.as_user(self.env["perf.recognition"], getattr(self, f"user_{name}"))
                found = Recognition.search([("is_team", "=", True), ("id", "!=", private.id)])
                self.assertEqual(set(found.ids), {everyone[one].id for one in expected})
                self.assertEqual(set(found.filtered("is_team").ids), set(found.ids))
                readable = Recognition.search([("id", "=", private.id), ("is_team", "=", True)])
                self.assertEqual(bool(readable), name == "manager")

    def test_team_of_many(self):
        """What is no list any more is found one by one, with the same result."""
        self.thank(self.user_colleague, self.employee_no_user)
        Recognition = self.as_user(self.env["perf.recognition"], self.user_employee)
        few = Recognition.search([("is_team", "=", True)])
        self.patch(perf_recognition, "LITERAL_LIMIT", 0)
        self.assertEqual(Recognition.search([("is_team", "=", True)]), few)
        self.assertTrue(few)

    def test_button(self):
        """*Recognise* on a profile opens the composer for that person; what is saved there is on the wall."""
        profile = self.env["hr.employee.public"].browse(self.employee_employee.id)
        for records, user in (
            (profile, self.user_colleague),
            (self.employee_employee, self.user_officer),
        ):
            with self.subTest(model=records._name):
                action = self.as_user(records, user).action_perf_recognise()
                self.assertEqual(action["target"], "new")
                Recognition = self.as_user(self.env["perf.recognition"], user).with_context(**action["context"])
                with Form(Recognition, view=action["views"][0][0]) as form:
                    form.message = WORDS
                self.assertEqual(form.record.sudo().recipient_ids, self.employee_employee)
                self.assertEqual(form.record.sudo().author_employee_id.user_id, user)

    def test_button_foreign(self):
        """Nobody opens it for somebody whose profile is not theirs to read."""
        profile = self.env["hr.employee.public"].browse(self.employee_foreign.id)
        self.assertForbidden(self.as_user(profile, self.user_colleague).action_perf_recognise)
        self.login(self.user_portal_employee)
        self.assertRpcForbidden("hr.employee.public", "action_perf_recognise", self.employee_employee.ids)
        self.assertRpcForbidden("hr.employee", "action_perf_recognise", self.employee_employee.ids)

    def test_button_stands_on_the_forms(self):
        for model in ("hr.employee", "hr.employee.public"):
            with self.subTest(model=model):
                arch = self.env[model].get_view(view_type="form")["arch"]
                self.assertIn("action_perf_recognise", arch)
