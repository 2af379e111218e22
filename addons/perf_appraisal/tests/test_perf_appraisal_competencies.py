from odoo import fields
from odoo.tests import tagged

from .test_perf_appraisal_kinds import CompetencyCommon


@tagged("post_install", "-at_install")
class TestCompetenciesAtClose(CompetencyCommon):
    """What the manager saw is kept among the person's skills when the appraisal closes."""

    def make_shared(self, place=1, employee=None, days=10, **answer):
        """An appraisal that was shared some days ago, in which the manager chose a level."""
        appraisal = self.make_competent(employee)
        self.choose(self.review_of(appraisal, "self"), 2)
        self.choose(self.review_of(appraisal, "manager"), place, **answer)
        self.submit_both(appraisal, level=3)
        self.share(appraisal)
        appraisal.sudo().shared_date = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        return appraisal

    def close(self, appraisal):
        self.as_user(appraisal, self.user_officer).action_close()
        self.env.invalidate_all()

    def rows(self, employee=None):
        """(level, first day, last day) of the skill, as it went."""
        found = self.env["hr.employee.skill"].search(
            [("employee_id", "=", (employee or self.employee_employee).id), ("skill_id", "=", self.skill.id)]
        )
        return [(row.skill_level_id, row.valid_from, row.valid_to) for row in found.sorted("valid_from")]

    def has_level(self, level, days):
        return self.env["hr.employee.skill"].create(
            {
                "employee_id": self.employee_employee.id,
                "skill_type_id": self.skill_type.id,
                "skill_id": self.skill.id,
                "skill_level_id": level.id,
                "valid_from": self.day(-days),
            }
        )

    def day(self, days):
        return fields.Date.add(self.today, days=days)

    def test_level_counts_from_the_day_of_sharing(self):
        appraisal = self.make_shared()
        self.assertFalse(self.rows())
        self.close(appraisal)
        self.assertEqual(self.rows(), [(self.middle, self.day(-10), False)])
        self.assertEqual(self.employee_employee.current_employee_skill_ids.skill_level_id, self.middle)
        self.assertEqual(self.employee_employee.skill_ids, self.skill)

    def test_former_level_ends_the_day_before(self):
        self.has_level(self.low, 100)
        self.close(self.make_shared())
        self.assertEqual(self.rows(), [(self.low, self.day(-100), self.day(-11)), (self.middle, self.day(-10), False)])

    def test_the_manager_may_see_less_than_before(self):
        self.has_level(self.high, 100)
        self.close(self.make_shared())
        self.assertEqual(self.employee_employee.current_employee_skill_ids.skill_level_id, self.middle)

    def test_same_level_is_no_news(self):
        self.has_level(self.middle, 100)
        self.close(self.make_shared())
        self.assertEqual(self.rows(), [(self.middle, self.day(-100), False)])

    def test_what_was_noted_since_counts_more(self):
        for days in (10, 3):
            with self.subTest(days=days):
                row = self.has_level(self.high, days)
                self.close(self.make_shared())
                self.assertEqual(self.rows(), [(self.high, self.day(-days), False)])
                row.unlink()
                self.cycle = self.make_cycle("Again")

    def test_unable_writes_nothing(self):
        self.close(self.make_shared(unable=True))
        self.assertFalse(self.rows())

    def test_nothing_before_closing_and_nothing_at_cancelling(self):
        appraisal = self.make_competent()
        self.choose(self.review_of(appraisal, "manager"), 1)
        self.as_user(appraisal, self.user_officer).action_cancel("Left the company")
        self.assertFalse(self.rows())

    def test_a_certificate_or_a_deleted_level_is_left_out(self):
        appraisal = self.make_shared()
        self.skill_type.is_certification = True
        self.close(appraisal)
        self.assertFalse(self.rows())
        self.skill_type.is_certification = False
        appraisal = self.make_shared()
        self.middle.unlink()
        self.close(appraisal)
        self.assertFalse(self.rows())

    def test_closing_the_cycle(self):
        appraisal = self.make_shared()
        appraisal.cycle_id.with_user(self.user_officer).action_close()
        self.assertEqual(self.rows(), [(self.middle, self.day(-10), False)])

    def test_queries_dont_grow(self):
        self.make_competency(skill=self.other_skill)

        def make(count):
            people = self.make_employees(count)
            cycle = self.make_cycle("Many")
            appraisals = self.env["perf.appraisal"].create(
                [
                    {
                        "cycle_id": cycle.id,
                        "employee_id": person.id,
                        "template_id": self.template.id,
                        "manager_id": self.employee_manager.id,
                    }
                    for person in people
                ]
            )
            appraisals.action_open()
            questions = appraisals.template_id.section_ids.question_ids.filtered("skill_id")
            reviews = appraisals.review_ids.filtered(lambda review: review.role == "manager")
            self.env["perf.appraisal.answer"].create(
                [
                    {"review_id": review.id, "question_id": question.id, "anchor_id": question.anchor_ids[1].id}
                    for review in reviews
                    for question in questions
                ]
            )
            reviews.write({"state": "submitted"})
            appraisals.write({"state": "shared", "shared_date": fields.Datetime.now()})
            return appraisals

        def close(appraisals):
            appraisals._record_competencies()
            rows = self.env["hr.employee.skill"].search([("employee_id", "in", appraisals.employee_id.ids)])
            self.assertEqual(len(rows), 2 * len(appraisals))

        self.assertQueriesDontGrow(make, close, slack=2)
