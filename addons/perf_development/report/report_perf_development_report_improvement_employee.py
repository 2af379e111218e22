from odoo import models


class ReportImprovementEmployee(models.AbstractModel):
    """The print of improvement plans as the person has it in the file."""

    _name = "report.perf_development.report_improvement_employee"
    _description = "Improvement Plan for the File: Employee"
    _inherit = ["perf.improvement.report"]

    _perf_view = "employee"
