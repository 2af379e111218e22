from odoo import fields, models


class PerfGoalReasonWizard(models.TransientModel):
    """Asks why, before a goal or an amendment is sent back, cancelled or reopened."""

    _name = "perf.goal.reason.wizard"
    _description = "Reason"
    _inherit = ["perf.text.mixin"]

    goal_ids = fields.Many2many("perf.goal", string="Goals")
    amendment_ids = fields.Many2many("perf.goal.amendment", string="Amendments")
    step = fields.Selection(
        [("reject", "Send back"), ("cancel", "Cancel"), ("reopen", "Reopen"), ("decline", "Decline")], required=True
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step with the reason given; the goal checks again who may."""
        self.ensure_one()
        if self.step == "decline":
            return self.amendment_ids.action_reject(self.reason) and {"type": "ir.actions.act_window_close"}
        steps = {
            "reject": self.goal_ids.action_reject,
            "cancel": self.goal_ids.action_cancel,
            "reopen": self.goal_ids.action_reopen,
        }
        steps[self.step](self.reason)
        return {"type": "ir.actions.act_window_close"}
