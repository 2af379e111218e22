from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of the suite for the current company."""

    _inherit = "res.config.settings"

    # Neglect
    perf_neglect_days = fields.Integer(related="company_id.perf_neglect_days", readonly=False)

    # 1-on-1s
    perf_one_on_one_days = fields.Integer(related="company_id.perf_one_on_one_days", readonly=False)

    # Concerns and improvement plans
    perf_review_days = fields.Integer(related="company_id.perf_review_days", readonly=False)
    perf_guard_days = fields.Integer(
        related="company_id.perf_guard_days", readonly=False, groups="perf_base.group_perf_admin"
    )
    perf_guard_percent = fields.Float(
        related="company_id.perf_guard_percent", readonly=False, groups="perf_base.group_perf_admin"
    )
