from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoal(PerfGoalCommon):
    """States, numbers and locks of a goal."""

    # -- states ---------------------------------------------------------

    def test_from_draft_to_outcome(self):
        """The employee proposes, the manager approves, check-ins move it, closing gives the outcome."""
        goal = self.as_user(self.env["perf.goal"], self.user_portal_employee).create(self.goal_values())
        self.assertEqual((goal.state, goal.employee_id.id), ("draft", self.employee_portal_employee.id))
        goal.action_propose()
        self.assertEqual(goal.state, "proposed")
        self.as_user(goal, self.user_manager).action_approve()
        self.assertEqual((goal.state, goal.approved_on), ("active", self.today))
        self.check_in(goal, self.user_portal_employee, value=10)
        self.as_user(goal, self.user_manager).action_close()
        self.assertEqual((goal.state, goal.closed_on, goal.health), ("achieved", self.today, False))

    def test_outcome_follows_from_score(self):
        """Committed goals need 100 %, aspirational ones 70 %; from 40 % on they are partly achieved."""
        for commitment, value, state in (
            ("committed", 10, "achieved"),
            ("committed", 9, "partial"),
            ("committed", 3, "missed"),
            ("aspirational", 7, "achieved"),
            ("aspirational", 6.9, "partial"),
            ("aspirational", 3, "missed"),
        ):
            with self.subTest(commitment=commitment, value=value):
                goal = self.make_goal(commitment=commitment)
                self.check_in(goal, value=value)
                self.as_user(goal, self.user_manager).action_close()
                self.assertEqual(goal.state, state)

    def test_nobody_approves_the_own_goal(self):
        """Neither employees nor officers approve their own goal while they have a manager."""
        self.employee_officer.parent_id = self.employee_top_manager
        for name in ("employee", "portal_employee", "officer", "manager"):
            with self.subTest(name=name):
                goal = self.make_goal(getattr(self, f"employee_{name}"), state="proposed")
                with self.assertRaises(AccessError):
                    self.as_user(goal, getattr(self, f"user_{name}")).action_approve()
                self.assertEqual(goal.state, "proposed")

    def test_without_manager_one_approves_alone(self):
        """Who has no manager, or only an archived one, approves the own goal."""
        goal = self.make_goal(self.employee_top_manager, state="proposed")
        self.as_user(goal, self.user_top_manager).action_approve()
        self.assertEqual(goal.state, "active")
        boss = self.env["hr.employee"].create({"name": "Gone", "company_id": self.company.id, "active": False})
        self.employee_portal_colleague.parent_id = boss
        goal = self.make_goal(self.employee_portal_colleague, state="proposed")
        self.as_user(goal, self.user_portal_colleague).action_approve()
        self.assertEqual(goal.state, "active")

    def test_managers_at_all_levels_and_officers_approve(self):
        """Direct manager, the fifth level up, and the officer approve; others can't."""
        for name in ("manager", "top_manager", "officer"):
            goal = self.make_goal(state="proposed")
            self.as_user(goal, getattr(self, f"user_{name}")).action_approve()
            self.assertEqual(goal.state, "active")
        for name in ("colleague", "other_manager", "former_manager", "other_officer", "portal_manager"):
            with self.subTest(name=name):
                goal = self.make_goal(state="proposed")
                self.assertForbidden(self.as_user(goal, getattr(self, f"user_{name}")).action_approve)

    def test_manager_writes_goal_for_report(self):
        """A manager creates a goal for a report, who sees it once it is active, not before."""
        Goal = self.as_user(self.env["perf.goal"], self.user_manager)
        goal = Goal.create(self.goal_values(employee_id=self.employee_portal_employee.id))
        goal.action_approve()
        self.assertEqual(self.as_user(goal, self.user_portal_employee).name, "Customers have an answer within a day")
        with self.assertRaises(AccessError):
            Goal.create(self.goal_values(employee_id=self.employee_colleague.id))

    def test_reject_needs_a_reason_and_tells_it(self):
        """Sent back, the goal is a draft again with the reason; proposing it again takes the reason away."""
        goal = self.make_goal(state="proposed")
        as_manager = self.as_user(goal, self.user_manager)
        self.assertEqual(as_manager.action_reject()["res_model"], "perf.goal.reason.wizard")
        with self.assertRaises(UserError):
            as_manager.action_reject("  ")
        as_manager.action_reject("Measure hours.")
        self.assertEqual((goal.state, goal.is_rejected, goal.state_reason), ("draft", True, "Measure hours."))
        self.as_user(goal, self.user_portal_employee).action_propose()
        self.assertEqual((goal.is_rejected, goal.state_reason), (False, False))

    def test_cancel_and_reopen(self):
        """Both need a reason and the one who approves; a reopened goal is active with its progress."""
        goal = self.make_goal()
        self.check_in(goal, value=4)
        with self.assertRaises(AccessError):
            self.as_user(goal, self.user_portal_employee).action_cancel("No")
        as_manager = self.as_user(goal, self.user_manager)
        as_manager.action_cancel("Customer left.")
        self.assertEqual((goal.state, goal.state_reason), ("cancelled", "Customer left."))
        with self.assertRaises(UserError):
            as_manager.action_close()
        as_manager.action_reopen("Customer is back.")
        self.assertEqual((goal.state, goal.progress, goal.closed_on), ("active", 40, False))

    def test_withdraw(self):
        """The owner takes a proposed goal back; the manager can't do it for them."""
        goal = self.make_goal(state="proposed")
        with self.assertRaises(AccessError):
            self.as_user(goal, self.user_manager).action_withdraw()
        self.as_user(goal, self.user_portal_employee).action_withdraw()
        self.assertEqual(goal.state, "draft")

    def test_steps_out_of_order_are_refused(self):
        """A step that does not fit the state says so and changes nothing."""
        goal = self.make_goal()
        for user, step in (
            (self.user_portal_employee, "action_propose"),
            (self.user_manager, "action_approve"),
            (self.user_portal_employee, "action_withdraw"),
        ):
            with self.subTest(step=step), self.assertRaises(UserError):
                getattr(self.as_user(goal, user), step)()
        self.assertEqual(goal.state, "active")

    # -- clarity --------------------------------------------------------

    def test_unclear_goal_cannot_be_proposed(self):
        """Below the setting the message names what is missing; with a lower setting it goes."""
        goal = self.make_goal(state="draft", name="Sales", key_result_ids=False, date_end=False)
        with self.assertRaisesRegex(UserError, "Add a key result"):
            self.as_user(goal, self.user_portal_employee).action_propose()
        self.assertEqual(goal.clarity_score, 30)
        self.company.perf_clarity_minimum = 20
        self.as_user(goal, self.user_portal_employee).action_propose()
        self.assertEqual(goal.state, "proposed")

    def test_too_many_goals_cost_clarity(self):
        """Above the limit per person the count is among what is missing."""
        self.company.perf_goal_limit = 2
        goals = [self.make_goal(state="draft") for _number in range(3)]
        self.assertEqual(goals[0].clarity_score, 90)
        self.assertEqual([item["key"] for item in goals[0].clarity_missing], ["count"])

    # -- numbers --------------------------------------------------------

    def test_progress_is_weighted_mean(self):
        """Key results count by weight, in both directions, between 0 and 100 %."""
        goal = self.make_goal(
            key_result_ids=[
                fields.Command.create({"name": "Up", "start_value": 0, "target_value": 10, "weight": 3}),
                fields.Command.create({"name": "Down", "start_value": 50, "target_value": 30, "weight": 1}),
            ]
        )
        up, down = goal.key_result_ids
        goal.check_in({"confidence": 8, "lines": {up.id: 5, down.id: 30}})
        self.assertEqual((up.progress, down.progress, goal.progress), (50, 100, 62.5))
        goal.check_in({"confidence": 8, "lines": {up.id: 20, down.id: 60}})
        self.assertEqual((up.progress, up.score_raw, down.progress, down.score_raw), (100, 2, 0, -0.5))

    def test_roll_up(self):
        """A goal without key results follows those aligned to it, agreed ones only, and both parents of a move."""
        first = self.make_shared("company", key_result_ids=False, roll_up=True)
        second = self.make_shared("company", key_result_ids=False, roll_up=True)
        done, open_ = self.make_goal(parent_id=first.id, weight=3), self.make_goal(parent_id=first.id)
        self.make_goal(parent_id=first.id, state="draft")
        self.check_in(done, value=10)
        self.assertEqual(first.progress, 75)
        open_.parent_id = second
        self.assertEqual((first.progress, second.progress), (100, 0))
        self.check_in(open_, value=4)
        self.assertEqual(second.progress, 40)

    def test_health(self):
        """Pace decides between on track, at risk and off track; silence makes it stale."""
        goal = self.make_goal()
        self.assertEqual(goal.expected_progress, 50)
        for value, word in ((4.5, "on_track"), (4.4, "at_risk"), (3.5, "at_risk"), (3.4, "off_track")):
            self.check_in(goal, value=value)
            self.assertEqual(goal.health, word, value)
        early = self.make_goal(date_start=self.day(-5), date_end=self.day(95))
        self.assertEqual(early.health, "on_track")
        silent = self.make_goal(approved_on=self.day(-29))
        self.assertEqual(silent.health, "stale")

    def test_nightly_job_refreshes_health(self):
        """What depends on the day alone changes overnight."""
        goal = self.make_goal()
        self.check_in(goal, value=10)
        self.env.flush_all()
        self.env.cr.execute("UPDATE perf_goal SET last_checkin_date = %s WHERE id = %s", (self.day(-40), goal.id))
        self.env.cr.execute("UPDATE perf_goal SET approved_on = %s WHERE id = %s", (self.day(-50), goal.id))
        self.env.invalidate_all()
        self.assertEqual(goal.health, "on_track")
        with self.enter_registry_test_mode():
            self.env.ref("perf_goals.ir_cron_perf_goal_health").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(goal.health, "stale")

    def test_department_follows_employee(self):
        """Company and department of an individual goal are those of its owner, whatever the caller says."""
        Goal = self.as_user(self.env["perf.goal"], self.user_employee)
        goal = Goal.create(self.goal_values(company_id=self.company_other.id, department_id=False))
        self.assertEqual((goal.sudo().company_id, goal.sudo().department_id), (self.company, self.department))

    # -- bad input ------------------------------------------------------

    def test_bad_values_are_refused(self):
        """Each impossible value gets a message, and nothing is kept."""
        Goal = self.as_user(self.env["perf.goal"], self.user_portal_employee)
        result = {"name": "Answers", "start_value": 0.0, "target_value": 10.0}
        for label, values in {
            "end before start": {"date_end": self.day(-60)},
            "negative weight": {"weight": -1},
            "weight that is no number": {"weight": float("nan")},
            "target equals start": {"key_result_ids": [fields.Command.create({**result, "target_value": 0})]},
            "negative weight of a result": {"key_result_ids": [fields.Command.create({**result, "weight": -1})]},
            "infinite target": {"key_result_ids": [fields.Command.create({**result, "target_value": float("inf")})]},
            "a megabyte of description": {"description": "x" * 1_000_000},
            "a megabyte of name": {"name": "x" * 1_000_000},
        }.items():
            with self.subTest(label), self.assertRaises(ValidationError):
                Goal.create(self.goal_values(**values))
        self.assertFalse(Goal.search([("perf_role", "=", "self")]))

    def test_alignment(self):
        """Upward only: no cycle, not to oneself, not to a colleague's goal, not to what one can't read."""
        company, department = self.make_shared("company"), self.make_shared("department")
        department.parent_id = company
        with self.assertRaises(ValidationError):
            company.parent_id = company
        with self.assertRaises(ValidationError):
            company.parent_id = department
        with self.assertRaises(ValidationError):
            self.make_goal(parent_id=self.make_goal(self.employee_colleague).id)
        own, boss = self.make_goal(parent_id=company.id), self.make_goal(self.employee_head)
        own.parent_id = boss
        with self.assertRaises(AccessError):
            self.as_user(own, self.user_portal_employee).parent_id = self.make_goal(self.employee_manager).id
        with self.assertRaises(UserError):
            self.as_user(own, self.user_portal_employee).parent_id = self.make_goal(state="draft").id

    # -- locks ----------------------------------------------------------

    def test_agreed_values_are_locked(self):
        """From proposed on nobody writes what was agreed: not the owner, not the manager, not HR."""
        for state in ("proposed", "active", "achieved", "cancelled"):
            goal = self.make_goal(state=state)
            for user in (self.user_portal_employee, self.user_manager, self.user_officer):
                for values in ({"name": "Other"}, {"weight": 5}, {"date_end": self.day(80)}, {"date_start": False}):
                    with self.subTest(state=state, user=user.login, values=values), self.assertRaises(UserError):
                        self.as_user(goal, user).write(values)
                result = self.as_user(goal, user).key_result_ids
                for values in ({"target_value": 5}, {"start_value": 1}, {"current_value": 9}, {"weight": 2}):
                    with self.subTest(state=state, user=user.login, values=values), self.assertRaises(UserError):
                        result.write(values)
                with self.assertRaises(UserError):
                    result.unlink()
                with self.assertRaises(UserError):
                    result.create({"goal_id": goal.id, "name": "More", "target_value": 3})

    def test_protected_fields_cannot_be_written(self):
        """State, progress, owner and what the system keeps are refused in every state, for everybody."""
        goal = self.make_goal(state="draft")
        values = {
            "state": "active",
            "progress": 100,
            "manual_progress": 100,
            "health": "on_track",
            "employee_id": self.employee_colleague.id,
            "level": "company",
            "company_id": self.company_other.id,
            "needs_talk": False,
            "is_rejected": False,
            "approved_on": self.today,
            "last_checkin_date": self.today,
            "checkin_ids": [(5,)],
        }
        for name, value in values.items():
            with self.subTest(name=name), self.assertRaises(UserError):
                self.as_user(goal, self.user_portal_employee).write({name: value})

    def test_protected_fields_cannot_be_created(self):
        """Neither values nor defaults in the context create an approved goal."""
        Goal = self.as_user(self.env["perf.goal"], self.user_portal_employee)
        for values in ({"state": "active"}, {"progress": 50}, {"manual_progress": 50}, {"approved_on": self.today}):
            with self.subTest(values=values), self.assertRaises(UserError):
                Goal.create(self.goal_values(**values))
        goal = Goal.with_context(
            default_state="active", default_manual_progress=70, default_current_value=9, default_needs_talk=True
        ).create(self.goal_values())
        self.assertEqual((goal.state, goal.progress, goal.needs_talk), ("draft", 0, False))

    def test_only_own_drafts_can_be_deleted(self):
        """Drafts go, with their key results; what was proposed or agreed stays."""
        draft = self.make_goal(state="draft")
        self.as_user(draft, self.user_portal_employee).unlink()
        self.assertFalse(draft.exists())
        for state in ("proposed", "active", "missed"):
            goal = self.make_goal(state=state)
            for user in (self.user_portal_employee, self.user_manager, self.user_officer):
                with self.subTest(state=state, user=user.login), self.assertRaises(UserError):
                    self.as_user(goal, user).unlink()

    def test_history_stays_with_a_deleted_employee(self):
        """Deleting somebody with goals archives the person and keeps the goals."""
        goal = self.make_goal(self.employee_no_user)
        self.employee_no_user.unlink()
        self.assertTrue(goal.exists())
        self.assertFalse(goal.employee_id.active)

    def test_copy_is_a_fresh_draft(self):
        """A copy has the key results at their start, and no history."""
        goal = self.make_goal()
        self.check_in(goal, value=7)
        copy = self.as_user(goal, self.user_portal_employee).copy()
        self.assertEqual((copy.state, copy.progress, copy.key_result_ids.current_value), ("draft", 0, 0))
        self.assertFalse(copy.checkin_ids)
