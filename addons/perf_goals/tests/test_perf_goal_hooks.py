from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalHooks(PerfGoalCommon):
    """What goals tell the home page, the digest, the timeline and other addons."""

    def todo(self, employee):
        """Steps that wait for that person."""
        items = employee._perf_todo()[employee.id]
        return sorted(item["key"].split(",")[2] for item in items if item["key"].startswith("perf.goal,"))

    def test_todo_of_the_manager(self):
        """Approvals, amendments, talks and ended goals wait for the closest manager with a login, and for no other."""
        self.make_goal(state="proposed")
        self.check_in(self.make_goal(), confidence=2)
        self.as_user(self.make_goal(), self.user_portal_employee).amend({"weight": 2}, "Because.")
        self.make_goal(date_end=self.day(-1))
        self.make_goal(state="draft")
        self.assertEqual(self.todo(self.employee_manager), ["amend", "approve", "close", "talk"])
        self.assertFalse(self.todo(self.employee_head))
        self.employee_manager.user_id = False
        self.assertFalse(self.todo(self.employee_manager))
        self.assertEqual(self.todo(self.employee_head), ["amend", "approve", "close", "talk"])

    def test_todo_of_the_owner(self):
        """Goals sent back and check-ins that are due wait for the owner."""
        goal = self.make_goal(state="proposed")
        self.as_user(goal, self.user_manager).action_reject("Hours.")
        due = self.make_goal(approved_on=self.day(-14))
        self.make_goal(approved_on=self.day(-13))
        self.assertEqual(self.todo(self.employee_portal_employee), ["checkin", "revise"])
        self.check_in(due)
        self.assertEqual(self.todo(self.employee_portal_employee), ["revise"])

    def test_card(self):
        """The card says how many are on track and when the next check-in is due."""
        self.company.perf_checkin_cadence = "weekly"
        due = self.make_goal(approved_on=self.day(-14))
        self.make_goal()
        self.check_in(due, value=5, date=self.day(-7))
        (card,) = (card for card in self.employee_portal_employee._perf_portal_cards() if card["key"] == "perf.goal")
        self.assertEqual((card["url"], card["count"], card["due"]), ("/my/goals", 1, self.today))

    def test_team_facts(self):
        """A line about active goals, with the tone of the one that needs most care."""
        goal = self.make_goal()
        self.check_in(goal, value=0)
        self.check_in(self.make_goal(), value=9)
        facts = self.employee_portal_employee._perf_team_facts()[self.employee_portal_employee.id]
        fact = next(fact for fact in facts if fact["label"] == "Goals")
        self.assertEqual((fact["text"], fact["tone"]), ("1 off track, 1 on track", "danger"))

    def test_timeline(self):
        """Agreed goals stand in the timeline, with the reader's rights."""
        goal = self.make_goal()
        self.make_goal(state="draft")
        self.check_in(goal, value=7, date=self.day(-2))
        period = (self.day(-10), self.day(10))
        for user, expected in ((self.user_manager, 1), (self.user_portal_employee, 1), (self.user_colleague, 0)):
            with self.subTest(user=user.login):
                items = self.as_user(self.employee_portal_employee, user)._perf_timeline(*period)
                items = [item for item in items if item["kind"] == "goal"]
                self.assertEqual(len(items), expected)
        item = self.as_user(self.employee_portal_employee, self.user_manager)._perf_timeline(*period)[0]
        self.assertEqual((item["date"], item["summary"]), (self.day(-2), "70 % - On track"))
        self.assertEqual(item["url"], f"/my/goals/{goal.id}")
        far = self.as_user(self.employee_portal_employee, self.user_manager)._perf_timeline(self.day(60), self.day(70))
        self.assertFalse([item for item in far if item["kind"] == "goal"])

    def test_evidence_of_both(self):
        goals = self.env["perf.goal"]
        for state in ("draft", "proposed", "active", "partial"):
            goals |= self.make_goal(state=state)
        for manager in (self.user_manager, self.user_top_manager):
            self.assertEvidenceShared(goals, self.user_portal_employee, manager)

    def test_goals_of_a_period(self):
        """Other addons get the agreed goals that overlap a period, by person."""
        goal, closed = self.make_goal(), self.make_goal(state="partial", closed_on=self.today)
        self.make_goal(state="cancelled")
        self.make_goal(date_start=self.day(30))
        people = self.employee_portal_employee | self.employee_colleague
        found = self.env["perf.goal"]._get_period_goals(people, self.day(-10), self.day(10))
        self.assertEqual(found[self.employee_portal_employee.id], goal | closed)
        self.assertFalse(found[self.employee_colleague.id])

    def test_smart_button(self):
        """The count on the employee form is what the reader may see, for HR and for others."""
        self.make_goal(), self.make_goal(state="draft")
        for user, expected in ((self.user_officer, 1), (self.user_manager, 1), (self.user_colleague, 0)):
            employee = self.as_user(self.env["hr.employee.public"], user).browse(self.employee_portal_employee.id)
            self.assertEqual(employee.perf_goal_count, expected)
        employee = self.as_user(self.employee_portal_employee, self.user_officer)
        action = employee.action_perf_open_goals()
        self.assertEqual(action["domain"], [("employee_id", "=", employee.id)])
