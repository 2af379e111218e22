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
