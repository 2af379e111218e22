from odoo import fields

from .common import PerfGoalCommon


class PerfMetricCommon(PerfGoalCommon):
    """Metrics over absences of resources and over versions of employees: records that every database has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.metric = cls.make_metric()
        cls.monday = fields.Date.to_date("2026-03-02")
        cls.sunday = fields.Date.to_date("2026-03-08")

    @classmethod
    def field_of(cls, model, name):
        """The record of a field."""
        return cls.env["ir.model.fields"]._get(model, name)

    @classmethod
    def make_metric(cls, **values):
        """A metric that counts absences of people by the user of their resource."""
        model = values.pop("model", "resource.calendar.leaves")
        return cls.env["perf.metric"].create(
            {
                "name": "Absences",
                "aggregate": "count",
                "model_id": cls.env["ir.model"]._get_id(model),
                "field_date_id": cls.field_of("resource.calendar.leaves", "date_from").id,
                "employee_path": "resource_id.user_id",
                "domain": "[('name', 'ilike', 'perf')]",
                **values,
            }
        )

    @classmethod
    def make_absence(cls, employee, moment, company=None):
        """An absence of that person from a moment (UTC) on, for an hour."""
        start = fields.Datetime.to_datetime(moment)
        absence = cls.env["resource.calendar.leaves"].create(
            {
                "name": "Perf absence",
                "resource_id": employee.resource_id.id,
                "calendar_id": False,
                "company_id": employee.company_id.id,
                "date_from": start,
                "date_to": fields.Datetime.add(start, hours=1),
            }
        )
        absence.company_id = company or employee.company_id
        return absence

    def make_money_metric(self, currency):
        """A metric that sums wages in a currency, with one wage to sum."""
        self.employee_employee.version_id.write({"date_version": "2026-03-03", "wage": 3000.0})
        self.env.flush_all()
        return self.make_metric(
            name="Wages",
            model="hr.version",
            aggregate="sum",
            field_id=self.field_of("hr.version", "wage").id,
            field_date_id=self.field_of("hr.version", "date_version").id,
            employee_path="employee_id",
            domain="[]",
            currency_id=currency.id,
        )

    def make_measured(self, employee=None, metric=None, state="active", **values):
        """A goal with one key result from 0 to 10 that is measured, in 2026."""
        result = {"name": "Absences", "start_value": 0.0, "target_value": 10.0, "metric_id": (metric or self.metric).id}
        return self.make_goal(
            employee,
            state,
            **{
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "key_result_ids": [fields.Command.create(result)],
                **values,
            },
        )
