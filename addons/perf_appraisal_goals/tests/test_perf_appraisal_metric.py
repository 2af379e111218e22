from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.perf_appraisal.tests.portal_common import AppraisalSetUp
from odoo.addons.perf_base.tests.common import PerfHttpCommon


class MetricSetUp(AppraisalSetUp):
    """A form that shows how many absences of the last year are known, from 0 (counts 0) to 10 (counts 100)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leaves = "resource.calendar.leaves"
        cls.metric = cls.env["perf.metric"].create(
            {
                "name": "Absences",
                "unit": "days",
                "aggregate": "count",
                "model_id": cls.env["ir.model"]._get_id(leaves),
                "field_date_id": cls.env["ir.model.fields"]._get(leaves, "date_from").id,
                "employee_path": "resource_id.user_id",
                "domain": "[('name', 'ilike', 'perf')]",
            }
        )
        cls.question = cls.make_question()

    @classmethod
    def make_question(cls, **values):
        return cls.env["perf.appraisal.question"].create(
            {
                "section_id": cls.template.section_ids[0].id,
                "name": "Presence",
                "kind": "metric",
                "metric_id": cls.metric.id,
                "metric_start": 0,
                "metric_target": 10,
                "required": False,
                **values,
            }
        )

    @classmethod
    def make_absences(cls, employee, count, day):
        start = fields.Datetime.to_datetime(day).replace(hour=10)
        return cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Perf absence",
                    "resource_id": employee.resource_id.id,
                    "calendar_id": False,
                    "company_id": employee.company_id.id,
                    "date_from": start,
                    "date_to": fields.Datetime.add(start, hours=1),
                }
                for _number in range(count)
            ]
        )

    def day(self, days):
        return fields.Date.add(self.today, days=days)

    def make_measured(self, employee=None, count=4, **cycle):
        """An appraisal of somebody with absences in the middle of the period."""
        employee = employee or self.employee_employee
        self.make_absences(employee, count, self.day(-90))
        return self.make_appraisal(employee, cycle=self.make_cycle("Measured", **cycle))

    def break_metric(self):
        """As when an addon was uninstalled: what the metric read is gone."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE perf_metric SET model_id = NULL WHERE id = %s", [self.metric.id])
        self.env.invalidate_all()

    def line_of(self, appraisal):
        return next(line for line in appraisal.score_lines if line["label"] == "Presence")

    def figure_of(self, review):
        return self.questions_of(review)["metric"]["figure"]


@tagged("post_install", "-at_install")
class TestAppraisalMetric(MetricSetUp):
    """Figures from the company's records stand in the form and count in the score."""

    # ------------------------------------------------------------------
    # Definition
    # ------------------------------------------------------------------

    def test_what_is_missing_is_said(self):
        for values, sentence in (
            ({"metric_id": False}, "without a metric"),
            ({"metric_start": 10}, "at the same figure"),
            ({"metric_start": 20}, "More is better"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self.make_question(**values)

    def test_less_may_be_better(self):
        self.metric.lower_is_better = True
        self.question.write({"metric_start": 10, "metric_target": 2})
        appraisal = self.make_measured()
        self.submit_both(appraisal)
        self.assertEqual(self.line_of(appraisal)["score"], 75.0)

    def test_the_wrong_way_round_is_refused(self):
        self.metric.lower_is_better = True
        with self.assertRaisesRegex(ValidationError, "Less is better"):
            self.make_question()

    def test_a_metric_that_turned_round_stops_the_launch(self):
        self.metric.lower_is_better = True
        self.assertIn("Less is better", self.template._get_launch_problem())

    def test_it_counts_whoever_answers(self):
        self.assertTrue(self.question.is_scored)
        self.question.answer_manager = False
        self.assertTrue(self.question.is_scored)
        self.question.weight = 0
        self.assertFalse(self.question.is_scored)

    # ------------------------------------------------------------------
    # Score
    # ------------------------------------------------------------------

    def test_score_with_its_arithmetic(self):
        appraisal = self.make_measured()
        self.submit_both(appraisal, level=3)
        line = self.line_of(appraisal)
        self.assertEqual((line["score"], line["weight"]), (40.0, 30.0))
        self.assertEqual(
            line["note"],
            "Absences: 4 days. It counts 0 at 0 and 100 at 10: (4 - 0) / (10 - 0) = 40.0 of 100",
        )
        self.assertEqual(appraisal.score, (75 + 40) / 2)

    def test_more_than_all_counts_as_all(self):
        appraisal = self.make_measured(count=13)
        self.submit_both(appraisal)
        line = self.line_of(appraisal)
        self.assertEqual(line["score"], 100.0)
        self.assertEqual(line["note"], "Absences: 13 days. It counts 0 at 0 and 100 at 10: 100.0 of 100")

    def test_only_the_period_counts(self):
        """What happened after the last day is for the next appraisal."""
        self.make_absences(self.employee_employee, 3, self.day(-10))
        appraisal = self.make_measured(date_to=self.day(-30))
        self.submit_both(appraisal)
        self.assertEqual(self.line_of(appraisal)["score"], 40.0)

    def test_figures_of_others_stay_out(self):
        self.make_absences(self.employee_portal_employee, 6, self.day(-50))
        appraisal = self.make_measured()
        self.submit_both(appraisal)
        self.assertEqual(self.line_of(appraisal)["score"], 40.0)

    def test_no_figure_leaves_the_part_out(self):
        appraisal = self.make_measured(count=0)
        self.break_metric()
        self.submit_both(appraisal)
        line = self.line_of(appraisal)
        self.assertEqual((line["score"], line["effective_weight"]), (None, 0.0))
        self.assertIn("no figure", line["note"])
        self.assertEqual(appraisal.score, 75.0)

    # ------------------------------------------------------------------
    # Form
    # ------------------------------------------------------------------

    def test_both_see_the_figure(self):
        appraisal = self.make_measured()
        for role in ("self", "manager"):
            self.assertIn("Absences: 4 days", self.figure_of(self.review_of(appraisal, role)))

    def test_preview_shows_no_figure_of_anybody(self):
        officer = self.as_user(self.template, self.user_officer)
        [question] = [
            each for section in officer.get_preview("self") for each in section["questions"] if each["kind"] == "metric"
        ]
        self.assertIn("Absences of the person stands here", question["figure"])

    def test_sharing_freezes_it(self):
        appraisal = self.make_measured()
        self.submit_both(appraisal)
        before = self.line_of(appraisal)
        self.share(appraisal)
        self.make_absences(self.employee_employee, 5, self.day(-20))
        self.assertEqual(self.line_of(appraisal), before)
        self.assertIn("4 days", self.figure_of(self.review_of(appraisal, "self")))
        self.assertTrue(appraisal.sudo().result_ids._is_evidence_intact(appraisal.sudo().result_ids))

    def test_nobody_reads_the_figures_aside(self):
        appraisal = self.make_measured()
        for user in (self.user_manager, self.user_officer, self.user_employee):
            own = self.as_user(appraisal, user)
            with self.assertRaises(AccessError):
                own.read(["perf_metric_values"])

    def test_queries_dont_grow(self):
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
            reviews = appraisals.review_ids.filtered(lambda review: review.role == "manager")
            reviews.write({"state": "submitted"})
            self.env.flush_all()
            return appraisals

        self.assertQueriesDontGrow(make, lambda each: each.sudo().result_ids._refresh())


@tagged("post_install", "-at_install")
class TestMeasuredGoalsOfAPastPeriod(MetricSetUp):
    """Measured goals stand in an appraisal as they were when its period ended, without any check-in."""

    def make_past(self, **values):
        """A period that ended a month ago, and a goal of ten absences that goes on after it."""
        cycle = self.make_cycle("Past", date_to=self.day(-30))
        goal = self.env["perf.goal"].create(
            {
                "name": "Be away",
                "employee_id": self.employee_employee.id,
                "date_start": self.day(-200),
                "date_end": self.day(-5),
                "state": "active",
                "key_result_ids": [
                    fields.Command.create(
                        {
                            "name": "Absences",
                            "start_value": 0,
                            "target_value": 10,
                            "metric_id": self.metric.id,
                            **values,
                        }
                    )
                ],
            }
        )
        self.make_absences(self.employee_employee, 4, self.day(-90))
        self.make_absences(self.employee_employee, 6, self.day(-10))
        goal.sudo().key_result_ids._refresh_metric_values()
        self.assertEqual(goal.progress, 100.0)
        return self.make_appraisal(self.employee_employee, cycle=cycle), goal

    def progress_of(self, appraisal):
        [line] = appraisal._get_goal_lines()[appraisal.id]
        return line["progress"]

    def test_the_period_decides(self):
        appraisal, _goal = self.make_past()
        self.assertEqual(self.progress_of(appraisal), 40.0)

    def test_with_a_key_result_that_is_said(self):
        appraisal, goal = self.make_past()
        said = self.env["perf.goal.key.result"].create(
            {"goal_id": goal.id, "name": "Said", "start_value": 0, "target_value": 10, "current_value": 10}
        )
        for days, value in ((-40, 2), (-8, 10)):
            self.env["perf.goal.checkin"].create(
                {
                    "goal_id": goal.id,
                    "date": self.day(days),
                    "progress": 10 * value,
                    "line_ids": [fields.Command.create({"key_result_id": said.id, "value": value})],
                }
            )
        self.assertEqual(self.progress_of(appraisal), 30.0)

    def test_a_metric_of_how_things_stand_keeps_todays_value(self):
        appraisal, _goal = self.make_past()
        self.metric.field_date_id = False
        self.assertEqual(self.progress_of(appraisal), 100.0)

    def test_a_metric_that_fails_stops_nothing(self):
        appraisal, _goal = self.make_past()
        self.break_metric()
        self.assertEqual(self.progress_of(appraisal), 0.0)

    def test_a_goal_closed_within_the_period_keeps_its_outcome(self):
        appraisal, goal = self.make_past()
        goal.write({"state": "achieved", "closed_on": self.day(-31)})
        self.assertEqual(self.progress_of(appraisal), 100.0)


@tagged("post_install", "-at_install")
class TestAppraisalMetricPortal(MetricSetUp, PerfHttpCommon):
    """The figure stands in the portal's form, and nothing of it can be written."""

    def test_page(self):
        appraisal = self.make_measured(self.employee_portal_employee)
        review = self.review_of(appraisal, "self")
        self.login(self.user_portal_employee)
        page = self.url_open(f"/my/reviews/{review.id}").text
        self.assertIn("Absences: 4 days", page)
        self.assertIn("What would you say about this figure?", page)
        question = self.questions_of(review)["metric"]
        with self.assertRaises(UserError):
            review.with_user(self.user_portal_employee).save_answers({question["id"]: {"figure": "9"}})
