from lxml import html

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

WORDS = "You stayed late to help me, and the parcel left on time."


@tagged("post_install", "-at_install")
class TestPerfRecognitionFeedback(PerfHttpCommon):
    """Praise is said again on the wall, by those who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.value = cls.env["perf.value"].create({"name": "Perf test value", "company_id": cls.company.id})

    def praise(self, author="colleague", **values):
        """Praise from one person for ``employee``."""
        return self.env["perf.feedback"].create(
            {
                "employee_id": self.employee_employee.id,
                "author_employee_id": getattr(self, f"employee_{author}").id,
                "body": WORDS,
                "kind": "praise",
                "visibility": "employee_manager",
                "value_ids": [(6, 0, self.value.ids)],
                "state": "sent",
                "date": fields.Date.today(),
                **values,
            }
        )

    def test_author(self):
        """The author says the own words again, and they are on the wall when they are posted."""
        action = self.as_user(self.praise(), self.user_colleague).action_recognise()
        self.assertEqual(action["res_model"], "perf.recognition")
        Recognition = self.as_user(self.env["perf.recognition"], self.user_colleague).with_context(**action["context"])
        record = Form(Recognition, view=action["views"][0][0]).save().sudo()
        self.assertEqual(record.recipient_ids, self.employee_employee)
        self.assertEqual(record.author_employee_id, self.employee_colleague)
        self.assertEqual(record.value_ids, self.value)
        self.assertEqual(record.message, WORDS)

    def test_manager(self):
        """A manager who reads it says it in own words: those of others are not passed on."""
        action = self.as_user(self.praise(), self.user_manager).action_recognise()
        self.assertEqual(action["context"]["default_recipient_ids"], self.employee_employee.ids)
        self.assertNotIn("default_message", action["context"])
        self.assertNotIn(WORDS, str(action))

    def test_who_can_not(self):
        """Not the person, and nobody who doesn't read it."""
        praise = self.praise()
        self.assertFalse(self.as_user(praise, self.user_employee).can_recognise)
        with self.assertRaises(UserError):
            self.as_user(praise, self.user_employee).action_recognise()
        for name in ("portal_employee", "portal_colleague", "former_manager", "other_officer"):
            with self.subTest(name=name):
                self.assertForbidden(self.as_user(praise, getattr(self, f"user_{name}")).action_recognise)

    def test_what_can_not(self):
        """Suggestions, drafts, what was taken back or corrected, and answers to a request."""
        request = self.env["perf.feedback.request"].create(
            {"employee_id": self.employee_employee.id, "asker_employee_id": self.employee_manager.id}
        )
        for values in (
            {"kind": "suggestion"},
            {"kind": "note"},
            {"state": "draft", "date": False},
            {"state": "retracted", "retract_reason": "Mistake"},
            {"request_id": request.id},
            {"corrected_by_id": self.praise().id},
        ):
            with self.subTest(values=values):
                praise = self.as_user(self.praise(**values), self.user_colleague)
                self.assertFalse(praise.can_recognise)
                with self.assertRaises(UserError):
                    praise.action_recognise()

    def test_form(self):
        arch = self.env["perf.feedback"].get_view(view_type="form")["arch"]
        self.assertIn("action_recognise", arch)

    def _composer(self, url):
        """The composer of the page at an address: ids chosen, the message, and whether it is open."""
        page = html.fromstring(self.get_page(url).text)
        composer = page.xpath("//details[@id='compose']")[0]
        chosen = composer.xpath(".//input[@name='recipient_ids' and @checked]/@value")
        return [int(one) for one in chosen], composer.xpath("string(.//textarea)"), "open" in composer.attrib

    def test_portal(self):
        """A portal author goes from the feedback to the composer, which has all of it."""
        praise = self.praise("portal_employee")
        self.login(self.user_portal_employee)
        page = html.fromstring(self.get_page(f"/my/feedback/{praise.id}").text)
        url = page.xpath("//a[contains(@href, 'feedback=')]/@href")[0]
        chosen, message, is_open = self._composer(url)
        self.assertEqual(chosen, self.employee_employee.ids)
        self.assertEqual(message.strip(), WORDS)
        self.assertTrue(is_open)

    def test_portal_foreign(self):
        """An address with a feedback that one doesn't read, or that makes no sense, brings nothing."""
        praise = self.praise(visibility="employee")
        self.login(self.user_portal_employee)
        for number in (praise.id, praise.id + 999, "x", "-1", ""):
            with self.subTest(number=number):
                chosen, message, _open = self._composer(f"/my/recognition?compose=1&feedback={number}")
                self.assertFalse(chosen or message.strip())
        self.assertRpcForbidden("perf.feedback", "action_recognise", praise.ids)
        self.assertRpcForbidden("perf.feedback", "_prepare_recognition_values", praise.ids)

    def test_portal_person(self):
        """The person finds no button."""
        praise = self.praise("manager", employee_id=self.employee_portal_employee.id)
        self.login(self.user_portal_employee)
        self.assertNotIn("feedback=", self.get_page(f"/my/feedback/{praise.id}").text)

    def test_queries(self):
        """Who may is found for two or fifty in as many queries."""

        def make(count):
            return self.env["perf.feedback"].browse([self.praise().id for _number in range(count)])

        self.assertQueriesDontGrow(make, lambda praise: praise.with_user(self.user_colleague).mapped("can_recognise"))
