from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon

CONCERNS = """
| who | create | draft | HR review | shared | read | resolved | withdrawn before | withdrawn after |
|---|---|---|---|---|---|---|---|---|
| author | yes | RWD | R | R | R | R | R | R |
| portal author | yes | RWD | R | R | R | R | R | R |
| author, no manager any more | - | RWD | R | R | R | R | R | R |
| the person | - | - | - | R | R | R | - | R |
| the person, in the portal | - | - | - | R | R | R | - | R |
| the person, HR officer | - | - | - | R | R | R | - | R |
| manager | yes | - | - | R | R | R | - | R |
| portal manager | yes | - | - | R | R | R | - | R |
| skip-level | yes | - | - | R | R | R | - | R |
| HR officer above the person | yes | - | - | R | R | R | - | R |
| former manager | - | - | - | - | - | - | - | - |
| other employee | - | - | - | - | - | - | - | - |
| other employee, in the portal | - | - | - | - | - | - | - | - |
| second reviewer | - | - | R | - | - | - | - | - |
| HR officer | yes | - | R | R | R | R | R | R |
| HR administrator | yes | - | R | R | R | R | R | R |
| HR officer of another company | - | - | - | - | - | - | - | - |
"""
SECOND_REVIEWS = """
| who | create | open | answered | over |
|---|---|---|---|---|
| second reviewer | - | RW | R | R |
| HR administrator | - | R | R | R |
| HR officer, not asked | - | - | - | - |
| HR administrator who wrote the document | - | - | - | - |
| HR administrator whom it is about | - | - | - | - |
| HR administrator above the person | - | - | - | - |
| author | - | - | - | - |
| the person | - | - | - | - |
| the person, in the portal | - | - | - | - |
| manager | - | - | - | - |
| other employee | - | - | - | - |
| HR officer of another company | - | - | - | - |
"""
EVENTS = """
| who | create | event |
|---|---|---|
| HR administrator | yes | RW |
| HR administrator whom it protects | - | - |
| HR administrator above the person | - | - |
| HR administrator whom it is against | yes | - |
| HR officer | - | - |
| the person | - | - |
| the person, in the portal | - | - |
| manager | - | - |
| skip-level | - | - |
| other employee | - | - |
| HR administrator of another company | - | - |
"""
STATES = {"HR review": "hr_review", "read": "acknowledged"}


@tagged("post_install", "-at_install")
class TestPerfConcernMatrix(PerfMatrixCommon):
    """The tables of ``docs/security.md`` on concerns, second reviews and protected events are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        for name, group in [
            ("hr_person", "officer"),
            ("hr_boss", "officer"),
            ("admin_person", "admin"),
            ("admin_boss", "admin"),
            ("admin_author", "admin"),
            ("admin_against", "admin"),
        ]:
            user = cls.user_officer.copy(
                {
                    "name": f"Perf {name}",
                    "login": f"perf_{name}",
                    "password": f"perf_{name}",
                    "group_ids": [Command.set(cls.env.ref(f"perf_base.group_perf_{group}").ids)],
                }
            )
            employee = cls.env["hr.employee"].create(
                {"name": f"Perf {name}", "user_id": user.id, "company_id": cls.company.id}
            )
            setattr(cls, f"user_{name}", user)
            setattr(cls, f"employee_{name}", employee)
        cls.employee_hr_report, cls.employee_admin_report = cls.make_employees(cls, 2, parent_id=False)
        cls.employee_hr_report.parent_id = cls.employee_hr_boss
        cls.employee_admin_report.parent_id = cls.employee_admin_boss

    # ------------------------------------------------------------------
    # Concerns
    # ------------------------------------------------------------------

    def test_concerns(self):
        users = {
            "author": self.user_manager,
            "portal author": self.user_portal_manager,
            "author, no manager any more": self.user_former_manager,
            "the person": self.user_employee,
            "the person, in the portal": self.user_portal_employee,
            "the person, HR officer": self.user_hr_person,
            "manager": self.user_manager,
            "portal manager": self.user_portal_manager,
            "skip-level": self.user_head,
            "HR officer above the person": self.user_hr_boss,
            "former manager": self.user_former_manager,
            "other employee": self.user_colleague,
            "other employee, in the portal": self.user_portal_colleague,
            "second reviewer": self.user_colleague,
            "HR officer": self.user_officer,
            "HR administrator": self.user_admin,
            "HR officer of another company": self.user_other_officer,
        }
        self.check_matrix(
            CONCERNS,
            users,
            self._make_concern,
            create=lambda who: ("perf.concern", {"name": "Late", "employee_id": self._get_person(who).id}),
            write={"facts": "Something else."},
            alike=lambda who: (self._get_person(who), self._get_author(who), who == "second reviewer"),
        )

    def _get_person(self, who):
        """Whom the concern is about, so that the reader is to them what the table says."""
        return {
            "the person, in the portal": self.employee_portal_employee,
            "the person, HR officer": self.employee_hr_person,
            "portal manager": self.employee_portal_report,
            "portal author": self.employee_portal_report,
            "HR officer above the person": self.employee_hr_report,
        }.get(who, self.employee_employee)

    def _get_author(self, who):
        return {
            "author": self.employee_manager,
            "portal author": self.employee_portal_manager,
            "author, no manager any more": self.employee_former_manager,
        }.get(who, self.employee_vice_president)

    def _make_concern(self, who, column):
        state = "withdrawn" if column.startswith("withdrawn") else STATES.get(column, column)
        released = state not in ("draft", "hr_review") and column != "withdrawn before"
        concern = self.env["perf.concern"].create(
            {
                "name": "Late",
                "employee_id": self._get_person(who).id,
                "author_employee_id": self._get_author(who).id,
                "occurred_on": self.today,
                "facts": "Facts",
                "state": state,
                "first_submitted_on": state != "draft" and self.today,
                "submitted_on": state != "draft" and self.today,
                "released_on": released and self.today,
            }
        )
        if who == "second reviewer":
            self._make_review(concern, self.employee_colleague)
        return concern

    def _make_review(self, concern, reviewer, **values):
        return self.env["perf.second.review"].create(
            {
                "name": concern.name,
                "res_model": concern._name,
                "res_id": concern.id,
                "employee_id": concern.employee_id.id,
                "author_employee_id": concern.author_employee_id.id,
                "reviewer_id": reviewer.id,
                **values,
            }
        )

    # ------------------------------------------------------------------
    # Second reviews
    # ------------------------------------------------------------------

    def test_second_reviews(self):
        users = {
            "second reviewer": self.user_colleague,
            "HR administrator": self.user_admin,
            "HR officer, not asked": self.user_officer,
            "HR administrator who wrote the document": self.user_admin_author,
            "HR administrator whom it is about": self.user_admin_person,
            "HR administrator above the person": self.user_admin_boss,
            "author": self.user_manager,
            "the person": self.user_employee,
            "the person, in the portal": self.user_portal_employee,
            "manager": self.user_manager,
            "other employee": self.user_other_manager,
            "HR officer of another company": self.user_other_officer,
        }
        self.check_matrix(
            SECOND_REVIEWS,
            users,
            self._make_second_review,
            create=lambda who: (
                "perf.second.review",
                {
                    "name": "x",
                    "res_model": "perf.concern",
                    "res_id": 1,
                    "employee_id": self.employee_employee.id,
                    "author_employee_id": self.employee_manager.id,
                },
            ),
            write={"comment": "Something else."},
            alike=self._get_reviewed,
        )

    def _get_reviewed(self, who):
        """Whom the document is about and who wrote it, so that the reader is to them what the table says."""
        person = {
            "HR administrator whom it is about": self.employee_admin_person,
            "HR administrator above the person": self.employee_admin_report,
            "the person, in the portal": self.employee_portal_employee,
        }.get(who, self.employee_employee)
        author = {
            "author": self.employee_manager,
            "HR administrator who wrote the document": self.employee_admin_author,
        }.get(who, self.employee_head)
        return person, author

    def _make_second_review(self, who, column):
        person, author = self._get_reviewed(who)
        concern = self.env["perf.concern"].create(
            {
                "name": "Late",
                "employee_id": person.id,
                "author_employee_id": author.id,
                "state": "hr_review",
                "first_submitted_on": self.today,
                "submitted_on": self.today,
            }
        )
        values = {"answered": {"state": "agreed", "answered_on": self.today}, "over": {"closed_on": self.today}}
        return self._make_review(concern, self.employee_colleague, **values.get(column, {}))

    # ------------------------------------------------------------------
    # Protected events
    # ------------------------------------------------------------------

    def test_protected_events(self):
        self.user_other_officer.group_ids = [Command.set(self.env.ref("perf_base.group_perf_admin").ids)]
        users = {
            "HR administrator": self.user_admin,
            "HR administrator whom it protects": self.user_admin_person,
            "HR administrator above the person": self.user_admin_boss,
            "HR administrator whom it is against": self.user_admin_against,
            "HR officer": self.user_officer,
            "the person": self.user_employee,
            "the person, in the portal": self.user_portal_employee,
            "manager": self.user_manager,
            "skip-level": self.user_head,
            "other employee": self.user_colleague,
            "HR administrator of another company": self.user_other_officer,
        }
        self.check_matrix(
            EVENTS,
            users,
            self._make_event,
            create=lambda who: (
                "perf.protected.event",
                {"employee_id": self._get_protected(who).id, "kind": "complaint", "date": str(self.today)},
            ),
            write={"note": "Something else."},
            alike=self._get_protected,
        )

    def _get_protected(self, who):
        return {
            "HR administrator whom it protects": self.employee_admin_person,
            "HR administrator above the person": self.employee_admin_report,
            "the person, in the portal": self.employee_portal_employee,
        }.get(who, self.employee_employee)

    def _make_event(self, who, column):
        return self.env["perf.protected.event"].create(
            {
                "employee_id": self._get_protected(who).id,
                "kind": "complaint",
                "about_employee_ids": [Command.set(self.employee_admin_against.ids)],
            }
        )
