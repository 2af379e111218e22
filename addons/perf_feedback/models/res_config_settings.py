from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of feedback."""

    _inherit = "res.config.settings"

    perf_feedback_cadence_days = fields.Integer(related="company_id.perf_feedback_cadence_days", readonly=False)
    perf_feedback_first_days = fields.Integer(related="company_id.perf_feedback_first_days", readonly=False)
