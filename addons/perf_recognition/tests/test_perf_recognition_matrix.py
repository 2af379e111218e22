from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon

from .common import WORDS, RecognitionCommon

RECOGNITION = """
| who | create | everybody | team | private | everybody, back | team, back | private, back | milestone |
|---|---|---|---|---|---|---|---|---|
| author | yes | R | R | R | R | R | R | R |
| author, in the portal | yes | R | R | R | R | R | R | R |
| the person | yes | R | R | R | - | - | - | R |
| the person, in the portal | yes | R | R | R | - | - | - | R |
| manager | yes | R | R | R | - | - | - | R |
| skip-level | yes | R | R | R | - | - | - | R |
| team mate | yes | R | R | - | - | - | - | R |
| former manager | yes | R | - | - | - | - | - | R |
| other employee | yes | R | - | - | - | - | - | R |
| other employee, in the portal | yes | R | - | - | - | - | - | R |
| HR officer | yes | R | R | - | R | R | - | R |
| HR administrator | yes | R | R | - | R | R | - | R |
| HR officer of another company | - | - | - | - | - | - | - | - |
"""
PARTS = """
| who | create | everybody | team | private | private, taken back |
|---|---|---|---|---|---|
| author | - | R | R | R | R |
| the person | - | R | R | R | - |
| the person, in the portal | - | R | R | R | - |
| manager | - | R | R | R | - |
| team mate | - | R | R | - | - |
| other employee | - | R | - | - | - |
| other employee, in the portal | - | R | - | - | - |
| HR officer | - | R | R | - | - |
| HR administrator | - | R | R | - | - |
| HR officer of another company | - | - | - | - | - |
"""
AUDIENCES = {"everybody": "company", "team": "team", "private": "private"}


@tagged("post_install", "-at_install")
class TestPerfRecognitionMatrix(RecognitionCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on recognition are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee_portal_report.parent_id = cls.employee_manager
        cls.users = {
            "author": cls.user_colleague,
            "author, in the portal": cls.user_portal_colleague,
            "the person": cls.user_employee,
            "the person, in the portal": cls.user_portal_employee,
            "manager": cls.user_manager,
            "skip-level": cls.user_head,
            "team mate": cls.user_portal_report,
            "former manager": cls.user_former_manager,
            "other employee": cls.user_other_manager,
            "other employee, in the portal": cls.user_portal_manager,
            "HR officer": cls.user_officer,
            "HR administrator": cls.user_admin,
            "HR officer of another company": cls.user_other_officer,
        }

    def make_recognition(self, who, state):
        """Thanks to two people, or a milestone of theirs, in that state."""
        author = self.employee_portal_colleague if who == "author, in the portal" else self.employee_colleague
        audience, _comma, back = state.partition(", ")
        recognition = self.env["perf.recognition"].create(
            {
                "author_employee_id": author.id,
                "company_id": self.company.id,
                "recipient_ids": [(6, 0, (self.employee_employee | self.employee_portal_employee).ids)],
                "message": WORDS,
                "audience": AUDIENCES.get(audience, "company"),
                "milestone": "anniversary" if state == "milestone" else False,
            }
        )
        if back:
            recognition.write({"state": "retracted", "retract_reason": "Mistake"})
        return recognition

    def test_recognition(self):
        values = {"recipient_ids": self.employee_no_user.ids, "message": WORDS}
        self.check_matrix(
            RECOGNITION,
            self.users,
            self.make_recognition,
            create=lambda _who: ("perf.recognition", values),
            write={"message": f"{WORDS} Forged."},
            alike=lambda who: who == "author, in the portal",
        )

    def check_parts(self, model, values):
        """Parts are read as what they belong to, and come by the business methods alone."""

        def prepare(who, state):
            record = self.make_recognition(who, state)
            return {"recognition_id": record.id, "employee_id": self.employee_no_user.id, **values}

        self.check_matrix(
            PARTS,
            {who: user for who, user in self.users.items() if f"| {who} |" in PARTS},
            lambda who, state: self.env[model].create(prepare(who, state)),
            create=lambda who: (model, prepare(who, "everybody")),
            write=values,
            alike=lambda _who: "",
        )

    def test_comments(self):
        self.check_parts("perf.recognition.comment", {"body": "Well done"})

    def test_reactions(self):
        self.check_parts("perf.recognition.reaction", {"kind": "heart"})
