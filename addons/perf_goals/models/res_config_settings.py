from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The rules for goals, under *Settings > Performance*."""

    _inherit = "res.config.settings"

    perf_checkin_cadence = fields.Selection(related="company_id.perf_checkin_cadence", readonly=False)
    perf_clarity_minimum = fields.Integer(related="company_id.perf_clarity_minimum", readonly=False)
    perf_goal_limit = fields.Integer(related="company_id.perf_goal_limit", readonly=False)
    perf_score_cap = fields.Float(related="company_id.perf_score_cap", readonly=False)
