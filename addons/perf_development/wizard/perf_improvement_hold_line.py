from odoo import fields, models


class PerfImprovementHoldLine(models.TransientModel):
    """How one objective stands, in the dialog for a conversation."""

    _name = "perf.improvement.hold.line"
    _description = "Objective at a Checkpoint"
    _inherit = ["perf.text.mixin"]

    hold_id = fields.Many2one("perf.improvement.hold", required=True, ondelete="cascade")
    objective = fields.Integer(string="Objective Number", required=True)
    name = fields.Char(string="Objective")
    progress = fields.Selection([("on_track", "On track"), ("partly", "Partly"), ("behind", "Behind")], string="Stands")
