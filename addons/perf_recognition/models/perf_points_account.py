from odoo import fields, models


class PerfPointsAccount(models.Model):
    """What one person has: points to give away this month (allowance), or points earned (balance).

    The row is the sum of the person's entries, kept by the database itself. Two transactions that book on the same
    account write the same row, so PostgreSQL refuses the second, and Odoo runs it again on the new sum.
    """

    _name = "perf.points.account"
    _description = "Points Account"
    _log_access = False
    _rec_name = "employee_id"
    _order = "employee_id, account"

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, ondelete="restrict")
    account = fields.Selection(
        [("allowance", "Points to give"), ("balance", "Points earned")], required=True, readonly=True
    )
    balance = fields.Integer(required=True, readonly=True)

    _employee_account_uniq = models.UniqueIndex("(employee_id, account)")
    _balance_positive = models.Constraint("CHECK(balance >= 0)", "There are not enough points for this.")
