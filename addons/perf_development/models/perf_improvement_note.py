from odoo import fields, models


class PerfImprovementNote(models.Model):
    """A note on an improvement plan that the person does not read: for HR alone, or for HR and the managers."""

    _name = "perf.improvement.note"
    _description = "Note on an Improvement Plan"
    _inherit = ["perf.text.mixin"]
    _order = "id"

    plan_id = fields.Many2one("perf.improvement.plan", required=True, readonly=True, index=True, ondelete="restrict")
    author_employee_id = fields.Many2one(
        "hr.employee", string="From", required=True, readonly=True, index=True, ondelete="restrict"
    )
    audience = fields.Selection(
        [("manager", "Managers and HR"), ("hr", "HR only")], string="Who Reads It", required=True, readonly=True
    )
    date = fields.Date(required=True, readonly=True)
    body = fields.Text(string="Note", required=True, readonly=True)
