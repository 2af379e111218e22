from odoo import fields, models


class PerfAppraisalTemplate(models.Model):
    """Which templates managers may start an appraisal with."""

    _inherit = "perf.appraisal.template"

    for_managers = fields.Boolean(
        string="For Managers to Start",
        copy=False,
        help="Where the settings let managers start appraisals of their direct reports, they may choose this template.",
    )
