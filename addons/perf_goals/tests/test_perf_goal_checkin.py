from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalCheckin(PerfGoalCommon):
    """Saying how a goal is going."""

    def test_check_in_keeps_history(self):
        """Values, progress and author of each check-in are kept; the goal shows the last."""
        goal = self.make_goal()
        result = goal.key_result_ids
        self.check_in(goal, self.user_portal_employee, value=3, confidence=7, note="<b>slow</b>", date=self.day(-3))
        self.check_in(goal, self.user_portal_employee, value="5", confidence="8")
        last, first = goal.checkin_ids
        self.assertEqual((first.progress, first.line_ids.old_value, first.line_ids.value), (30, 0, 3))
        self.assertEqual((last.progress, last.line_ids.old_value, last.line_ids.value), (50, 3, 5))
        self.assertEqual((first.author_id, first.note), (self.user_portal_employee.partner_id, "<b>slow</b>"))
        self.assertEqual((result.current_value, goal.confidence, goal.last_checkin_date), (5, 8, self.today))
        self.assertEqual(goal.checkin_due_date, self.day(14))

    def test_cadence_sets_the_next_date(self):
        """Weekly means seven days; a change of the setting counts from the next check-in on."""
        goal = self.make_goal()
        self.check_in(goal)
        self.env.flush_all()
        self.company.perf_checkin_cadence = "weekly"
        self.assertEqual(goal.checkin_due_date, self.day(14))
        goal.last_checkin_date = self.day(-1)
        self.assertEqual(goal.checkin_due_date, self.day(6))

    def test_who_checks_in(self):
        """The owner, the managers and HR do; others don't, and nobody unless the goal is active."""
        goal = self.make_goal()
        for name in ("portal_employee", "manager", "top_manager", "officer"):
            self.check_in(goal, getattr(self, f"user_{name}"))
        for name in ("colleague", "portal_colleague", "former_manager", "other_officer"):
            with self.subTest(name=name):
                self.assertForbidden(self.as_user(goal, getattr(self, f"user_{name}")).check_in, {"confidence": 5})
        for state in ("draft", "proposed", "achieved", "cancelled"):
            with self.subTest(state=state), self.assertRaises(UserError):
                self.check_in(self.make_goal(state=state), self.user_portal_employee)
        shared = self.make_shared("company")
        with self.assertRaises(AccessError):
            self.check_in(shared, self.user_portal_employee)
        self.check_in(shared, self.user_officer)

    def test_bad_input(self):
        """Each impossible value gets a message, and nothing changes."""
        goal, other = self.make_goal(), self.make_goal()
        as_owner = self.as_user(goal, self.user_portal_employee)
        result = goal.key_result_ids
        for values in (
            None,
            "text",
            {},
            {"confidence": 11},
            {"confidence": -1},
            {"confidence": 4.5},
            {"confidence": "high"},
            {"confidence": True},
            {"confidence": 5, "lines": {result.id: "many"}},
            {"confidence": 5, "lines": {result.id: "nan"}},
            {"confidence": 5, "lines": {result.id: float("inf")}},
            {"confidence": 5, "lines": {result.id: 10**400}},
            {"confidence": 5, "lines": {result.id: None}},
            {"confidence": 5, "lines": {other.key_result_ids.id: 5}},
            {"confidence": 5, "lines": {"x": 5}},
            {"confidence": 5, "lines": [5]},
            {"confidence": 5, "date": self.day(1)},
            {"confidence": 5, "date": "soon"},
            {"confidence": 5, "note": "x" * 1_000_000},
            {"confidence": 5, "note": ["x"]},
        ):
            with self.subTest(values=str(values)[:60]), self.assertRaises(ValidationError):
                as_owner.check_in(values)
        self.assertEqual((goal.progress, len(goal.checkin_ids)), (0, 0))
        self.check_in(goal)
        with self.assertRaises(ValidationError):
            as_owner.check_in({"confidence": 5, "date": self.day(-1)})

    def test_manual_progress(self):
        """Without key results the check-in says how far it is, between 0 and 100."""
        goal = self.make_goal(key_result_ids=False)
        goal.check_in({"confidence": 7, "progress": 60})
        self.assertEqual(goal.progress, 60)
        goal.check_in({"confidence": 7})
        self.assertEqual(goal.progress, 60)
        for progress in (-1, 101, "far"):
            with self.assertRaises(ValidationError):
                goal.check_in({"confidence": 7, "progress": progress})
        with_results = self.make_goal()
        with_results.check_in({"confidence": 7, "progress": 60})
        self.assertEqual(with_results.progress, 0)

    def test_history_is_append_only(self):
        """Nobody writes, deletes or invents check-ins and their values."""
        goal = self.make_goal()
        self.check_in(goal, self.user_portal_employee)
        for user in (self.user_portal_employee, self.user_manager, self.user_officer, self.user_admin):
            checkin = self.as_user(goal, user).checkin_ids
            for record in (checkin, checkin.line_ids):
                self.assertForbidden(record.write, {"create_date": self.today})
                self.assertForbidden(record.unlink)
            self.assertForbidden(checkin.create, {"goal_id": goal.id, "confidence": 9})

    def test_low_confidence_asks_for_a_talk(self):
        """Below 4, or two falls in a row, the manager gets an activity; a better check-in takes it away."""
        goal = self.make_goal()
        for confidence, wanted in ((8, False), (7, False), (6, True), (6, False), (3, True), (9, False)):
            self.check_in(goal, self.user_portal_employee, confidence=confidence)
            activity = goal.activity_ids
            self.assertEqual((goal.needs_talk, bool(activity)), (wanted, wanted), confidence)
            if wanted:
                self.assertEqual(activity.user_id, self.user_manager)
        self.assertFalse(goal.message_follower_ids)

    def test_talked(self):
        """The manager notes the talk; the owner can't."""
        goal = self.make_goal()
        self.check_in(goal, confidence=2)
        with self.assertRaises(AccessError):
            self.as_user(goal, self.user_portal_employee).action_talked()
        self.as_user(goal, self.user_manager).action_talked()
        self.assertEqual((goal.needs_talk, len(goal.activity_ids)), (False, 0))

    def test_wizard(self):
        """The sheet starts from the last values and hands them in."""
        goal = self.make_goal(self.employee_employee)
        self.check_in(goal, value=2)
        as_owner = self.as_user(goal, self.user_employee)
        action = as_owner.action_check_in()
        sheet = Form(as_owner.env[action["res_model"]].with_context(**action["context"]))
        with sheet.line_ids.edit(0) as line:
            self.assertEqual((line.current_value, line.value), (2, 2))
            line.value = 6
        sheet.confidence = "8"
        sheet.note = "Better."
        sheet.save().action_save()
        self.assertEqual((goal.progress, goal.checkin_ids[0].note), (60, "Better."))

    def test_wizard_asks_about_slips(self):
        """Nothing new is refused; a value behind the start is asked about once."""
        goal = self.make_goal(self.employee_employee)
        self.check_in(goal, value=2)
        as_owner = self.as_user(goal, self.user_employee)
        action = as_owner.action_check_in()
        sheet = Form(as_owner.env[action["res_model"]].with_context(**action["context"]))
        self.assertEqual(sheet.confidence, "8")
        with self.assertRaisesRegex(UserError, "Nothing has changed"):
            sheet.save().action_save()
        with sheet.line_ids.edit(0) as line:
            line.value = -4
        wizard = sheet.save()
        self.assertEqual(wizard.action_save()["res_id"], wizard.id)
        self.assertIn("to -4", wizard.doubts)
        self.assertEqual(len(goal.checkin_ids), 1)
        self.assertEqual(wizard.action_save_anyway()["tag"], "display_notification")
        self.assertEqual(goal.key_result_ids.current_value, -4)

    def test_percentages_stay_in_range(self):
        """Percentages go from 0 to 100, unless the goal itself lies beyond."""
        goal = self.make_goal()
        result = goal.key_result_ids
        result.write({"kind": "percentage", "target_value": 90})
        for value in (-1, 101):
            with self.assertRaises(ValidationError):
                self.check_in(goal, value=value)
        self.check_in(goal, value=100)
        result.target_value = 120
        self.check_in(goal, value=130)
        with self.assertRaises(ValidationError):
            self.check_in(goal, value=-1)

    def test_last_of_a_day_counts(self):
        """A correction on the same day draws one dot; both stand in the history, with what was typed."""
        goal = self.make_goal()
        goal.key_result_ids.unit = "answers"
        self.check_in(goal, value=9)
        self.check_in(goal, value=4)
        figure = goal.chart_data
        self.assertEqual(len(figure["dots"]), 1)
        self.assertEqual(figure["actual"].split()[-1].split(","), [str(number) for number in figure["dots"][0]])
        name = "Answers within a day"
        self.assertEqual([row["values"] for row in figure["rows"]], [[f"{name}: 9 answers"], [f"{name}: 4 answers"]])
        self.assertEqual(goal.checkin_ids.sorted()[0].shown_values, f"{name}: 4 answers")

    def test_reason_wizard(self):
        """The wizard hands the reason on; the goal decides whether one may."""
        goal = self.make_goal(self.employee_employee, state="proposed")
        as_manager = self.as_user(goal, self.user_manager)
        action = as_manager.action_reject()
        wizard = as_manager.env[action["res_model"]].with_context(**action["context"]).create({"reason": "Hours."})
        wizard.action_confirm()
        self.assertEqual((goal.state, goal.state_reason), ("draft", "Hours."))
        other = self.make_goal(self.employee_employee, state="proposed")
        forged = self.as_user(wizard.browse(), self.user_employee).create(
            {"goal_ids": [fields.Command.set(other.ids)], "step": "cancel", "reason": "x"}
        )
        with self.assertRaises(AccessError):
            forged.action_confirm()

    def test_milestone(self):
        """A milestone goes from 0 to 1."""
        goal = self.make_goal(key_result_ids=[fields.Command.create({"name": "Plan agreed", "kind": "milestone"})])
        result = goal.key_result_ids
        self.assertEqual((result.start_value, result.target_value, result._format_value(0)), (0, 1, "Not yet"))
        self.check_in(goal, value=1)
        self.assertEqual((goal.progress, result._format_value(1)), (100, "Reached"))
