from odoo import api, fields, models


class PerfGoalCheckinWizardLine(models.TransientModel):
    """The value of one key result on the check-in sheet."""

    _name = "perf.goal.checkin.wizard.line"
    _description = "Check-in Sheet Value"
    _inherit = ["perf.text.mixin"]

    wizard_id = fields.Many2one("perf.goal.checkin.wizard", required=True, ondelete="cascade")
    key_result_id = fields.Many2one("perf.goal.key.result", required=True, ondelete="cascade")
    unit = fields.Char(compute="_compute_unit")
    start_value = fields.Float(related="key_result_id.start_value", related_sudo=False, string="Start")
    current_value = fields.Float(related="key_result_id.current_value", related_sudo=False, string="Last")
    target_value = fields.Float(related="key_result_id.target_value", related_sudo=False, string="Target")
    value = fields.Float(string="Now")

    @api.depends("key_result_id")
    def _compute_unit(self):
        for line in self:
            line.unit = line.key_result_id._get_unit_label()
