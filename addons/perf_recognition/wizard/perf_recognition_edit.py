from odoo import fields, models


class PerfRecognitionEdit(models.TransientModel):
    """Dialog in which an author puts the words of a fresh recognition right."""

    _name = "perf.recognition.edit"
    _description = "Change the Words of a Recognition"
    _inherit = ["perf.text.mixin"]

    recognition_id = fields.Many2one("perf.recognition", required=True, ondelete="cascade")
    message = fields.Text(string="Why", required=True)
    value_ids = fields.Many2many("perf.value", string="Values")

    def action_confirm(self):
        """Change the words to those typed; rights and the time left are checked there."""
        self.ensure_one()
        self.recognition_id.edit({"message": self.message, "value_ids": self.value_ids.ids})
        return {"type": "ir.actions.act_window_close"}
