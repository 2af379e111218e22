import math
import random
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import Cursor
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon
from odoo.addons.perf_base.tests.traces import TraceMixin

from .common import FeedbackCommon

PEOPLE = ("colleague", "portal_colleague", "head", "officer")
SIMULATIONS = 80


def ask_anonymously(test, people, questions=("What goes well?",), **values):
    """An anonymous request of the employee about the own work, sent."""
    request = test.as_user(test.env["perf.feedback.request"], test.user_employee).create(
        {
            "anonymous": True,
            "respondent_ids": [(6, 0, [getattr(test, f"employee_{name}").id for name in people])],
            "question_ids": [(0, 0, {"text": text}) for text in questions],
            **values,
        }
    )
    request.action_send()
    return request


@tagged("post_install", "-at_install")
class TestPerfFeedbackAnonymous(TraceMixin, FeedbackCommon):
    """Nothing tells who answered what in an anonymous request, whoever looks, and whichever way."""

    def answer(self, request, name, *texts):
        """Answer as the user of this name: a text for each question, or the name alone."""
        line = self.as_user(request, self.user(name)).my_line_id
        line.submit_answers(dict(zip(request.sudo().question_ids.ids, texts or [f"By {name}"] * 10, strict=False)))

    def read_results(self, request, user=None):
        """What the one who asked reads: dict of a question -> texts."""
        results = self.as_user(request, user or self.user_employee)._prepare_results()
        return {result["text"]: [answer["text"] for answer in result["answers"]] for result in results}

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    def test_flow(self):
        """Hidden while it is open; shown to the one who asked alone when all have answered."""
        request = ask_anonymously(self, PEOPLE[:3])
        self.assertEqual((request.threshold, request.state), (3, "open"))
        self.assertIn("at least 3 people", request.reader_note)
        for count, name in enumerate(PEOPLE[:2], 1):
            self.answer(request, name)
            request = self.as_user(request, self.user_employee)
            self.assertEqual((request.answered_count, request.asked_count), (0, 3), count)
            self.assertEqual(request.progress_note, "Fewer than 3 have answered")
            self.assertFalse(self.read_results(request)["What goes well?"])
            for user in (self.user_employee, self.user_colleague, self.user_officer, self.user_admin):
                self.assertFalse(self.as_user(self.env["perf.feedback.answer"], user).search([]))
        self.answer(request, PEOPLE[2])
        request = self.as_user(request, self.user_employee)
        self.assertEqual(request.state, "closed")
        self.assertCountEqual(
            self.read_results(request)["What goes well?"], ["By colleague", "By portal_colleague", "By head"]
        )
        self.assertIn("By head", request.results)
        for name in ("colleague", "portal_colleague", "head", "manager", "officer", "admin"):
            with self.subTest(name=name):
                answers = self.as_user(self.env["perf.feedback.answer"], self.user(name))
                self.assertFalse(answers.search([("request_id", "=", request.id)]))
                self.assertFalse(answers.search([("text", "ilike", "head")]))
                self.assertForbidden(answers.browse(answers.sudo().search([]).ids).read, ["text"])

    def test_twice(self):
        request = ask_anonymously(self, PEOPLE)
        self.answer(request, "colleague")
        with self.assertRaises(UserError):
            self.answer(request, "colleague")
        with self.assertRaises(UserError):
            self.as_user(request, self.user_colleague).my_line_id.action_decline()
        self.assertEqual(len(self.env["perf.feedback.answer"].sudo().search([("request_id", "=", request.id)])), 1)
        line = request._get_all_lines().filtered(lambda each: each.respondent_id == self.employee_head)
        for user in (self.user_employee, self.user_colleague, self.user_admin):
            with self.assertRaises(AccessError):
                self.as_user(line.sudo(False), user).submit_answers({})

    def test_wrong_answers(self):
        """Nothing, nonsense and answers to other questions are refused."""
        request = ask_anonymously(self, PEOPLE)
        other = ask_anonymously(self, PEOPLE).sudo().question_ids
        line = self.as_user(request, self.user_colleague).my_line_id
        question = request.sudo().question_ids
        for answers in ({}, None, "x", [1], {question.id: "  "}, {question.id: 5}, {other.id: "x"}, {"": "x"}):
            with self.subTest(answers=answers), self.assertRaises(UserError):
                line.submit_answers(answers)
        with self.assertRaises(UserError):
            line.submit_answers({question.id: "x" * 200_000})
        named = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        with self.assertRaises(UserError):
            self.as_user(named, self.user_colleague).my_line_id.submit_answers({named.sudo().question_ids.id: "x"})

    def test_no_name_by_mistake(self):
        """Feedback with a name can't answer an anonymous request."""
        request = ask_anonymously(self, PEOPLE)
        with self.assertRaises(UserError) as caught:
            self.draft(self.user_colleague, self.employee_employee, request_id=request.id)
        self.assertIn("anonymous", str(caught.exception))
        action = self.as_user(request, self.user_colleague).action_answer()
        self.assertEqual((action["type"], action["url"]), ("ir.actions.act_url", request._get_answer_url()))

    def test_too_few_asked(self):
        with self.assertRaises(UserError) as caught:
            ask_anonymously(self, PEOPLE[:2])
        self.assertIn("at least 3 people", str(caught.exception))
        self.company.perf_anonymity_threshold = 4
        with self.assertRaises(UserError):
            ask_anonymously(self, PEOPLE[:3])
        self.assertEqual(ask_anonymously(self, PEOPLE).threshold, 4)

    def test_nobody_outside(self):
        """Addresses that the one who asks may own would single out the one answer that is not theirs."""
        with self.assertRaises(UserError) as caught:
            ask_anonymously(self, PEOPLE, outsider_emails="ann@customer.example")
        self.assertIn("colleagues only", str(caught.exception))

    def test_frozen(self):
        """Neither people nor the promise change once it is out; the threshold of that day stays."""
        request = ask_anonymously(self, PEOPLE)
        for values in (
            {"anonymous": False},
            {"threshold": 1},
            {"respondent_ids": [(4, self.employee_manager.id)]},
            {"outsider_emails": "ann@customer.example"},
            {"question": "Other"},
            {"question_ids": [(0, 0, {"text": "Other"})]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                request.write(values)
        with self.assertRaises(UserError):
            ask_anonymously(self, PEOPLE, threshold=2)
        with self.assertRaises(UserError):
            request.question_ids.write({"text": "Other"})
        request.write({"date_due": fields.Date.today() + timedelta(days=20)})
        self.company.perf_anonymity_threshold = 2
        for name in PEOPLE[:2]:
            self.answer(request, name)
        self.as_user(request, self.user_employee).action_close()
        self.assertFalse(self.read_results(request)["What goes well?"])

    def test_no_earlier_end(self):
        """People answer until the day that they were promised; only a later one can be chosen, with names any."""
        request = ask_anonymously(self, PEOPLE)
        request = self.as_user(request, self.user_employee)
        due, today = request.date_due, fields.Date.today()
        self.answer(request, "colleague")
        for day in (today, fields.Date.to_string(due - timedelta(days=1))):
            with self.subTest(day=day), self.assertRaises(UserError) as caught:
                request.write({"date_due": day})
            self.assertIn("Choose a later day", str(caught.exception))
        self.assertEqual(request.date_due, due)
        request.write({"date_due": due})
        request.write({"date_due": fields.Date.to_string(due + timedelta(days=3))})
        self.assertEqual(request.date_due, due + timedelta(days=3))
        named = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        with self.assertRaises(UserError):
            (named | request).write({"date_due": due})
        named.write({"date_due": today})
        for each in (named, request):
            with self.assertRaisesRegex(ValidationError, "is a day from"), self.env.cr.savepoint():
                each.write({"date_due": False})

    def test_too_few_answers(self):
        """Fewer answers than promised are deleted, question by question, and the number stays untold."""
        request = ask_anonymously(self, PEOPLE, ("What goes well?", "What does not?"))
        self.answer(request, "colleague", "a1", "a2")
        self.answer(request, "head", "b1", "b2")
        self.answer(request, "officer", "c1")
        self.as_user(request, self.user_employee).action_close()
        results = self.read_results(request)
        self.assertCountEqual(results["What goes well?"], ["a1", "b1", "c1"])
        self.assertFalse(results["What does not?"])
        notes = [result["note"] for result in self.as_user(request, self.user_employee)._prepare_results()]
        self.assertEqual(notes[0], "")
        self.assertTrue(notes[1].startswith("Fewer than 3 people answered this question."))
        self.assertEqual(
            set(self.env["perf.feedback.answer"].sudo().search([("request_id", "=", request.id)]).mapped("text")),
            {"a1", "b1", "c1"},
        )
        request = self.as_user(request, self.user_employee)
        self.assertEqual((request.progress_note, request.answered_count), ("4 asked", 0))

    def test_close_after_the_first(self):
        """Closing early isolates nobody; cancelling deletes."""
        for method in ("action_close", "action_cancel"):
            request = ask_anonymously(self, PEOPLE)
            self.answer(request, "colleague")
            getattr(self.as_user(request, self.user_employee), method)()
            self.assertFalse(self.env["perf.feedback.answer"].sudo().search([("request_id", "=", request.id)]))
        request = ask_anonymously(self, PEOPLE)
        for name in PEOPLE[:3]:
            self.answer(request, name)
        self.as_user(request, self.user_employee).action_cancel()
        self.assertFalse(self.env["perf.feedback.answer"].sudo().search([("request_id", "=", request.id)]))

    def test_log_of_the_server(self):
        """Nothing is logged when somebody answers by a personal link; links are deleted all at once at the end."""
        people = self.make_employees(3)
        for number, person in enumerate(people):
            person.work_email = f"person{number}@perf.example.com"
        request = self.ask(self.user_employee, self.employee_employee, people, anonymous=True).sudo()
        links = self.env["perf.feedback.request.link"].sudo()
        lines = request.line_ids
        for count, line in enumerate(lines):
            self.assertEqual(links.search_count([("line_id", "in", lines.ids)]), 3, count)
            with self.assertNoLogs("odoo.models.unlink") if count < 2 else self.assertLogs("odoo.models.unlink"):
                line._submit({request.question_ids: f"Words {count}"})
        self.assertFalse(links.search_count([("line_id", "in", lines.ids)]))
        self.assertEqual(len(self.read_results(request)[request.question]), 3)

    def test_decline(self):
        """Nobody is told who declined, not even why; the last to decline closes the request."""
        request = ask_anonymously(self, PEOPLE)
        line = self.as_user(request, self.user_officer).my_line_id
        line.action_decline("We hardly met")
        self.assertEqual((line.sudo().state, line.sudo().decline_reason), ("declined", False))
        self.assertFalse(self.as_user(request, self.user_employee).line_ids)
        for name in PEOPLE[:3]:
            self.answer(request, name)
        self.assertEqual(request.sudo().state, "closed")

    def test_closes_after_its_day(self):
        """The job closes it after the due day, once that day is over everywhere."""
        request, other = ask_anonymously(self, PEOPLE), ask_anonymously(self, PEOPLE)
        for name in PEOPLE[:3]:
            self.answer(request, name)
        today = fields.Date.today()
        request.sudo().write({"date": today - timedelta(days=10), "date_due": today - timedelta(days=3)})
        with self.enter_registry_test_mode():
            self.env.ref("perf_feedback.ir_cron_perf_feedback_request_expire").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((request.sudo().state, other.sudo().state), ("closed", "open"))
        self.assertEqual(len(self.read_results(request)["What goes well?"]), 3)

    def test_results_are_told(self):
        """The one who asked hears once, by the daily job, that the answers are there; not when closing oneself."""
        shown, few, own = (ask_anonymously(self, PEOPLE[:3]) for _number in range(3))
        for name in PEOPLE[:3]:
            self.answer(shown, name)
            self.answer(own, name) if name == PEOPLE[0] else None
        for name in PEOPLE[:3]:
            self.as_user(few, self.user(name)).my_line_id.action_decline()
        self.as_user(own, self.user_employee).action_close()
        mails = self.env["mail.mail"].sudo()
        known = mails.search([])
        self.assertFalse(
            known.filtered(lambda mail: "answers" in (mail.subject or "")), "none at the minute of the end"
        )
        for _time in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("perf_feedback.ir_cron_perf_feedback_request_expire").method_direct_trigger()
            self.env.invalidate_all()
        new = (mails.search([]) - known).filtered(lambda mail: "employee@perf.example.com" in (mail.email_to or ""))
        found = {mail.subject: mail.body_html for mail in new}
        self.assertEqual(
            (len(new), set(found)),
            (2, {"The answers to your request are there", "Your request for feedback has closed"}),
        )
        body = found["The answers to your request are there"]
        self.assertIn(f"/my/feedback/requests/{shown.id}", body)
        for name in PEOPLE:
            self.assertNotIn(getattr(self, f"employee_{name}").name, body)

    def test_how_many_to_ask(self):
        """Who asks anonymously is advised to ask more people than the company's number."""
        self.company.perf_anonymity_threshold = 4
        draft = self.draft_request(self.user_employee, self.employee_employee, self.employee_colleague)
        self.assertEqual(draft.asking_note, "Two or three colleagues who know this work are enough.")
        draft.anonymous = True
        self.assertEqual(draft.asking_note, "Ask 6 or more: with fewer than 4 answers nothing is shown.")

    def test_asker_sees_no_participation(self):
        """The one who asked knows whom, and not who has answered, in any way of asking."""
        request = ask_anonymously(self, PEOPLE)
        self.answer(request, "colleague")
        lines = request._get_all_lines().sudo(False)
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_admin):
            model = self.as_user(lines, user)
            domain = [("request_id", "=", request.id), ("respondent_id", "!=", self.employee_officer.id)]
            self.assertFalse(model.search(domain))
            self.assertFalse(model._read_group(domain, ["state"], ["__count"]))
            self.assertFalse(model.name_search("Feedback", domain))
            for line in lines.sudo().filtered(lambda line: line.respondent_id != self.employee_officer):
                self.assertForbidden(self.as_user(line.sudo(False), user).read, ["state"])
        model = self.as_user(self.env["perf.feedback.request"], self.user_employee)
        for state in ("answered", "open"):
            self.assertFalse(
                model.search(
                    [
                        ("id", "=", request.id),
                        (
                            "line_ids",
                            "any",
                            [("respondent_id", "=", self.employee_colleague.id), ("state", "=", state)],
                        ),
                    ]
                )
            )
        page = self.as_user(request, self.user_employee)._prepare_portal_page_values()
        self.assertEqual(len(page["lines"]), 4)
        self.assertEqual(
            {(line["state"], line["state_label"], line["reason"]) for line in page["lines"]}, {(False, "", "")}
        )

    def test_nothing_changes_while_open(self):
        """Whatever the one who asked reads stays as it was with every answer and every no, until enough have answered.

        From then on the number changes alone; what was written is not there in any form before the end.
        """
        people = self.env["hr.employee"].browse(
            [getattr(self, f"employee_{name}").id for name in (*PEOPLE, "other_manager")]
        )
        for user in (self.user_employee, self.user_manager):
            request = self.ask(user, self.employee_employee, people, anonymous=True)
            start = self._read_everything(request, user)
            self.assertIn("Fewer than 3 have answered", str(start))
            self.answer(request, "colleague", "Xyzzy one")
            self.assertEqual(self._read_everything(request, user), start)
            self.as_user(request, self.user_officer).my_line_id.action_decline("Xyzzy reason")
            self.assertEqual(self._read_everything(request, user), start)
            self.answer(request, "portal_colleague", "Xyzzy two")
            self.assertEqual(self._read_everything(request, user), start)
            self.answer(request, "head", "Xyzzy three")
            end = self._read_everything(request, user)
            self.assertNotIn("Xyzzy", str(end))
            changed = {key for key in start if end[key] != start[key]}
            self.assertEqual({key.split(".")[1] for key in changed}, {"answered_count", "progress_note"})
            self.assertEqual(end["record.progress_note"], "3 of 5 answered")
            self.as_user(request, user).action_close()
            self.assertIn("Xyzzy", str(self._read_everything(request, user)))

    def _read_everything(self, request, user):
        """What a user can read about a request and everything around it: dict of a name -> value."""
        self.env.flush_all()
        request = self.as_user(request, user)
        record = request.read()[0]
        page = request._prepare_portal_page_values()
        person = request.env.user._perf_employee().sudo()
        around = {
            "cards": person._perf_portal_cards(),
            "todo": person._perf_todo(),
            "team": self.as_user(request.sudo().employee_id | person, user).sudo()._perf_team_facts(),
            "messages": self.as_user(self.env["mail.message"], user).search([]).ids,
            "requests": request.search([], order="write_date desc, id").ids,
        }
        for name in ("perf.feedback", "perf.feedback.answer", "perf.feedback.request.line"):
            model = self.as_user(self.env[name], user)
            around[name.replace(".", "_")] = (model.search([]).read(), model._read_group([], [], ["__count"]))
        parts = {"record": record, "page": page, "around": around}
        return {f"{part}.{key}": value for part, values in parts.items() for key, value in values.items()}

    def test_no_second_group_to_compare(self):
        """Nearly the same people are not asked twice at a time; the same, or others only, or later, are."""
        few = PEOPLE[:3]
        ask_anonymously(self, PEOPLE)
        for people in (few, (*PEOPLE, "other_manager"), ("head", "manager", "director", "other_manager")):
            with self.subTest(people=people), self.assertRaises(UserError) as caught:
                ask_anonymously(self, people)
            self.assertIn("Ask exactly the same people", str(caught.exception))
        ask_anonymously(self, PEOPLE)
        ask_anonymously(self, ("manager", "director", "other_manager"))
        # of another person, by somebody else, or with names there is nothing to compare
        colleagues = self.employee_colleague | self.employee_head | self.employee_officer
        self.ask(self.user_manager, self.employee_employee, colleagues, anonymous=True)
        self.ask(self.user_employee, self.employee_employee, colleagues)
        today = fields.Date.today()
        earlier = self.env["perf.feedback.request"].sudo()
        earlier = earlier.search([("asker_employee_id", "=", self.employee_employee.id)])
        earlier.write({"date": today - timedelta(days=30), "date_due": today})
        ask_anonymously(self, few)
        # several drafts at once are compared with each other, too
        drafts = [
            self.draft_request(self.user_colleague, self.employee_colleague, people, anonymous=True)
            for people in (
                self.employee_head | self.employee_officer | self.employee_manager,
                self.employee_head | self.employee_officer | self.employee_director,
            )
        ]
        with self.assertRaises(UserError):
            (drafts[0] | drafts[1]).action_send()
        self.assertEqual({draft.state for draft in drafts}, {"draft"})

    # ------------------------------------------------------------------
    # Traces
    # ------------------------------------------------------------------

    def test_reminders_are_forgotten(self):
        """The log of reminders does not tell who still owed an answer on which day."""
        request = ask_anonymously(self, PEOPLE)
        named = self.ask(self.user_employee, self.employee_employee, self.employee_head)
        keys = {line.respondent_id: line._get_todo_key() for line in request._get_all_lines()}
        other = named._get_all_lines()._get_todo_key()
        today = fields.Date.today()
        digests = self.env["perf.digest"].create(
            [
                {"employee_id": person.id, "date": today - timedelta(days=days), "item_count": 2, "item_keys": known}
                for person, days, known in (
                    (self.employee_head, 1, [keys[self.employee_head], other]),
                    (self.employee_officer, 1, [keys[self.employee_officer]]),
                    (self.employee_officer, 0, [keys[self.employee_officer]]),
                )
            ]
        )
        mail = self.env["mail.mail"].create(
            {
                "model": "perf.digest",
                "res_id": digests[0].id,
                "body_html": "x",
                "state": "sent",
                "email_to": "x@x.example",
            }
        )
        self.as_user(request, self.user_employee).action_close()
        self.assertEqual(digests.exists().mapped("item_keys"), [[other], []])
        self.assertEqual(digests.exists().mapped("item_count"), [1, 0])
        self.assertFalse(mail.exists())

    def test_traces(self):
        """After the close, no row of any table that names who was asked tells whether or when they answered.

        Looks at every table with a link to people, users or partners, at each row that was made or changed since the
        request was sent: only the lines name somebody, and apart from the name they are alike.
        """
        people = self.env["hr.employee"].browse([getattr(self, f"employee_{name}").id for name in PEOPLE])
        request = ask_anonymously(self, PEOPLE, ("What goes well?", "What does not?"))
        lines = request._get_all_lines()
        self.env.flush_all()
        with self.env.cr.savepoint():
            self.env.cr.execute("INSERT INTO perf_feedback_attempt (bucket, hour, count) VALUES ('x', 1, 1)")
        self.env.cr.execute("SELECT MAX(xmin::text::bigint) FROM perf_feedback_attempt")
        (start,) = self.env.cr.fetchone()
        clock = fields.Datetime.to_datetime("2026-03-02 09:00:00")
        for number, name in enumerate(("head", "officer", "colleague")):
            moment = clock + timedelta(hours=number)
            with self.env.cr.savepoint(), patch.object(Cursor, "now", lambda _cr, moment=moment: moment):
                self.answer(request, name, f"Xyzzy {name} one", f"Xyzzy {name} two")
                self.env.flush_all()
        self.assertIn("perf_feedback_request_line", self._find_changed(start, people), "this test sees what changed")
        with self.env.cr.savepoint():
            self.as_user(request, self.user_employee).action_close()
            self.env.flush_all()
        self.assertEqual(self._find_changed(start, people), {"perf_feedback_request_line": set(lines.ids)})
        self.assertEqual(self._find_texts("Xyzzy"), {"perf_feedback_answer"})
        self.env.cr.execute("SELECT * FROM perf_feedback_request_line WHERE id = ANY(%s)", [lines.ids])
        rows = [{**row, "id": 0, "respondent_id": 0} for row in self.env.cr.dictfetchall()]
        self.assertEqual(rows, [rows[0]] * 4)
        self.env.cr.execute(
            "SELECT DISTINCT xmin::text FROM perf_feedback_request_line WHERE id = ANY(%s)", [lines.ids]
        )
        self.assertEqual(len(self.env.cr.fetchall()), 1)
        self.env.cr.execute("SELECT DISTINCT xmin::text FROM perf_feedback_answer WHERE request_id = %s", [request.id])
        self.assertEqual(len(self.env.cr.fetchall()), 1)
        self.env.cr.execute("SELECT write_uid, write_date FROM perf_feedback_request WHERE id = %s", [request.id])
        writer, moment = self.env.cr.fetchone()
        self.assertEqual((writer, moment.time().isoformat()), (1, "00:00:00"))
        columns = set(self.env["perf.feedback.answer"]._fields) - {"display_name", "id"}
        self.assertEqual(columns, {"request_id", "question_id", "text"})

    def test_guessing(self):
        """Guesses from every order that can be seen are no better than chance.

        Who guesses knows in which order the people answered. With four people a guess puts one answer right on
        average. The number of right ones over all simulations varies like that of a Poisson distribution; the limit is
        six standard deviations above, which chance alone reaches less than once in a million.
        """
        chance = random.Random(7)
        questions = ("What goes well?", "What does not?")
        right = {}
        for _number in range(SIMULATIONS):
            request = ask_anonymously(self, PEOPLE, questions)
            order = list(PEOPLE)
            chance.shuffle(order)
            for name in order:
                self.answer(request, name, f"{name}", f"{name}")
            self.assertEqual(request.sudo().state, "closed")
            for key, guess in self._get_guesses(request, order):
                right[key] = right.get(key, 0) + guess
        limit = SIMULATIONS + 6 * math.sqrt(SIMULATIONS)
        self.assertGreaterEqual(len(right), 10)
        for key, count in right.items():
            with self.subTest(guess=key):
                self.assertLess(count, limit)

    def _get_guesses(self, request, order):
        """How many answers each way of guessing puts right: pairs of its name and the number."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT question_id, text, id, ctid FROM perf_feedback_answer WHERE request_id = %s", [request.id]
        )
        rows = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT respondent_id FROM perf_feedback_request_line WHERE request_id = %s"
            " ORDER BY xmin::text::bigint, ctid",
            [request.id],
        )
        names = {getattr(self, f"employee_{name}").id: name for name in PEOPLE}
        people = {
            "known order": order,
            "order of asking": list(PEOPLE),
            "order in the table": [names[person_id] for (person_id,) in self.env.cr.fetchall()],
        }
        readable = self.as_user(self.env["perf.feedback.answer"], self.user_employee)
        shown = readable.search([("request_id", "=", request.id)])
        first, second = request.sudo().question_ids.ids
        answers = {
            "first by id": [row[1] for row in sorted(rows, key=lambda row: row[2]) if row[0] == first],
            "second by id": [row[1] for row in sorted(rows, key=lambda row: row[2]) if row[0] == second],
            "first as stored": [row[1] for row in rows if row[0] == first],
            "first as shown": [answer.text for answer in shown if answer.question_id.id == first],
            "second as shown": [answer.text for answer in shown if answer.question_id.id == second],
        }
        for who, names in people.items():
            for what, texts in answers.items():
                yield f"{who}, {what}", sum(name == text for name, text in zip(names, texts, strict=True))
        # whether two answers are by the same hand
        for one, other in (("first by id", "second by id"), ("first as shown", "second as shown")):
            yield f"{one} as {other}", sum(a == b for a, b in zip(answers[one], answers[other], strict=True))


@tagged("post_install", "-at_install")
class TestPerfFeedbackAnonymousPages(PerfHttpCommon):
    """The pages of anonymous requests."""

    def test_pages(self):
        request = ask_anonymously(self, PEOPLE[:3])
        question = request.sudo().question_ids
        url = f"/my/feedback/requests/{request.id}"
        for name in PEOPLE[:3]:
            self.login(getattr(self, f"user_{name}"))
            page = self.get_page(url).text
            self.assertIn(f"{url}/answer", page)
            self.assertIn("Nobody sees who wrote what, not even HR", page)
            self.assertNotIn('name="reason"', page)
            self.assertTrue(self.get_page(f"/my/feedback/new?request_id={request.id}").url.endswith(url))
            page = self.get_page(f"{url}/answer")
            self.assertEqual(page.headers["Cache-Control"], "no-store")
            self.assertIn("at least 3 people", page.text)
            empty = self.post("/my/feedback/answer", request_id=request.id, **{f"answer_{question.id}": " "})
            self.assertIn("o_perf_error", empty.text)
            values = {f"answer_{question.id}": f"Words of {name}"}
            self.assertEqual(self.post("/my/feedback/answer", request_id=request.id, **values).status_code, 303)
            self.assertTrue(self.get_page(f"{url}/answer").url.endswith(url))
            self.assertNotIn("Words of", self.get_page(url).text)
        self.assertIn("reads the answers, without names and in random order", self.get_page(url).text)
        self.login(self.user_employee)
        page = self.get_page(url).text
        self.assertNotIn("o_perf_feedback_outcome", page)
        for name in PEOPLE[:3]:
            self.assertIn(f"Words of {name}", page)
        self.login(self.user_manager)
        self.assertEqual(self.get_page(url).status_code, 404)
        self.assertEqual(self.get_page(f"{url}/answer").status_code, 404)
        self.assertEqual(self.post("/my/feedback/answer", request_id=request.id).status_code, 404)

    def test_outcome(self):
        """Who was asked reads what became of the answers, whether they answered or not."""
        for step, words in (
            ("action_close", "Too few people answered: all answers were deleted unread."),
            ("action_cancel", "The request was cancelled. All answers were deleted"),
        ):
            request = ask_anonymously(self, PEOPLE[:4])
            line = self.as_user(request, self.user_colleague).my_line_id
            line.submit_answers({request.sudo().question_ids.id: "Words"})
            getattr(self.as_user(request, self.user_employee), step)()
            pages = set()
            for name in PEOPLE[:2]:
                self.login(getattr(self, f"user_{name}"))
                page = self.get_page(f"/my/feedback/requests/{request.id}")
                pages.add(html.fromstring(page.text).find_class("o_perf_feedback_outcome")[0].text)
                self.assertIn(words, page.text)
            self.assertEqual(len(pages), 1)

    def test_rpc(self):
        """HR and the one who asked find nothing over RPC that the pages do not show."""
        request = ask_anonymously(self, PEOPLE)
        line = request._get_all_lines()[0]
        for user in (self.user_employee, self.user_admin):
            self.login(user)
            self.assertRpcForbidden("perf.feedback.request.line", "read", line.ids, ["state"])
            self.assertRpcForbidden("perf.feedback.request.line", "submit_answers", line.ids, {})
            self.assertRpcForbidden("perf.feedback.request.line", "write", line.ids, {"state": "declined"})
            self.assertRpcForbidden(
                "perf.feedback.answer", "create", {"request_id": request.id, "question_id": 1, "text": "x"}
            )
            result, error = self.rpc("perf.feedback.answer", "search_read", [], ["text"])
            self.assertEqual((result, error), ([], None))
        self.login(self.user_colleague)
        result, error = self.rpc(
            "perf.feedback.request.line", "submit_answers", line.ids, {str(request.sudo().question_ids.id): "Yes"}
        )
        self.assertEqual((result, error), (True, None))
        result, error = self.rpc("perf.feedback.answer", "search_read", [], ["text"])
        self.assertEqual((result, error), ([], None))
