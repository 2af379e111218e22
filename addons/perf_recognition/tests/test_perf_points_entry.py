import psycopg2

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import RecognitionCommon


@tagged("post_install", "-at_install")
class TestPerfPointsEntry(RecognitionCommon):
    def _book(self, key, amount, **values):
        """Book an entry of the employee."""
        return self.env["perf.points.entry"]._book(
            [
                {
                    "employee_id": self.employee_employee.id,
                    "account": "balance",
                    "kind": "adjust",
                    "amount": amount,
                    "month": "2026-01",
                    "idempotency_key": key,
                    **values,
                }
            ]
        )

    # ------------------------------------------------------------------
    # Append-only
    # ------------------------------------------------------------------

    def test_no_write_no_unlink(self):
        entry = self._book("test-1", 10)
        with self.assertRaisesRegex(UserError, "can't be changed"):
            entry.write({"amount": 1000})
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            entry.unlink()

    def test_no_sql(self):
        """The database refuses to change, delete or empty the ledger, whoever asks."""
        entry = self._book("test-1", 10)
        for query in (
            "UPDATE perf_points_entry SET amount = 1000 WHERE id = %s",
            "UPDATE perf_points_entry SET amount = amount WHERE id = %s",
            "DELETE FROM perf_points_entry WHERE id = %s",
            "TRUNCATE perf_points_entry",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.IntegrityError, "append-only"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [entry.id] if "%s" in query else None)
        self.assertEqual(self.balance(self.employee_employee), 10)

    def test_never_below_zero(self):
        self._book("test-1", 10)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, "balance_positive"),
            self.env.cr.savepoint(),
        ):
            self._book("test-2", -11)
        self.assertEqual(self._book("test-3", -10).balance_after, 0)

    def test_never_below_zero_from_nothing(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
            self._book("test-1", -1)

    def test_signs(self):
        """Given points are taken off and received ones are added, never the other way round."""
        self._book("test-1", 100)
        for kind, amount in (("give", 5), ("receive", -5), ("grant", -5), ("expire", 5), ("redeem", 5), ("adjust", 0)):
            with (
                self.subTest(kind=kind),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._book(f"test-{kind}", amount, kind=kind)

    def test_key(self):
        """A booking is made once, however often it is asked for."""
        self.assertTrue(self._book("test-1", 10))
        self.assertFalse(self._book("test-1", 10))
        self.assertEqual(self.balance(self.employee_employee), 10)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            self.env["perf.points.entry"].create(
                {
                    "employee_id": self.employee_employee.id,
                    "company_id": self.company.id,
                    "account": "balance",
                    "kind": "adjust",
                    "amount": 10,
                    "month": "2026-01",
                    "idempotency_key": "test-1",
                }
            )

    def test_running_balance(self):
        amounts = (10, 5, -3, 20)
        entries = self.env["perf.points.entry"].browse()
        for number, amount in enumerate(amounts):
            entries += self._book(f"test-{number}", amount)
        self.assertEqual(entries.mapped("balance_after"), [10, 15, 12, 32])

    def test_people_move(self):
        """A person who changes company or department keeps the entries as they were booked."""
        entry = self._book("test-1", 10)
        department = self.env["hr.department"].create({"name": "Perf Department", "company_id": self.company.id})
        self.employee_employee.department_id = department
        self.env.flush_all()
        self.employee_employee.company_id = self.company_other
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(entry.company_id, self.company)
        department.unlink()

    # ------------------------------------------------------------------
    # Months
    # ------------------------------------------------------------------

    def test_month_in_the_own_time_zone(self):
        """The month starts at midnight where the person lives."""
        self.employee_employee.tz = "America/New_York"
        self.employee_colleague.tz = "Asia/Tokyo"
        people = self.employee_employee | self.employee_colleague
        months = self.env["perf.points.entry"]._get_months
        with freeze_time("2026-10-31 14:59:00"):
            self.assertEqual(set(months(people).values()), {"2026-10"})
        with freeze_time("2026-10-31 15:01:00"):
            self.assertEqual(
                months(people), {self.employee_employee.id: "2026-10", self.employee_colleague.id: "2026-11"}
            )
        with freeze_time("2026-11-01 03:59:00"):
            self.assertEqual(months(people)[self.employee_employee.id], "2026-10")
        with freeze_time("2026-11-01 04:01:00"):
            self.assertEqual(set(months(people).values()), {"2026-11"})

    def test_new_month(self):
        """The rest of a month lapses, the new points come; earned points and the old cap don't matter."""
        with freeze_time("2026-03-20 12:00:00"):
            self.thank(self.user_employee, self.employee_colleague, points=30)
            self.assertEqual(self.left(self.employee_employee), 70)
        with freeze_time("2026-05-03 12:00:00"):
            self.assertEqual(self.left(self.employee_employee), 100, "before anything is booked")
            self.thank(self.user_employee, self.employee_colleague, points=30)
            self.assertEqual(self.left(self.employee_employee), 70)
        entries = self.env["perf.points.entry"].search([("employee_id", "=", self.employee_employee.id)], order="id")
        self.assertEqual(
            [(entry.kind, entry.amount) for entry in entries],
            [("grant", 100), ("give", -30), ("expire", -70), ("grant", 100), ("give", -30)],
        )
        self.assertEqual(self.balance(self.employee_colleague), 60)

    def test_setting_changes(self):
        """A new allowance holds from the next month on, for those who already got this month's."""
        with freeze_time("2026-03-20 12:00:00"):
            self.thank(self.user_employee, self.employee_colleague, points=30)
            self.company.perf_points_allowance = 500
            self.assertEqual(self.left(self.employee_employee), 70)
            self.assertEqual(self.left(self.employee_manager), 500)
        with freeze_time("2026-04-20 12:00:00"):
            self.assertEqual(self.left(self.employee_employee), 500)

    def test_setting_limits(self):
        for values in ({"perf_points_allowance": -1}, {"perf_points_person_cap": 101}, {"perf_points_person_cap": -1}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.company.write(values)
                self.company.flush_recordset()

    def test_cron(self):
        """The job gives everybody with a user the points of the month, once."""
        due = self.env["perf.points.entry"]._search_due_employees(10_000)
        self.assertIn(self.employee_portal_employee, due)
        self.assertNotIn(self.employee_no_user, due, "nobody can give points without a user")
        with self.enter_registry_test_mode():
            self.env.ref("perf_recognition.ir_cron_perf_points_reset").method_direct_trigger()
        self.assertFalse(self.env["perf.points.entry"]._search_due_employees(1))
        self.assertEqual(self.balance(self.employee_portal_employee, "allowance"), 100)
        with self.enter_registry_test_mode():
            self.env.ref("perf_recognition.ir_cron_perf_points_reset").method_direct_trigger()
        self.assertEqual(self.balance(self.employee_portal_employee, "allowance"), 100)

    def test_cron_without_points(self):
        self.company.perf_points_allowance = 0
        self.env.flush_all()
        self.assertNotIn(self.employee_employee, self.env["perf.points.entry"]._search_due_employees(10_000))

    def test_labels(self):
        recognition = self.thank(self.user_employee, self.employee_colleague, points=10)
        self.as_user(recognition, self.user_employee).action_retract("Mistake")
        entries = self.as_user(self.env["perf.points.entry"], self.user_employee).search([])
        labels = " / ".join(entries.mapped("label"))
        self.assertIn("Given to Perf Colleague", labels)
        self.assertIn("thanks to Perf Colleague taken back", labels)
