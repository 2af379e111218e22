from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon, anybody

from .portal_common import AppraisalSetUp

CYCLE = """
| who | create | draft | running | closed | cancelled |
|---|---|---|---|---|---|
| HR officer | yes | RWD | RW | RW | RW |
| HR administrator | yes | RWD | RW | RW | RW |
| HR officer of another company | - | - | - | - | - |
| the person | - | - | - | - | - |
| the person, in the portal | - | - | - | - | - |
| manager | - | - | - | - | - |
| portal manager | - | - | - | - | - |
| other employee | - | - | - | - | - |
"""
POPULATION = """
| who | create | draft | running | closed | cancelled |
|---|---|---|---|---|---|
| HR officer | yes | RWD | R | R | R |
| HR administrator | yes | RWD | R | R | R |
| HR officer of another company | - | - | - | - | - |
| the person | - | - | - | - | - |
| the person, in the portal | - | - | - | - | - |
| manager | - | - | - | - | - |
| portal manager | - | - | - | - | - |
| other employee | - | - | - | - | - |
"""
PLAN = """
| who | create | in use |
|---|---|---|
| HR officer | yes | RWD |
| HR administrator | yes | RWD |
| HR officer of another company | - | - |
| the person | - | - |
| the person, in the portal | - | - |
| manager | - | - |
| portal manager | - | - |
| other employee | - | - |
"""


@tagged("post_install", "-at_install")
class TestPerfAppraisalCycleMatrix(AppraisalSetUp, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on cycles and plans are true."""

    def users(self):
        return {
            "HR officer": self.user_officer,
            "HR administrator": self.user_admin,
            "HR officer of another company": self.user_other_officer,
            "the person": self.user_employee,
            "the person, in the portal": self.user_portal_employee,
            "manager": self.user_manager,
            "portal manager": self.user_portal_manager,
            "other employee": self.user_colleague,
        }

    def values(self):
        return {
            "name": "Round",
            "company_id": self.company.id,
            "date_from": "2020-01-01",
            "date_to": "2020-12-31",
            "self_deadline": "2021-01-10",
            "manager_deadline": "2021-01-20",
            "share_deadline": "2021-01-30",
        }

    def make_one(self, state):
        cycle = self.env["perf.appraisal.cycle"].create(
            {**self.values(), "population_ids": [(0, 0, {"template_id": self.template.id, "domain": "[]"})]}
        )
        cycle.sudo().state = state
        return cycle

    def test_cycle(self):
        self.check_matrix(
            CYCLE,
            self.users(),
            lambda _who, state: self.make_one(state),
            create=lambda _who: ("perf.appraisal.cycle", self.values()),
            write={"name": "Another name"},
            alike=anybody,
        )

    def test_population(self):
        draft = self.make_one("draft")
        values = {"cycle_id": draft.id, "template_id": self.template.id, "domain": "[]"}
        self.check_matrix(
            POPULATION,
            self.users(),
            lambda _who, state: self.make_one(state).population_ids,
            create=lambda _who: ("perf.appraisal.population", values),
            write={"sequence": 5},
            alike=anybody,
        )

    def test_plan(self):
        values = {"name": "Plan", "company_id": self.company.id, "template_id": self.template.id}

        self.check_matrix(
            PLAN,
            self.users(),
            lambda _who, _state: self.env["perf.appraisal.plan"].create(values),
            create=lambda _who: ("perf.appraisal.plan", values),
            write={"name": "Another name"},
            alike=anybody,
        )
