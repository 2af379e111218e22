from odoo import models


class ReportImprovementHr(models.AbstractModel):
    """The print of improvement plans as HR has it in the file."""

    _name = "report.perf_development.report_improvement_hr"
    _description = "Improvement Plan for the File: Hr"
    _inherit = ["perf.improvement.report"]

    _perf_view = "hr"
