from odoo import fields, models


class PerfAwardNominate(models.TransientModel):
    """Dialog in which somebody nominates a colleague for an award."""

    _name = "perf.award.nominate"
    _description = "Nominate a Colleague"
    _inherit = ["perf.text.mixin"]

    round_id = fields.Many2one("perf.award.round", string="Award", required=True, ondelete="cascade")
    description = fields.Text(related="round_id.description", related_sudo=False)
    company_id = fields.Many2one(related="round_id.company_id", related_sudo=False)
    employee_id = fields.Many2one("hr.employee.public", string="Who", required=True)
    reason = fields.Text(string="Why", required=True)

    def action_confirm(self):
        """Nominate; all rights are checked there."""
        self.ensure_one()
        self.round_id.nominate(self.employee_id.id, self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Nominated. The jury reads it."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
