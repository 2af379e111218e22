from datetime import datetime

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalExposure(PerfGoalCommon):
    """Targets in proportion to the time worked: joiners, part-time people and time off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.week = cls.env["resource.calendar"].create(
            {"name": "Perf full-time", "company_id": cls.company.id, "tz": "UTC", **cls.get_hours(5)}
        )
        cls.half = cls.env["resource.calendar"].create(
            {"name": "Perf part-time", "company_id": cls.company.id, "tz": "UTC", **cls.get_hours(3)}
        )
        cls.company.resource_calendar_id = cls.week
        cls.person = cls.employee_portal_employee
        cls.person.write({"resource_calendar_id": cls.week.id, "tz": "UTC"})

    @classmethod
    def get_hours(cls, days):
        """Values of working hours from 9 to 17 on the first days of the week."""
        hours = {"hour_from": 9.0, "hour_to": 17.0, "day_period": "morning"}
        lines = [{"name": f"Day {day}", "dayofweek": str(day), **hours} for day in range(days)]
        return {
            "hours_per_day": 8.0,
            "attendance_ids": [fields.Command.clear(), *(fields.Command.create(line) for line in lines)],
        }

    def take_leave(self, employee, first, last, **values):
        """Time off of a person, or without one a public holiday, from the start of one day to the end of another."""
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Perf time off",
                "resource_id": employee.resource_id.id if employee else False,
                "calendar_id": False,
                "company_id": self.company.id,
                "date_from": datetime.combine(fields.Date.to_date(first), datetime.min.time()),
                "date_to": datetime.combine(fields.Date.to_date(last), datetime.max.time()).replace(microsecond=0),
                **values,
            }
        )

    def make_prorated(self, employee=None, target=100.0, state="active", **values):
        """A goal for June 2026, 22 working days, with a target in proportion to the time worked."""
        result = {"name": "Orders", "start_value": 0.0, "target_value": target, "is_prorated": True}
        return self.make_goal(
            employee or self.person,
            state,
            **{
                "date_start": "2026-06-01",
                "date_end": "2026-06-30",
                "key_result_ids": [fields.Command.create(result)],
                **values,
            },
        )

    def test_full_time(self):
        """Who works all of the period has the full target."""
        goal = self.make_prorated()
        goal._refresh_exposure()
        self.assertEqual((goal.working_days, goal.worked_days, goal.exposure), (22.0, 22.0, 1.0))
        self.assertEqual(goal.key_result_ids.adjusted_target, 100.0)
        self.assertFalse(goal.key_result_ids.exposure_text)

    def test_time_off(self):
        """Eleven days off halve the target; public holidays count for nobody; figures and arithmetic are shown."""
        self.take_leave(self.person, "2026-06-01", "2026-06-15")
        goal = self.make_prorated()
        result = goal.key_result_ids
        result.current_value = 25.0
        self.assertEqual(goal.progress, 25.0)
        goal._refresh_exposure()
        self.assertEqual((goal.working_days, goal.worked_days, goal.exposure), (22.0, 11.0, 0.5))
        self.assertEqual(result.adjusted_target, 50.0)
        self.assertEqual((goal.progress, result.score_raw), (50.0, 0.5))
        self.assertIn("11 of 22 working days worked (50 %)", result.exposure_text)
        self.assertIn("Without this it would be 25.0 %", result.exposure_text)
        self.assertIn(result.exposure_text, goal.progress_arithmetic)
        self.assertEqual(result.target_text, "50 (of 100)")
        self.take_leave(None, "2026-06-16", "2026-06-16")
        goal._refresh_exposure()
        self.assertEqual((goal.working_days, goal.worked_days), (21.0, 10.0))

    def test_part_time(self):
        """Three days a week of five: three fifths of the target, give or take how the days of the month fall."""
        self.person.resource_calendar_id = self.half
        goal = self.make_prorated()
        goal._refresh_exposure()
        self.assertEqual((goal.working_days, goal.worked_days), (22.0, 14.0))

    def test_joiner_and_leaver(self):
        """Days before the contract began and after it ended are not worked."""
        self.person.version_id.write({"contract_date_start": "2026-06-15", "contract_date_end": "2026-06-26"})
        goal = self.make_prorated()
        goal._refresh_exposure()
        self.assertEqual((goal.working_days, goal.worked_days), (22.0, 10.0))

    def test_flexible_hours(self):
        """Without fixed working hours only the time off is taken off."""
        self.person.resource_calendar_id = False
        self.take_leave(self.person, "2026-06-01", "2026-06-05")
        goal = self.make_prorated()
        goal._refresh_exposure()
        self.assertEqual((goal.working_days, goal.worked_days), (22.0, 17.0))

    def test_whole_period_off(self):
        """Who works none of the period has nothing to reach: the key result leaves the mean to the others."""
        self.take_leave(self.person, "2026-05-25", "2026-07-05")
        goal = self.make_prorated()
        self.env["perf.goal.key.result"].create({"goal_id": goal.id, "name": "Other", "target_value": 10.0})
        goal.key_result_ids[1].current_value = 4.0
        goal._refresh_exposure()
        self.assertFalse(goal.key_result_ids[0].has_value)
        self.assertEqual(goal.progress, 40.0)

    def test_absence_never_lowers_a_score(self):
        """With rising and falling targets alike."""
        self.take_leave(self.person, "2026-06-01", "2026-06-15")
        for start, target, current in ((0.0, 100.0, 30.0), (30.0, 10.0, 25.0), (30.0, 10.0, 35.0)):
            result = {"name": "Any", "start_value": start, "target_value": target, "is_prorated": True}
            goal = self.make_prorated(key_result_ids=[fields.Command.create(result)])
            goal.key_result_ids.current_value = current
            before = goal.progress
            goal._refresh_exposure()
            with self.subTest(target=target, current=current):
                self.assertEqual(goal.worked_days, 11.0)
                self.assertEqual(goal.progress, 2 * before)

    def test_without_it_the_target_stays(self):
        """A target that was not agreed in proportion, and goals of departments, stay as they are."""
        self.take_leave(self.person, "2026-06-01", "2026-06-15")
        goal = self.make_prorated()
        goal.key_result_ids.is_prorated = False
        goal._refresh_exposure()
        self.assertEqual((goal.working_days, goal.key_result_ids.adjusted_target), (0.0, 100.0))
        shared = self.make_shared("department")
        shared.key_result_ids.is_prorated = True
        shared._refresh_exposure()
        self.assertEqual(shared.key_result_ids.adjusted_target, 10.0)

    def test_counted_at_each_step(self):
        """From the proposal on, who decides sees the adjusted target; an amendment of the dates counts anew."""
        self.take_leave(self.person, "2026-06-01", "2026-06-15")
        goal = self.make_prorated(state="draft")
        goal.with_user(self.user_portal_employee).action_propose()
        self.assertEqual(goal.worked_days, 11.0)
        goal.with_user(self.user_manager).action_approve()
        goal.with_user(self.user_manager).amend({"date_end": "2026-07-31"}, "More time.")
        self.assertEqual((goal.working_days, goal.worked_days), (45.0, 34.0))

    def test_switched_by_amendment_only(self):
        """Once agreed, fair exposure is asked for as an amendment, which the manager decides on."""
        self.take_leave(self.person, "2026-06-01", "2026-06-15")
        goal = self.make_prorated()
        goal.key_result_ids.is_prorated = False
        mine = self.as_user(goal, self.user_portal_employee)
        with self.assertRaisesRegex(Exception, "locked"):
            mine.key_result_ids.write({"is_prorated": True})
        mine.amend({"key_results": {goal.key_result_ids.id: {"is_prorated": True}}}, "I was ill for two weeks.")
        self.assertFalse(goal.key_result_ids.is_prorated)
        amendment = goal.amendment_ids
        self.assertEqual((amendment._get_shown("old_value"), amendment._get_shown("new_value")), ("No", "Yes"))
        amendment.with_user(self.user_manager).action_approve()
        self.assertEqual((goal.key_result_ids.adjusted_target, goal.worked_days), (50.0, 11.0))

    def test_forged_days_are_refused(self):
        """Nobody writes the days worked, neither in a draft nor later."""
        goal = self.make_prorated(state="draft")
        for vals in ({"worked_days": 1.0}, {"working_days": 9.0}, {"exposure_date": self.today}):
            with self.subTest(vals=vals), self.assertRaisesRegex(Exception, "can't be set directly"):
                self.as_user(goal, self.user_portal_employee).write(vals)

    def test_nightly_job(self):
        """The job counts proposed and active goals once a day, and goes on where it was stopped."""
        goals = self.env["perf.goal"].concat(*[self.make_prorated(person) for person in self.make_employees(3)])
        closed = self.make_prorated(state="missed")
        goals[0].exposure_date = self.today
        with self.enter_registry_test_mode():
            self.env.ref("perf_goals.ir_cron_perf_goal_exposure").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(goals.mapped("working_days"), [0.0, 22.0, 22.0], "done today already")
        self.assertEqual(set(goals.mapped("exposure_date")), {self.today})
        self.assertEqual(closed.working_days, 0.0, "what is closed stays as it was")

    def test_queries_do_not_grow(self):
        """2 and 50 people with time off take the same number of queries."""

        def make(count):
            people = self.make_employees(count)
            people.write({"resource_calendar_id": self.week.id, "tz": "UTC"})
            for person in people:
                self.take_leave(person, "2026-06-01", "2026-06-15")
            goals = self.env["perf.goal"].concat(*[self.make_prorated(person) for person in people])
            self.env.flush_all()
            return goals

        self.assertQueriesDontGrow(make, lambda goals: (goals._refresh_exposure(), self.env.flush_all()))

    def test_score_cap(self):
        """What goes beyond a target is kept raw, and counts as far as the company says, at once for what is open."""
        goal, closed = self.make_goal(), self.make_goal()
        for one in (goal, closed):
            self.check_in(one, value=15.0)
        closed.with_user(self.user_manager).action_close()
        self.assertEqual((goal.progress, goal.key_result_ids.score_raw), (100.0, 1.5))
        self.company.perf_score_cap = 1.2
        self.assertEqual((goal.progress, goal.key_result_ids.score_raw), (120.0, 1.5))
        self.assertEqual((closed.progress, closed.key_result_ids.progress), (100.0, 100.0))

    def test_backdating(self):
        """A check-in is dated a week back at the most, so that no period that is over is told anew."""
        goal = self.make_goal(approved_on=self.day(-40))
        with self.assertRaisesRegex(ValidationError, "at most 7 days back"):
            self.check_in(goal, self.user_portal_employee, date=self.day(-8))
        self.check_in(goal, self.user_portal_employee, date=self.day(-7))
        self.assertEqual(goal.last_checkin_date, self.day(-7))
