from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the current company."""

    _inherit = "res.config.settings"

    perf_points_allowance = fields.Integer(related="company_id.perf_points_allowance", readonly=False)
    perf_points_person_cap = fields.Integer(related="company_id.perf_points_person_cap", readonly=False)
