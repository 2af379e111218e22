from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .metric_common import PerfMetricCommon


@tagged("post_install", "-at_install")
class TestPerfMetricSecurity(PerfMetricCommon):
    """Who defines metrics, and who reads what they say."""

    def values(self):
        return {
            "name": "Partners",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "employee_path": "user_id",
            "domain": "[]",
        }

    def test_only_hr_administrators_define_metrics(self):
        """An HR administrator does; officers, managers and employees don't, and can't change or delete one."""
        metric = self.env["perf.metric"].with_user(self.user_admin).create(self.values())
        metric.with_user(self.user_admin).write({"name": "Contacts"})
        for user in (self.user_officer, self.user_manager, self.user_employee, self.user_portal_employee):
            with self.subTest(user=user.login):
                mine = metric.with_user(user)
                for attempt in (
                    lambda mine=mine: mine.create(self.values()),
                    lambda mine=mine: mine.write({"name": "x"}),
                    lambda mine=mine: mine.unlink(),
                    lambda mine=mine: mine.action_refresh(),
                    lambda mine=mine: mine.read(["domain"]),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
                self.assertEqual(mine.read(["name", "purpose"])[0]["name"], "Contacts", "the catalogue is open")

    def test_no_metric_over_what_its_author_may_not_read(self):
        """The right to define metrics is no right to read: the author needs access to records and fields."""
        self.env["ir.model.access"].search([("model_id.model", "=", "resource.calendar.leaves")]).write(
            {"perm_read": False}
        )
        Metric = self.env["perf.metric"].with_user(self.user_admin)
        vals = {
            **self.values(),
            "model_id": self.env["ir.model"]._get_id("resource.calendar.leaves"),
            "employee_path": "resource_id.user_id",
        }
        with self.assertRaises(AccessError):
            Metric.create(vals)

    def test_history_is_read_by_the_person_and_those_above(self):
        """Values are read by the person, managers above and HR; nobody writes them."""
        self.make_measured()
        self.metric.key_result_ids._refresh_metric_values()
        value = self.env["perf.metric.value"].search([("metric_id", "=", self.metric.id)])
        for user in (self.user_portal_employee, self.user_manager, self.user_officer):
            self.assertEqual(value.with_user(user).read(["value"])[0]["value"], 0.0)
        with self.assertRaises(AccessError):
            value.with_user(self.user_employee).read(["value"])
        self.assertFalse(value.with_user(self.user_employee).search([("metric_id", "=", self.metric.id)]))
        for user in (self.user_portal_employee, self.user_manager, self.user_officer, self.user_admin):
            with self.assertRaises(UserError):
                value.with_user(user).write({"value": 9.0})
            with self.assertRaises(UserError):
                value.with_user(user).unlink()

    def test_measured_values_cannot_be_written_around(self):
        """Nobody sets what the refresh writes, nor changes the metric of an agreed goal."""
        goal = self.make_measured()
        other = self.make_metric(name="Other")
        result = goal.key_result_ids.with_user(self.user_portal_employee)
        for vals in ({"current_value": 9.0}, {"measured_count": 3}, {"is_measured": False}, {"metric_id": other.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                result.write(vals)
        draft = self.make_measured(state="draft").key_result_ids
        draft.with_user(self.user_portal_employee).write({"metric_id": other.id})
        with self.assertRaises(UserError):
            draft.with_user(self.user_portal_employee).write({"current_value": 9.0})

    def test_records_behind_a_value(self):
        """The way to the records is open to readers of the goal, and shows what the reader may read."""
        goal = self.make_measured(self.employee_employee)
        result = goal.key_result_ids
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        self.make_absence(self.employee_manager, "2026-03-03 10:00:00")
        result._refresh_metric_values()
        action = result.with_user(self.user_manager).action_open_records()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.resource_id, self.employee_employee.resource_id)
        with self.assertRaises(AccessError):
            result.with_user(self.user_portal_employee).action_open_records()
        own = self.make_measured()
        with self.assertRaises(UserError):
            own.key_result_ids.with_user(self.user_portal_employee).action_open_records()
