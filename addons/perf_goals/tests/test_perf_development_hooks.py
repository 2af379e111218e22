from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalSlippage(PerfGoalCommon):
    """Goals that went off track are a sign, from the day on which they did."""

    def signs(self, employee=None):
        employee = employee or self.employee_portal_employee
        return employee._perf_slippage()[employee.id]

    def test_off_track(self):
        goal = self.make_goal()
        self.assertEqual(goal.health, "off_track")
        self.assertEqual(self.signs(), [{"since": self.today, "text": f"“{goal.name}” went off track"}])

    def test_the_day_stays(self):
        """Another check-in that leaves the goal off track does not begin anew."""
        goal = self.make_goal()
        goal.off_track_since = self.day(-9)
        self.check_in(goal, value=1.0)
        self.assertEqual(goal.health, "off_track")
        self.assertEqual(self.signs()[0]["since"], self.day(-9))

    def test_silence_is_no_better_news(self):
        goal = self.make_goal()
        goal.off_track_since = self.day(-40)
        goal.write({"approved_on": self.day(-45)})
        goal._refresh_health()
        self.assertEqual(goal.health, "stale")
        self.assertEqual(self.signs()[0]["since"], self.day(-40))

    def test_back_on_track(self):
        goal = self.make_goal()
        self.check_in(goal, value=5.0)
        self.assertEqual(goal.health, "on_track")
        self.assertFalse(goal.off_track_since)
        self.assertFalse(self.signs())

    def test_closed_and_shared_goals_are_no_sign(self):
        self.make_goal(state="draft")
        self.make_shared("company")
        goal = self.make_goal()
        self.as_user(goal, self.user_manager).action_cancel("Other plans")
        self.assertFalse(self.signs())

    def test_nobody_sets_the_day(self):
        goal = self.make_goal()
        with self.assertRaises(UserError):
            self.as_user(goal, self.user_portal_employee).write({"off_track_since": self.day(5)})
        with self.assertRaises(UserError):
            self.as_user(self.env["perf.goal"], self.user_portal_employee).create(
                {"name": "Mine", "off_track_since": self.day(-5)}
            )

    def test_queries_do_not_grow(self):
        def make(count):
            people = self.make_employees(count)
            for person in people:
                self.make_goal(person)
            return people

        self.assertQueriesDontGrow(make, lambda people: people._perf_slippage())

    def test_milestones(self):
        """What was closed as achieved may be celebrated; missed, open and company goals are not."""
        achieved, missed, active = self.make_goal(), self.make_goal(), self.make_goal()
        achieved.write({"state": "achieved", "closed_on": self.today})
        missed.write({"state": "missed", "closed_on": self.today})
        found = self.env["hr.employee"]._perf_milestones(self.day(-2), self.today)
        ours = [item for item in found if item["key"] in {f"goal,{goal.id}" for goal in achieved | missed | active}]
        self.assertEqual(
            ours,
            [
                {
                    "employee_id": self.employee_portal_employee.id,
                    "kind": "goal",
                    "key": f"goal,{achieved.id}",
                    "date": self.today,
                    "name": achieved.name,
                }
            ],
        )
        found = self.env["hr.employee"]._perf_milestones(self.day(-9), self.day(-1))
        self.assertNotIn(f"goal,{achieved.id}", [item["key"] for item in found])


@tagged("post_install", "-at_install")
class TestPerfGoalTextTargets(PerfGoalCommon):
    """A point of a conversation becomes a comment on a goal, as the one who keeps it."""

    def person(self, user):
        return self.as_user(self.employee_portal_employee, user).sudo()

    def keys(self, user):
        return [target["key"] for target in self.person(user)._perf_text_targets() if target["key"].startswith("goal")]

    def test_whose_goals(self):
        goal = self.make_goal()
        self.make_goal(state="draft")
        for user in (self.user_portal_employee, self.user_manager, self.user_head, self.user_officer):
            self.assertEqual(self.keys(user), [f"goal,{goal.id}"])
        for user in (self.user_employee, self.user_portal_colleague, self.user_other_manager, self.user_former_manager):
            self.assertEqual(self.keys(user), [])

    def test_keep(self):
        goal = self.make_goal()
        for user in (self.user_portal_employee, self.user_manager):
            self.person(user)._perf_keep_text(f"goal,{goal.id}", " Ask <b>Mia</b> for help ")
            message = goal.message_ids[:1]
            self.assertEqual(message.author_id, user.partner_id)
            self.assertIn("Ask &lt;b&gt;Mia&lt;/b&gt; for help", message.body)

    def test_not_where_one_may_not(self):
        goal = self.make_goal()
        other = self.make_goal(self.employee_colleague)
        for user, key in (
            (self.user_portal_colleague, f"goal,{goal.id}"),
            (self.user_manager, f"goal,{other.id}"),
            (self.user_manager, "goal,0"),
            (self.user_manager, "goal,"),
            (self.user_manager, "goal,x"),
        ):
            with self.assertRaises(UserError):
                self.person(user)._perf_keep_text(key, "Text")
        with self.assertRaises(UserError):
            self.person(self.user_manager)._perf_keep_text(f"goal,{goal.id}", "  ")
        self.assertFalse((goal | other).message_ids.filtered(lambda each: each.message_type == "comment"))
