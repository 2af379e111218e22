from odoo import fields, models


class PerfImprovementProgress(models.Model):
    """How one objective stood at one checkpoint."""

    _name = "perf.improvement.progress"
    _description = "Progress at a Checkpoint"
    _order = "checkpoint_id, id"

    checkpoint_id = fields.Many2one(
        "perf.improvement.checkpoint", required=True, readonly=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        "perf.improvement.objective", required=True, readonly=True, index=True, ondelete="restrict"
    )
    progress = fields.Selection(
        [("on_track", "On track"), ("partly", "Partly"), ("behind", "Behind")], required=True, readonly=True
    )
