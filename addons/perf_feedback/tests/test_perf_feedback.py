from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import TEXT, FeedbackCommon


@tagged("post_install", "-at_install")
class TestPerfFeedback(FeedbackCommon):
    """A draft is sent, acknowledged, answered, corrected or taken back."""

    def test_send(self):
        """Sending sets the day, tells the person by e-mail without the text, and keeps the author."""
        draft = self.draft(self.user_colleague, self.employee_portal_employee, value_ids=[(6, 0, self.value.ids)])
        self.assertEqual((draft.state, draft.date), ("draft", False))
        self.assertEqual(draft.author_employee_id, self.employee_colleague)
        draft.action_send()
        self.assertEqual((draft.state, draft.date), ("sent", fields.Date.context_today(draft)))
        mail = self.env["mail.mail"].sudo().search([("model", "=", "perf.feedback"), ("res_id", "=", draft.id)])
        self.assertEqual(mail.recipient_ids, self.user_portal_employee.partner_id)
        self.assertIn(f"/my/feedback/{draft.id}", mail.body_html)
        self.assertNotIn(TEXT, mail.body_html)
        with self.assertRaises(UserError):
            draft.action_send()

    def test_send_needs_text(self):
        draft = self.draft(self.user_colleague, self.employee_employee, body="  ")
        with self.assertRaises(UserError):
            draft.action_send()
        draft.behaviour = "You listened."
        draft.action_send()
        self.assertEqual(draft.summary, "You listened.")

    def test_no_mail_where_the_person_does_not_read(self):
        for visibility in ("manager", "private"):
            feedback = self.give(self.user_colleague, self.employee_employee, visibility)
            self.assertFalse(
                self.env["mail.mail"]
                .sudo()
                .search([("res_id", "=", feedback.id)])
                .filtered(lambda mail: mail.model == "perf.feedback")
            )

    def test_frozen(self):
        """What was sent can't be changed by its author, by nobody else, in no part."""
        feedback = self.give(self.user_colleague, self.employee_employee, "employee_manager")
        changes = {
            "body": "Other",
            "situation": "x",
            "behaviour": "x",
            "impact": "x",
            "kind": "note",
            "visibility": "private",
            "value_ids": [(4, self.value.id)],
            "employee_id": self.employee_manager.id,
        }
        for name, value in changes.items():
            for user in (
                self.user_colleague,
                self.user_employee,
                self.user_manager,
                self.user_officer,
                self.user_admin,
            ):
                with self.subTest(name=name, user=user.login), self.assertRaises(UserError):
                    self.as_user(feedback, user).write({name: value})
        with self.assertRaises(UserError):
            self.as_user(feedback, self.user_colleague).unlink()
        self.assertEqual(self.as_user(feedback, self.user_colleague).body, TEXT)

    def test_draft_can_be_deleted(self):
        draft = self.draft(self.user_colleague, self.employee_employee)
        with self.assertRaisesRegex(UserError, "can't be duplicated"):
            draft.copy()
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_acknowledge(self):
        """The person acknowledges, nobody else does."""
        feedback = self.give(self.user_colleague, self.employee_employee, "employee_manager")
        for user in (self.user_colleague, self.user_manager, self.user_officer):
            with self.assertRaises(UserError):
                self.as_user(feedback, user).action_acknowledge()
        mine = self.as_user(feedback, self.user_employee)
        mine.action_acknowledge()
        self.assertTrue(mine.acknowledged)
        self.assertTrue(mine.acknowledged_on)

    def test_retract(self):
        """Taking back needs a reason, hides it from everybody else, and tells the person."""
        feedback = self.give(self.user_colleague, self.employee_employee, "employee_manager")
        feedback.reply("One more thing")
        for reason in ("", "  ", None, {"a": 1}):
            with self.assertRaises(UserError):
                feedback.action_retract(reason)
        with self.assertRaises(AccessError):
            self.as_user(feedback, self.user_manager).action_retract("Not true")
        feedback = self.as_user(feedback, self.user_colleague)
        feedback.action_retract("It was for somebody else")
        self.assertEqual((feedback.state, feedback.retract_reason), ("retracted", "It was for somebody else"))
        for user in (self.user_employee, self.user_manager, self.user_officer):
            self.assertFalse(self.as_user(feedback, user).search([("id", "=", feedback.id)]))
            self.assertFalse(self.as_user(self.env["perf.feedback.reply"], user).search([]))
        mails = self.env["mail.mail"].sudo().search([("model", "=", "perf.feedback"), ("res_id", "=", feedback.id)])
        self.assertEqual(len(mails), 2)
        with self.assertRaises(UserError):
            self.as_user(feedback, self.user_colleague).action_retract("Again")

    def test_correct(self):
        """A correction is a new record for the same readers; the old one no longer counts."""
        feedback = self.give(self.user_colleague, self.employee_employee, "employee_manager", kind="suggestion")
        with self.assertRaises(AccessError):
            self.as_user(feedback, self.user_employee).correct()
        feedback = self.as_user(feedback, self.user_colleague)
        draft = feedback.correct()
        self.assertEqual(feedback.correct(), draft)
        self.assertEqual((draft.state, draft.body, draft.correction_of_id), ("draft", TEXT, feedback))
        draft.body = "Within two hours."
        draft.visibility = "employee"
        with self.assertRaises(UserError):
            draft.action_send()
        draft.visibility = "employee_manager"
        draft.action_send()
        self.assertEqual(feedback.corrected_by_id, draft)
        self.assertEqual(feedback.body, TEXT)
        with self.assertRaises(UserError):
            feedback.correct()
        today = fields.Date.context_today(feedback)
        timeline = self._timeline(self.user_employee, self.employee_employee, today)
        self.assertEqual([item["res_id"] for item in timeline], draft.ids)
        self.as_user(draft, self.user_colleague).action_retract("No, the first was right")
        self.assertFalse(self.as_user(feedback, self.user_colleague).corrected_by_id)

    def _timeline(self, user, employee, today):
        people = self.as_user(employee, user)
        items = people._perf_timeline(today - timedelta(days=1), today + timedelta(days=1))
        return [item for item in items if item["kind"] == "feedback"]

    def test_evidence_of_both(self):
        feedback = self.env["perf.feedback"].sudo()
        for visibility in ("employee", "employee_manager", "manager", "private"):
            feedback |= self.give(self.user_colleague, self.employee_employee, visibility).sudo()
        feedback |= self.draft(self.user_colleague, self.employee_employee, visibility="employee_manager").sudo()
        for manager in (self.user_manager, self.user_top_manager):
            self.assertEvidenceShared(feedback, self.user_employee, manager)

    def test_reply(self):
        """Author, person and managers reply; HR reads only; the other one gets an e-mail."""
        feedback = self.give(self.user_colleague, self.employee_portal_employee, "employee_manager")
        reply = self.as_user(feedback, self.user_portal_employee).reply("Thank you")
        self.assertEqual(reply.author_employee_id, self.employee_portal_employee)
        mail = self.env["mail.mail"].sudo().search([("model", "=", "perf.feedback.reply"), ("res_id", "=", reply.id)])
        self.assertEqual(mail.recipient_ids, self.user_colleague.partner_id)
        self.assertNotIn("Thank you", mail.body_html)
        by_manager = self.as_user(feedback, self.user_manager).reply("I agree")
        self.assertEqual(by_manager.author_employee_id, self.employee_manager)
        for user in (self.user_officer, self.user_other_manager):
            with self.assertRaises(AccessError):
                self.as_user(feedback, user).reply("Me too")
        with self.assertRaises(UserError):
            self.as_user(feedback, self.user_portal_employee).reply(" ")
        self.assertEqual(len(self.as_user(feedback, self.user_portal_employee).reply_ids), 2)

    def test_evidence(self):
        """Feedback stands in the timeline of those who may read it."""
        feedback = self.give(self.user_colleague, self.employee_portal_employee, "employee", kind="praise")
        self.draft(self.user_colleague, self.employee_portal_employee)
        today = fields.Date.context_today(feedback)
        (item,) = self._timeline(self.user_portal_employee, self.employee_portal_employee, today)
        self.assertEqual(item["title"], "Praise from Perf Colleague")
        self.assertEqual((item["summary"], item["url"]), (TEXT, f"/my/feedback/{feedback.id}"))
        self.assertFalse(self._timeline(self.user_manager, self.employee_portal_employee, today))

    def test_diary(self):
        """About oneself only private notes."""
        note = self.give(self.user_employee, self.employee_employee, "private", kind="note")
        self.assertEqual(note.state, "sent")
        for values in ({"kind": "praise", "visibility": "private"}, {"kind": "note", "visibility": "manager"}):
            with self.assertRaises(ValidationError):
                self.draft(self.user_employee, self.employee_employee, **values)
        self.assertFalse(self.as_user(note, self.user_manager).search([("id", "=", note.id)]))

    def test_long_text(self):
        for name in ("body", "situation", "behaviour", "impact"):
            with self.assertRaises(ValidationError):
                self.draft(self.user_colleague, self.employee_employee, **{name: "x" * 1_000_000})
        feedback = self.give(self.user_colleague, self.employee_employee)
        with self.assertRaises(ValidationError):
            self.as_user(feedback, self.user_employee).reply("x" * 1_000_000)
        with self.assertRaises(ValidationError):
            self.as_user(feedback, self.user_colleague).action_retract("x" * 1_000_000)

    def test_reader_note(self):
        """The line that says who reads it follows the choice."""
        draft = self.draft(self.user_colleague, self.employee_employee)
        self.assertEqual(draft.reader_note, "Read by Perf Employee alone, after you send it.")
        draft.visibility = "private"
        self.assertEqual(draft.reader_note, "Read by nobody but you, not even HR.")
        draft.visibility = "employee_manager"
        draft.action_send()
        self.assertIn("the managers above and HR", draft.reader_note)

    def test_form(self):
        """The form of the back office works for people without an HR role."""
        model = self.as_user(self.env["perf.feedback"], self.user_colleague)
        with Form(model, view="perf_feedback.perf_feedback_view_form") as form:
            form.employee_id = self.employee_employee
            form.visibility = "employee_manager"
            self.assertIn("Perf Employee", form.reader_note)
            form.body = TEXT
        self.assertEqual(form.record.state, "draft")

    def test_wizard(self):
        """The dialogs take the step with the rights of who opens them."""
        feedback = self.give(self.user_colleague, self.employee_employee, "employee")
        action = feedback.action_open_retract()
        wizard = self.env["perf.feedback.word"].with_user(self.user_colleague).with_context(**action["context"])
        wizard.create({"text": "Wrong person"}).action_confirm()
        self.assertEqual(feedback.state, "retracted")
        other = self.give(self.user_colleague, self.employee_employee, "employee")
        action["context"]["default_res_id"] = other.id
        stranger = self.as_user(self.env["perf.feedback.word"], self.user_other_manager)
        with self.assertRaises(AccessError):
            stranger.with_context(**action["context"]).create({"text": "Mine now"}).action_confirm()

    def test_leavers(self):
        """Nobody gives feedback to people who have left, and drafts about them stay drafts."""
        draft = self.draft(self.user_colleague, self.employee_employee)
        self.employee_employee.active = False
        with self.assertRaises(ValidationError):
            self.as_user(draft, self.user_colleague).action_send()

    def test_unlink_employee(self):
        """Deleting people who wrote or received feedback archives them."""
        self.give(self.user_colleague, self.employee_employee)
        (self.employee_colleague | self.employee_employee).unlink()
        self.assertFalse(self.employee_colleague.active)
        self.assertFalse(self.employee_employee.active)

    def test_hints(self):
        """Hints follow the language of the reader; officers edit them."""
        model = self.env["perf.feedback.hint"].with_user(self.user_officer)
        hint = model.create({"word": "xyzzy", "hint": "Say when."})
        model.create({"word": "plugh", "hint": "Dites quand.", "lang": "fr"})
        words = [each["word"] for each in self.as_user(hint.browse(), self.user_portal_employee).get_hints()]
        self.assertIn("xyzzy", words)
        self.assertIn("always", words)
        self.assertNotIn("plugh", words)
        self.assertNotIn("toujours", words)
        for lang, word in (("fr_FR", "toujours"), ("de_DE", "immer"), ("es_ES", "siempre")):
            self.env["res.lang"]._activate_lang(lang)
            words = [each["word"] for each in model.with_context(lang=lang).get_hints()]
            self.assertIn(word, words)
            self.assertGreaterEqual(len(words), 10)
            self.assertNotIn("always", words)
            mine = model.with_context(lang=lang).search([("is_my_lang", "=", True)])
            self.assertEqual(set(mine.mapped("lang")), {lang[:2]})
            self.assertTrue(all(mine.mapped("is_my_lang")))
        self.assertForbidden(self.as_user(hint, self.user_employee).write, {"hint": "No"})
