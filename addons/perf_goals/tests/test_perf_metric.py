from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools.metric import MetricWindow
from .metric_common import PerfMetricCommon


@tagged("post_install", "-at_install")
class TestPerfMetric(PerfMetricCommon):
    """What a metric says about people, and which definitions are refused."""

    def measure(self, metric=None, people=None, day_from=None, day_to=None):
        people = people or self.employee_employee
        return (metric or self.metric)._measure(people, day_from or self.monday, day_to or self.sunday)

    def test_counts_by_person_and_period(self):
        """Records count for their person, in the period only, and nobody is left out."""
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        self.make_absence(self.employee_employee, "2026-03-04 10:00:00")
        self.make_absence(self.employee_employee, "2026-02-01 10:00:00")
        self.make_absence(self.employee_portal_employee, "2026-03-04 10:00:00")
        people = self.employee_employee | self.employee_portal_employee | self.employee_manager
        self.assertEqual(
            self.measure(people=people),
            {self.employee_employee.id: 2.0, self.employee_portal_employee.id: 1.0, self.employee_manager.id: 0.0},
        )

    def test_period_ends_in_the_time_zone_of_the_person(self):
        """Sunday 23:30 in Brussels is still the week; Monday 00:30 is the next one."""
        self.user_employee.tz = "Europe/Brussels"
        self.make_absence(self.employee_employee, "2026-03-08 22:30:00")  # Sunday 23:30
        self.make_absence(self.employee_employee, "2026-03-08 23:30:00")  # Monday 00:30
        self.make_absence(self.employee_employee, "2026-03-01 23:30:00")  # Monday 00:30
        self.assertEqual(self.measure(), {self.employee_employee.id: 2.0})
        self.user_employee.tz = "UTC"
        self.assertEqual(self.measure(), {self.employee_employee.id: 2.0 - 1.0 + 1.0})

    def test_records_of_another_company_do_not_count(self):
        """Records count for the employment in their company; those without company for each."""
        other = self.env["res.company"].create({"name": "Perf Other"})
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00", company=other)
        self.assertEqual(self.measure(), {self.employee_employee.id: 0.0})
        self.make_absence(self.employee_employee, "2026-03-03 12:00:00")
        self.assertEqual(self.measure(), {self.employee_employee.id: 1.0})

    def test_person_without_user_has_nothing(self):
        """A path that ends at users finds nothing for people without one, and does not fail."""
        nobody = self.make_employees(1)
        nobody.user_id = False
        self.assertEqual(self.measure(people=nobody), {nobody.id: 0.0})

    def test_sum_average_and_ratio(self):
        """Sums and averages of a field, money by employee; a ratio by zero has no value."""
        version = self.employee_employee.version_id
        common = {
            "model": "hr.version",
            "field_id": self.field_of("hr.version", "wage").id,
            "field_date_id": self.field_of("hr.version", "date_version").id,
            "employee_path": "employee_id",
            "domain": "[]",
        }
        total = self.make_metric(name="Total", aggregate="sum", **common)
        mean = self.make_metric(name="Mean", aggregate="avg", **common)
        version.write({"date_version": "2026-03-03", "wage": 3000.0})
        self.employee_employee.create_version({"date_version": "2026-03-05", "wage": 5000.0})
        self.env.flush_all()
        self.assertEqual(total.kind, "monetary")
        self.assertEqual(self.measure(total), {self.employee_employee.id: 8000.0})
        self.assertEqual(self.measure(mean), {self.employee_employee.id: 4000.0})
        share = self.env["perf.metric"].create(
            {"name": "Share", "aggregate": "ratio", "numerator_id": total.id, "denominator_id": self.metric.id}
        )
        self.assertEqual(self.measure(share), {self.employee_employee.id: None}, "a ratio by zero has no value")
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        share.is_percentage = False
        self.assertEqual(self.measure(share), {self.employee_employee.id: 8000.0})
        self.assertEqual(share.kind, "monetary")
        day = fields.Date.to_date("2020-01-01")
        self.assertEqual(self.measure(mean, None, day, day), {self.employee_employee.id: None})

    def make_rated(self, rate_day="2026-01-01", rate=2.0):
        """A currency of which that many make one of the company's, from that day on."""
        currency = self.env["res.currency"].create({"name": "PQX", "symbol": "q"})
        if rate:
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": rate_day, "rate": rate, "company_id": self.company.id}
            )
        return currency

    def test_money_is_converted_at_the_rate_of_the_day(self):
        """The rate of the record's date counts, not today's."""
        currency = self.make_rated()
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2026-03-04", "rate": 9.0, "company_id": self.company.id}
        )
        self.assertEqual(self.measure(self.make_money_metric(currency)), {self.employee_employee.id: 6000.0})

    def test_currency_without_a_rate_is_named(self):
        """Nothing is guessed for a currency without any rate."""
        metric = self.make_money_metric(self.make_rated(rate=0))
        with self.assertRaisesRegex(Exception, "PQX.*no exchange rate"):
            self.measure(metric)

    def test_windows_of_departments_and_companies(self):
        """A department counts the records of its people, a company all of its own."""
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        self.make_absence(self.employee_manager, "2026-03-03 10:00:00")
        self.make_absence(self.employee_portal_employee, "2026-04-03 10:00:00")
        windows = [
            MetricWindow("team", (self.employee_employee.id, self.employee_manager.id), self.monday, self.sunday),
            MetricWindow("all", None, self.monday, fields.Date.to_date("2026-04-30"), self.company.id),
        ]
        found = self.metric._measure_windows(windows)
        self.assertEqual(found, {"team": (2.0, 2), "all": (3.0, 3)})

    def test_queries_do_not_grow(self):
        """One grouped query measures 2 and 50 people."""
        self.assertQueriesDontGrow(
            self.make_employees, lambda people: self.metric._measure(people, self.monday, self.sunday)
        )

    def test_only_in_time(self):
        """With a deadline, only records that are not later than theirs count, and are shown."""
        in_time = self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        late = self.make_absence(self.employee_employee, "2026-03-04 10:00:00")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE resource_calendar_leaves SET date_to = date_from - interval '1 day' WHERE id = %s", (late.id,)
        )
        self.env.invalidate_all()
        self.metric.field_deadline_id = self.field_of("resource.calendar.leaves", "date_to")
        self.assertEqual(self.measure(), {self.employee_employee.id: 1.0})
        domain = self.metric._get_records_domain(self.employee_employee, self.monday, self.sunday)
        self.assertEqual(self.env["resource.calendar.leaves"].search(domain), in_time)
        self.assertRefused(
            "Dated By",
            field_date_id=False,
            field_deadline_id=self.field_of("resource.calendar.leaves", "date_to").id,
        )

    # ------------------------------------------------------------------
    # Bad definitions
    # ------------------------------------------------------------------

    def assertRefused(self, text, **values):
        """The metric is refused with a message that has this text, and nothing is saved."""
        count = self.env["perf.metric"].search_count([])
        with self.assertRaisesRegex(ValidationError, text), self.env.cr.savepoint():
            self.make_metric(**values)
        self.assertEqual(self.env["perf.metric"].search_count([]), count)

    def test_path_must_end_at_a_person(self):
        """The path has to lead over stored relations to a person."""
        for path in ("", "resource_id", "company_id", "name", "resource_id.nothing", "resource_id.user_id.login", "x"):
            with self.subTest(path=path):
                self.assertRefused("Of Whom", employee_path=path)
        self.assertRefused("Of Whom", employee_path=".".join(["holiday_id"] * 9))

    def test_domain_must_be_a_filter_over_fields_that_exist(self):
        """Broken text, missing fields and code are refused, and the field is named."""
        for domain in (
            "[('nothing', '=', 1)]",
            "[('resource_id.nothing', '=', 1)]",
            "nonsense",
            "[('name', 'like']",
            "[('name', '!', 'x')]",
            "__import__('os')",
            "[('create_uid', '=', uid)]",
            "'name'",
            "3",
        ):
            with self.subTest(domain=domain):
                self.assertRefused("Which", domain=domain)

    def test_fields_must_fit(self):
        """Amounts are stored numbers of the same records, dates are dates."""
        self.assertRefused("Amount", aggregate="sum")
        self.assertRefused("Amount", aggregate="sum", field_id=self.field_of("hr.version", "wage").id)
        self.assertRefused("Amount", aggregate="avg", field_id=self.field_of("resource.calendar.leaves", "name").id)
        self.assertRefused("Dated By", field_date_id=self.field_of("resource.calendar.leaves", "name").id)

    def test_private_records_cannot_be_measured(self):
        """No metric reads reviews, messages or technical records, neither directly nor through a filter."""
        for model in ("perf.goal", "mail.message", "ir.attachment"):
            with self.subTest(model=model):
                self.assertRefused("Records", model=model, field_date_id=False, employee_path="create_uid", domain="[]")
        self.assertRefused(
            "Which",
            model="res.partner",
            field_date_id=False,
            employee_path="user_id",
            domain="[('message_ids.body', 'ilike', 'secret')]",
        )
        self.assertRefused(
            "Which",
            model="res.partner",
            field_date_id=False,
            employee_path="user_id",
            domain="[('user_ids', 'any', [('message_ids', 'any', [('body', 'ilike', 'secret')])])]",
        )

    def test_ratio_needs_two_plain_metrics(self):
        """A ratio is made of two metrics that are no ratios."""
        self.assertRefused("Share Of", aggregate="ratio")
        share = self.make_metric(aggregate="ratio", numerator_id=self.metric.id, denominator_id=self.metric.id)
        self.assertRefused("Out Of", aggregate="ratio", numerator_id=self.metric.id, denominator_id=share.id)
