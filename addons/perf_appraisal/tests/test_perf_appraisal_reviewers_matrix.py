from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon, anybody

from .reviewers_common import ReviewersSetUp

NOMINATION = """
| who | create | proposed | asked |
|---|---|---|---|
| the person | - | R | R |
| reviewing manager | - | R | R |
| manager above | - | - | - |
| former manager | - | - | - |
| who is asked | - | - | - |
| other employee | - | - | - |
| HR officer | - | R | R |
| HR administrator | - | R | R |
| HR officer of another company | - | - | - |
"""
REVIEW = """
| who | create | peer, asked | peer, collected | outsider, asked | outsider, shared | second, in | second, shared |
|---|---|---|---|---|---|---|---|
| the person | - | - | - | - | R | - | R |
| reviewing manager | - | - | - | R | R | - | R |
| manager above, who is the second manager | - | - | - | - | R | R | R |
| former manager | - | - | - | - | - | - | - |
| who is asked | - | R | R | - | - | - | - |
| other employee | - | - | - | - | - | - | - |
| HR officer | - | R | R | R | R | R | R |
| HR administrator | - | R | R | R | R | R | R |
| HR officer of another company | - | - | - | - | - | - | - |
"""
ANSWER = """
| who | create | peer | outsider, begun | outsider, in | outsider, shared | second, in | second, shared |
|---|---|---|---|---|---|---|---|
| the person | - | - | - | - | R | - | R |
| reviewing manager | - | - | - | R | R | - | R |
| manager above, who is the second manager | - | - | - | - | R | R | R |
| former manager | - | - | - | - | - | - | - |
| who is asked | - | R | - | - | - | - | - |
| other employee | - | - | - | - | - | - | - |
| HR officer | - | - | - | R | R | R | R |
| HR administrator | - | - | - | R | R | R | R |
| HR officer of another company | - | - | - | - | - | - | - |
"""
GROUP_ANSWER = """
| who | create | collected | shared |
|---|---|---|---|
| the person | - | - | R |
| reviewing manager | - | R | R |
| manager above | - | - | R |
| former manager | - | - | - |
| who is asked | - | - | - |
| other employee | - | - | - |
| HR officer | - | R | R |
| HR administrator | - | R | R |
| HR officer of another company | - | - | - |
"""
ROLES = {"peer": "peer", "outsider": "external", "second": "second_manager"}
STATES = {"asked": "invited", "collected": "expired", "begun": "in_progress", "in": "submitted", "shared": "submitted"}


@tagged("post_install", "-at_install")
class TestPerfAppraisalReviewersMatrix(ReviewersSetUp, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on reviewers and what they answer are true.

    Each column has one record for all readers.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cycle = cls.make_cycle("Shared Round")
        cls.shared = cls.make_appraisal(cls.employee_employee, cycle=cycle)
        cls.shared.review_ids.filtered(lambda each: each.role == "second_manager").unlink()
        cls.appraisal.review_ids.filtered(lambda each: each.role == "second_manager").unlink()
        cls.shared.state = "shared"

    def users(self, above="manager above"):
        return {
            "the person": self.user_employee,
            "reviewing manager": self.user_manager,
            above: self.user_head,
            "former manager": self.user_former_manager,
            "who is asked": self.user_colleague,
            "other employee": self.user_portal_colleague,
            "HR officer": self.user_officer,
            "HR administrator": self.user_admin,
            "HR officer of another company": self.user_other_officer,
        }

    def make_nomination(self, _who, column):
        person = self.employee_colleague if column == "asked" else self.employee_other_manager
        return self.env["perf.appraisal.nomination"].create(
            {
                "appraisal_id": self.appraisal.id,
                "role": "peer",
                "reviewer_employee_id": person.id,
                "state": "approved" if column == "asked" else "proposed",
            }
        )

    def make_review(self, _who, column):
        kind, _comma, state = column.partition(", ")
        role = ROLES[kind]
        appraisal = self.shared if state == "shared" else self.appraisal
        people = {"peer": self.employee_colleague, "second_manager": self.employee_head}
        return self.env["perf.appraisal.review"].create(
            {
                "appraisal_id": appraisal.id,
                "role": role,
                "reviewer_employee_id": people[role].id if role in people else False,
                "reviewer_email": False if role in people else "ann@customer.example",
                "state": STATES[state or "in"],
            }
        )

    def make_answer(self, who, column):
        review = self.make_review(who, column)
        question = review._get_questions().filtered(lambda each: each.kind == "text")
        return self.env["perf.appraisal.answer"].create(
            {"review_id": review.id, "question_id": question.id, "text": "It goes well."}
        )

    def make_group_answer(self, _who, column):
        appraisal = self.shared if column == "shared" else self.appraisal
        question = appraisal.template_id.section_ids.question_ids.filtered(lambda each: each.kind == "text")
        return self.env["perf.appraisal.group.answer"].create(
            {"appraisal_id": appraisal.id, "question_id": question.id, "group": "peer", "text": "It goes well."}
        )

    def test_nominations(self):
        values = {
            "appraisal_id": self.appraisal.id,
            "role": "peer",
            "reviewer_employee_id": self.employee_former_manager.id,
        }
        self.check_matrix(
            NOMINATION,
            self.users(),
            self.make_nomination,
            create=lambda _who: ("perf.appraisal.nomination", values),
            write={"state": "approved"},
            alike=anybody,
        )

    def check_reviews(self, text, make, model, write):
        self.check_matrix(
            text,
            self.users("manager above, who is the second manager"),
            make,
            create=lambda _who: (model, {"appraisal_id": self.appraisal.id, "role": "peer"}),
            write=write,
            alike=anybody,
        )

    def test_reviews(self):
        self.check_reviews(REVIEW, self.make_review, "perf.appraisal.review", {"state": "submitted"})

    def test_answers(self):
        self.check_reviews(ANSWER, self.make_answer, "perf.appraisal.answer", {"text": "Changed"})

    def test_group_answers(self):
        self.check_matrix(
            GROUP_ANSWER,
            self.users(),
            self.make_group_answer,
            create=lambda _who: ("perf.appraisal.group.answer", {"appraisal_id": self.appraisal.id, "group": "peer"}),
            write={"text": "Changed"},
            alike=anybody,
        )
