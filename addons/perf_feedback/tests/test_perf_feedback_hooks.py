from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestPerfFeedbackHooks(FeedbackCommon):
    """What waits, the card and the facts for managers."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.context_today(self.env.user)
        (self.company | self.company_other).perf_feedback_first_days = 0
        (self.company | self.company_other).perf_feedback_start_date = self.today - timedelta(days=365)

    def todo(self, employee, word):
        """Items of that person whose key holds the word."""
        return [item for item in employee.sudo()._perf_todo()[employee.id] if word in item["key"]]

    def test_todo_answer(self):
        request = self.ask(self.user_employee, self.employee_employee, self.employee_portal_colleague)
        (item,) = self.todo(self.employee_portal_colleague, "answer")
        self.assertEqual((item["due"], item["url"]), (request.date_due, f"/my/feedback/requests/{request.id}"))
        self.as_user(request, self.user_employee).action_close()
        self.assertFalse(self.todo(self.employee_portal_colleague, "answer"))

    def test_todo_acknowledge(self):
        feedback = self.give(self.user_colleague, self.employee_portal_employee, "employee_manager")
        self.give(self.user_colleague, self.employee_portal_employee, "manager")
        self.give(self.user_colleague, self.employee_portal_employee, "private")
        (item,) = self.todo(self.employee_portal_employee, "acknowledge")
        self.assertEqual(item["url"], f"/my/feedback/{feedback.id}")
        self.as_user(feedback, self.user_portal_employee).action_acknowledge()
        self.assertFalse(self.todo(self.employee_portal_employee, "acknowledge"))

    def test_nudge(self):
        """Managers hear of direct reports without feedback for 60 days, and 21 days after the first."""
        feedback = self.give(self.user_colleague, self.employee_employee, "employee_manager")
        feedback.sudo().date = self.today - timedelta(days=59)
        self.assertFalse(self.todo(self.employee_manager, "nudge"))
        feedback.sudo().date = self.today - timedelta(days=60)
        (item,) = self.todo(self.employee_manager, "nudge")
        self.assertEqual(item["key"], f"perf.feedback,nudge,{self.employee_employee.id}")
        self.assertEqual(item["subject"], "No feedback for 60 days")
        self.assertFalse(self.todo(self.employee_head, "nudge"))
        self.company.perf_feedback_cadence_days = 0
        self.assertFalse(self.todo(self.employee_manager, "nudge"))

    def test_nudge_after_hire(self):
        self.company.perf_feedback_first_days = 21
        version = self.employee_employee.version_id
        version.date_version = self.today - timedelta(days=20)
        key = f"perf.feedback,nudge,{self.employee_employee.id}"
        self.assertNotIn(key, [item["key"] for item in self.todo(self.employee_manager, "nudge")])
        version.date_version = self.today - timedelta(days=21)
        self.assertIn(key, [item["key"] for item in self.todo(self.employee_manager, "nudge")])

    def test_nudge_after_start(self):
        """Days before feedback began in the company do not count, and nobody is their own manager."""
        self.company.perf_feedback_first_days = 21
        self.employee_employee.version_id.date_version = self.today - timedelta(days=6000)
        key = f"perf.feedback,nudge,{self.employee_employee.id}"
        row = self.env["perf.feedback.coverage"].browse(self.employee_employee.id)
        for days, waits in ((20, False), (21, True)):
            self.company.perf_feedback_start_date = self.today - timedelta(days=days)
            self.assertEqual(key in [item["key"] for item in self.todo(self.employee_manager, "nudge")], waits)
            self.env.invalidate_all()
            self.assertEqual((row.days, row.overdue, row.last_text), (6000, True, "Never"))
        self.env.cr.execute("UPDATE hr_employee SET parent_id = id WHERE id = %s", [self.employee_employee.id])
        self.env.invalidate_all()
        self.assertFalse(row.manager_id)
        self.assertNotIn(key, [item["key"] for item in self.todo(self.employee_employee, "nudge")])

    def test_nudge_tells_nothing(self):
        """Feedback that only the person reads does not stop the nudge, unless the manager wrote it."""
        old = self.give(self.user_colleague, self.employee_employee, "employee_manager")
        old.sudo().date = self.today - timedelta(days=70)
        for visibility in ("employee", "manager", "private"):
            self.give(self.user_colleague, self.employee_employee, visibility)
        self.assertTrue(self.todo(self.employee_manager, "nudge"))
        self.give(self.user_manager, self.employee_employee, "employee")
        self.assertFalse(self.todo(self.employee_manager, "nudge"))

    def test_card(self):
        employee = self.employee_portal_employee.sudo()
        (card,) = (card for card in employee._perf_portal_cards() if card["key"] == "perf_feedback")
        self.assertEqual((card["count"], card["due"]), (0, False))
        self.give(self.user_colleague, self.employee_portal_employee, "employee", kind="praise")
        self.give(self.user_colleague, self.employee_portal_employee, "manager")
        self.ask(self.user_employee, self.employee_employee, self.employee_portal_employee)
        (card,) = (card for card in employee._perf_portal_cards() if card["key"] == "perf_feedback")
        self.assertEqual((card["count"], card["due"]), (2, self.today + timedelta(days=14)))
        self.assertIn("Praise from Perf Colleague", card["text"])

    def test_team_facts(self):
        """A manager learns of the last feedback that the manager may read."""
        person = self.employee_employee
        for visibility in ("employee", "manager", "private"):
            self.give(self.user_colleague, person, visibility)

        def text():
            facts = self.as_user(person, self.user_manager).sudo()._perf_team_facts()[person.id]
            return next(fact["text"] for fact in facts if fact["label"] == "Last feedback")

        self.assertEqual(text(), "None yet")
        self.give(self.user_colleague, person, "employee_manager")
        self.assertNotEqual(text(), "None yet")
