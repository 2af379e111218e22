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
        if self.step == "reject":
            return self._leave_for_team()
        return {"type": "ir.actions.act_window_close"}

    def _leave_for_team(self):
        """A goal that was sent back is a draft, which its owner alone reads: on to the goals of the team."""
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_action_team")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent back. The owner reads your reason and changes the goal."),
                "next": {**action, "target": "main"},
            },
        }
