from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import WORDS, RecognitionCommon


@tagged("post_install", "-at_install")
class TestPerfRecognition(RecognitionCommon):
    # ------------------------------------------------------------------
    # Posting
    # ------------------------------------------------------------------

    def test_post(self):
        """A portal user thanks two colleagues; the points move, and the author is who he is."""
        recognition = self.thank(
            self.user_portal_employee,
            self.employee_employee | self.employee_no_user,
            points=10,
            value_ids=self.value.ids,
            audience="team",
        )
        self.assertEqual(recognition.author_employee_id, self.employee_portal_employee)
        self.assertEqual(recognition.recipient_ids, self.employee_employee | self.employee_no_user)
        self.assertEqual(recognition.company_id, self.company)
        self.assertEqual(recognition.state, "posted")
        self.assertEqual(recognition.value_ids, self.value)
        self.assertEqual(recognition.create_uid, self.user_portal_employee)
        self.assertEqual(self.left(self.employee_portal_employee), 80)
        self.assertEqual(self.balance(self.employee_employee), 10)
        self.assertEqual(self.balance(self.employee_no_user), 10)

    def test_post_without_points(self):
        """Thanks need no points, and book nothing."""
        self.thank(self.user_employee, self.employee_colleague)
        self.assertFalse(self.env["perf.points.entry"].search([("employee_id", "=", self.employee_employee.id)]))

    def test_short_message(self):
        for message in ("Thanks!", " " * 40, "", False, "x" * 19):
            with self.subTest(message=message), self.assertRaisesRegex(ValidationError, "At least 20"):
                self.thank(self.user_employee, self.employee_colleague, message=message)

    def test_long_message(self):
        with self.assertRaisesRegex(ValidationError, "20000|20,000"):
            self.thank(self.user_employee, self.employee_colleague, message="x" * 1_000_000)

    def test_not_oneself(self):
        with self.assertRaisesRegex(ValidationError, "can't thank yourself"):
            self.thank(self.user_employee, self.employee_employee | self.employee_colleague)
        with self.assertRaisesRegex(ValidationError, "can't thank yourself"):
            self.env["perf.recognition"].create(
                {
                    "author_employee_id": self.employee_employee.id,
                    "recipient_ids": self.employee_employee.ids,
                    "message": WORDS,
                }
            )

    def test_nobody(self):
        with self.assertRaisesRegex(ValidationError, "at least one colleague"):
            self.thank(self.user_employee, self.env["hr.employee"])

    def test_strangers(self):
        """People of other companies, leavers and ids that don't exist give one and the same message."""
        leaver = self.make_employees(1, active=False)
        unknown = self.env["hr.employee"].browse(self.env["hr.employee"].search([], order="id desc", limit=1).id + 999)
        messages = set()
        for stranger in (self.employee_foreign, leaver, unknown):
            with self.subTest(stranger=stranger), self.assertRaises(ValidationError) as caught:
                self.thank(self.user_portal_employee, stranger)
            messages.add(str(caught.exception))
        self.assertEqual(len(messages), 1)

    def test_manager_in_another_company(self):
        """A manager thanks a report of another company, who reads it, as do the managers above."""
        recognition = self.thank(self.user_manager, self.employee_foreign)
        self.assertEqual(recognition.company_id, self.company)
        self.assertTrue(self.as_user(recognition, self.user_head).has_access("read"))
        self.assertFalse(self.as_user(recognition, self.user_other_officer).has_access("read"))

    def test_too_many(self):
        with self.assertRaisesRegex(ValidationError, "up to 50"):
            self.thank(self.user_employee, self.make_employees(51))

    def test_foreign_value(self):
        foreign = self.env["perf.value"].create({"name": "Theirs", "company_id": self.company_other.id})
        with self.assertRaisesRegex(ValidationError, "Choose values"):
            self.thank(self.user_employee, self.employee_colleague, value_ids=foreign.ids)

    def test_odd_points(self):
        for points in (-1, 1.5, "7", True, 10**9):
            with self.subTest(points=points), self.assertRaisesRegex(ValidationError, "whole numbers"):
                self.thank(self.user_employee, self.employee_colleague, points=points)

    def test_no_employee(self):
        """A user who is no employee can't post, and learns what to do."""
        self.employee_colleague.user_id = False
        with self.assertRaisesRegex(UserError, "link your user"):
            self.thank(self.user_colleague, self.employee_employee)

    def test_frozen(self):
        """Nobody rewrites, deletes or copies what is posted."""
        recognition = self.thank(self.user_employee, self.employee_colleague)
        for user in (self.user_employee, self.user_colleague, self.user_officer, self.user_admin):
            with self.subTest(user=user.login):
                self.assertForbidden(self.as_user(recognition, user).write, {"message": "Something else, long enough"})
                self.assertForbidden(self.as_user(recognition, user).unlink)
        with self.assertRaises(UserError):
            self.as_user(recognition, self.user_employee).copy()
        with self.assertRaises(UserError):
            recognition.unlink()

    # ------------------------------------------------------------------
    # Limits on points
    # ------------------------------------------------------------------

    def test_person_cap(self):
        """At most 30 % of the allowance goes to one person in a month."""
        self.thank(self.user_employee, self.employee_colleague, points=20)
        with self.assertRaisesRegex(ValidationError, "10 more points"):
            self.thank(self.user_employee, self.employee_colleague, points=11)
        self.thank(self.user_employee, self.employee_colleague, points=10)
        self.assertEqual(self.balance(self.employee_colleague), 30)
        with self.assertRaisesRegex(ValidationError, "0 more points"):
            self.thank(self.user_employee, self.employee_colleague, points=1)

    def test_person_cap_setting(self):
        self.company.perf_points_person_cap = 100
        self.thank(self.user_employee, self.employee_colleague, points=100)
        self.assertEqual(self.left(self.employee_employee), 0)

    def test_allowance(self):
        """The allowance can't be overdrawn; what is refused leaves nothing behind."""
        people = self.make_employees(4)
        self.thank(self.user_employee, people[:3], points=30)
        count = self.env["perf.recognition"].search_count([])
        with self.assertRaisesRegex(ValidationError, "10 left"), self.env.cr.savepoint():
            self.thank(self.user_employee, people[3], points=11)
        self.assertEqual(self.env["perf.recognition"].search_count([]), count)
        self.assertEqual(self.left(self.employee_employee), 10)

    def test_no_points_at_all(self):
        """With an allowance of 0 there are thanks without points only."""
        self.company.perf_points_allowance = 0
        self.thank(self.user_employee, self.employee_colleague)
        with self.assertRaisesRegex(ValidationError, "0 left"):
            self.thank(self.user_employee, self.employee_colleague, points=1)

    # ------------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------------

    def test_retract_own(self):
        """The author takes it back: it leaves the wall, and the points return."""
        recognition = self.thank(self.user_employee, self.employee_colleague, points=20)
        self.as_user(recognition, self.user_employee).action_retract("It was somebody else.")
        self.assertEqual(recognition.state, "retracted")
        self.assertEqual(recognition.retracted_by_id, self.user_employee)
        self.assertEqual(self.left(self.employee_employee), 100)
        self.assertEqual(self.balance(self.employee_colleague), 0)
        self.assertFalse(self.as_user(recognition, self.user_colleague).has_access("read"))
        self.assertTrue(self.as_user(recognition, self.user_employee).has_access("read"))
        self.thank(self.user_employee, self.employee_colleague, points=30)

    def test_retract_spent(self):
        """Points that were used can't be returned: the author is told so, and nothing changes."""
        recognition = self.thank(self.user_employee, self.employee_colleague, points=20)
        self._spend(self.employee_colleague, 15)
        with self.assertRaisesRegex(UserError, "have been used"), self.env.cr.savepoint():
            self.as_user(recognition, self.user_employee).action_retract("It was somebody else.")
        self.env.invalidate_all()
        self.assertEqual(recognition.state, "posted")
        self.assertEqual(self.balance(self.employee_colleague), 5)

    def test_retract_spent_officer(self):
        """HR can always take a text off the wall; only the points that are still there go back."""
        people = self.employee_colleague | self.employee_no_user
        recognition = self.thank(self.user_employee, people, points=20)
        self._spend(self.employee_colleague, 15)
        self.as_user(recognition, self.user_officer).action_retract("It names a customer.")
        self.assertEqual(recognition.state, "retracted")
        self.assertEqual(self.balance(self.employee_colleague), 5)
        self.assertEqual(self.balance(self.employee_no_user), 0)
        self.assertEqual(self.left(self.employee_employee), 80)

    def test_retract_next_month(self):
        """Points of a month that is over lapse when they come back."""
        with freeze_time("2026-03-20 12:00:00"):
            recognition = self.thank(self.user_employee, self.employee_colleague, points=20)
        with freeze_time("2026-04-02 12:00:00"):
            self.as_user(recognition, self.user_employee).action_retract("It was somebody else.")
            self.assertEqual(self.left(self.employee_employee), 100)
            self.assertEqual(self.balance(self.employee_employee, "allowance"), 100)
        self.assertEqual(self.balance(self.employee_colleague), 0)

    def test_retract_twice(self):
        recognition = self.thank(self.user_employee, self.employee_colleague, points=20)
        author = self.as_user(recognition, self.user_employee)
        author.action_retract("It was somebody else.")
        with self.assertRaisesRegex(UserError, "already"):
            author.action_retract("Again")

    def test_retract_not_mine(self):
        """Recipients, managers and colleagues can't take it back."""
        recognition = self.thank(self.user_employee, self.employee_portal_employee)
        for name in ("portal_employee", "manager", "colleague", "portal_colleague", "other_manager"):
            with self.subTest(name=name):
                user = getattr(self, f"user_{name}")
                self.assertForbidden(self.as_user(recognition, user).action_retract, "I don't like it")

    def test_retract_needs_reason(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        for reason in ("", "   ", None, 7, ["x"], "x" * 2001):
            with self.subTest(reason=reason), self.assertRaises(ValidationError):
                self.as_user(recognition, self.user_employee).action_retract(reason)

    def test_retract_dialog(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        action = self.as_user(recognition, self.user_employee).action_open_retract()
        wizard = self.as_user(self.env[action["res_model"]], self.user_employee).with_context(**action["context"])
        wizard.create({"reason": "It was somebody else."}).action_confirm()
        self.env.invalidate_all()
        self.assertEqual(recognition.retract_reason, "It was somebody else.")

    def _spend(self, employee, points):
        """Book a purchase, as a shop would."""
        self.env["perf.points.entry"]._book(
            [
                {
                    "employee_id": employee.id,
                    "account": "balance",
                    "kind": "redeem",
                    "amount": -points,
                    "month": "2026-01",
                    "idempotency_key": f"test-redeem,{employee.id},{points}",
                }
            ]
        )

    # ------------------------------------------------------------------
    # Reactions and comments
    # ------------------------------------------------------------------

    def test_react(self):
        """A second click takes the reaction off again; each person has one a kind."""
        recognition = self.thank(self.user_employee, self.employee_colleague)
        summary = self.as_user(recognition, self.user_portal_employee).react("heart")
        self.assertEqual([item["count"] for item in summary if item["mine"]], [1])
        summary = self.as_user(recognition, self.user_manager).react("heart")
        self.assertEqual({item["kind"]: item["count"] for item in summary}["heart"], 2)
        summary = self.as_user(recognition, self.user_portal_employee).react("heart")
        self.assertEqual({item["kind"]: item["count"] for item in summary}["heart"], 1)
        self.assertFalse(any(item["mine"] for item in summary))

    def test_react_unknown(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        for kind in ("angry", "", None, ["heart"], {"a": 1}):
            with self.subTest(kind=kind), self.assertRaises(ValidationError):
                self.as_user(recognition, self.user_employee).react(kind)

    def test_comment(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        comment = self.as_user(recognition, self.user_portal_employee).comment("  Well deserved!  ")
        self.assertEqual(comment.body, "Well deserved!")
        self.assertTrue(comment.is_own)
        self.env.invalidate_all()
        self.assertEqual(recognition.comment_ids.employee_id, self.employee_portal_employee)
        self.assertEqual(recognition.comment_count, 1)
        with self.assertRaises(ValidationError):
            self.as_user(recognition, self.user_employee).comment(" ")
        with self.assertRaisesRegex(ValidationError, "2000"):
            self.as_user(recognition, self.user_employee).comment("x" * 1_000_000)

    def test_comment_remove(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        first = self.as_user(recognition, self.user_portal_employee).comment("Well deserved!")
        second = self.as_user(recognition, self.user_manager).comment("Agreed.")
        self.assertForbidden(self.as_user(first, self.user_manager).action_remove)
        self.assertForbidden(self.as_user(first | second, self.user_manager).action_remove)
        self.as_user(first, self.user_portal_employee).action_remove()
        self.as_user(second, self.user_officer).action_remove()
        self.assertFalse(recognition.comment_ids)

    def test_nothing_after_retraction(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        author = self.as_user(recognition, self.user_employee)
        author.action_retract("It was somebody else.")
        with self.assertRaises(UserError):
            author.comment("Hello")
        with self.assertRaises(UserError):
            author.react("heart")

    # ------------------------------------------------------------------
    # E-mail
    # ------------------------------------------------------------------

    def test_mail_recipients(self):
        """All recipients get an e-mail, also those without user, and their managers; nobody else does."""
        self.employee_no_user.work_contact_id.lang = "en_US"
        mails = self._mails_of(
            lambda: self.thank(
                self.user_employee,
                self.employee_colleague | self.employee_no_user,
                message="<script>alert(1)</script> and twenty characters",
                audience="private",
            )
        )
        self.assertEqual(
            set(mails.recipient_ids.mapped("email")),
            {f"{name}@perf.example.com" for name in ("colleague", "no_user", "other_manager", "manager")},
        )
        self.assertFalse(any(mails.mapped("email_to")))
        for mail in mails:
            self.assertIn("thanked", mail.subject)
            self.assertNotIn("<script>", mail.body_html)
            self.assertIn("/my/recognition/", mail.body_html)
            self.assertTrue(mail.auto_delete)

    def test_mail_moderation(self):
        """The author learns why HR took it back; an author who takes it back gets no e-mail."""
        recognition = self.thank(self.user_employee, self.employee_colleague)
        mails = self._mails_of(
            lambda: self.as_user(recognition, self.user_officer).action_retract("It names a customer.")
        )
        self.assertEqual(mails.recipient_ids.email, "employee@perf.example.com")
        self.assertIn("It names a customer.", mails.body_html)
        recognition = self.thank(self.user_employee, self.employee_colleague)
        author = self.as_user(recognition, self.user_employee)
        self.assertFalse(self._mails_of(lambda: author.action_retract("Mistake")))

    def test_mail_silent_only_for_the_server(self):
        """A person can't post in silence by a context key."""
        silent = {"perf_recognition_silent": True}
        person = self.as_user(self.env["perf.recognition"], self.user_employee).with_context(**silent)
        values = {"recipient_ids": self.employee_colleague.ids, "message": WORDS}
        self.assertTrue(self._mails_of(lambda: person.post(values)))
        server = self.env["perf.recognition"].with_context(**silent)
        self.assertFalse(
            self._mails_of(lambda: server.create({**values, "author_employee_id": self.employee_employee.id}))
        )

    def _mails_of(self, run):
        """The e-mails that a call queues."""
        before = self.env["mail.mail"].search([])
        run()
        self.env.invalidate_all()
        return self.env["mail.mail"].search([]) - before

    # ------------------------------------------------------------------
    # Timeline, cards, facts
    # ------------------------------------------------------------------

    def test_evidence(self):
        """Each recipient has it in the timeline, for those who can read it; not when it was taken back."""
        recognition = self.thank(self.user_employee, self.employee_colleague | self.employee_no_user, audience="team")
        gone = self.thank(self.user_employee, self.employee_colleague)
        self.as_user(gone, self.user_employee).action_retract("Mistake")
        today = fields.Date.today()
        for user, count in ((self.user_manager, 1), (self.user_other_manager, 2), (self.user_portal_manager, 0)):
            with self.subTest(user=user.login):
                Recognition = self.as_user(self.env["perf.recognition"], user)
                people = self.employee_colleague | self.employee_no_user
                items = Recognition._get_perf_evidence(people.with_env(Recognition.env), today, today)
                self.assertEqual(len(items), 2 if count else 0)
        items = self.as_user(self.env["perf.recognition"], self.user_portal_colleague)._get_perf_evidence(
            self.employee_colleague, today - timedelta(days=1), today
        )
        self.assertEqual(len(items), 1)
        self.assertEqual(items[0]["employee_id"], self.employee_colleague.id)
        self.assertEqual(items[0]["kind"], "recognition")
        self.assertEqual(items[0]["title"], "Thanked by Perf Employee")
        self.assertEqual(items[0]["summary"], WORDS)
        self.assertEqual(items[0]["url"], f"/my/recognition/{recognition.id}")
        self.assertFalse(
            self.as_user(self.env["perf.recognition"], self.user_portal_colleague)._get_perf_evidence(
                self.employee_colleague, date(2020, 1, 1), date(2020, 1, 2)
            )
        )

    def test_timeline(self):
        """The shared timeline gathers it, for a portal manager too."""
        self.thank(self.user_portal_employee, self.employee_portal_report, audience="private")
        today = fields.Date.today()
        employee = self.as_user(self.employee_portal_report, self.user_portal_manager)
        kinds = [item["kind"] for item in employee._perf_timeline(today, today)]
        self.assertIn("recognition", kinds)

    def test_evidence_of_both(self):
        thanks = self.env["perf.recognition"]
        for audience in ("company", "team", "private"):
            thanks |= self.thank(self.user_colleague, self.employee_employee, audience=audience)
        back = self.thank(self.user_colleague, self.employee_employee)
        self.as_user(back, self.user_colleague).action_retract("A mix-up")
        for manager in (self.user_manager, self.user_top_manager):
            self.assertEvidenceShared(thanks | back, self.user_employee, manager)

    def test_portal_card(self):
        self.thank(self.user_employee, self.employee_colleague, points=10)
        self.env.invalidate_all()
        card = next(card for card in self.employee_colleague._perf_portal_cards() if card["key"] == "recognition")
        self.assertIn("Perf Employee", card["text"])
        self.assertIn("100 points", card["text"])
        card = next(card for card in self.employee_employee._perf_portal_cards() if card["key"] == "recognition")
        self.assertIn("90 points", card["text"])

    def test_team_facts(self):
        self.thank(self.user_employee, self.employee_colleague)
        facts = (self.employee_colleague | self.employee_no_user)._perf_team_facts()
        texts = {employee_id: items[-1]["text"] for employee_id, items in facts.items()}
        self.assertEqual(texts[self.employee_no_user.id], "not yet")
        self.assertNotEqual(texts[self.employee_colleague.id], "not yet")

    # ------------------------------------------------------------------
    # People who leave
    # ------------------------------------------------------------------

    def test_delete_employee(self):
        """Who was thanked, even without points, or who commented, is archived instead of deleted."""
        recipient, commenter, stranger = self.make_employees(3)
        recognition = self.thank(self.user_employee, recipient)
        self.env["perf.recognition.comment"].create(
            {"recognition_id": recognition.id, "employee_id": commenter.id, "body": "Yes!"}
        )
        (recipient | commenter | stranger).unlink()
        self.assertTrue(recipient.exists())
        self.assertFalse(recipient.active)
        self.assertTrue(commenter.exists())
        self.assertFalse(stranger.exists())

    def test_leaver_stays_on_the_wall(self):
        """Who was thanked and left is named on the card as before."""
        recognition = self.thank(self.user_employee, self.employee_colleague)
        self.employee_colleague.active = False
        reader = self.as_user(recognition, self.user_portal_employee)
        self.assertEqual(reader.recipient_names, "Perf Colleague")
        self.assertEqual(len(reader._prepare_wall_cards()[0]["recipients"]), 1)

    def test_leaver_loses_the_wall(self):
        """An archived employee with a portal user reads the own thanks, but no longer the wall."""
        own = self.thank(self.user_employee, self.employee_portal_colleague)
        other = self.thank(self.user_employee, self.employee_colleague)
        self.employee_portal_colleague.active = False
        self.assertTrue(self.as_user(own, self.user_portal_colleague).has_access("read"))
        self.assertFalse(self.as_user(other, self.user_portal_colleague).has_access("read"))
        with self.assertRaises(UserError):
            self.thank(self.user_portal_colleague, self.employee_colleague)
