from odoo.tests import Form, tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalViews(PerfGoalCommon):
    """The back office forms, as the people who use them."""

    def test_employee_writes_a_goal(self):
        """The form starts with the own employee, and the clarity follows what is typed."""
        form = Form(self.as_user(self.env["perf.goal"], self.user_employee))
        self.assertEqual(form.employee_id.id, self.employee_employee.id)
        form.name = "Orders leave the house on the same day"
        before = form.clarity_score
        form.date_end = self.day(60)
        with form.key_result_ids.new() as result:
            result.name = "Orders sent on the day"
            result.start_value = 60
            result.target_value = 95
        self.assertGreater(form.clarity_score, before)
        goal = form.save()
        self.assertEqual((goal.state, goal.clarity_score, goal.key_result_ids.current_value), ("draft", 100, 60))

    def test_officer_writes_a_company_goal(self):
        """With the level the owner goes away."""
        form = Form(self.as_user(self.env["perf.goal"], self.user_officer))
        form.level = "company"
        form.name = "Customers come back to us"
        goal = form.save()
        self.assertFalse(goal.employee_id)
        self.assertEqual(goal.company_id, self.company)

    def test_figures_in_words(self):
        """Values carry their unit and no decimals that mean nothing; the arithmetic is that of the portal."""
        goal = self.make_goal(self.employee_employee)
        goal.key_result_ids.write({"unit": "hours", "start_value": 48, "target_value": 24, "current_value": 33})
        form = Form(self.as_user(goal, self.user_manager))
        self.assertIn("from 48 hours to 24 hours, now 33 hours: 62.5 %, weight 1", form.progress_arithmetic)
        self.assertEqual(form.progress_arithmetic, "\n".join(goal._get_progress_arithmetic()))
        goal.key_result_ids.kind = "percentage"
        self.assertEqual(goal.key_result_ids.current_text, "33 %")
        rolled = self.make_goal(self.employee_employee, key_result_ids=False, roll_up=True)
        self.assertIn("aligned to this one", rolled.progress_arithmetic)

    def test_views_load(self):
        """Every action opens for an internal user without HR rights."""
        for name in ("my", "team", "company", "all", "report"):
            action = self.env.ref(f"perf_goals.perf_goal_action_{name}")
            views = [(False, mode) for mode in action.view_mode.split(",")] + [(False, "search")]
            result = self.as_user(self.env["perf.goal"], self.user_employee).get_views(views)
            self.assertEqual(len(result["views"]), len(views))
