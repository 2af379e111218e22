from odoo import fields, models
from odoo.tools import SQL


class PerfPointsBudget(models.Model):
    """What the points of one department may still cost: a liability of the company until they are redeemed.

    Points on people's balances, and those reserved by orders that are not delivered yet, at the company's value of a
    point. Departments, not people: a budget needs no names.
    """

    _name = "perf.points.budget"
    _description = "Points Budget"
    _auto = False
    _log_access = False
    _rec_name = "department_id"
    _order = "total DESC, id"
    _depends = {
        "perf.points.account": ["employee_id", "account", "balance"],
        "perf.reward.order": ["employee_id", "cost", "state"],
        "hr.employee": ["company_id", "current_version_id"],
        "hr.version": ["department_id"],
        "res.company": ["perf_points_rate", "currency_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    people = fields.Integer(readonly=True, help="People with points, or with an order on the way.")
    outstanding = fields.Integer(string="On Balances", readonly=True)
    reserved = fields.Integer(string="In Open Orders", readonly=True)
    total = fields.Integer(string="Points Outstanding", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    liability = fields.Monetary(readonly=True, help="Points outstanding at the value of a point in the Settings.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(person.id) AS id, person.company_id, version.department_id, company.currency_id,
                   COUNT(DISTINCT person.id)::int AS people,
                   SUM(points.outstanding)::int AS outstanding, SUM(points.reserved)::int AS reserved,
                   SUM(points.outstanding + points.reserved)::int AS total,
                   SUM(points.outstanding + points.reserved) * company.perf_points_rate AS liability
              FROM (
                   SELECT employee_id, balance AS outstanding, 0 AS reserved
                     FROM perf_points_account WHERE account = 'balance' AND balance > 0
                UNION ALL
                   SELECT employee_id, 0, cost FROM perf_reward_order WHERE state IN ('requested', 'approved')
                   ) points
              JOIN hr_employee person ON person.id = points.employee_id
              JOIN res_company company ON company.id = person.company_id
         LEFT JOIN hr_version version ON version.id = person.current_version_id
          GROUP BY person.company_id, version.department_id, company.currency_id, company.perf_points_rate
            """
        )
