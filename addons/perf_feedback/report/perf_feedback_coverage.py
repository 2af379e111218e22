from odoo import api, fields, models
from odoo.tools import SQL, format_date


class PerfFeedbackCoverage(models.Model):
    """When one person last had feedback that managers and HR can read."""

    _name = "perf.feedback.coverage"
    _description = "Feedback Coverage"
    _auto = False
    _log_access = False
    _rec_name = "employee_id"
    _order = "last_date NULLS FIRST, id"
    _depends = {
        "perf.feedback": ["employee_id", "author_employee_id", "visibility", "state", "date"],
        "hr.employee": ["active", "company_id", "parent_id", "current_version_id"],
        "hr.version": ["department_id", "contract_date_start", "date_version", "employee_id"],
        "res.company": ["perf_feedback_cadence_days", "perf_feedback_first_days", "perf_feedback_start_date"],
    }

    employee_id = fields.Many2one("hr.employee", readonly=True)
    manager_id = fields.Many2one("hr.employee", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    last_date = fields.Date(string="Last Feedback", readonly=True)
    last_text = fields.Char(string="Last", compute="_compute_last_text")
    hired_date = fields.Date(string="First Day", readonly=True)
    recent_count = fields.Integer(string="In 90 Days", readonly=True)
    days = fields.Integer(string="Days Without", readonly=True, aggregator="avg")
    overdue = fields.Boolean(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT person.id, person.id AS employee_id,
                   NULLIF(person.parent_id, person.id) AS manager_id, person.company_id,
                   version.department_id, given.last_date, first.date AS hired_date,
                   COALESCE(given.recent_count, 0) AS recent_count,
                   GREATEST(0, CURRENT_DATE - COALESCE(
                       given.last_date, GREATEST(first.date, company.perf_feedback_start_date)
                   )) AS days,
                   CASE WHEN given.last_date IS NULL
                        THEN company.perf_feedback_first_days > 0
                             AND CURRENT_DATE - GREATEST(first.date, company.perf_feedback_start_date)
                                 >= company.perf_feedback_first_days
                        ELSE company.perf_feedback_cadence_days > 0
                             AND CURRENT_DATE - given.last_date >= company.perf_feedback_cadence_days
                   END AS overdue
              FROM hr_employee person
              JOIN res_company company ON company.id = person.company_id
              LEFT JOIN hr_version version ON version.id = person.current_version_id
              LEFT JOIN (
                  SELECT employee_id, MAX(date) AS last_date,
                         COUNT(*) FILTER (WHERE date > CURRENT_DATE - 90) AS recent_count
                    FROM perf_feedback
                   WHERE state = 'sent' AND visibility = 'employee_manager'
                     AND author_employee_id IS DISTINCT FROM employee_id
                GROUP BY employee_id
              ) given ON given.employee_id = person.id
              LEFT JOIN (
                  SELECT employee_id, MIN(COALESCE(contract_date_start, date_version)) AS date
                    FROM hr_version
                GROUP BY employee_id
              ) first ON first.employee_id = person.id
             WHERE person.active
            """
        )

    @api.depends("last_date")
    def _compute_last_text(self):
        for row in self:
            row.last_text = format_date(self.env, row.last_date) if row.last_date else self.env._("Never")

    @api.depends("employee_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.employee_id.display_name
