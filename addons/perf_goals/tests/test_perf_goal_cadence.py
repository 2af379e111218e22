from datetime import datetime

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalCadence(PerfGoalCommon):
    """When news is due: by person, department and company, in the person's own day."""

    def test_person_before_department_before_company(self):
        """The person's own cadence counts, else that of the nearest department upward, else the company's."""
        self.company.perf_checkin_cadence = "fortnightly"
        goal = self.make_goal(self.employee_employee)
        self.assertEqual(goal._get_cadence_days(), 14)
        upper = self.env["hr.department"].create({"name": "Perf Upper", "company_id": self.company.id})
        self.department.parent_id = upper
        upper.perf_checkin_cadence = "monthly"
        self.assertEqual(goal._get_cadence_days(), 30)
        self.department.perf_checkin_cadence = "weekly"
        self.assertEqual(goal._get_cadence_days(), 7)
        self.employee_employee.perf_checkin_cadence = "monthly"
        self.assertEqual(goal._get_cadence_days(), 30)
        self.assertEqual(self.make_shared("department")._get_cadence_days(), 7)
        self.assertEqual(self.make_shared("company")._get_cadence_days(), 14)

    def test_change_takes_effect_from_the_next_check_in(self):
        """A new cadence moves no day that was announced; from the next check-in on it counts."""
        goal = self.make_goal(self.employee_employee)
        self.check_in(goal, value=1.0)
        self.assertEqual(goal.checkin_due_date, self.day(14))
        self.employee_employee.perf_checkin_cadence = "weekly"
        self.assertEqual(goal.checkin_due_date, self.day(14))
        with freeze_time(datetime.combine(self.day(3), datetime.min.time())):
            self.check_in(goal, value=2.0)
        self.assertEqual(goal.checkin_due_date, self.day(10))

    def test_stale_after_twice_the_own_cadence(self):
        """A person with a weekly cadence is without news after two weeks, others are not."""
        goal = self.make_goal(self.employee_employee, approved_on=self.day(-20))
        goal.invalidate_recordset()
        self.assertNotEqual(goal._get_health(self.today), "stale")
        self.employee_employee.perf_checkin_cadence = "weekly"
        self.assertEqual(goal._get_health(self.today), "stale")

    def test_due_in_the_day_of_the_person(self):
        """At 23:30 in UTC it is tomorrow in Tokyo, and still today in Honolulu."""
        goal = self.make_goal(self.employee_employee)
        goal.last_checkin_date = goal.approved_on
        due = goal.checkin_due_date
        evening = datetime.combine(fields.Date.subtract(due, days=1), datetime.min.time().replace(hour=23, minute=30))
        self.user_employee.tz = "Asia/Tokyo"
        with freeze_time(evening):
            self.assertIn(goal.name, self.subjects(self.employee_employee))
        self.user_employee.tz = "Pacific/Honolulu"
        with freeze_time(evening):
            self.assertNotIn(goal.name, self.subjects(self.employee_employee))

    def subjects(self, employee):
        return [item["subject"] for item in employee._perf_todo()[employee.id]]

    def test_reminder_stops_once_done(self):
        """Only people who still owe news are reminded."""
        goal = self.make_goal(self.employee_employee, approved_on=self.day(-15))
        self.assertIn(goal.name, self.subjects(self.employee_employee))
        self.check_in(goal, self.user_employee, value=1.0)
        self.assertNotIn(goal.name, self.subjects(self.employee_employee))

    def test_only_hr_sets_the_cadence_of_a_person(self):
        """HR officers set it; the person and the manager neither read nor write it."""
        self.employee_employee.with_user(self.user_officer).perf_checkin_cadence = "weekly"
        for user in (self.user_employee, self.user_manager, self.user_portal_employee):
            with self.assertRaises(AccessError):
                self.employee_employee.with_user(user).write({"perf_checkin_cadence": "monthly"})
        name = self.employee_employee.with_user(self.user_employee).name
        self.assertTrue(name, "the new field hides no other from people without HR rights")
