from odoo import fields, models


class PerfRewardRefuse(models.TransientModel):
    """Dialog in which HR says why orders are refused."""

    _name = "perf.reward.refuse"
    _description = "Refuse Orders"
    _inherit = ["perf.text.mixin"]

    order_ids = fields.Many2many("perf.reward.order", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Refuse them with the reason typed; rights are checked there."""
        self.ensure_one()
        self.order_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
