from odoo.tests import tagged

from .common import PerfGoalCommon

SPECIFICATION = {
    "name": {},
    "employee_id": {"fields": {"display_name": {}}},
    "department_id": {"fields": {"display_name": {}}},
    "parent_id": {"fields": {"display_name": {}}},
    "progress": {},
    "expected_progress": {},
    "health": {},
    "state": {},
    "perf_role": {},
    "can_approve": {},
}


@tagged("post_install", "-at_install")
class TestPerfGoalScaling(PerfGoalCommon):
    """The number of queries does not grow with the number of goals or people."""

    def assertConstant(self, make, run):
        """As ``assertQueriesDontGrow``; the two that may come on top read the user and its contact for an ormcache."""
        self.assertQueriesDontGrow(make, run, slack=2)

    def make_goals(self, count):
        """That many people, each with an active goal that was checked in on."""
        people = self.make_employees(count)
        goals = self.env["perf.goal"].create(
            [
                self.goal_values(employee_id=employee.id, state="active", approved_on=self.day(-20), needs_talk=True)
                for employee in people
            ]
        )
        self.env["perf.goal.checkin"].create([{"goal_id": goal.id, "confidence": 5, "progress": 0} for goal in goals])
        return goals

    def test_list_of_a_manager_five_levels_up(self):
        """The first page of the list costs the same for 2 and for 50 goals."""

        def run(goals):
            Goal = goals.browse().with_user(self.user_top_manager)
            page = Goal.web_search_read([("id", "in", goals.ids)], SPECIFICATION, limit=80)
            self.assertEqual(page["length"], len(goals))

        self.assertConstant(self.make_goals, run)

    def test_computes(self):
        """Powers, clarity, chart, health, progress and due date are computed in batch."""
        for name in ("can_approve", "clarity_score", "chart_data", "expected_progress", "perf_role", "perf_can_read"):
            with self.subTest(name=name):
                self.assertConstant(
                    self.make_goals, lambda goals, name=name: goals.with_user(self.user_manager).mapped(name)
                )
        for name in ("progress", "health", "checkin_due_date", "company_id", "department_id"):
            with self.subTest(name=name):

                def run(goals, name=name):
                    self.env.add_to_compute(goals._fields[name], goals)
                    self.env.flush_all()

                self.assertConstant(self.make_goals, run)

    def test_hooks(self):
        """To-do lists, team facts, timeline and counters cost the same for 2 and for 50 people."""
        period = (self.day(-30), self.day(30))
        for label, run in {
            "todo": lambda goals: (goals.employee_id | self.employee_manager)._perf_todo(),
            "facts": lambda goals: goals.employee_id._perf_team_facts(),
            "timeline": lambda goals: goals.employee_id._perf_timeline(*period),
            "period": lambda goals: goals._get_period_goals(goals.employee_id, *period),
            "count": lambda goals: goals.employee_id.mapped("perf_goal_count"),
        }.items():
            with self.subTest(label):
                self.assertConstant(self.make_goals, run)

    def test_closing_many(self):
        """Closing costs no query per goal."""
        self.assertConstant(self.make_goals, lambda goals: goals.with_user(self.user_manager).action_close())

    def test_create_many(self):
        """Creating goals with key results costs no query per goal."""
        self.assertConstant(
            lambda count: [self.goal_values(employee_id=employee.id) for employee in self.make_employees(count)],
            lambda vals_list: self.env["perf.goal"].create(vals_list),
        )
