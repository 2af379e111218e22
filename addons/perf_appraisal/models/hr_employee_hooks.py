from odoo import fields, models
from odoo.tools import SQL

from .perf_appraisal import SHARED_STATES


class HrEmployee(models.Model):
    """What appraisals say about people to the other addons: a low rating, and that one was talked over."""

    _inherit = "hr.employee"

    def _perf_slippage(self):
        """People whose latest shared rating is below the middle of its scale."""
        signs = super()._perf_slippage()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT latest.employee_id, latest.shared_date
                  FROM (SELECT DISTINCT ON (appraisal.employee_id)
                               appraisal.employee_id, appraisal.shared_date, result.final_level_id
                          FROM perf_appraisal appraisal
                          JOIN perf_appraisal_result result ON result.appraisal_id = appraisal.id
                         WHERE appraisal.employee_id = ANY(%s)
                           AND appraisal.state = ANY(%s)
                           AND appraisal.shared_date IS NOT NULL
                           AND result.final_level_id IS NOT NULL
                      ORDER BY appraisal.employee_id, appraisal.shared_date DESC, appraisal.id DESC) latest
                  JOIN perf_rating_level level ON level.id = latest.final_level_id
                  JOIN LATERAL (SELECT MIN(value) + MAX(value) AS twice_the_middle
                                  FROM perf_rating_level WHERE scale_id = level.scale_id) scale ON TRUE
                 WHERE 2 * level.value < scale.twice_the_middle
                """,
                list(self.ids),
                list(SHARED_STATES),
            )
        )
        zones = self.browse(employee_id for employee_id, _moment in rows)._get_perf_timezones() if rows else {}
        for employee_id, moment in rows:
            day = fields.Datetime.context_timestamp(self.with_context(tz=str(zones[employee_id])), moment).date()
            signs[employee_id].append({"since": day, "text": self.env._("rated below the middle of the scale")})
        return signs

    def _perf_conversations(self):
        """The day on which each person last signed off an appraisal: it was talked over then."""
        days = super()._perf_conversations()
        groups = self.env["perf.appraisal"]._read_group(
            [("employee_id", "in", self.ids), ("acknowledged_date", "!=", False)],
            ["employee_id"],
            ["acknowledged_date:max"],
        )
        zones = self.browse(employee.id for employee, _moment in groups)._get_perf_timezones() if groups else {}
        for employee, moment in groups:
            days[employee.id].append(
                fields.Datetime.context_timestamp(self.with_context(tz=str(zones[employee.id])), moment).date()
            )
        return days
