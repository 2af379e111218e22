import re

from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import TEXT

SCRIPT = "<script>alert('x')</script>"


@tagged("post_install", "-at_install")
class TestPerfFeedbackPortal(PerfHttpCommon):
    """The pages of the portal, as portal users."""

    def make(self, visibility="employee", **values):
        return self.env["perf.feedback"].create(
            {
                "employee_id": self.employee_portal_employee.id,
                "author_employee_id": self.employee_portal_colleague.id,
                "body": TEXT,
                "state": "sent",
                "date": fields.Date.today(),
                "visibility": visibility,
                **values,
            }
        )

    def test_give(self):
        """A portal user gives feedback to another one, with values and three steps."""
        value = self.env["perf.value"].create({"name": "Portal value"})
        self.login(self.user_portal_colleague)
        page = self.get_page(f"/my/feedback/new?employee={self.employee_portal_employee.id}").text
        self.assertIn("Perf Portal Employee", page)
        self.assertNotIn("portal_employee@perf.example.com", page)
        response = self.post(
            "/my/feedback/new",
            employee_id=self.employee_portal_employee.id,
            kind="praise",
            visibility="employee",
            body=SCRIPT,
            situation="Monday",
            value_ids=value.id,
            send="1",
        )
        self.assertEqual(response.status_code, 303)
        feedback = self.env["perf.feedback"].search([("body", "=", SCRIPT)])
        self.assertEqual((feedback.state, feedback.author_employee_id), ("sent", self.employee_portal_colleague))
        self.assertEqual((feedback.value_ids, feedback.situation), (value, "Monday"))
        for user in (self.user_portal_colleague, self.user_portal_employee):
            self.login(user)
            for url in ("/my/feedback", "/my/feedback?tab=given", f"/my/feedback/{feedback.id}", "/my/performance"):
                page = self.get_page(url)
                self.assertEqual(page.status_code, 200)
                self.assertNotIn(SCRIPT, page.text)
        self.assertIn("&lt;script&gt;", self.get_page(f"/my/feedback/{feedback.id}").text)

    def test_wrong_input_keeps_text(self):
        """What is wrong is said on the page, and the text stays."""
        self.login(self.user_portal_colleague)
        before = self.env["perf.feedback"].search_count([])
        for values in (
            {"employee_id": "", "kind": "praise", "visibility": "employee"},
            {"employee_id": self.employee_foreign.id, "kind": "praise", "visibility": "employee"},
            {"employee_id": "1e9", "kind": "praise", "visibility": "employee"},
            {"employee_id": self.employee_portal_employee.id, "kind": "insult", "visibility": "employee"},
            {"employee_id": self.employee_portal_employee.id, "kind": "note", "visibility": "world"},
            {
                "employee_id": self.employee_portal_employee.id,
                "kind": "note",
                "visibility": "employee",
                "request_id": 9,
            },
        ):
            response = self.post("/my/feedback/new", body="Kept words", send="1", **values)
            self.assertEqual(response.status_code, 200, values)
            self.assertIn("o_perf_error", response.text, values)
            self.assertIn("Kept words", response.text)
        response = self.post(
            "/my/feedback/new",
            employee_id=self.employee_portal_employee.id,
            kind="note",
            visibility="employee",
            body="x" * 1_000_000,
            send="1",
        )
        self.assertIn("o_perf_error", response.text)
        self.assertEqual(self.env["perf.feedback"].search_count([]), before)

    def test_draft(self):
        """A draft is kept, changed and sent; only its author opens it."""
        self.login(self.user_portal_colleague)
        values = {"employee_id": self.employee_portal_employee.id, "kind": "note", "visibility": "employee"}
        response = self.post("/my/feedback/new", body="Not yet", save="1", **values)
        draft = self.env["perf.feedback"].search([("body", "=", "Not yet")])
        self.assertEqual(draft.state, "draft")
        self.assertIn(f"/my/feedback/{draft.id}/edit", response.headers["Location"])
        self.assertIn("Not yet", self.get_page(f"/my/feedback/{draft.id}").text)
        self.post(f"/my/feedback/{draft.id}/edit", body="Now", send="1", **values)
        self.assertEqual((draft.state, draft.body), ("sent", "Now"))
        self.assertEqual(self.get_page(f"/my/feedback/{draft.id}/edit").status_code, 404)

    def test_read(self):
        """Read, acknowledge, reply."""
        feedback = self.make()
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/feedback/{feedback.id}").text
        self.assertIn(TEXT, page)
        self.assertIn("Perf Portal Colleague", page)
        self.assertIn("Read by Perf Portal Employee and Perf Portal Colleague only.", page)
        self.assertEqual(self.post(f"/my/feedback/{feedback.id}/acknowledge").status_code, 303)
        self.assertTrue(feedback.acknowledged)
        self.post(f"/my/feedback/{feedback.id}/reply", body=SCRIPT)
        self.assertEqual(feedback.reply_ids.author_employee_id, self.employee_portal_employee)
        self.assertNotIn(SCRIPT, self.get_page(f"/my/feedback/{feedback.id}").text)
        self.assertEqual(self.post(f"/my/feedback/{feedback.id}/retract", reason="x").status_code, 404)
        self.assertEqual(self.post(f"/my/feedback/{feedback.id}/correct").status_code, 404)
        self.assertEqual(feedback.state, "sent")
        for user, title in (
            (self.user_portal_employee, "Praise from Perf Portal Colleague"),
            (self.user_portal_colleague, "Praise for Perf Portal Employee"),
        ):
            self.login(user)
            self.assertIn(f"{title}</h1>", self.get_page(f"/my/feedback/{feedback.id}").text)

    def test_correct_and_retract(self):
        feedback = self.make()
        self.login(self.user_portal_colleague)
        response = self.post(f"/my/feedback/{feedback.id}/correct")
        draft = self.env["perf.feedback"].search([("correction_of_id", "=", feedback.id)])
        self.assertIn(f"/my/feedback/{draft.id}/edit", response.headers["Location"])
        self.assertIn("Correct your feedback", self.get_page(f"/my/feedback/{draft.id}/edit").text)
        self.post(
            f"/my/feedback/{draft.id}/edit",
            body="Better",
            kind="praise",
            visibility="employee",
            send="1",
            employee_id=self.employee_portal_employee.id,
        )
        self.assertEqual((draft.state, feedback.corrected_by_id), ("sent", draft))
        response = self.post(f"/my/feedback/{draft.id}/retract", reason="")
        self.assertIn("o_perf_error", response.text)
        self.assertEqual(self.post(f"/my/feedback/{draft.id}/retract", reason="Sorry").status_code, 303)
        self.assertIn("Sorry", self.get_page(f"/my/feedback/{draft.id}").text)
        self.login(self.user_portal_employee)
        self.assertEqual(self.get_page(f"/my/feedback/{draft.id}").status_code, 404)

    def test_same_404(self):
        """Forbidden, hidden and unknown records answer alike on every page."""
        ids = [self.make("manager").id, self.make("private").id, self.make(state="draft", date=False).id, 2**40]
        self.login(self.user_portal_employee)
        for number in ids:
            for page in ("", "/edit"):
                self.assertEqual(self.get_page(f"/my/feedback/{number}{page}").status_code, 404)
            for page in ("acknowledge", "reply", "retract", "correct", "edit"):
                self.assertEqual(self.post(f"/my/feedback/{number}/{page}", body="x").status_code, 404)
            self.assertEqual(self.get_page(f"/my/feedback/requests/{number}").status_code, 404)
            for page in ("decline", "close", "cancel"):
                self.assertEqual(self.post(f"/my/feedback/requests/{number}/{page}").status_code, 404)

    def test_csrf(self):
        feedback = self.make()
        self.login(self.user_portal_employee)
        for url in (f"/my/feedback/{feedback.id}/acknowledge", "/my/feedback/new", "/my/feedback/requests/new"):
            self.assertEqual(self.url_open(url, data={"body": "x"}).status_code, 400)
        self.assertFalse(feedback.acknowledged)

    def test_request(self):
        """Ask, answer, decline, close."""
        self.login(self.user_portal_employee)
        page = self.get_page("/my/feedback/requests/new")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Ask 5 or more: with fewer than 3 answers nothing is shown.", page.text)
        self.assertIn("o_perf_feedback_if_shut", page.text)
        due = fields.Date.to_string(fields.Date.add(fields.Date.today(), days=7))
        for wrong in ({"question": ""}, {"date_due": "soon"}, {"respondent_ids": ""}, {"date_due": "2020-01-01"}):
            values = {"question": SCRIPT, "respondent_ids": self.employee_portal_colleague.id, "date_due": due, **wrong}
            self.assertIn("o_perf_error", self.post("/my/feedback/requests/new", **values).text, wrong)
        response = self.post(
            "/my/feedback/requests/new",
            question=SCRIPT,
            date_due=due,
            respondent_ids=[self.employee_portal_colleague.id, self.employee_colleague.id],
        )
        asked = self.env["perf.feedback.request"].search([("question", "=", SCRIPT)])
        self.assertIn(f"/my/feedback/requests/{asked.id}", response.headers["Location"])
        self.assertEqual(asked.employee_id, self.employee_portal_employee)
        page = self.get_page(f"/my/feedback/requests/{asked.id}").text
        self.assertIn("Perf Colleague", page)
        self.assertNotIn(SCRIPT, page)
        self.login(self.user_portal_colleague)
        page = self.get_page(f"/my/feedback/requests/{asked.id}").text
        self.assertNotIn("Perf Colleague<", page)
        self.assertEqual(self.post(f"/my/feedback/requests/{asked.id}/close").status_code, 404)
        page = self.get_page(f"/my/feedback/new?request_id={asked.id}").text
        self.assertIn("asks:", page)
        self.assertNotIn('id="kind_praise"', page)
        self.assertEqual(re.findall(r'<option[^>]*value="(\w+)"', page), ["employee", "employee_manager"])
        self.post(
            "/my/feedback/new",
            employee_id=self.employee_portal_employee.id,
            request_id=asked.id,
            kind="note",
            visibility="employee",
            body="My answer",
            send="1",
        )
        self.assertEqual(asked.answer_ids.body, "My answer")
        page = self.url_open(f"/my/feedback/new?request_id={asked.id}")
        self.assertTrue(page.url.endswith(f"/my/feedback/requests/{asked.id}"))
        self.assertIn("You answered on", " ".join(page.text.split()))
        self.login(self.user_colleague)
        self.post(f"/my/feedback/requests/{asked.id}/decline", reason="No time")
        self.assertEqual(asked.state, "closed")
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/feedback/requests/{asked.id}").text
        self.assertIn("No time", page)
        self.assertIn(f"/my/feedback/{asked.answer_ids.id}", page)

    def test_several_questions(self):
        """Ask two questions and somebody outside; a box for each question, kept in drafts, shown by question."""
        self.login(self.user_portal_employee)
        due = fields.Date.to_string(fields.Date.add(fields.Date.today(), days=7))
        values = {
            "question": ["First?", "", "Second?"],
            "date_due": due,
            "respondent_ids": self.employee_portal_colleague.id,
        }
        for emails in ("nonsense", "portal_employee@perf.example.com"):
            page = self.post("/my/feedback/requests/new", outsider_emails=emails, **values).text
            self.assertIn("o_perf_error", page)
            self.assertIn("Second?", page)
        page = self.post("/my/feedback/requests/new", anonymous="1", **values).text
        self.assertIn("needs at least 3 people", page)
        self.post("/my/feedback/requests/new", outsider_emails="ann@x.example", **values)
        asked = self.env["perf.feedback.request"].search([("question", "=", "First?\nSecond?")])
        self.assertEqual((len(asked.line_ids), asked.state), (2, "open"))
        first, second = asked.question_ids
        self.login(self.user_portal_colleague)
        page = self.get_page(f"/my/feedback/requests/{asked.id}").text
        for text in ("First?", "Second?"):
            self.assertLess(page.index(text), page.index("I can't answer this"), "read before saying yes")
        self.assertIn("First?", self.get_page("/my/feedback?tab=asked").text)
        page = self.get_page(f"/my/feedback/new?request_id={asked.id}").text
        self.assertIn(f'name="answer_{first.id}"', page)
        values = {
            "employee_id": self.employee_portal_employee.id,
            "request_id": asked.id,
            "kind": "note",
            "visibility": "employee",
            f"answer_{first.id}": "One",
        }
        response = self.post("/my/feedback/new", save="1", **values)
        draft = self.env["perf.feedback"].search([("request_id", "=", asked.id)])
        self.assertIn(f"/my/feedback/{draft.id}/edit", response.headers["Location"])
        self.assertIn(">One</textarea>", self.get_page(f"/my/feedback/{draft.id}/edit").text)
        values[f"answer_{second.id}"] = "Two"
        self.post(f"/my/feedback/{draft.id}/edit", send="1", **values)
        self.assertEqual((draft.state, draft.summary), ("sent", "One\n\nTwo"))
        page = self.get_page(f"/my/feedback/{draft.id}").text
        self.assertIn("First?", page)
        self.login(self.user_portal_employee)
        page = " ".join(self.get_page(f"/my/feedback/requests/{asked.id}").text.split())
        self.assertLess(page.index("First?"), page.index(">One<"))
        self.assertLess(page.index(">One<"), page.index("Second?"))
        self.assertIn("ann@x.example", page)

    def test_portal_manager_asks(self):
        """A manager with a portal user asks about a report, nobody else does."""
        due = fields.Date.to_string(fields.Date.today())
        values = {
            "question": "How is it going?",
            "date_due": due,
            "employee_id": self.employee_portal_report.id,
            "respondent_ids": self.employee_colleague.id,
        }
        self.login(self.user_portal_manager)
        self.assertIn("Perf Portal Report", self.get_page("/my/feedback/requests/new").text)
        self.assertEqual(self.post("/my/feedback/requests/new", **values).status_code, 303)
        self.login(self.user_portal_employee)
        self.assertEqual(self.post("/my/feedback/requests/new", **values).status_code, 404)

    def test_tabs(self):
        self.make(acknowledged=False)
        self.make("private", employee_id=self.employee_portal_colleague.id, kind="note")
        for user in (self.user_portal_employee, self.user_portal_colleague, self.user_manager):
            self.login(user)
            for tab in ("received", "given", "asked", "nonsense"):
                self.assertEqual(self.get_page(f"/my/feedback?tab={tab}&page=2").status_code, 200)
        self.login(self.user_admin)
        self.employee_admin.user_id = False
        self.assertIn("not linked to an employee", self.get_page("/my/feedback/new").text)
