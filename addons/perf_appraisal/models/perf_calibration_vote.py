from odoo import fields, models

VOTES = [("agree", "Agree"), ("question", "Question"), ("prefer_not", "Prefer not to say")]


class PerfCalibrationVote(models.Model):
    """What a participant thinks of one proposed level before the session; read by themselves and the facilitators."""

    _name = "perf.calibration.vote"
    _description = "Calibration Vote"
    _inherit = ["perf.employee.mixin"]
    _order = "id"
    _rec_name = "vote"

    line_id = fields.Many2one("perf.calibration.line", string="Row", required=True, readonly=True, ondelete="cascade")
    calibration_id = fields.Many2one(related="line_id.calibration_id", store=True, precompute=True, index=True)
    employee_id = fields.Many2one(related="line_id.employee_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one("res.users", string="Who", required=True, readonly=True, index=True, ondelete="cascade")
    vote = fields.Selection(VOTES, required=True, readonly=True)
    note = fields.Text(readonly=True)

    _line_user_uniq = models.UniqueIndex("(line_id, user_id)")
