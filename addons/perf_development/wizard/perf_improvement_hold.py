from odoo import api, fields, models


class PerfImprovementHold(models.TransientModel):
    """The dialog in which a manager writes down a conversation of an improvement plan."""

    _name = "perf.improvement.hold"
    _description = "Hold a Checkpoint"
    _inherit = ["perf.text.mixin"]

    # A plain id instead of a link: a link would show the name of a record that the user may not read.
    res_id = fields.Integer(required=True)
    held_on = fields.Date(required=True, default=fields.Date.context_today)
    summary = fields.Text(string="What you talked about")
    support_delivered = fields.Selection([("yes", "Yes"), ("no", "Not yet")], string="Was the help given as promised?")
    line_ids = fields.One2many("perf.improvement.hold.line", "hold_id", string="How each objective stands")

    @api.model
    def _get_action(self, checkpoint):
        """Action that opens the dialog for one checkpoint that the current user may read.

        How an objective stood at the conversation before is the first answer to how it stands now.
        """
        plan = checkpoint.plan_id
        held = plan.checkpoint_ids.filtered("held_on").sorted("held_on")
        before = {line.objective_id: line.progress for each in held for line in each.progress_ids}
        lines = [
            (0, 0, {"objective": each.id, "name": each.name, "progress": before.get(each, False)})
            for each in plan.objective_ids
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold the checkpoint of %(day)s", day=checkpoint.display_name),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_id": checkpoint.id, "default_line_ids": lines},
        }

    def action_confirm(self):
        """Write the conversation down, with the rights of the current user."""
        self.ensure_one()
        self.check_access("write")
        checkpoint = self.env["perf.improvement.checkpoint"].browse(self.res_id)
        checkpoint.check_access("read")
        outcomes = {line.objective: line.progress for line in self.line_ids}
        checkpoint.action_hold(self.held_on, self.summary, self.support_delivered, outcomes)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
