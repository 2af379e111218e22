from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import TEXT, FeedbackCommon


def make_feedback(test, count, employees=None, author=None, **values):
    """That many sent feedbacks."""
    employees = employees or test.employee_portal_employee
    return test.env["perf.feedback"].create(
        [
            {
                "employee_id": employees[number % len(employees)].id,
                "author_employee_id": (author or test.employee_colleague).id,
                "body": TEXT,
                "visibility": "employee_manager",
                "state": "sent",
                "date": fields.Date.today(),
                **values,
            }
            for number in range(count)
        ]
    )


@tagged("post_install", "-at_install")
class TestPerfFeedbackScaling(FeedbackCommon):
    """The number of queries does not grow with the number of records."""

    def test_list(self):
        def run(feedback):
            records = self.as_user(self.env["perf.feedback"], self.user_manager).search([("id", "in", feedback.ids)])
            records.read(["display_name", "preview", "reader_note", "perf_role", "is_author", "is_readable"])
            self.assertEqual(len(records), len(feedback))

        self.assertQueriesDontGrow(lambda count: make_feedback(self, count), run)

    def test_send(self):
        def make(count):
            return make_feedback(self, count, state="draft", date=False, visibility="private")

        self.assertQueriesDontGrow(make, lambda feedback: self.as_user(feedback, self.user_colleague).action_send())

    def test_hooks(self):
        def make(count):
            people = self.make_employees(count)
            make_feedback(self, count, people, date=fields.Date.add(fields.Date.today(), days=-70))
            requests = self.env["perf.feedback.request"].create(
                [
                    {"employee_id": self.employee_employee.id, "asker_employee_id": self.employee_employee.id}
                    for _person in people
                ]
            )
            self.env["perf.feedback.request.line"].create(
                [
                    {"request_id": request.id, "respondent_id": person.id}
                    for request, person in zip(requests, people, strict=True)
                ]
            )
            return people

        def run(people):
            (people | self.employee_manager).sudo()._perf_todo()
            people.sudo()._perf_team_facts()

        self.assertQueriesDontGrow(make, run)

    def test_timeline(self):
        today = fields.Date.today()

        def run(feedback):
            self.as_user(self.employee_portal_employee, self.user_portal_employee)._perf_timeline(today, today)

        self.assertQueriesDontGrow(lambda count: make_feedback(self, count), run)

    def test_requests(self):
        def make(count):
            requests = self.env["perf.feedback.request"].create(
                [
                    {
                        "employee_id": self.employee_employee.id,
                        "asker_employee_id": self.employee_employee.id,
                        "state": "open",
                    }
                    for _number in range(count)
                ]
            )
            self.env["perf.feedback.request.line"].create(
                [{"request_id": request.id, "respondent_id": self.employee_colleague.id} for request in requests]
            )
            return requests

        def run(requests):
            for user in (self.user_employee, self.user_colleague):
                records = self.as_user(requests, user)
                records.read(["display_name", "my_state", "respondent_ids", "answered_count", "asked_count"])
                records._prepare_portal_values()

        self.assertQueriesDontGrow(make, run)

    def make_requests(self, count, **values):
        """That many drafts of the employee, to a colleague and somebody outside each."""
        requests = self.env["perf.feedback.request"].create(
            [
                {"employee_id": self.employee_employee.id, "asker_employee_id": self.employee_employee.id, **values}
                for _number in range(count)
            ]
        )
        colleagues = self.employee_colleague | self.employee_portal_colleague | self.employee_head
        self.env["perf.feedback.request.line"].create(
            [
                line
                for request in requests
                for line in (
                    *({"request_id": request.id, "respondent_id": person.id} for person in colleagues),
                    {"request_id": request.id, "email": f"ann{request.id}@customer.example"},
                )[: 3 if values.get("anonymous") else 4]
            ]
        )
        return requests

    def test_send_requests(self):
        """A thousand requests go out with few queries, and no e-mail leaves within the transaction."""

        def send(requests):
            with patch.object(type(self.env["mail.mail"]), "send") as sent:
                self.as_user(requests, self.user_employee).action_send()
                self.env.flush_all()
            sent.assert_not_called()

        requests = self.make_requests(1000)
        queries = self._count_queries(send, requests)
        mails = sum(count for query, count in queries.items() if "INTO mail_mail" in query or '"mail_mail"' in query)
        self.assertLess((queries.total() - mails) / 4000, 0.2)
        self.assertEqual(set(requests.mapped("state")), {"open"})
        links = self.env["perf.feedback.request.link"].search([("line_id.request_id", "in", requests.ids)])
        self.assertEqual((len(links.mail_id), set(links.mail_id.mapped("state"))), (1000, {"outgoing"}))
        self.assertEqual(links[7].mail_id.email_to, links[7].line_id.email)

    def test_jobs(self):
        """Closing and reminding cost as many queries for many requests as for few."""
        today = fields.Date.today()
        late = {"date": fields.Date.add(today, days=-31), "date_due": fields.Date.add(today, days=-20)}

        def make(count):
            requests = self.make_requests(count, state="open", **late)
            self.make_requests(count, state="open", anonymous=True, threshold=3, **late)
            soon = self.make_requests(count, state="open", date_due=fields.Date.add(today, days=1))
            lines = soon.line_ids.filtered("email")
            self.env["perf.feedback.request.link"].create(
                [{"line_id": line.id, "token_hash": str(line.id)} for line in lines]
            )
            return requests

        def run(requests):
            progress = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1)
            with progress:
                self.env["perf.feedback.request"]._cron_expire()
                self.env["perf.feedback.request.line"]._cron_remind()
            self.assertEqual(set(requests.mapped("state")), {"closed"})

        self.assertQueriesDontGrow(make, run, large=40)


@tagged("post_install", "-at_install")
class TestPerfFeedbackPagesScaling(PerfHttpCommon):
    """Portal pages cost as many queries with many records as with few."""

    def test_pages(self):
        self.login(self.user_portal_employee)
        for url in ("/my/feedback", "/my/feedback?tab=given"):
            author = self.employee_portal_employee if "given" in url else self.employee_colleague
            person = self.employee_employee if "given" in url else self.employee_portal_employee
            with self.subTest(url=url):
                self.assertQueriesDontGrow(
                    lambda count, person=person, author=author: make_feedback(self, count, person, author),
                    lambda _made, url=url: self.url_open(url),
                    large=18,
                    slack=3,
                )

    def test_five_thousand(self):
        """The page of somebody with 5,000 feedbacks needs no more queries than that of somebody with five."""
        self.login(self.user_portal_employee)

        def make(count):
            (first,) = make_feedback(self, 1)
            self.env.flush_all()
            self.env.cr.execute(
                """
                INSERT INTO perf_feedback
                            (employee_id, author_employee_id, company_id, body, kind, visibility, state, date)
                     SELECT employee_id, author_employee_id, company_id, body, kind, visibility, state, date
                       FROM perf_feedback CROSS JOIN generate_series(2, %s) WHERE id = %s
                """,
                (count, first.id),
            )

        make(5)
        self.assertQueriesDontGrow(
            lambda count: make(count) if count > 5 else None,
            lambda _made: self.assertEqual(self.url_open("/my/feedback").status_code, 200),
            small=5,
            large=5000,
            slack=8,  # a pager, and the photos of a full page
        )

    def test_page_with_replies(self):
        def make(count):
            feedback = make_feedback(self, 1)
            self.env["perf.feedback.reply"].create(
                [
                    {"feedback_id": feedback.id, "author_employee_id": person.id, "body": "x"}
                    for person in self.make_employees(count)
                ]
            )
            return feedback

        self.login(self.user_portal_employee)
        self.assertQueriesDontGrow(make, lambda feedback: self.url_open(f"/my/feedback/{feedback.id}"))
