from odoo import fields, models


class ResCompany(models.Model):
    """How a company runs its appraisals."""

    _inherit = "res.company"

    perf_appraisal_release = fields.Selection(
        [("manager", "Managers share each result themselves"), ("hr", "Managers hand over, HR shares")],
        string="Results Shared by",
        default="manager",
        required=True,
        help="Who shows results to people.",
    )
    perf_appraisal_manager_launch = fields.Boolean(
        string="Managers Start Appraisals",
        help="Managers may start an appraisal of their direct reports, with the templates that HR marks for it.",
    )
