from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the current company."""

    _inherit = "res.config.settings"

    perf_points_allowance = fields.Integer(related="company_id.perf_points_allowance", readonly=False)
    perf_points_person_cap = fields.Integer(related="company_id.perf_points_person_cap", readonly=False)
    perf_points_private = fields.Boolean(related="company_id.perf_points_private", readonly=False)
    perf_milestone_anniversary = fields.Boolean(related="company_id.perf_milestone_anniversary", readonly=False)
    perf_milestone_birthday = fields.Boolean(related="company_id.perf_milestone_birthday", readonly=False)
    perf_milestone_goal = fields.Boolean(related="company_id.perf_milestone_goal", readonly=False)
    perf_points_rate = fields.Float(related="company_id.perf_points_rate", readonly=False)
    perf_points_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of Points")
    perf_recognition_nudge_days = fields.Integer(related="company_id.perf_recognition_nudge_days", readonly=False)
