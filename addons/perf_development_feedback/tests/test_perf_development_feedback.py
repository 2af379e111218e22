import doctest
import json
from datetime import timedelta

from lxml import html

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon, PerfHttpCommon

from ..tools import wording


@tagged("post_install", "-at_install")
class TestPerfDevelopmentFeedback(PerfCommon):
    """Concerns name earlier feedback, and nobody sees more of it than before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()

    def _make_feedback(self, author="manager", visibility="employee_manager", **values):
        return self.env["perf.feedback"].create(
            {
                "employee_id": self.employee_employee.id,
                "author_employee_id": getattr(self, f"employee_{author}").id,
                "body": "Send the report on Friday.",
                "kind": "suggestion",
                "visibility": visibility,
                "state": "sent",
                "date": self.today,
                **values,
            }
        )

    def _make_concern(self, feedback):
        model = self.as_user(self.env["perf.concern"], self.user_manager)
        return model.create(
            {
                "name": "Report late",
                "employee_id": self.employee_employee.id,
                "feedback_ids": [Command.set(feedback.ids)],
            }
        )

    def _release(self, concern):
        concern.with_user(self.env.uid).write(
            {
                "state": "shared",
                "first_submitted_on": self.today,
                "submitted_on": self.today,
                "released_on": self.today,
            }
        )

    def test_hr_sees_the_hints_on_wording(self):
        self.env["perf.feedback.hint"].search([]).active = False
        self.env["perf.feedback.hint"].create({"word": "sluggish", "hint": "Say what you saw."})
        concern = self._make_concern(self._make_feedback())
        concern.write({"facts": "He was Sluggish.", "occurred_on": self.today, "expectation": "x", "impact": "hazy"})
        concern.action_submit()
        self.assertEqual(self.as_user(concern, self.user_officer).hr_hints, "“sluggish”: Say what you saw.")
        self.assertFalse(self.as_user(concern, self.user_manager).hr_hints)

    def test_wording(self):
        self.assertFalse(doctest.testmod(wording).failed)

    def test_each_reader_sees_what_they_may_read(self):
        both = self._make_feedback()
        person = self._make_feedback(visibility="employee")
        managers = self._make_feedback(visibility="manager")
        concern = self._make_concern(both | person | managers)
        self.assertEqual(concern.feedback_ids.ids, (both | person | managers).ids)
        self._release(concern)
        for user, expected in [
            ("employee", both | person),
            ("head", both | managers),
            ("officer", both | managers),
            ("manager", both | person | managers),
        ]:
            mine = self.as_user(concern, getattr(self, f"user_{user}"))
            self.assertEqual(set(mine.feedback_ids.ids), set(expected.ids), user)
            self.assertEqual(set(mine.read(["feedback_ids"])[0]["feedback_ids"]), set(expected.ids), user)
            self.assertEqual(len(mine._prepare_portal_page_values()["feedback"]), len(expected))

    def test_links_can_not_be_searched(self):
        hidden = self._make_feedback(visibility="manager")
        concern = self._make_concern(hidden)
        self._release(concern)
        mine = self.as_user(concern, self.user_employee)
        self.assertForbidden(mine.search, [("linked_feedback_ids", "in", hidden.ids)])
        self.assertForbidden(mine.read, ["linked_feedback_ids"])
        with self.assertRaises(ValueError):
            mine.search([("feedback_ids", "in", hidden.ids)])

    def test_only_readable_feedback_about_the_person_can_be_linked(self):
        self.assertForbidden(self._make_concern, self._make_feedback("colleague", visibility="employee"))
        about_other = self._make_feedback(employee_id=self.employee_portal_employee.id)
        with self.assertRaises(UserError):
            self._make_concern(about_other)
        with self.assertRaises(UserError):
            self._make_concern(self._make_feedback(state="draft", date=False))
        model = self.as_user(self.env["perf.concern"], self.user_manager)
        with self.assertRaises(UserError):
            model.create(
                {
                    "name": "x",
                    "employee_id": self.employee_employee.id,
                    "linked_feedback_ids": [Command.set(self._make_feedback().ids)],
                }
            )

    def test_links_are_frozen_with_the_concern(self):
        concern = self._make_concern(self._make_feedback())
        self._release(concern)
        with self.assertRaises(UserError):
            self.as_user(concern, self.user_manager).feedback_ids = False
        self.assertEqual(len(concern.with_user(self.env.uid).linked_feedback_ids), 1)

    def test_guidance(self):
        people = (self.employee_employee | self.employee_portal_employee).sudo()
        read = {"acknowledged": True, "acknowledged_on": self.today}
        for author, values in [
            ("manager", {}),
            ("colleague", read),
            ("former_manager", read),
            ("manager", {**read, "visibility": "manager"}),
            ("manager", {**read, "kind": "praise"}),
            ("manager", {**read, "state": "retracted"}),
            ("manager", {**read, "date": self.today - timedelta(days=91)}),
        ]:
            self._make_feedback(author, **values)
        since = self.today - timedelta(days=90)
        self.assertFalse(people._perf_prior_guidance(since)[self.employee_employee.id])
        self._make_feedback("manager", **read)
        self._make_feedback("head", visibility="employee", **read)
        guidance = people._perf_prior_guidance(since)
        self.assertEqual([sign["date"] for sign in guidance[self.employee_employee.id]], [self.today] * 2)
        self.assertFalse(guidance[self.employee_portal_employee.id])

    def test_queries_do_not_grow(self):
        def make(count):
            people = self.make_employees(count)
            for person in people:
                self._make_feedback(employee_id=person.id, acknowledged=True, acknowledged_on=self.today)
            return people.sudo()

        self.assertQueriesDontGrow(make, lambda people: people._perf_prior_guidance(self.today))

    def test_texts_of_a_concern_hint_at_better_words(self):
        arch = self.env["perf.concern"].with_user(self.user_manager).get_view(view_type="form")["arch"]
        for name in ("facts", "expectation", "impact"):
            self.assertRegex(arch, f'<field name="{name}"[^>]*widget="perf_feedback_text"')


@tagged("post_install", "-at_install")
class TestPerfConcernHints(PerfHttpCommon):
    """The portal suggests better words for concerns too."""

    def test_form_carries_the_hints(self):
        hints = self.env["perf.feedback.hint"].with_user(self.user_portal_manager).get_hints()
        self.assertTrue(hints)
        for user in (self.user_portal_manager, self.user_manager):
            self.login(user)
            page = html.fromstring(self.url_open("/my/development/concerns/new").text)
            (form,) = page.xpath("//form[contains(@class, 'o_perf_concern_form')]")
            words = [hint["word"] for hint in json.loads(form.get("data-hints"))]
            self.assertEqual(words, [hint["word"] for hint in hints])
            self.assertEqual(len(form.xpath(".//div[contains(@class, 'o_perf_concern_hints')][@role='status']")), 1)
