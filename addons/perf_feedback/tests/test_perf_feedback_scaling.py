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
