from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TEXT, FeedbackCommon


@tagged("post_install", "-at_install")
class TestPerfFeedbackConversations(FeedbackCommon):
    """Feedback that the person reads, by a manager at any level, counts as a conversation."""

    def days(self):
        person = self.employee_portal_employee
        return person._perf_conversations()[person.id]

    def test_which_feedback_counts(self):
        today = fields.Date.today()
        for user, visibility, counts in (
            (self.user_portal_colleague, "employee", False),
            (self.user_former_manager, "employee", False),
            (self.user_manager, "manager", False),
            (self.user_manager, "private", False),
            (self.user_manager, "employee", True),
            (self.user_head, "employee_manager", True),
            (self.user_top_manager, "employee", True),
        ):
            with self.subTest(user=user.login, visibility=visibility):
                feedback = self.give(user, self.employee_portal_employee, visibility)
                self.assertEqual(self.days(), [today] if counts else [])
                feedback.sudo().write({"state": "retracted"})
                self.assertEqual(self.days(), [])

    def test_a_draft_is_no_conversation(self):
        self.draft(self.user_manager, self.employee_portal_employee)
        self.assertEqual(self.days(), [])

    def test_the_latest_day(self):
        today = fields.Date.today()
        for days in (3, 9):
            feedback = self.give(self.user_manager, self.employee_portal_employee)
            feedback.sudo().write({"date": today - timedelta(days=days)})
        self.assertEqual(self.days(), [today - timedelta(days=3)])

    def test_queries_do_not_grow(self):
        def make(count):
            people = self.make_employees(count)
            self.env["perf.feedback"].create(
                [
                    {
                        "employee_id": person.id,
                        "author_employee_id": self.employee_manager.id,
                        "body": TEXT,
                        "state": "sent",
                        "date": fields.Date.today(),
                    }
                    for person in people
                ]
            )
            return people

        self.assertQueriesDontGrow(make, lambda people: people._perf_conversations())


@tagged("post_install", "-at_install")
class TestPerfFeedbackTextTargets(FeedbackCommon):
    """A point of a conversation becomes a draft of feedback, as the one who keeps it."""

    def person(self, user, employee=None):
        return self.as_user(employee or self.employee_portal_employee, user).sudo()

    def test_for_whom(self):
        for user, employee, offered in (
            (self.user_manager, self.employee_portal_employee, True),
            (self.user_portal_colleague, self.employee_portal_employee, True),
            (self.user_portal_employee, self.employee_portal_employee, False),
            (self.user_other_officer, self.employee_portal_employee, False),
        ):
            keys = [target["key"] for target in self.person(user, employee)._perf_text_targets()]
            self.assertEqual("feedback" in keys, offered, user.login)
            if not offered:
                with self.assertRaises(UserError):
                    self.person(user, employee)._perf_keep_text("feedback", TEXT)

    def test_keep(self):
        for user in (self.user_manager, self.user_portal_manager):
            draft = self.person(user)._perf_keep_text("feedback", TEXT)
            self.assertEqual(draft.env.uid, user.id)
            self.assertFalse(draft.env.su)
            self.assertEqual((draft.state, draft.body, draft.visibility), ("draft", TEXT, "employee"))
            self.assertTrue(draft.is_author)
            self.assertFalse(self.as_user(draft, self.user_portal_employee).has_access("read"))

    def test_unknown_key(self):
        with self.assertRaises(UserError):
            self.person(self.user_manager)._perf_keep_text("feedback,1", TEXT)
