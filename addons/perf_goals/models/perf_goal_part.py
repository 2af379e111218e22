from odoo import fields, models


class PerfGoalPart(models.AbstractModel):
    """A record that belongs to one goal, and may be read by exactly those who may read that goal."""

    _name = "perf.goal.part"
    _description = "Part of a Goal"
    _inherit = ["perf.text.mixin"]

    goal_id = fields.Many2one("perf.goal", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="goal_id.company_id")
