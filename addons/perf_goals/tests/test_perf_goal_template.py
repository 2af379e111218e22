from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalTemplate(PerfGoalCommon):
    """Goal templates, for whom they are, and goals for the next period."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job, cls.other_job = cls.env["hr.job"].create([{"name": "Perf Job"}, {"name": "Perf Other Job"}])
        cls.employee_portal_employee.job_id = cls.job
        cls.template = cls.make_template(job_ids=cls.job.ids)

    @classmethod
    def make_template(cls, **values):
        """A template with one key result from 10 to 2."""
        return cls.env["perf.goal.template"].create(
            {
                "name": "Answer customers within two hours",
                "line_ids": [
                    fields.Command.create({"name": "Hours to answer", "start_value": 10.0, "target_value": 2.0})
                ],
                **values,
            }
        )

    def test_templates_of_a_person(self):
        """Those of the own job come first, then those for all; others don't show. Portal users see theirs too."""
        general = self.make_template(name="For everybody here")
        other = self.make_template(name="For others", job_ids=self.other_job.ids)
        department = self.make_template(name="For the department", department_ids=self.department.ids)
        Template = self.env["perf.goal.template"].with_user(self.user_portal_employee)
        found = Template._get_templates_for(self.employee_portal_employee)
        mine = found & (self.template | general | other | department)
        self.assertEqual(mine.ids, [self.template.id, general.id])
        self.assertEqual(found[0], self.template)
        found = self.env["perf.goal.template"]._get_templates_for(self.employee_employee)
        self.assertIn(department, found)
        self.assertNotIn(self.template, found)

    def test_officers_write_templates_and_others_do_not(self):
        """HR officers keep the templates; managers and employees read them."""
        self.template.with_user(self.user_officer).name = "Answer customers faster"
        self.template.with_user(self.user_officer).line_ids.target_value = 1.0
        for user in (self.user_manager, self.user_employee, self.user_portal_employee):
            mine = self.template.with_user(user)
            self.assertEqual(mine.read(["name"])[0]["name"], "Answer customers faster")
            for attempt in (
                lambda mine=mine: mine.write({"name": "x"}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.create({"name": "x"}),
                lambda mine=mine: mine.line_ids.write({"target_value": 5.0}),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_bad_numbers_are_refused(self):
        """Nothing to reach, infinite numbers and negative weights are refused with a clear word."""
        for vals in (
            {"start_value": 2.0},
            {"target_value": float("inf")},
            {"target_value": float("nan")},
            {"weight": -1.0},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.template.line_ids.write(vals)

    # ------------------------------------------------------------------
    # The next period
    # ------------------------------------------------------------------

    def clone(self, goals, user, **values):
        wizard = (
            self.env["perf.goal.clone.wizard"]
            .with_user(user)
            .with_context(active_model="perf.goal", active_ids=goals.ids)
            .create(values)
        )
        return self.env["perf.goal"].with_user(user).search(wizard.action_clone()["domain"])

    def test_clone_starts_where_it_ended(self):
        """The next quarter begins after the last one, from the last value, as a draft of the owner."""
        goal = self.make_goal(self.employee_employee, date_start="2026-01-01", date_end="2026-03-31")
        self.check_in(goal, value=4.0)
        draft = self.clone(goal, self.user_employee)
        self.assertEqual((draft.state, draft.employee_id.id), ("draft", self.employee_employee.id))
        self.assertEqual((str(draft.date_start), str(draft.date_end)), ("2026-04-01", "2026-06-30"))
        result = draft.key_result_ids
        self.assertEqual((result.start_value, result.target_value, result.current_value), (4.0, 10.0, 4.0))
        self.assertEqual(draft.progress, 0.0)

    def test_clone_moves_a_target_that_was_reached(self):
        """What was reached goes on by the same distance, so that there is something to reach."""
        goal = self.make_goal(self.employee_employee, date_start="2026-01-01", date_end="2026-03-31")
        self.check_in(goal, value=12.0)
        result = self.clone(goal, self.user_employee).key_result_ids
        self.assertEqual((result.start_value, result.target_value), (12.0, 22.0))
        result = self.clone(goal, self.user_manager, keep_values=False).key_result_ids
        self.assertEqual((result.start_value, result.target_value), (0.0, 10.0))

    def test_clone_is_for_those_who_may_write_the_goal(self):
        """Nobody makes goals for people who are not their own to lead."""
        goal = self.make_goal(date_start="2026-01-01", date_end="2026-03-31")
        with self.assertRaises(AccessError):
            self.clone(goal, self.user_employee)
        shared = self.make_shared("company")
        with self.assertRaises(AccessError):
            self.clone(shared, self.user_employee, date_start="2026-01-01", date_end="2026-02-01")

    def test_clone_queries_do_not_grow(self):
        """Cloning 2 and 50 goals takes the same number of queries."""

        def make(count):
            goals = [self.make_goal(employee) for employee in self.make_employees(count)]
            return self.env["perf.goal"].concat(*goals)

        self.assertQueriesDontGrow(make, lambda goals: goals._clone(self.day(51), self.day(150), True))
