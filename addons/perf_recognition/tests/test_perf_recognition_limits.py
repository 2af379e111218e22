from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import WORDS, RecognitionCommon


@tagged("post_install", "-at_install")
class TestPerfRecognitionLimits(RecognitionCommon):
    """What a recognition may not be, whoever posts it and by whatever way."""

    def _second_record(self, **values):
        """Another employee record, of the other company."""
        return self.create_employees([{"name": "Perf Second", "company_id": self.company_other.id, **values}])

    def test_second_record_of_oneself(self):
        """Who works in two companies can't thank the own other record, whatever links the two."""
        me = self.employee_employee
        me.write({"identification_id": "7-77", "ssnid": "SSN-7"})
        for values in (
            {"user_id": self.user_employee.id},
            {"user_id": self.user_employee.id, "active": False},
            {"work_contact_id": me.work_contact_id.id},
            {"identification_id": "7-77"},
            {"ssnid": "SSN-7"},
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                other = self._second_record(**values)
                other.write({"active": True} if not values.get("user_id") else {})
                self.user_employee.company_ids |= self.company_other
                self.assertIn(other.id, me._perf_same_person_ids()[me.id])
                with self.assertRaisesRegex(ValidationError, "thank yourself"):
                    self.thank(self.user_employee, other)
                with self.assertRaisesRegex(ValidationError, "thank yourself"):
                    self.env["perf.recognition"].create(
                        {"author_employee_id": me.id, "recipient_ids": [(6, 0, other.ids)], "message": WORDS}
                    )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_namesakes_are_two_people(self):
        """Equal names, no number at all, or an empty one don't make two people one."""
        one, two = self.make_employees(2, name="Perf Twin", identification_id="", ssnid=False)
        same = (one | two)._perf_same_person_ids()
        self.assertEqual(same, {one.id: {one.id}, two.id: {two.id}})
        self.thank(self.user_employee, one | two)

    def test_one_person_twice(self):
        """Two records of one colleague are one person: thanked once, and under one cap."""
        colleague = self.employee_colleague
        second = self._second_record(work_contact_id=colleague.work_contact_id.id)
        self.user_employee.company_ids |= self.company_other
        with self.assertRaisesRegex(ValidationError, "chosen twice"):
            self.thank(self.user_employee, colleague | second)
        self.thank(self.user_employee, colleague, points=20)
        with self.assertRaisesRegex(ValidationError, "10 more points"):
            self.thank(self.user_employee, second, points=11)
        self.thank(self.user_employee, second, points=10)

    def test_two_allowances_are_one_giver(self):
        """Who has points to give in two companies gives no more of them to one person."""
        self._second_record(user_id=self.user_employee.id)
        self.user_employee.company_ids |= self.company_other
        self.thank(self.user_employee, self.employee_colleague, points=30)
        there = (
            self.as_user(self.env["perf.recognition"], self.user_employee)
            .with_company(self.company_other)
            .with_context(allowed_company_ids=[self.company_other.id, self.company.id])
        )
        values = {"recipient_ids": self.employee_colleague.ids, "message": WORDS}
        self.assertEqual(there.post(values).author_employee_id.company_id, self.company_other)
        with self.assertRaisesRegex(ValidationError, "0 more points"):
            there.post({**values, "points": 1})

    def test_hidden(self):
        """Whom a rule of the company hides from the directory can't be thanked; a report can all the same."""
        hidden = self.make_employees(1, parent_id=False, name="Perf Hidden")
        report = self.make_employees(1, name="Perf Hidden Report")
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("hr.employee.public"),
                "domain_force": "[('name', 'not like', 'Perf Hidden')]",
            }
        )
        with self.assertRaisesRegex(ValidationError, "from the list"):
            self.thank(self.user_manager, hidden)
        self.thank(self.user_manager, report)
        self.thank(self.user_manager, self.employee_colleague)

    def test_words(self):
        """A word or two, however long, say nothing; a sentence in a script without spaces does."""
        for message in (
            "Thaaaaaaaaaaaaaaaaaaaaaaaaaaaaanks",
            "thanks Thanks THANKS thanks!!",
            "\u200b" * 30,
            "!? " * 9,
        ):
            with self.subTest(message=message), self.assertRaisesRegex(ValidationError, "Say a little more"):
                self.thank(self.user_employee, self.employee_colleague, message=message)
        self.thank(self.user_employee, self.employee_colleague, message="遅くまで残って手伝ってくれて本当にありがとう")

    def test_message_is_text(self):
        for message in (["x"], {"a": 1}, 7, True, "\ud800 and twenty characters", "a\x00b and twenty characters"):
            with self.subTest(message=message), self.assertRaises(UserError):
                self.thank(self.user_employee, self.employee_colleague, message=message)

    def test_points_of_the_server(self):
        """Code of the server gives no odd points either."""
        values = {
            "author_employee_id": self.employee_employee.id,
            "recipient_ids": self.employee_colleague.ids,
            "message": WORDS,
        }
        for points in (-1, 1.5, "7", float("nan"), 10**12):
            with self.subTest(points=points), self.assertRaisesRegex(ValidationError, "whole numbers"):
                self.env["perf.recognition"].create({**values, "points": points})
        for points in (-1, 1.5, "7", float("nan"), [1]):
            with self.subTest(points=points), self.assertRaisesRegex(ValidationError, "whole numbers"):
                self.thank(self.user_employee, self.employee_colleague, points=points)

    def test_points_where_seen(self):
        """A manager can't pay for silence: private thanks carry no points, unless the company wants it."""
        with self.assertRaisesRegex(ValidationError, "that others can read"):
            self.thank(self.user_manager, self.employee_employee, points=5, audience="private")
        self.assertEqual(self.left(self.employee_manager), 100)
        self.thank(self.user_manager, self.employee_employee, audience="private")
        for audience in ("team", "company"):
            self.thank(self.user_manager, self.employee_employee, points=5, audience=audience)
        self.assertFalse(self._composer()["points_private"])
        self.company.perf_points_private = True
        self.thank(self.user_manager, self.employee_employee, points=5, audience="private")
        self.assertEqual(self.balance(self.employee_employee), 15)
        self.assertTrue(self._composer()["points_private"])

    def _composer(self):
        return self.as_user(self.env["perf.recognition"], self.user_manager).get_composer_values()

    def test_points_where_seen_in_any_company(self):
        """The setting is the author's company's."""
        self.company_other.perf_points_private = True
        with self.assertRaisesRegex(ValidationError, "that others can read"):
            self.thank(self.user_manager, self.employee_foreign, points=5, audience="private")

    # ------------------------------------------------------------------
    # Putting the words right
    # ------------------------------------------------------------------

    def _age(self, recognition, minutes):
        recognition.sudo().date = fields.Datetime.now() - timedelta(minutes=minutes)
        recognition.flush_recordset()

    def test_edit(self):
        """The author changes words and values; all the rest stays, and readers see that it was reworded."""
        recognition = self.thank(self.user_portal_employee, self.employee_employee, points=10)
        author = self.as_user(recognition, self.user_portal_employee)
        self.assertTrue(author.can_edit)
        author.edit(
            {
                "message": "You stayed until nine to help me.",
                "value_ids": self.value.ids,
                "points": 50,
                "recipient_ids": self.employee_colleague.ids,
                "audience": "private",
                "state": "retracted",
                "author_employee_id": self.employee_manager.id,
                "date": "2030-01-01 00:00:00",
            }
        )
        self.env.invalidate_all()
        self.assertEqual(recognition.message, "You stayed until nine to help me.")
        self.assertEqual(recognition.value_ids, self.value)
        self.assertTrue(recognition.edited_date)
        self.assertEqual(recognition.recipient_ids, self.employee_employee)
        self.assertEqual(recognition.author_employee_id, self.employee_portal_employee)
        self.assertEqual((recognition.points, recognition.audience, recognition.state), (10, "company", "posted"))
        self.assertLess(str(recognition.date), "2030")
        self.assertEqual(self.balance(self.employee_employee), 10)
        author.edit({"message": "You stayed until ten to help me."})
        self.env.invalidate_all()
        self.assertEqual(recognition.value_ids, self.value)

    def test_edit_refused(self):
        """Only words that could have been posted, and only by the author."""
        recognition = self.thank(self.user_employee, self.employee_portal_employee)
        better = {"message": "You stayed until nine to help me."}
        foreign = self.env["perf.value"].create({"name": "Theirs", "company_id": self.company_other.id})
        for name in ("portal_employee", "manager", "colleague", "officer", "admin", "portal_colleague"):
            with self.subTest(name=name):
                other = self.as_user(recognition, getattr(self, f"user_{name}"))
                self.assertFalse(other.can_edit)
                self.assertForbidden(other.edit, better)
        author = self.as_user(recognition, self.user_employee)
        for values in (
            {"message": "Thanks!"},
            {"message": False},
            {"message": ["x"]},
            {"message": "x" * 1_000_000},
            {},
            "Thanks for everything that you did",
            {**better, "value_ids": foreign.ids},
            {**better, "value_ids": [(0, 0, {"name": "Forged"})]},
        ):
            with self.subTest(values=str(values)[:60]), self.assertRaises(UserError), self.env.cr.savepoint():
                author.edit(values)
        self.env.invalidate_all()
        self.assertEqual(recognition.message, WORDS)
        self.assertFalse(recognition.edited_date)

    def test_edit_too_late(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        self._age(recognition, 9)
        self.as_user(recognition, self.user_employee).edit({"message": "You stayed until nine to help me."})
        self._age(recognition, 11)
        author = self.as_user(recognition, self.user_employee)
        self.assertFalse(author.can_edit)
        with self.assertRaisesRegex(UserError, "for 10 minutes"):
            author.edit({"message": "You stayed until ten to help me."})

    def test_edit_taken_back(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        author = self.as_user(recognition, self.user_employee)
        author.action_retract("Mistake")
        self.assertFalse(author.can_edit)
        with self.assertRaises(UserError):
            author.edit({"message": "You stayed until ten to help me."})

    def test_edit_dialog(self):
        recognition = self.thank(self.user_employee, self.employee_colleague, value_ids=self.value.ids)
        action = self.as_user(recognition, self.user_employee).action_open_edit()
        Wizard = self.as_user(self.env[action["res_model"]], self.user_employee).with_context(**action["context"])
        wizard = Wizard.create({"message": "You stayed until nine to help me."})
        self.assertForbidden(self.as_user(wizard, self.user_colleague).read, ["message"])
        wizard.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(recognition.message, "You stayed until nine to help me.")
        self.assertEqual(recognition.value_ids, self.value)
        forged = self.as_user(self.env["perf.recognition.edit"], self.user_colleague)
        forged = forged.create({"recognition_id": recognition.id, "message": "I am so much better than they."})
        self.assertForbidden(forged.action_confirm)


@tagged("post_install", "-at_install")
class TestPerfRecognitionNotice(RecognitionCommon):
    """Who is told of a recognition."""

    def _news(self, run):
        """E-mails and inbox notices of a call: two sets of addresses."""
        mails, notices = self.env["mail.mail"].search([]), self.env["mail.notification"].search([])
        run()
        self.env.invalidate_all()
        mails, notices = self.env["mail.mail"].search([]) - mails, self.env["mail.notification"].search([]) - notices
        inbox = notices.filtered(lambda notice: notice.notification_type == "inbox")
        return mails, inbox

    def test_managers(self):
        """The managers of the people thanked get an e-mail of their own, once; the author and the thanked none."""
        people = self.employee_employee | self.employee_portal_employee | self.employee_portal_report
        mails, _inbox = self._news(lambda: self.thank(self.user_colleague, people))
        told = {mail.subject: set(mail.recipient_ids.mapped("email")) for mail in mails}
        managers = {"manager@perf.example.com", "portal_manager@perf.example.com"}
        self.assertEqual(next(emails for subject, emails in told.items() if "thanked Perf" in subject), managers)
        self.assertEqual(
            next(emails for subject, emails in told.items() if "thanked you" in subject),
            {"employee@perf.example.com", "portal_employee@perf.example.com", "portal_report@perf.example.com"},
        )
        mails, _inbox = self._news(lambda: self.thank(self.user_manager, self.employee_employee, audience="private"))
        self.assertEqual(mails.recipient_ids.mapped("email"), ["employee@perf.example.com"])
        mails, _inbox = self._news(
            lambda: self.thank(self.user_colleague, self.employee_employee | self.employee_manager)
        )
        self.assertEqual(
            set(mails.recipient_ids.mapped("email")),
            {"employee@perf.example.com", "manager@perf.example.com", "head@perf.example.com"},
        )

    def test_manager_left(self):
        self.employee_manager.active = False
        mails, _inbox = self._news(lambda: self.thank(self.user_colleague, self.employee_employee))
        self.assertNotIn("manager@perf.example.com", mails.recipient_ids.mapped("email"))

    def test_inbox(self):
        """Who reads notifications in Odoo finds one there, without the words; portal users have no inbox."""
        (self.user_employee | self.user_manager).notification_type = "inbox"
        people = self.employee_employee | self.employee_portal_employee
        words = "Only between us: you were brave today."
        _mails, inbox = self._news(
            lambda: self.thank(self.user_portal_colleague, people, audience="private", message=words)
        )
        self.assertEqual(inbox.res_partner_id, (self.user_employee | self.user_manager).partner_id)
        messages = inbox.mail_message_id
        self.assertFalse(any(messages.mapped("model")))
        self.assertFalse(any("brave" in body for body in messages.mapped("body")))
        mine = messages.filtered(lambda message: "thanked you" in message.subject)
        self.assertEqual(mine.notified_partner_ids, self.user_employee.partner_id)
        self.assertTrue(self.as_user(mine, self.user_employee).has_access("read"))
        for name in ("colleague", "officer", "portal_employee", "head"):
            with self.subTest(name=name):
                user = getattr(self, f"user_{name}")
                self.assertFalse(self.as_user(messages, user).search([("id", "in", messages.ids)]))


@tagged("post_install", "-at_install")
class TestPerfRecognitionLimitsHttp(RecognitionCommon, PerfHttpCommon, HttpCase):
    def test_edit_page(self):
        """The author finds the form for ten minutes, others never."""
        record = self.thank(self.user_portal_employee, self.employee_employee)
        url = f"/my/recognition/{record.id}"
        self.login(self.user_portal_colleague)
        self.assertNotIn("Change the words", self.get_page(url).text)
        self.assertIn("o_perf_error", self.post(f"{url}/edit", message="I am so much better than they.").text)
        self.login(self.user_portal_employee)
        self.assertIn("Change the words", self.get_page(url).text)
        page = self.post(f"{url}/edit", message="No <b>").text
        self.assertIn("At least 20", page)
        self.assertIn("No &lt;b&gt;", page)
        self.assertEqual(self.post(f"{url}/edit", message="You stayed\r\nuntil nine for me.").status_code, 303)
        self.assertEqual(record.message, "You stayed\nuntil nine for me.")
        self.assertIn("reworded", self.get_page(url).text)
        self.assertEqual(self.post(f"/my/recognition/{record.id + 1000}/edit", message="x").status_code, 404)

    def test_edit_rpc(self):
        record = self.thank(self.user_employee, self.employee_colleague)
        hidden = self.thank(self.user_employee, self.employee_colleague, audience="private")
        self.login(self.user_portal_employee)
        for target in (record, hidden):
            self.assertRpcForbidden("perf.recognition", "edit", target.ids, {"message": "Forged words of mine"})
        self.assertRpcForbidden("perf.recognition", "_prepare_edited_values", record.ids, {})
        self.assertRpcForbidden("perf.recognition.edit", "create", {"recognition_id": record.id, "message": "Forged"})
        for name in ("edited_date", "message"):
            self.assertRpcForbidden("perf.recognition", "write", record.ids, {name: False})
