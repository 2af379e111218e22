from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import format_date

from odoo.addons.perf_appraisal.tests.portal_common import AppraisalSetUp


@tagged("post_install", "-at_install")
class TestAppraisalGoals(AppraisalSetUp):
    """The goals of the period stand in the appraisal and count in its score."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.appraisal = cls.make_appraisal(cls.employee_employee)

    @classmethod
    def make_goal(cls, name="Goal", employee=None, **values):
        """An agreed goal in the middle of the period, in sudo."""
        return cls.env["perf.goal"].create(
            {
                "name": name,
                "employee_id": (employee or cls.employee_employee).id,
                "date_start": fields.Date.subtract(cls.today, days=200),
                "date_end": fields.Date.subtract(cls.today, days=20),
                "state": "active",
                "manual_progress": 50,
                **values,
            }
        )

    def score_of(self, appraisal=None):
        """Score and line of the goals once both reviews are in: the rating alone gives 75 of 100."""
        appraisal = appraisal or self.appraisal
        self.submit_both(appraisal, level=3)
        goals = next(line for line in appraisal.score_lines if line["label"] == "Goals of the year")
        return appraisal.score, goals

    def names_of(self, appraisal=None):
        appraisal = appraisal or self.appraisal
        return [line["name"] for line in appraisal._get_goal_lines()[appraisal.id]]

    # ------------------------------------------------------------------
    # Score
    # ------------------------------------------------------------------

    def test_no_goals_leave_the_part_out(self):
        """Without goals their weight goes to the other parts: nobody loses points for a missing part."""
        self.assertIsNone(self.appraisal._get_goal_scores()[self.appraisal.id])
        score, line = self.score_of()
        self.assertEqual(score, 75.0)
        self.assertEqual((line["weight"], line["effective_weight"], line["score"]), (40.0, 0.0, None))
        self.assertIn("shared among the others", line["note"])

    def test_score_is_the_weighted_mean(self):
        self.make_goal("Ahead of plan", manual_progress=100, weight=3)
        self.make_goal("On the way", manual_progress=20, weight=1)
        score, line = self.score_of()
        self.assertEqual(line["score"], 80.0)
        self.assertEqual(score, round(0.6 * 75 + 0.4 * 80, 2))
        self.assertIn("Ahead of plan: 100.0 %, weight 3.0", line["note"])
        self.assertIn("On the way: 20.0 %, weight 1.0", line["note"])

    def test_weights_of_nothing_count_alike(self):
        self.make_goal(manual_progress=100, weight=0)
        self.make_goal(manual_progress=20, weight=0)
        self.assertEqual(self.appraisal._get_goal_scores()[self.appraisal.id], 60.0)

    def test_more_than_all_counts_as_all(self):
        self.make_goal(state="achieved", progress=120)
        self.make_goal(state="missed", progress=0)
        self.assertEqual(self.appraisal._get_goal_scores()[self.appraisal.id], 50.0)

    def test_only_agreed_goals_count(self):
        """A goal that was dropped, never agreed, or not written down yet neither raises nor lowers the score."""
        self.make_goal("Agreed", manual_progress=40)
        for state in ("cancelled", "draft", "proposed"):
            self.make_goal(state, state=state, progress=100, manual_progress=100)
        self.assertEqual(self.names_of(), ["Agreed"])
        self.assertEqual(self.appraisal._get_goal_scores()[self.appraisal.id], 40.0)

    def test_cancelling_a_weak_goal_is_seen_by_the_next_score(self):
        self.make_goal("Strong", manual_progress=90)
        weak = self.make_goal("Weak", manual_progress=10)
        self.assertEqual(self.appraisal._get_goal_scores()[self.appraisal.id], 50.0)
        weak.action_cancel("The customer left")
        self.assertEqual(self.appraisal._get_goal_scores()[self.appraisal.id], 90.0)

    def test_only_goals_that_overlap_the_period(self):
        far = {"date_start": "2001-01-01", "date_end": "2001-12-31"}
        self.make_goal("Before", **far)
        self.make_goal("After", date_start=fields.Date.add(self.today, days=1), date_end=False)
        self.make_goal("First day", date_start="2001-01-01", date_end=self.cycle.date_from)
        self.make_goal("Last day", date_start=self.cycle.date_to, date_end=False)
        self.assertEqual(set(self.names_of()), {"First day", "Last day"})

    def make_past_appraisal(self, **goal):
        """The appraisal of a period that ended a month ago, with a goal that goes on after it."""
        last_day = fields.Date.subtract(self.today, days=30)
        cycle = self.make_cycle("Past", date_from=fields.Date.subtract(self.today, days=365), date_to=last_day)
        goal = self.make_goal(
            "Goes on",
            date_start=fields.Date.subtract(last_day, days=33),
            date_end=fields.Date.add(last_day, days=67),
            **goal,
        )
        return self.make_appraisal(self.employee_employee, cycle=cycle), goal

    def check_in(self, goal, days, progress):
        """A check-in that many days after the past period's last day, in sudo."""
        day = fields.Date.add(self.today, days=days - 30)
        return self.env["perf.goal.checkin"].create({"goal_id": goal.id, "date": day, "progress": progress})

    def test_running_goal_is_read_against_what_was_expected(self):
        """A third of its time has passed when the period ends: who did a third has done all that was to be done."""
        appraisal, goal = self.make_past_appraisal(manual_progress=43)
        _score, line = self.score_of(appraisal)
        self.assertEqual(line["score"], 100.0)
        last_day = format_date(self.env, appraisal.date_to, date_format="d MMM")
        self.assertIn(f"43.0 % of 33.0 % expected by {last_day}: 100.0, weight 1.0", line["note"])
        goal.manual_progress = 16.5
        self.assertEqual(appraisal._get_goal_scores()[appraisal.id], 50.0)

    def test_goal_that_begins_on_the_last_day_does_not_count(self):
        appraisal, goal = self.make_past_appraisal(manual_progress=10)
        goal.date_start = appraisal.date_to
        self.assertIsNone(appraisal._get_goal_scores()[appraisal.id])

    def test_later_check_ins_leave_a_past_period_alone(self):
        """The value of the period's last day counts and shows, also in the evidence."""
        appraisal, goal = self.make_past_appraisal(manual_progress=80)
        self.check_in(goal, 10, 80)
        self.assertEqual(appraisal._get_goal_scores()[appraisal.id], 0.0)
        self.check_in(goal, -20, 5)
        self.check_in(goal, 0, 16.5)
        self.assertEqual(appraisal._get_goal_scores()[appraisal.id], 50.0)
        [line] = appraisal._get_goal_lines()[appraisal.id]
        self.assertEqual((line["progress"], line["day"]), (16.5, str(appraisal.date_to)))
        timeline = self.employee_employee.with_user(self.user_manager)._perf_timeline
        [item] = [each for each in timeline(appraisal.date_from, appraisal.date_to) if each["kind"] == "goal"]
        self.assertIn("16 % on", item["summary"])
        [item] = [each for each in timeline(appraisal.date_from, self.today) if each["kind"] == "goal"]
        self.assertIn("80 %", item["summary"])

    def test_closing_after_the_period_is_news_of_the_next_one(self):
        appraisal, goal = self.make_past_appraisal(manual_progress=100)
        self.check_in(goal, -1, 33)
        goal.write({"state": "achieved", "closed_on": self.today, "progress": 100})
        [line] = appraisal._get_goal_lines()[appraisal.id]
        self.assertEqual((line["progress"], line["outcome"]), (33.0, "Active"))
        goal.closed_on = appraisal.date_to
        [line] = appraisal._get_goal_lines()[appraisal.id]
        self.assertEqual((line["progress"], line["outcome"], line["day"]), (100.0, "Achieved", ""))

    def test_each_appraisal_has_its_own_period(self):
        earlier = self.make_cycle("Earlier", date_from="2001-01-01", date_to="2001-12-31")
        past = self.make_appraisal(self.employee_employee, cycle=earlier)
        self.make_goal("Now")
        self.make_goal("Then", date_start="2001-02-01", date_end="2001-03-01")
        lines = (self.appraisal | past)._get_goal_lines()
        self.assertEqual([line["name"] for line in lines[self.appraisal.id]], ["Now"])
        self.assertEqual([line["name"] for line in lines[past.id]], ["Then"])

    def test_goals_of_others_stay_out(self):
        """Neither a colleague's goals, nor a department's, nor those of the same person in another company."""
        twin = self.env["hr.employee"].create(
            {"name": "Twin", "company_id": self.company_other.id, "user_id": self.user_employee.id}
        )
        self.user_employee.company_ids |= self.company_other
        self.make_goal("Twin's", employee=twin, manual_progress=100)
        self.make_goal("Colleague's", employee=self.employee_colleague, manual_progress=100)
        self.make_goal("Company's", level="company", employee_id=False, company_id=self.company.id)
        self.assertFalse(self.names_of())
        self.assertIsNone(self.appraisal._get_goal_scores()[self.appraisal.id])

    # ------------------------------------------------------------------
    # Who sees them, where
    # ------------------------------------------------------------------

    def test_form_shows_them_to_employee_and_manager(self):
        self.make_goal("Seen by both", weight=2, state="achieved", progress=100)
        for role, user in (("self", self.user_employee), ("manager", self.user_manager)):
            review = self.as_user(self.review_of(self.appraisal, role), user)
            sections = review.get_form()["sections"]
            [goals] = [
                question for section in sections for question in section["questions"] if question["kind"] == "goals"
            ]
            [line] = goals["goal_lines"]
            self.assertEqual(line["name"], "Seen by both")
            self.assertEqual((line["progress"], line["weight"], line["outcome"]), (100.0, 2.0, "Achieved"))
            self.assertTrue(line["url"].startswith("/my/goals/"))

    def test_reviewer_from_outside_the_line(self):
        """Whom HR asks to appraise sees what was reached, without a link to a page that stays closed."""
        appraisal = self.make_appraisal(
            self.employee_portal_employee, manager=self.employee_other_manager, cycle=self.make_cycle("Other")
        )
        self.make_goal("Reached", employee=self.employee_portal_employee)
        [line] = self.as_user(appraisal, self.user_other_manager)._get_goal_lines()[appraisal.id]
        self.assertEqual((line["name"], line["url"]), ("Reached", ""))
        [line] = self.as_user(appraisal, self.user_portal_employee)._get_goal_lines()[appraisal.id]
        self.assertTrue(line["url"])

    def test_no_appraisal_no_goals(self):
        self.make_goal()
        for user in (self.user_colleague, self.user_portal_colleague, self.user_other_officer):
            appraisal = self.as_user(self.appraisal, user)
            self.assertForbidden(appraisal._get_goal_lines)
            with self.assertRaises(AccessError):
                appraisal.read(["perf_goal_ids"])
        own = self.as_user(self.appraisal, self.user_employee)
        with self.assertRaises(AccessError):
            own.read(["perf_goal_ids"])
        with self.assertRaises(AccessError):
            own.search([("perf_goal_ids.name", "=", "Goal")])

    def test_shared_result_keeps_them_as_they_were(self):
        goal = self.make_goal("Frozen", manual_progress=70)
        self.submit_both(self.appraisal)
        self.share(self.appraisal)
        goal.write({"manual_progress": 10})
        result = self.as_user(self.appraisal, self.user_employee)._get_result()
        self.assertEqual([(line["name"], line["progress"]) for line in result["goals"]], [("Frozen", 70.0)])
        self.assertEqual(self.appraisal.evidence["goals"][0]["progress"], 70.0)

    # ------------------------------------------------------------------
    # Scaling
    # ------------------------------------------------------------------

    def make_many(self, count):
        people = self.make_employees(count)
        cycle = self.make_cycle(f"Round of {count}", date_to=fields.Date.subtract(self.today, days=30))
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
        for person in people:
            goal = self.make_goal(employee=person)
            self.check_in(goal, -10, 20)
        reviews = appraisals.review_ids.filtered(lambda review: review.role == "manager")
        reviews.write({"state": "submitted"})
        self.env.flush_all()
        return appraisals

    def test_queries_dont_grow(self):
        self.assertQueriesDontGrow(self.make_many, lambda appraisals: appraisals._get_goal_scores())
        self.assertQueriesDontGrow(
            self.make_many, lambda appraisals: appraisals.with_user(self.user_manager)._get_goal_lines()
        )
        self.assertQueriesDontGrow(
            self.make_many,
            lambda appraisals: appraisals.with_user(self.user_manager).employee_id._perf_timeline(
                appraisals[0].date_from, appraisals[0].date_to
            ),
        )
        # Writing the results takes a statement for a hundred of them, whatever the goals.
        self.assertQueriesDontGrow(self.make_many, lambda appraisals: appraisals.sudo().result_ids._refresh())
