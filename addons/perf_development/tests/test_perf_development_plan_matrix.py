from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon

from .plan_common import PlanSetUp

PLANS = """
| who | create | own draft | draft of a manager | active | done | cancelled |
|---|---|---|---|---|---|---|
| the person | yes | RWD | - | RW | R | R |
| the person, in the portal | yes | RWD | - | RW | R | R |
| manager | yes | - | RWD | RW | R | R |
| portal manager | yes | - | RWD | RW | R | R |
| skip-level | yes | - | - | RW | R | R |
| former manager | - | - | - | - | - | - |
| mentor of a step | - | - | - | - | - | - |
| other employee | - | - | - | - | - | - |
| HR officer | - | - | - | R | R | R |
| HR administrator | - | - | - | R | R | R |
| HR officer of another company | - | - | - | - | - | - |
"""
STEPS = """
| who | create | step of an own draft | step of a draft of a manager | open | finished | in a closed plan |
|---|---|---|---|---|---|---|
| the person | yes | RWD | - | RW | R | R |
| the person, in the portal | yes | RWD | - | RW | R | R |
| manager | yes | - | RWD | RW | R | R |
| portal manager | yes | - | RWD | RW | R | R |
| skip-level | yes | - | - | RW | R | R |
| former manager | - | - | - | - | - | - |
| mentor of the step | - | - | - | R | R | R |
| mentor, in the portal | - | - | - | R | R | R |
| other employee | - | - | - | - | - | - |
| HR officer | - | - | - | R | R | R |
| HR administrator | - | - | - | R | R | R |
| HR officer of another company | - | - | - | - | - | - |
"""


@tagged("post_install", "-at_install")
class TestPerfDevelopmentPlanMatrix(PlanSetUp, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on development plans are true."""

    def get_users(self, *mentors):
        return {
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
            **dict(zip(mentors, (self.user_colleague, self.user_portal_colleague), strict=False)),
        }

    def test_plans(self):
        self._check(
            PLANS,
            self.get_users("mentor of a step"),
            self._make_plan_for,
            create=lambda who: ("perf.development.plan", {"employee_id": self._get_person(who).id, "name": "Lead"}),
            write={"name": "Something else"},
        )

    def test_steps(self):
        self._check(
            STEPS,
            self.get_users("mentor of the step", "mentor, in the portal"),
            self._make_step_for,
            create=lambda who: (
                "perf.development.action",
                {"plan_id": self._make_plan_for(who, "active").id, "name": "Step"},
            ),
            write={"name": "Something else"},
        )

    def _get_person(self, who):
        """Whose plan it is, so that the reader is to them what the table says."""
        people = {
            "the person, in the portal": self.employee_portal_employee,
            "portal manager": self.employee_portal_report,
        }
        return people.get(who, self.employee_employee)

    def _make_plan_for(self, who, column):
        person = self._get_person(who)
        of_manager = "draft of a manager" in column
        state = "draft" if "draft" in column else column
        plan = self.make_plan(person, state=state, author=person.parent_id if of_manager else person)
        plan.action_ids.mentor_id = self.employee_colleague
        return plan

    def _make_step_for(self, who, column):
        column = {"open": "active", "finished": "active", "in a closed plan": "done"}.get(column, column)
        plan = self._make_plan_for(who, column)
        if who == "mentor, in the portal":
            plan.action_ids.mentor_id = self.employee_portal_colleague
        return plan.action_ids

    def _check(self, text, users, make, create, write):
        """Run a table, with steps that are done where the column says so."""

        def make_in_state(who, column):
            record = make(who, column)
            if column == "finished":
                record.write({"state": "done", "done_on": self.today})
            return record

        def key(who):
            return self._get_person(who), who == "mentor, in the portal"

        self.check_matrix(text, users, make_in_state, create=create, write=write, alike=key)
