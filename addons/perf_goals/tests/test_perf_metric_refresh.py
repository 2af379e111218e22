import random
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .metric_common import PerfMetricCommon


@tagged("post_install", "-at_install")
class TestPerfMetricRefresh(PerfMetricCommon):
    """How measured values come into key results, goals and the history."""

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("perf_goals.ir_cron_perf_metric_refresh").method_direct_trigger()
        self.env.invalidate_all()

    def test_values_go_up_and_down(self):
        """The nightly job brings values, progress and history in step, in both directions."""
        goal = self.make_measured(self.employee_employee)
        absences = [self.make_absence(self.employee_employee, f"2026-03-0{day} 10:00:00") for day in (2, 3, 4)]
        self.run_cron()
        result = goal.key_result_ids
        self.assertEqual((result.current_value, result.measured_count, goal.progress), (3.0, 3, 30.0))
        history = self.env["perf.metric.value"].search([("metric_id", "=", self.metric.id)])
        self.assertEqual((history.employee_id, history.value), (self.employee_employee, 3.0))
        self.assertEqual((str(history.date_from), str(history.date_to)), ("2026-01-01", "2026-12-31"))
        self.assertEqual(history.company_id, self.company)
        absences[0].unlink()
        absences[1].unlink()
        self.run_cron()
        self.assertEqual((result.current_value, goal.progress), (1.0, 10.0))
        self.assertEqual(history.value, 1.0)
        self.assertEqual(self.env["perf.metric.value"].search_count([("metric_id", "=", self.metric.id)]), 1)

    def test_stopped_run_is_resumed(self):
        """A run that was killed between two batches goes on with the rest, and the next one starts anew."""
        people = self.make_employees(3)
        goals = self.env["perf.goal"].concat(*[self.make_measured(person) for person in people])
        self.metric.write({"is_refreshing": True, "refresh_run": 5})
        self.assertTrue(self.metric._refresh_batch(2))
        measured = goals.key_result_ids.filtered("measured_on")
        self.assertEqual(len(measured), 2)
        done_on = measured.mapped("measured_on")
        self.run_cron()
        self.assertEqual(len(goals.key_result_ids.filtered("measured_on")), 3)
        self.assertEqual(measured.mapped("measured_on"), done_on, "what was measured in this run stays")
        self.assertFalse(self.metric.is_refreshing)
        self.assertTrue(self.metric.last_refresh)

    def test_broken_metric_is_reported_and_skipped(self):
        """One bad metric is told to its owner once; the others go on; mended, the complaint goes."""
        bad = self.make_metric(name="Bad", user_id=self.user_admin.id)
        goal, sound = self.make_measured(metric=bad), self.make_measured(self.employee_employee)
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        self.env.cr.execute("UPDATE perf_metric SET domain = %s WHERE id = %s", ("[('gone', '=', 1)]", bad.id))
        self.env.invalidate_all()
        self.run_cron()
        self.run_cron()
        self.assertEqual(sound.key_result_ids.current_value, 1.0)
        self.assertIn("gone", bad.last_error)
        self.assertEqual(bad.activity_ids.user_id, self.user_admin)
        self.assertEqual(len(bad.activity_ids), 1)
        self.assertEqual(goal.key_result_ids.current_value, 0.0)
        self.assertIn("not measured yet", goal.key_result_ids.source_text)
        bad.domain = "[]"
        self.assertFalse(bad.last_error)
        self.run_cron()
        self.assertFalse(bad.activity_ids)

    def test_missing_model_is_reported(self):
        """A metric whose records are not installed any more says so and keeps the last value."""
        goal = self.make_measured(self.employee_employee)
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        self.run_cron()
        self.env.cr.execute("UPDATE perf_metric SET model_id = NULL WHERE id = %s", (self.metric.id,))
        self.env.invalidate_all()
        self.run_cron()
        self.assertIn("not installed any more", self.metric.last_error)
        self.assertEqual(goal.key_result_ids.current_value, 1.0)

    def test_database_errors_do_not_stop_the_others(self):
        """An error of any kind in one metric is kept apart from the rest of the transaction."""
        bad = self.make_metric(name="Bad")
        self.make_measured(metric=bad)
        sound = self.make_measured(self.employee_employee)
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        measure = type(self.metric)._measure_windows

        def fail(metric, windows):
            if metric == bad:
                metric.env.cr.execute("SELECT 1 / 0")
            return measure(metric, windows)

        with patch.object(type(self.metric), "_measure_windows", fail), self.assertLogs("odoo.sql_db", "ERROR"):
            (bad | self.metric).key_result_ids._refresh_metric_values()
        self.assertEqual(sound.key_result_ids.current_value, 1.0)
        self.assertIn("zero", bad.last_error)

    def test_without_value_it_does_not_count(self):
        """A key result whose metric has nothing to measure yet leaves the mean to the others."""
        share = self.make_metric(aggregate="ratio", numerator_id=self.metric.id, denominator_id=self.metric.id)
        goal = self.make_measured(
            self.employee_employee,
            key_result_ids=[
                fields.Command.create({"name": "Share", "target_value": 100.0, "metric_id": share.id, "weight": 3.0}),
                fields.Command.create({"name": "Typed", "target_value": 10.0}),
            ],
        )
        goal.key_result_ids._refresh_metric_values()
        goal.check_in({"confidence": 7, "lines": {goal.key_result_ids[1].id: 5.0}})
        self.assertFalse(goal.key_result_ids[0].has_value)
        self.assertEqual(goal.progress, 50.0)

    def test_measured_values_cannot_be_typed(self):
        """A check-in takes no value for a key result that is measured."""
        goal = self.make_measured()
        with self.assertRaises(ValidationError):
            self.check_in(goal, self.user_portal_employee, value=9.0)
        goal.with_user(self.user_portal_employee).check_in({"confidence": 8})
        self.assertEqual(goal.key_result_ids.current_value, 0.0)

    def test_closing_uses_the_latest_figures(self):
        """Approving and closing measure at once, so that nobody is judged by yesterday's figures."""
        goal = self.make_measured(self.employee_employee, state="proposed")
        for day in range(1, 10):
            self.make_absence(self.employee_employee, f"2026-03-0{day} 10:00:00")
        goal.with_user(self.user_manager).action_approve()
        self.assertEqual(goal.progress, 90.0)
        self.make_absence(self.employee_employee, "2026-03-10 10:00:00")
        goal.with_user(self.user_manager).action_close()
        self.assertEqual(goal.state, "achieved")

    def test_kind_and_unit_follow_the_metric(self):
        """What is measured in hours is shown in hours."""
        self.metric.unit = "absences"
        goal = self.make_measured()
        self.assertEqual((goal.key_result_ids.kind, goal.key_result_ids.unit), ("number", "absences"))

    def test_metric_in_use_cannot_be_deleted(self):
        """A metric by which goals are measured is archived instead."""
        self.make_measured()
        with self.assertRaises(UserError):
            self.metric.unlink()

    def make_varied_goals(self):
        """Goals that differ in all that progress and health depend on, below one that follows them."""
        top = self.make_shared("department", roll_up=True, key_result_ids=[])
        rng, goals = random.Random(19), self.env["perf.goal"]
        for person in self.make_employees(12):
            user = self.env["res.users"].create({"name": person.name, "login": f"varied_{person.id}"})
            person.write({"user_id": user.id, "department_id": self.department.id})
            person.perf_checkin_cadence = rng.choice([False, "weekly", "monthly"])
            results = [
                {"name": "Measured", "metric_id": self.metric.id, "target_value": rng.choice([3.0, 6.0, -2.0])},
                {"name": "Typed", "target_value": 10.0, "weight": rng.choice([0.0, 1.0, 2.5])},
            ]
            results[0] |= {"weight": rng.choice([1.0, 0.5]), "is_prorated": rng.random() < 0.5}
            goal = self.make_measured(
                person,
                parent_id=top.id,
                date_start=self.day(-60),
                date_end=rng.choice([False, self.day(-2), self.day(20), self.day(200)]),
                approved_on=self.day(-rng.randrange(60)),
                key_result_ids=[fields.Command.create(vals) for vals in results[: rng.choice([1, 2])]],
            )
            goal.write({"working_days": 20.0, "worked_days": rng.choice([0.0, 5.0, 20.0])})
            for step in range(rng.randrange(7)):
                self.make_absence(person, f"{self.day(-step * 5 - 1)} 10:00:00")
            if rng.random() < 0.3:
                self.env["perf.goal.amendment"]._request(goal, {"weight": 3.0}, "Because.")
            goals |= goal
        return top, goals

    def test_in_bulk_as_one_by_one(self):
        """The nightly job writes in bulk exactly what the compute methods say of each goal."""
        self.company.perf_score_cap = 1.5
        self.department.perf_checkin_cadence = "weekly"
        top, goals = self.make_varied_goals()
        results = goals.key_result_ids
        measured = ("current_value", "is_measured", "measured_count", "has_value", "score_raw", "progress")
        told = ("progress", "health", "off_track_since", "attention_rank")
        self.run_cron()
        bulk = [results.read(measured), goals.read(told), top.read(told)]
        history = self.env["perf.metric.value"].search([]).mapped(lambda row: (row.employee_id, row.date_to, row.value))
        results.filtered("metric_id").write({"current_value": 0.0, "is_measured": True, "measured_count": 99})
        goals.write({"weight": 1.0})
        self.env.flush_all()
        self.assertNotEqual(results.read(measured), bulk[0])
        results._refresh_metric_values()
        self.assertEqual([results.read(measured), goals.read(told), top.read(told)], bulk)
        self.assertEqual(
            self.env["perf.metric.value"].search([]).mapped(lambda row: (row.employee_id, row.date_to, row.value)),
            history,
        )
        self.assertGreater(len(set(goals.mapped("progress"))), 3)
        self.assertGreater(len(set(goals.mapped("health"))), 1)

    def test_bulk_queries_do_not_grow(self):
        """The nightly job takes the same number of queries for 2 and for 50 people."""

        def make(count):
            metric = self.make_metric(name=f"For {count}", refresh_run=1)
            for person in self.make_employees(count):
                self.make_measured(person, metric=metric)
            self.env.flush_all()
            return metric

        self.assertQueriesDontGrow(make, lambda metric: metric._refresh_individual(100))

    def test_refresh_queries_do_not_grow(self):
        """Refreshing 2 and 50 people takes the same number of queries."""

        def make(count):
            goals = [self.make_measured(person) for person in self.make_employees(count)]
            self.env.flush_all()
            return self.env["perf.goal"].concat(*goals)

        self.assertQueriesDontGrow(make, lambda goals: goals.key_result_ids._refresh_metric_values())
