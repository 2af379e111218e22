from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon

FEEDBACK = """
| who | create | draft | the person | the person and managers | managers | only the author | taken back |
|---|---|---|---|---|---|---|---|
| author | yes | RWD | R | R | R | R | R |
| portal author | yes | RWD | R | R | R | R | R |
| the person | - | - | R | R | - | - | - |
| the person, in the portal | - | - | R | R | - | - | - |
| manager | yes | - | - | R | R | - | - |
| portal manager | yes | - | - | R | R | - | - |
| skip-level | yes | - | - | R | R | - | - |
| former manager | yes | - | - | - | - | - | - |
| other employee | yes | - | - | - | - | - | - |
| HR officer | yes | - | - | R | R | - | - |
| HR administrator | yes | - | - | R | R | - | - |
| HR officer of another company | - | - | - | - | - | - | - |
"""
REQUEST = """
| who | create | draft | open | closed | open, anonymous | closed, anonymous |
|---|---|---|---|---|---|---|
| who asks, about their own work | yes | RWD | RW | R | RW | R |
| who asks, in the portal | yes | RWD | RW | R | RW | R |
| manager who asks | yes | RWD | RW | R | RW | R |
| who is asked | - | - | R | R | R | R |
| who is asked, in the portal | - | - | R | R | R | R |
| the person, when the manager asks | - | - | - | - | - | - |
| manager | - | - | - | - | - | - |
| skip-level | - | - | - | - | - | - |
| former manager | - | - | - | - | - | - |
| other employee | - | - | - | - | - | - |
| HR officer | - | - | - | - | - | - |
| HR administrator | - | - | - | - | - | - |
"""
LINE = """
| who | create | open | answered | answered, anonymous | closed, anonymous |
|---|---|---|---|---|---|
| who asks | - | R | R | - | - |
| who is asked | - | R | R | R | R |
| another who is asked | - | - | - | - | - |
| the manager of who asks | - | - | - | - | - |
| HR officer | - | - | - | - | - |
| HR administrator | - | - | - | - | - |
"""
ANSWER = """
| who | create | open | closed |
|---|---|---|---|
| who asks | - | - | R |
| who is asked | - | - | - |
| the manager of who asks | - | - | - |
| HR officer | - | - | - |
| HR administrator | - | - | - |
"""
VISIBILITY = {
    "the person": "employee",
    "the person and managers": "employee_manager",
    "managers": "manager",
    "only the author": "private",
    "taken back": "employee_manager",
}


@tagged("post_install", "-at_install")
class TestPerfFeedbackMatrix(PerfMatrixCommon):
    """The tables of ``docs/security.md`` on feedback are true."""

    def test_feedback(self):
        users = {
            "author": self.user_colleague,
            "portal author": self.user_portal_colleague,
            "the person": self.user_employee,
            "the person, in the portal": self.user_portal_employee,
            "manager": self.user_manager,
            "portal manager": self.user_portal_manager,
            "skip-level": self.user_head,
            "former manager": self.user_former_manager,
            "other employee": self.user_other_manager,
            "HR officer": self.user_officer,
            "HR administrator": self.user_admin,
            "HR officer of another company": self.user_other_officer,
        }
        self.check_matrix(
            FEEDBACK,
            users,
            self._make_feedback,
            create=lambda who: ("perf.feedback", {"employee_id": self._get_person(who).id, "body": "Well done."}),
            write={"body": "Something else."},
        )

    def _get_person(self, who):
        """Whom the feedback is about, so that the reader is to them what the table says."""
        people = {
            "the person, in the portal": self.employee_portal_employee,
            "portal manager": self.employee_portal_report,
        }
        return people.get(who, self.employee_employee)

    def _make_feedback(self, who, column):
        author = self.employee_portal_colleague if who == "portal author" else self.employee_colleague
        state = {"draft": "draft", "taken back": "retracted"}.get(column, "sent")
        return self.env["perf.feedback"].create(
            {
                "employee_id": self._get_person(who).id,
                "author_employee_id": author.id,
                "body": "The hand-over list was complete.",
                "visibility": VISIBILITY.get(column, "employee_manager"),
                "state": state,
                "date": False if state == "draft" else fields.Date.today(),
            }
        )

    # ------------------------------------------------------------------
    # Requests
    # ------------------------------------------------------------------

    def test_requests(self):
        self.check_matrix(
            REQUEST,
            {
                "who asks, about their own work": self.user_employee,
                "who asks, in the portal": self.user_portal_employee,
                "manager who asks": self.user_manager,
                "who is asked": self.user_colleague,
                "who is asked, in the portal": self.user_portal_colleague,
                "the person, when the manager asks": self.user_employee,
                "manager": self.user_manager,
                "skip-level": self.user_head,
                "former manager": self.user_former_manager,
                "other employee": self.user_other_manager,
                "HR officer": self.user_officer,
                "HR administrator": self.user_admin,
            },
            lambda who, column: self._make_request(column, *self._get_sides(who)),
            create=self._prepare_request,
            write={"date_due": fields.Date.to_string(fields.Date.add(fields.Date.today(), days=20))},
        )

    def _get_sides(self, who):
        """Who asks and about whom, so that the reader is what the table says."""
        if "portal" in who and "asks" in who:
            return self.employee_portal_employee, self.employee_portal_employee
        if who in ("manager who asks", "the person, when the manager asks"):
            return self.employee_manager, self.employee_employee
        return self.employee_employee, self.employee_employee

    def _prepare_request(self, who):
        """A request that those may put whom it is about, or whom the person reports to; others sign for the asker."""
        asker, person = self._get_sides(who)
        return "perf.feedback.request", {
            "asker_employee_id": asker.id,
            "employee_id": person.id,
            "question": "How does it go?",
        }

    def _make_request(self, column, asker, person):
        state = "draft" if column == "draft" else "closed" if column.startswith("closed") else "open"
        request = self.env["perf.feedback.request"].create(
            {
                "asker_employee_id": asker.id,
                "employee_id": person.id,
                "question_ids": [(0, 0, {"text": "How does it go?"})],
                "anonymous": "anonymous" in column,
                "threshold": 3,
                "state": state,
            }
        )
        people = self.employee_colleague | self.employee_portal_colleague
        self.env["perf.feedback.request.line"].create(
            [{"request_id": request.id, "respondent_id": each.id} for each in people]
        )
        return request

    def test_lines(self):
        self.check_matrix(
            LINE,
            {
                "who asks": self.user_employee,
                "who is asked": self.user_colleague,
                "another who is asked": self.user_portal_colleague,
                "the manager of who asks": self.user_manager,
                "HR officer": self.user_officer,
                "HR administrator": self.user_admin,
            },
            self._make_line,
            create=lambda who: (
                "perf.feedback.request.line",
                {
                    "request_id": self._make_request("open", self.employee_employee, self.employee_employee).id,
                    "respondent_id": self.employee_other_manager.id,
                },
            ),
            write={"decline_reason": "Changed"},
        )

    def _make_line(self, who, column):
        request = self._make_request(
            "closed" if "closed" in column else "open", self.employee_employee, self.employee_employee
        )
        request.anonymous = "anonymous" in column
        line = request.line_ids.filtered(lambda each: each.respondent_id == self.employee_colleague)
        line.state = "ended" if "closed" in column else "answered" if "answered" in column else "open"
        return line

    def test_answers(self):
        self.check_matrix(
            ANSWER,
            {
                "who asks": self.user_employee,
                "who is asked": self.user_colleague,
                "the manager of who asks": self.user_manager,
                "HR officer": self.user_officer,
                "HR administrator": self.user_admin,
            },
            lambda who, column: self._make_answer(column),
            create=lambda who: ("perf.feedback.answer", self._prepare_answer("open")),
            write={"text": "Changed"},
        )

    def _prepare_answer(self, column):
        request = self._make_request(f"{column}, anonymous", self.employee_employee, self.employee_employee)
        return {"request_id": request.id, "question_id": request.question_ids.id, "text": "It goes well."}

    def _make_answer(self, column):
        return self.env["perf.feedback.answer"].create(self._prepare_answer(column))
