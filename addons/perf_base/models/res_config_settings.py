from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of the suite for the current company."""

    _inherit = "res.config.settings"

    perf_anonymity_threshold = fields.Integer(related="company_id.perf_anonymity_threshold", readonly=False)
    perf_digest = fields.Boolean(related="company_id.perf_digest", readonly=False)
