from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of appraisals."""

    _inherit = "res.config.settings"

    perf_appraisal_release = fields.Selection(
        related="company_id.perf_appraisal_release", readonly=False, required=True
    )
    perf_appraisal_manager_launch = fields.Boolean(related="company_id.perf_appraisal_manager_launch", readonly=False)
    perf_fairness_minimum = fields.Integer(related="company_id.perf_fairness_minimum", readonly=False, required=True)
    perf_fairness_gender = fields.Boolean(related="company_id.perf_fairness_gender", readonly=False)
    perf_fairness_age = fields.Boolean(related="company_id.perf_fairness_age", readonly=False)
    perf_fairness_tenure = fields.Boolean(related="company_id.perf_fairness_tenure", readonly=False)
    perf_fairness_contract = fields.Boolean(related="company_id.perf_fairness_contract", readonly=False)
    perf_fairness_part_time = fields.Boolean(related="company_id.perf_fairness_part_time", readonly=False)
    perf_fairness_account = fields.Boolean(related="company_id.perf_fairness_account", readonly=False)
    perf_fairness_location = fields.Boolean(related="company_id.perf_fairness_location", readonly=False)
