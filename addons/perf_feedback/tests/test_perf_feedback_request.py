from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import TEXT, FeedbackCommon


@tagged("post_install", "-at_install")
class TestPerfFeedbackRequest(FeedbackCommon):
    """People ask about themselves and their people; colleagues answer or decline."""

    def answer(self, user, request, **values):
        """Answer the request as that user."""
        return self.give(user, request.sudo().employee_id, request_id=request.id, **values)

    def test_ask_about_oneself(self):
        """Everybody who is asked gets an e-mail, and finds it among what waits."""
        people = self.employee_colleague | self.employee_portal_colleague
        request = self.ask(self.user_portal_employee, self.employee_portal_employee, people)
        today = fields.Date.context_today(request)
        self.assertEqual((request.state, request.date, request.date_due), ("open", today, today + timedelta(days=14)))
        self.assertEqual(request.asker_employee_id, self.employee_portal_employee)
        mails = self.env["mail.mail"].sudo().search([("subject", "=", "Perf Portal Employee asks for your feedback")])
        self.assertCountEqual(mails.mapped("email_to"), people.user_id.partner_id.mapped("email_formatted"))
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertIn(f"/my/feedback/requests/{request.id}", mails[0].body_html)
        self.assertNotIn("What goes well", mails[0].body_html)
        for person in people:
            (item,) = (each for each in person.sudo()._perf_todo()[person.id] if "request.line" in each["key"])
            self.assertEqual(item["due"], request.date_due)

    def test_draft(self):
        """Nobody hears of a draft, and nobody but its author sees it; it is asked once, by its author."""
        people = self.employee_colleague | self.employee_portal_colleague
        request = self.draft_request(self.user_employee, self.employee_employee, people)
        lines = request.sudo().line_ids
        self.assertEqual(request.state, "draft")
        mail_domain = [("subject", "=", "Perf Employee asks for your feedback")]
        self.assertFalse(self.env["mail.mail"].sudo().search(mail_domain))
        todo = self.employee_portal_colleague.sudo()._perf_todo()[self.employee_portal_colleague.id]
        self.assertFalse([item for item in todo if "request.line" in item["key"]])
        for user in (self.user_colleague, self.user_portal_colleague, self.user_manager, self.user_officer):
            with self.subTest(user=user.login):
                self.assertFalse(self.as_user(request, user).search([("id", "=", request.id)]))
                self.assertFalse(self.as_user(lines.sudo(False), user).search([("id", "in", lines.ids)]))
                self.assertForbidden(self.as_user(request, user).read, ["question"])
                self.assertForbidden(self.as_user(lines.sudo(False), user).read, ["state"])
                self.assertForbidden(self.as_user(request, user).action_send)
        for values in ({"state": "open"}, {"asker_employee_id": self.employee_manager.id}):
            with self.assertRaises(UserError):
                request.write(values)
        with self.assertRaises(UserError):
            self.draft_request(self.user_employee, self.employee_employee, people, state="open")
        with self.assertRaises(UserError):
            request.action_close()
        with self.assertRaises(AccessError):
            request.write({"employee_id": self.employee_manager.id})
        request.write({"question": "How was it?", "respondent_ids": [(3, self.employee_colleague.id)]})
        self.env.invalidate_all()
        request.action_send()
        self.assertEqual(request.state, "open")
        self.assertEqual(request.sudo().line_ids.respondent_id, self.employee_portal_colleague)
        self.assertTrue(self.env["mail.mail"].sudo().search(mail_domain))
        with self.assertRaises(UserError):
            request.action_send()
        self.draft_request(self.user_employee, self.employee_employee, people).unlink()

    def test_who_may_ask(self):
        """About oneself and one's people at any level, in one's own name."""
        for user in (self.user_manager, self.user_head, self.user_top_manager):
            self.ask(user, self.employee_portal_employee, self.employee_colleague)
        for user in (self.user_colleague, self.user_officer, self.user_former_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ask(user, self.employee_portal_employee, self.employee_portal_colleague)
        with self.assertRaises(AccessError):
            self.ask(
                self.user_manager,
                self.employee_employee,
                self.employee_colleague,
                asker_employee_id=self.employee_head.id,
            )

    def test_who_may_be_asked(self):
        """Not the person, not oneself, no strangers, not twenty-one people, and somebody."""
        for person in (self.employee_employee, self.employee_manager):
            with self.assertRaises(UserError):
                self.ask(self.user_manager, self.employee_employee, person)
        for user, person in (
            (self.user_employee, self.employee_employee),
            (self.user_portal_employee, self.employee_portal_employee),
        ):
            with self.assertRaises(UserError):
                self.ask(user, person, self.employee_foreign)
        with self.assertRaises(UserError):
            self.ask(self.user_employee, self.employee_employee, self.make_employees(21))
        with self.assertRaises(UserError):
            self.ask(self.user_employee, self.employee_employee, self.env["hr.employee"])

    def test_due(self):
        today = fields.Date.today()
        for days in (-1, 31):
            with self.assertRaises(ValidationError):
                self.ask(
                    self.user_employee,
                    self.employee_employee,
                    self.employee_colleague,
                    date_due=today + timedelta(days=days),
                )

    def test_answer(self):
        """The answer closes the line, and closes the request when it is the last."""
        people = self.employee_colleague | self.employee_portal_colleague
        request = self.ask(self.user_employee, self.employee_employee, people)
        feedback = self.answer(self.user_colleague, request)
        line = request.sudo().line_ids.filtered(lambda each: each.respondent_id == self.employee_colleague)
        self.assertEqual((line.state, line.feedback_id), ("answered", feedback))
        request = self.as_user(request, self.user_employee)
        self.assertEqual((request.state, request.answered_count, request.asked_count), ("open", 1, 2))
        self.assertEqual(request.answer_ids, feedback)
        self.answer(self.user_portal_colleague, request)
        self.assertEqual(self.as_user(request, self.user_employee).state, "closed")
        with self.assertRaises(ValidationError):
            self.answer(self.user_colleague, request)

    def test_an_answer_has_no_kind(self):
        """Nobody answers with praise by mistake: an answer, and its correction, is called so."""
        request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        feedback = self.answer(self.user_colleague, request, kind="praise")
        self.assertEqual((feedback.kind, feedback.display_name), ("note", "Answer from Perf Colleague"))
        self.assertEqual(feedback._prepare_portal_values()[0]["kind"]["label"], "Answer")
        mails = self.env["mail.mail"].sudo().search([("subject", "like", "answered your request")])
        self.assertEqual(mails.mapped("subject"), ["Perf Colleague answered your request for feedback"])
        correction = feedback.correct()
        self.assertEqual(correction.display_name, "Answer from Perf Colleague")

    def test_answer_is_readable_by_the_asker(self):
        """Whoever answers can't choose readers among whom the asker is not."""
        own = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        with self.assertRaises(UserError):
            self.answer(self.user_colleague, own, visibility="manager")
        by_manager = self.ask(self.user_manager, self.employee_employee, self.employee_colleague)
        for visibility in ("employee", "private"):
            with self.assertRaises(UserError):
                self.answer(self.user_colleague, by_manager, visibility=visibility)
        feedback = self.answer(self.user_colleague, by_manager, visibility="manager")
        self.assertTrue(self.as_user(feedback, self.user_manager).has_access("read"))
        self.assertFalse(self.as_user(feedback, self.user_employee).has_access("read"))

    def test_answer_only_when_asked(self):
        """Nobody attaches feedback to requests of others, or about other people."""
        request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        with self.assertRaises(AccessError):  # the request itself is closed to them
            self.answer(self.user_portal_colleague, request)
        with self.assertRaises(ValidationError):
            self.give(self.user_colleague, self.employee_portal_employee, request_id=request.id)
        draft = self.draft(self.user_portal_colleague, self.employee_employee)
        with self.assertRaises(AccessError):
            draft.write({"request_id": request.id})

    def test_decline(self):
        request = self.ask(
            self.user_employee, self.employee_employee, self.employee_colleague | self.employee_portal_colleague
        )
        lines = request.sudo().line_ids
        mine = lines.filtered(lambda line: line.respondent_id == self.employee_portal_colleague)
        for user in (self.user_employee, self.user_colleague, self.user_officer):
            with self.assertRaises(AccessError):
                self.as_user(mine.sudo(False), user).action_decline("Not me")
        self.as_user(mine.sudo(False), self.user_portal_colleague).action_decline("We hardly work together")
        self.assertEqual((mine.state, mine.decline_reason), ("declined", "We hardly work together"))
        with self.assertRaises(UserError):
            self.as_user(mine.sudo(False), self.user_portal_colleague).action_decline("Again")
        with self.assertRaises(ValidationError):
            self.answer(self.user_portal_colleague, request)
        self.assertEqual(request.sudo().state, "open")

    def test_who_reads(self):
        """The asker sees everybody asked, those asked see themselves, others see nothing, not even the person."""
        people = self.employee_colleague | self.employee_portal_colleague
        request = self.ask(self.user_manager, self.employee_employee, people)
        self.assertEqual(self.as_user(request, self.user_manager).respondent_ids, people)
        self.assertEqual(len(self.as_user(request, self.user_manager).line_ids), 2)
        asked = self.as_user(request, self.user_portal_colleague)
        self.assertEqual(asked.read(["respondent_ids"])[0]["respondent_ids"], self.employee_portal_colleague.ids)
        self.assertEqual(asked.line_ids.respondent_id.ids, self.employee_portal_colleague.ids)
        self.assertEqual(asked.my_state, "open")
        for user in (self.user_employee, self.user_head, self.user_officer, self.user_admin, self.user_other_manager):
            with self.subTest(user=user.login):
                self.assertFalse(self.as_user(request, user).search([("id", "=", request.id)]))
                self.assertForbidden(self.as_user(request, user).read, ["question"])
                lines = self.as_user(self.env["perf.feedback.request.line"], user)
                self.assertFalse(lines.search([("request_id", "=", request.id)]))
                self.assertFalse(lines.search([("question", "ilike", "work")]))
                self.assertFalse(
                    self.as_user(self.env["mail.activity"], user).search([("res_model", "=", lines._name)])
                    if user._is_internal()
                    else False
                )
                self.assertFalse(self.as_user(self.env["mail.message"], user).search([("model", "=", lines._name)]))

    def test_no_inference(self):
        """The asker can't find requests by the words of drafts or of hidden answers."""
        request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        self.draft(self.user_colleague, self.employee_employee, request_id=request.id, body="Plugh")
        model = self.as_user(self.env["perf.feedback.request"], self.user_employee)
        self.assertFalse(model.search([("answer_ids.body", "ilike", "plugh")]))
        self.assertFalse(model.search([("line_ids.feedback_id.body", "ilike", "plugh")]))
        self.assertFalse(self.as_user(request, self.user_employee).answer_ids)
        by_manager = self.ask(self.user_manager, self.employee_employee, self.employee_portal_colleague)
        self.answer(self.user_portal_colleague, by_manager, visibility="manager", body="Plugh")
        self.assertTrue(self.as_user(model, self.user_manager).search([("answer_ids.body", "ilike", "plugh")]))
        for user in (self.user_employee, self.user_head, self.user_officer):
            self.assertFalse(self.as_user(model, user).search([("answer_ids.body", "ilike", "plugh")]))

    def test_frozen(self):
        """A question that was asked stays; the asker may extend it and ask others too."""
        request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        for values in (
            {"question": "Other"},
            {"state": "closed"},
            {"employee_id": self.employee_colleague.id},
            {"date": "2020-01-01"},
            {"company_id": self.company_other.id},
            {"line_ids": [(5,)]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                request.write(values)
        with self.assertRaises(AccessError):
            self.as_user(request, self.user_colleague).write({"date_due": fields.Date.today()})
        request = self.as_user(request, self.user_employee)
        request.write({"date_due": fields.Date.today() + timedelta(days=20)})
        request.write({"respondent_ids": [(4, self.employee_portal_colleague.id)]})
        self.assertEqual(len(request.sudo().line_ids), 2)
        with self.assertRaises(UserError):
            request.write({"respondent_ids": [(3, self.employee_colleague.id)]})
        self.assertForbidden(request.unlink)
        for values in ({"state": "closed"}, {"date": "2020-01-01"}, {"line_ids": [(0, 0, {})]}):
            with self.subTest(create=values), self.assertRaises(UserError):
                self.ask(self.user_employee, self.employee_employee, self.employee_colleague, **values)
        model = self.as_user(self.env["perf.feedback.request"], self.user_employee)
        made = model.with_context(default_state="closed", default_date="2020-01-01").create(
            {"respondent_ids": [(6, 0, self.employee_colleague.ids)]}
        )
        self.assertEqual((made.state, made.date), ("draft", fields.Date.context_today(made)))

    def test_lines_are_read_only(self):
        request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        line = request.sudo().line_ids.sudo(False)
        for user in (self.user_employee, self.user_colleague, self.user_officer):
            self.assertForbidden(self.as_user(line, user).write, {"state": "declined"})
            self.assertForbidden(self.as_user(line, user).unlink)
            self.assertForbidden(
                line.with_user(user).create,
                {"request_id": request.id, "respondent_id": self.employee_manager.id},
            )

    def test_end(self):
        """Only the asker ends a request; nobody is reminded or can answer any more."""
        for method, state in (("action_close", "closed"), ("action_cancel", "cancelled")):
            request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
            for user in (self.user_colleague, self.user_manager, self.user_officer):
                with self.assertRaises(AccessError):
                    getattr(self.as_user(request, user), method)()
            request = self.as_user(request, self.user_employee)
            getattr(request, method)()
            self.assertEqual(request.state, state)
            self.assertFalse(
                [
                    item
                    for item in self.employee_colleague.sudo()._perf_todo()[self.employee_colleague.id]
                    if "request.line" in item["key"]
                ]
            )
            with self.assertRaises(UserError):
                getattr(request, method)()
            with self.assertRaises(UserError):
                self.answer(self.user_colleague, request)

    def test_expire(self):
        """The job closes requests after 30 days, and younger ones stay open."""
        old, young = (
            self.ask(self.user_employee, self.employee_employee, self.employee_colleague).sudo() for _each in range(2)
        )
        day = fields.Date.today() - timedelta(days=30)
        old.write({"date": day, "date_due": day + timedelta(days=14)})
        with self.enter_registry_test_mode():
            self.env.ref("perf_feedback.ir_cron_perf_feedback_request_expire").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((old.state, young.state), ("closed", "open"))

    def test_back_office(self):
        """The buttons open a draft with what the answer needs."""
        request = self.ask(self.user_manager, self.employee_employee, self.employee_colleague)
        action = self.as_user(request, self.user_colleague).action_answer()
        model = self.as_user(self.env["perf.feedback"], self.user_colleague).with_context(**action["context"])
        feedback = model.create({"body": TEXT})
        reply = feedback.action_send_from_form()
        self.assertEqual(reply["tag"], "display_notification")
        self.assertEqual(request.sudo().line_ids.feedback_id, feedback)
        with self.assertRaises(AccessError):
            self.as_user(request, self.user_manager).action_answer()

    def test_several_questions(self):
        """Ordered questions; an answer to each is kept apart, and shown to the one who asked by question."""
        request = self.ask(
            self.user_employee,
            self.employee_employee,
            self.employee_colleague | self.employee_portal_colleague,
            question_ids=[(0, 0, {"text": "Second?", "sequence": 2}), (0, 0, {"text": "First?", "sequence": 1})],
        )
        first, second = request.question_ids.sorted()
        self.assertEqual((first.text, request.question), ("First?", "First?\nSecond?"))
        action = self.as_user(request, self.user_colleague).action_answer()
        model = self.as_user(self.env["perf.feedback"], self.user_colleague).with_context(**action["context"])
        feedback = model.create({"body": False})
        with self.assertRaises(UserError):
            feedback.action_send()
        feedback.part_ids[0].text = "Yes"
        feedback.action_send()
        self.assertEqual(feedback.summary, "Yes")
        with self.assertRaises(AccessError):
            feedback.part_ids[0].write({"text": "No"})
        self.answer(self.user_portal_colleague, request, part_ids=[(0, 0, {"question_id": second.id, "text": "Maybe"})])
        results = self.as_user(request, self.user_employee)._prepare_results()
        self.assertEqual(
            [
                (result["text"], [(answer["text"], answer["author"]) for answer in result["answers"]])
                for result in results
            ],
            [
                ("First?", [("Yes", "Perf Colleague")]),
                ("Second?", [("Maybe", "Perf Portal Colleague")]),
                ("", [(TEXT, "Perf Portal Colleague")]),
            ],
        )
        for user in (self.user_manager, self.user_officer):
            parts = self.as_user(self.env["perf.feedback.part"], user)
            self.assertFalse(parts.search([("text", "=", "Yes")]))
            self.assertFalse(parts.env["perf.feedback.request.question"].search([("text", "=", "First?")]))

    def test_correction_keeps_the_answers(self):
        request = self.ask(
            self.user_employee,
            self.employee_employee,
            self.employee_colleague,
            question_ids=[(0, 0, {"text": "First?"}), (0, 0, {"text": "Second?"})],
        )
        parts = [(0, 0, {"question_id": question.id, "text": "Old"}) for question in request.sudo().question_ids]
        feedback = self.answer(self.user_colleague, request, part_ids=parts, body=False)
        draft = feedback.correct()
        draft.part_ids[0].text = "New"
        draft.action_send()
        results = self.as_user(request, self.user_employee)._prepare_results()
        self.assertEqual([answer["text"] for result in results for answer in result["answers"]], ["New", "Old"])

    def test_questions_of_other_requests(self):
        """An answer belongs to a question of the request that it answers, which its author may read."""
        request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        other = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        hidden = self.ask(self.user_manager, self.employee_employee, self.employee_portal_colleague)
        with self.assertRaises(ValidationError):
            self.answer(
                self.user_colleague,
                request,
                part_ids=[(0, 0, {"question_id": other.sudo().question_ids.id, "text": "x"})],
            )
        with self.assertRaises(AccessError):
            self.answer(
                self.user_colleague,
                request,
                part_ids=[(0, 0, {"question_id": hidden.sudo().question_ids.id, "text": "x"})],
            )

    def test_wrong_questions(self):
        for questions in ([(5,)], [(0, 0, {"text": " "})], [(0, 0, {"text": f"{number}?"}) for number in range(11)]):
            with self.subTest(questions=questions[:1]), self.assertRaises(UserError):
                self.ask(self.user_employee, self.employee_employee, self.employee_colleague, question_ids=questions)
        mine = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        model = self.as_user(self.env["perf.feedback.request.question"], self.user_colleague)
        for function, values in (
            (model.create, {"request_id": mine.id, "text": "x"}),
            (self.as_user(mine.sudo().question_ids.sudo(False), self.user_colleague).write, {"text": "x"}),
        ):
            with self.assertRaises(UserError):
                function(values)
        draft = self.draft_request(self.user_employee, self.employee_employee, self.employee_colleague)
        with self.assertRaises(UserError):
            draft.question_ids.write({"request_id": mine.id})

    def test_people_leave(self):
        """Archived people and deleted users stay on what they wrote, by name, and it stays readable."""
        request = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        feedback = self.answer(self.user_colleague, request)
        reply = self.as_user(feedback, self.user_employee).reply("Thank you")
        self.employee_colleague.sudo().unlink()
        self.assertFalse(self.employee_colleague.exists().active)
        user = self.user_colleague
        self.employee_colleague.sudo().user_id = False
        self.env["res.users.log"].sudo().search([("create_uid", "=", user.id)]).unlink()
        user.sudo().unlink()
        self.env.invalidate_all()
        for name in ("user_employee",):
            record = self.as_user(feedback.sudo(False), getattr(self, name))
            self.assertEqual(record.display_name, "Answer from Perf Colleague")
            self.assertEqual(record._prepare_portal_page_values()["author"]["name"], "Perf Colleague")
            self.assertEqual(record.body, TEXT)
            self.assertEqual(len(record.reply_ids), 1)
        self.assertTrue(reply.sudo().exists())
        values = self.as_user(request, self.user_employee)._prepare_portal_page_values()
        self.assertEqual(values["lines"][0]["person"]["name"], "Perf Colleague")
        self.assertEqual(values["questions"][0]["answers"][0]["author"], "Perf Colleague")
