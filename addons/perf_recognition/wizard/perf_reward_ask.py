from uuid import uuid4

from odoo import api, fields, models

from ..tools.points import missing_points


class PerfRewardAsk(models.TransientModel):
    """Dialog in which somebody orders a reward and sees first what it leaves."""

    _name = "perf.reward.ask"
    _description = "Order a Reward"
    _inherit = ["perf.text.mixin"]

    reward_id = fields.Many2one("perf.reward", required=True, ondelete="cascade")
    cost = fields.Integer(related="reward_id.cost", related_sudo=False)
    balance = fields.Integer(string="You Have", compute="_compute_balance")
    left = fields.Integer(string="You Keep", compute="_compute_balance")
    missing = fields.Integer(compute="_compute_balance")
    note = fields.Text(help="Read by HR.")
    key = fields.Char(default=lambda self: uuid4().hex, required=True)

    @api.depends("reward_id")
    @api.depends_context("uid")
    def _compute_balance(self):
        employees = self.env.user._perf_employees()
        sums = self.env["perf.points.entry"]._get_sums(employees)
        for ask in self:
            employee = employees.filtered(lambda one, ask=ask: one.company_id == ask.reward_id.company_id)[:1]
            ask.balance = sums.get((employee.id, "balance"), 0)
            ask.missing = missing_points(ask.reward_id.cost, ask.balance)
            ask.left = max(ask.balance - ask.reward_id.cost, 0)

    def action_confirm(self):
        """Order it; all rights are checked there. Confirmed twice, it is one order."""
        self.ensure_one()
        self.reward_id.order(self.note or "", self.key)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Ordered. HR gets it ready, and you see under My Orders how it stands."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
