from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon

from .common import AppraisalCommon

APPRAISAL = """
| who | create | draft | open | shared | closed |
|---|---|---|---|---|---|
| the person | - | - | R | R | R |
| the person, in the portal | - | - | R | R | R |
| manager | - | - | RW | R | R |
| portal manager | - | - | RW | R | R |
| skip-level | - | - | - | R | R |
| former manager | - | - | - | - | - |
| other employee | - | - | - | - | - |
| HR officer | yes | RD | RW | R | R |
| HR administrator | yes | RD | RW | R | R |
| HR officer of another company | - | - | - | - | - |
"""

RESULT = """
| who | create | open | shared | closed |
|---|---|---|---|---|
| the person | - | - | R | R |
| the person, in the portal | - | - | R | R |
| manager | - | R | R | R |
| portal manager | - | R | R | R |
| skip-level | - | - | R | R |
| former manager | - | - | - | - |
| other employee | - | - | - | - |
| HR officer | - | R | R | R |
| HR administrator | - | R | R | R |
| HR officer of another company | - | - | - | - |
"""

POTENTIAL = """
| who | create | open | shared | closed |
|---|---|---|---|---|
| the person | - | - | - | - |
| the person, in the portal | - | - | - | - |
| manager | - | R | R | R |
| portal manager | - | R | R | R |
| skip-level | - | - | - | - |
| former manager | - | - | - | - |
| other employee | - | - | - | - |
| HR officer | - | R | R | R |
| HR administrator | - | R | R | R |
| HR officer of another company | - | - | - | - |
"""

LOG = """
| who | create | open | shared | closed |
|---|---|---|---|---|
| the person | - | - | - | - |
| the person, in the portal | - | - | - | - |
| manager | - | R | R | R |
| portal manager | - | R | R | R |
| skip-level | - | - | - | - |
| former manager | - | - | - | - |
| other employee | - | - | - | - |
| HR officer | - | R | R | R |
| HR administrator | - | R | R | R |
| HR officer of another company | - | - | - | - |
"""

ARCHIVE = """
| who | create | own | of another officer |
|---|---|---|---|
| HR officer | - | RD | - |
| HR administrator | - | RD | - |
| manager | - | - | - |
| other employee | - | - | - |
| the person, in the portal | - | - | - |
"""


@tagged("post_install", "-at_install")
class TestPerfAppraisalMatrix(AppraisalCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on appraisals are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.perf_appraisal_release = "manager"
        cls.rounds = 0

    def get_users(self):
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
        }

    def get_people(self, who):
        """Whose appraisal it is and by whom, so that the reader is to it what the table says."""
        people = {
            "the person, in the portal": (self.employee_portal_employee, self.employee_manager),
            "portal manager": (self.employee_portal_report, self.employee_portal_manager),
        }
        return people.get(who, (self.employee_employee, self.employee_manager))

    def get_values(self, who):
        """Values of a new appraisal, in a cycle of its own."""
        person, manager = self.get_people(who)
        self.__class__.rounds += 1
        return {
            "cycle_id": self.make_cycle(f"Round {self.rounds}").id,
            "employee_id": person.id,
            "template_id": self.template.id,
            "manager_id": manager.id,
        }

    def make(self, who, state):
        """An appraisal in that state, in sudo."""
        appraisal = self.env["perf.appraisal"].create(self.get_values(who))
        if state != "draft":
            appraisal.action_open()
            self.submit(self.review_of(appraisal, "manager"))
            own = appraisal.with_user(appraisal.manager_id.user_id)
            own.action_set_rating(self.levels[3].id, "Because")
            own.action_set_potential("2")
        if state in ("shared", "closed"):
            own.action_share()
        if state == "closed":
            appraisal.action_close()
        return self.env["perf.appraisal"].browse(appraisal.id)

    def make_result(self, who, state):
        return self.make(who, state).result_ids

    def make_potential(self, who, state):
        return self.make(who, state).potential_ids

    def test_appraisal(self):
        self.check_matrix(
            APPRAISAL,
            self.get_users(),
            self.make,
            create=lambda who: ("perf.appraisal", self.get_values(who)),
            write={"manager_summary": "Something else."},
            alike=self.get_people,
        )

    def test_result(self):
        self.check_matrix(
            RESULT,
            self.get_users(),
            self.make_result,
            create=lambda who: ("perf.appraisal.result", {"appraisal_id": self.make(who, "draft").id}),
            write={"manager_summary": "Something else."},
            alike=self.get_people,
        )

    def test_potential(self):
        self.check_matrix(
            POTENTIAL,
            self.get_users(),
            self.make_potential,
            create=lambda who: ("perf.appraisal.potential", {"appraisal_id": self.make(who, "draft").id}),
            write={"potential": "3"},
            alike=self.get_people,
        )

    def make_log(self, who, state):
        return self.make(who, state).log_ids[:1]

    def test_log(self):
        self.check_matrix(
            LOG,
            self.get_users(),
            self.make_log,
            create=lambda who: (
                "perf.appraisal.log",
                {"appraisal_id": self.make(who, "draft").id, "kind": "state", "date": "2026-01-01 00:00:00"},
            ),
            write={"reason": "Something else."},
        )

    def test_archive(self):
        users = {
            "HR officer": self.user_officer,
            "HR administrator": self.user_admin,
            "manager": self.user_manager,
            "other employee": self.user_other_manager,
            "the person, in the portal": self.user_portal_employee,
        }

        def get_values(who, column="own"):
            other = self.user_admin if who == "HR officer" else self.user_officer
            user = users[who] if column == "own" else other
            return {"cycle_id": self.cycle.id, "user_id": user.id}

        self.check_matrix(
            ARCHIVE,
            users,
            lambda who, column: self.env["perf.appraisal.archive"].create(get_values(who, column)),
            create=lambda who: ("perf.appraisal.archive", get_values(who)),
            write={"problem": "Something else."},
        )
