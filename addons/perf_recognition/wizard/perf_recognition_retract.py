from odoo import fields, models


class PerfRecognitionRetract(models.TransientModel):
    """Dialog in which somebody says why a recognition is taken back."""

    _name = "perf.recognition.retract"
    _description = "Take Recognition Back"
    _inherit = ["perf.text.mixin"]

    recognition_id = fields.Many2one("perf.recognition", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take it back with the reason typed; rights are checked there."""
        self.ensure_one()
        self.recognition_id.action_retract(self.reason)
        return {"type": "ir.actions.act_window_close"}
