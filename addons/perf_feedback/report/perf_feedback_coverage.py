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
        "hr.employee": ["active", "company_id", "create_date", "parent_id", "current_version_id"],
        "hr.version": ["department_id", "contract_date_start", "date_version", "employee_id"],
        "res.company": ["perf_feedback_cadence_days", "perf_feedback_first_days"],
    }

    employee_id = fields.Many2one("hr.employee", readonly=True)
    manager_id = fields.Many2one("hr.employee", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    last_date = fields.Date(string="Last Feedback", readonly=True)
    last_text = fields.Char(
        string="Last Known to HR",
        compute="_compute_last_text",
        help="Feedback that only the person reads is not known to HR, and not counted here.",
    )
    hired_date = fields.Date(string="First Day", readonly=True)
    recent_count = fields.Integer(string="In 90 Days", readonly=True)
    days = fields.Integer(
        string="Days Without", readonly=True, aggregator=None, help="Since the last one, else since the first day."
    )
    status = fields.Selection(
        [("covered", "Covered"), ("new", "New here"), ("overdue", "Without feedback")],
        readonly=True,
        help="Covered: in the cadence of the Settings. New here: the first feedback is not due yet.",
    )
    overdue = fields.Boolean(readonly=True)
    overdue_count = fields.Integer(string="Without", readonly=True, aggregator="sum")
    covered = fields.Float(readonly=True, aggregator="avg", help="Share of the people with feedback in the cadence.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT person.id, person.id AS employee_id,
                   NULLIF(person.parent_id, person.id) AS manager_id, person.company_id,
                   version.department_id, given.last_date, first.date AS hired_date,
                   COALESCE(given.recent_count, 0) AS recent_count,
                   GREATEST(0, CURRENT_DATE - COALESCE(given.last_date, first.date)) AS days,
                   kept.status, kept.status = 'overdue' AS overdue,
                   (kept.status = 'overdue')::int AS overdue_count, (kept.status = 'covered')::int::float AS covered
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
                  SELECT version.employee_id, LEAST(
                             MIN(COALESCE(version.contract_date_start, version.date_version)),
                             MIN(known.create_date)::date
                         ) AS date
                    FROM hr_version version
                    JOIN hr_employee known ON known.id = version.employee_id
                GROUP BY version.employee_id
              ) first ON first.employee_id = person.id
        CROSS JOIN LATERAL (
                  SELECT CASE
                      WHEN given.last_date IS NULL AND CURRENT_DATE - first.date < company.perf_feedback_first_days
                      THEN 'new'
                      WHEN given.last_date IS NOT NULL
                           AND (company.perf_feedback_cadence_days <= 0
                                OR CURRENT_DATE - given.last_date < company.perf_feedback_cadence_days)
                      THEN 'covered'
                      ELSE 'overdue'
                  END AS status
              ) kept
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

    def action_open(self):
        """Open the feedback about this person that HR reads; from there HR gives some."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Feedback to %(person)s", person=self.employee_id.name),
            "res_model": "perf.feedback",
            "views": [(False, "list"), (False, "form")],
            "domain": [("employee_id", "=", self.employee_id.id), ("state", "!=", "draft")],
            "context": {"default_employee_id": self.employee_id.id},
        }
