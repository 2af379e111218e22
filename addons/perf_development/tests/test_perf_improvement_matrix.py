from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon

from .improvement_common import OBJECTIVE, ImprovementCommon

PLANS = """
| who | create | draft | handed in | running | paused | changes handed in | ended | called off before it began |
|---|---|---|---|---|---|---|---|---|
| author | yes | RWD | R | R | RW | R | R | R |
| the person | - | - | - | R | R | R | R | - |
| the person, in the portal | - | - | - | R | R | R | R | - |
| manager | yes | - | - | R | RW | R | R | - |
| portal manager | - | - | - | R | R | R | R | - |
| skip-level | yes | - | - | R | RW | R | R | - |
| former manager | - | - | - | - | - | - | - | - |
| former manager who wrote it | - | RWD | R | - | - | - | - | R |
| other employee | - | - | - | - | - | - | - | - |
| HR officer | yes | - | R | R | R | R | R | R |
| HR officer who wrote it | yes | RWD | R | R | RW | R | R | R |
| HR administrator | yes | - | R | R | R | R | R | R |
| HR officer of another company | - | - | - | - | - | - | - | - |
"""
OBJECTIVES = """
| who | create | draft | handed in | running | paused | changes handed in | ended | called off before it began |
|---|---|---|---|---|---|---|---|---|
| author | - | RWD | R | R | RWD | R | R | R |
| the person | - | - | - | R | R | R | R | - |
| the person, in the portal | - | - | - | R | R | R | R | - |
| manager | - | - | - | R | RWD | R | R | - |
| portal manager | - | - | - | R | R | R | R | - |
| skip-level | - | - | - | R | RWD | R | R | - |
| former manager | - | - | - | - | - | - | - | - |
| former manager who wrote it | - | RWD | R | - | - | - | - | R |
| other employee | - | - | - | - | - | - | - | - |
| HR officer | - | - | R | R | R | R | R | R |
| HR officer who wrote it | - | RWD | R | R | RWD | R | R | R |
| HR administrator | - | - | R | R | R | R | R | R |
| HR officer of another company | - | - | - | - | - | - | - | - |
"""
NOTES = """
| who | create | response of the person | note of managers | note of HR | change on record |
|---|---|---|---|---|---|
| author | - | R | R | - | R |
| the person | - | R | - | - | R |
| the person, in the portal | - | R | - | - | R |
| manager | - | R | R | - | R |
| portal manager | - | R | R | - | R |
| skip-level | - | R | R | - | R |
| former manager | - | - | - | - | - |
| former manager who wrote it | - | - | - | - | - |
| other employee | - | - | - | - | - |
| HR officer | - | R | R | R | R |
| HR officer who wrote it | - | R | R | R | R |
| HR administrator | - | R | R | R | R |
| HR officer of another company | - | - | - | - | - |
"""
STATES = {
    "draft": "draft",
    "handed in": "hr_review",
    "running": "active",
    "paused": "paused",
    "changes handed in": "paused",
    "ended": "success",
    "called off before it began": "cancelled",
}


@tagged("post_install", "-at_install")
class TestPerfImprovementMatrix(ImprovementCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on improvement plans are true."""

    def _get_users(self):
        return {
            "author": self.user_manager,
            "the person": self.user_employee,
            "the person, in the portal": self.user_portal_employee,
            "manager": self.user_manager,
            "portal manager": self.user_portal_manager,
            "skip-level": self.user_head,
            "former manager": self.user_former_manager,
            "former manager who wrote it": self.user_former_manager,
            "other employee": self.user_colleague,
            "HR officer": self.user_officer,
            "HR officer who wrote it": self.user_officer,
            "HR administrator": self.user_admin,
            "HR officer of another company": self.user_other_officer,
        }

    def _get_person(self, who):
        """Whom the plan is about, so that the reader is to them what the table says."""
        people = {
            "the person, in the portal": self.employee_portal_employee,
            "portal manager": self.employee_portal_report,
        }
        return people.get(who, self.employee_employee)

    def _get_author(self, who):
        return {
            "author": self.employee_manager,
            "former manager who wrote it": self.employee_former_manager,
            "HR officer who wrote it": self.employee_officer,
        }.get(who, self.employee_director)

    def _get_key(self, who):
        return self._get_person(who), self._get_author(who)

    def _make_plan(self, who, column):
        began = column not in ("draft", "handed in", "called off before it began")
        draft = column == "draft"
        return self.running(
            10,
            self._get_person(who),
            author_employee_id=self._get_author(who).id,
            state=STATES.get(column, "active"),
            released_on=self.day(-10) if began else False,
            submitted_on=False if draft else self.day(-12),
            first_submitted_on=False if draft else self.day(-12),
            paused_on=self.day(-1) if STATES.get(column) == "paused" else False,
            resume_requested_on=self.today if column == "changes handed in" else False,
        )

    def test_plans(self):
        """Plans: the author until it begins; then the person, the managers of today and HR."""
        self.check_matrix(
            PLANS,
            self._get_users(),
            self._make_plan,
            create=lambda who: ("perf.improvement.plan", self.plan_values(self._get_person(who))),
            write={"support": "Something else."},
            alike=self._get_key,
        )

    def test_parts(self):
        """Objectives follow the plan; nobody adds one to a plan that runs."""

        def make_values(who):
            return "perf.improvement.objective", {**OBJECTIVE, "plan_id": self._make_plan(who, "running").id}

        self.check_matrix(
            OBJECTIVES,
            self._get_users(),
            lambda who, column: self._make_plan(who, column).objective_ids,
            create=make_values,
            write={"target": "15 of 20"},
            alike=self._get_key,
        )

    def test_notes(self):
        """Responses, notes and changes are written by the steps alone, and nobody changes them."""

        def make_record(who, column):
            plan = self._make_plan(who, "running")
            common = {"plan_id": plan.id, "author_employee_id": self.employee_director.id, "date": self.today}
            audiences = {"note of managers": "manager", "note of HR": "hr"}
            if column in audiences:
                values = {**common, "audience": audiences[column], "body": "Calm talk."}
                return self.env["perf.improvement.note"].create(values)
            if column == "change on record":
                return self.env["perf.improvement.version"].create({**common, "version_no": 2, "part": "Help"})
            return self.env["perf.improvement.response"].create({**common, "kind": "comment", "body": "I disagree."})

        def make_values(who):
            plan = self._make_plan(who, "running")
            own = self._get_users()[who].employee_id
            return "perf.improvement.response", {
                "plan_id": plan.id,
                "author_employee_id": own.id,
                "date": str(self.today),
                "kind": "comment",
                "body": "x",
            }

        self.check_matrix(
            NOTES,
            self._get_users(),
            make_record,
            create=make_values,
            write={"version_no": 5},
            alike=self._get_key,
        )
