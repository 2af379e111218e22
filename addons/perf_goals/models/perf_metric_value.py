from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class PerfMetricValue(models.Model):
    """What a metric said about one person in one period, as of the last refresh."""

    _name = "perf.metric.value"
    _description = "Metric Value"
    _inherit = ["perf.employee.mixin"]
    _order = "date_to desc, id desc"
    _rec_name = "metric_id"

    metric_id = fields.Many2one("perf.metric", required=True, readonly=True, ondelete="cascade")
    employee_id = fields.Many2one(readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", required=True, readonly=True)
    value = fields.Float(readonly=True, aggregator="avg")
    measured_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _period_uniq = models.UniqueIndex(
        "(metric_id, employee_id, date_from, date_to)", "There is a value of this metric for the person and period."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change("create")
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change("write")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        self._refuse_change("unlink")

    @api.model
    def _refuse_change(self, operation):
        """Values are measured: nobody writes them."""
        if not self.env.su:
            self.check_access(operation)
            raise AccessError(self.env._("Values of a metric are measured. Change the records that they come from."))

    @api.model
    def _upsert(self, metric, rows):
        """Keep the values of one metric, over those of an earlier refresh. Called in sudo by the refresh.

        :param rows: list of (employee id, first day, last day, value)
        """
        if not rows:
            return
        self.env.flush_all()
        employees, starts, ends, values = (list(column) for column in zip(*rows, strict=True))
        self.env.execute_query(
            SQL(
                """
                INSERT INTO perf_metric_value (
                    metric_id, employee_id, company_id, department_id, date_from, date_to, value, measured_on,
                    create_uid, write_uid, create_date, write_date
                )
                SELECT %(metric)s, row.employee_id, employee.company_id, version.department_id, row.date_from,
                       row.date_to, row.value, %(now)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(employees)s::int[], %(starts)s::date[], %(ends)s::date[], %(values)s::float8[])
                       AS row(employee_id, date_from, date_to, value)
                  JOIN hr_employee employee ON employee.id = row.employee_id
             LEFT JOIN hr_version version ON version.id = employee.current_version_id
                    ON CONFLICT (metric_id, employee_id, date_from, date_to)
                       DO UPDATE SET value = EXCLUDED.value, measured_on = EXCLUDED.measured_on,
                                     write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
             RETURNING 1
                """,
                metric=metric.id,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                employees=employees,
                starts=starts,
                ends=ends,
                values=values,
            )
        )
        self.invalidate_model()
