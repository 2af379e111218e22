from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of appraisals."""

    _inherit = "res.config.settings"

    perf_appraisal_release = fields.Selection(
        related="company_id.perf_appraisal_release", readonly=False, required=True
    )
    perf_appraisal_manager_launch = fields.Boolean(related="company_id.perf_appraisal_manager_launch", readonly=False)
