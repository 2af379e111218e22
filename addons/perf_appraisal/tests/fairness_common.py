"""Cycles with as many ratings as a test needs, written at once."""

from odoo import fields

from .portal_common import AppraisalSetUp


class FairnessSetUp(AppraisalSetUp):
    """Teams whose managers have rated everybody, in a cycle of their own."""

    POOL = 56

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["perf.fairness.report"]
        cls.questions = cls.env["perf.appraisal.question"].create(
            [
                {
                    "name": f"Criterion {number}",
                    "kind": "rating",
                    "scale_id": cls.scale.id,
                    "section_id": cls.template.section_ids[:1].id,
                }
                for number in range(3)
            ]
        )

        people = [{"name": f"Rated {number}", "company_id": cls.company.id} for number in range(cls.POOL)]
        cls.pool = cls.create_employees(people)

    def setUp(self):
        super().setUp()
        self.taken = 0

    def take(self, count, **values):
        """Employees of the test company, without user, that the test has not taken yet.

        :return: ``hr.employee`` recordset
        """
        people = self.pool[self.taken : self.taken + count]
        self.assertEqual(len(people), count, "the pool is too small")
        self.taken += count
        if values:
            people.write(values)
        return people

    @classmethod
    def rate(cls, cycle, manager, people, levels, own=None, objective=None, final=None):
        """Appraisals of these people with submitted reviews, and a final level.

        :param levels: a level (0 to 4) a person, or for each person a list of them, one a criterion
        :param own: levels of the self reviews, in the same way
        :param objective: score of the goals a person
        :param final: final level (0 to 4) a person; without it the first of ``levels``
        :return: ``perf.appraisal`` recordset in sudo
        """
        wanted = [(level if isinstance(level, list) else [level] * 3) for level in levels]
        selves = [(level if isinstance(level, list) else [level] * 3) for level in own] if own else []
        appraisals = cls.env["perf.appraisal"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "employee_id": person.id,
                    "template_id": cls.template.id,
                    "manager_id": manager.id,
                }
                for person in people
            ]
        )
        appraisals.write({"state": "shared"})
        for role, given in (("manager", wanted), ("self", selves)):
            cls._answer(appraisals[: len(given)], role, given)
        for index, appraisal in enumerate(appraisals):
            result = appraisal.result_ids
            level = final[index] if final else wanted[index][0]
            result.final_level_id = cls.levels[level]
            if objective:
                result.write({"objective_score": objective[index], "has_objective_score": True})
        return appraisals

    @classmethod
    def _answer(cls, appraisals, role, given):
        """Submitted reviews of one role with these levels on each criterion."""
        reviews = cls.env["perf.appraisal.review"].create(
            [
                {
                    "appraisal_id": each.id,
                    "role": role,
                    "reviewer_employee_id": (each.manager_id if role == "manager" else each.employee_id).id,
                    "state": "submitted",
                    "submitted_date": fields.Datetime.now(),
                }
                for each in appraisals
            ]
        )
        cls.env["perf.appraisal.answer"].create(
            [
                {"review_id": review.id, "question_id": question.id, "level_id": cls.levels[level].id}
                for review, levels in zip(reviews, given, strict=True)
                for question, level in zip(cls.questions, levels, strict=True)
            ]
        )

    def as_admin(self):
        """The report of the HR administrator of the test company."""
        return self.as_user(self.report, self.user_admin)

    def switch_on(self, *dimensions, minimum=5):
        """Let the company compare these."""
        self.company.write({"perf_fairness_minimum": minimum, **{f"perf_fairness_{name}": True for name in dimensions}})
