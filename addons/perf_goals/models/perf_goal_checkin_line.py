from odoo import fields, models


class PerfGoalCheckinLine(models.Model):
    """The value of one key result at one check-in."""

    _name = "perf.goal.checkin.line"
    _description = "Check-in Value"
    _inherit = ["perf.goal.history"]
    _order = "checkin_id desc, id"
    _rec_name = "key_result_id"

    goal_id = fields.Many2one(related="checkin_id.goal_id", store=True, precompute=True)
    checkin_id = fields.Many2one("perf.goal.checkin", required=True, readonly=True, index=True, ondelete="cascade")
    key_result_id = fields.Many2one(
        "perf.goal.key.result", required=True, readonly=True, index=True, ondelete="cascade"
    )
    old_value = fields.Float(string="Before", readonly=True, aggregator=None)
    value = fields.Float(readonly=True, aggregator=None)

    def _get_shown_value(self):
        """The value as people read it, with its unit."""
        self.ensure_one()
        return self.key_result_id._format_value(self.value)
