from odoo import fields, models


class PerfImprovementResponse(models.Model):
    """What the person said to the improvement plan on one day. Nobody changes it, nobody deletes it."""

    _name = "perf.improvement.response"
    _description = "Response to an Improvement Plan"
    _inherit = ["perf.text.mixin"]
    _order = "id"

    plan_id = fields.Many2one("perf.improvement.plan", required=True, readonly=True, index=True, ondelete="restrict")
    author_employee_id = fields.Many2one(
        "hr.employee", string="From", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection([("acknowledged", "Has read it"), ("comment", "Comment")], required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    version_no = fields.Integer(string="Version", readonly=True)
    body = fields.Text(string="Words", readonly=True)
