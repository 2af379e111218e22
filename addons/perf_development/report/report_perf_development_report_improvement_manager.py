from odoo import models


class ReportImprovementManager(models.AbstractModel):
    """The print of improvement plans as the managers have it in the file."""

    _name = "report.perf_development.report_improvement_manager"
    _description = "Improvement Plan for the File: Manager"
    _inherit = ["perf.improvement.report"]

    _perf_view = "manager"
