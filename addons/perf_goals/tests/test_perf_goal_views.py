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

    def test_views_load(self):
        """Every action opens for an internal user without HR rights."""
        for name in ("my", "team", "company", "all", "report"):
            action = self.env.ref(f"perf_goals.perf_goal_action_{name}")
            views = [(False, mode) for mode in action.view_mode.split(",")] + [(False, "search")]
            result = self.as_user(self.env["perf.goal"], self.user_employee).get_views(views)
            self.assertEqual(len(result["views"]), len(views))
