from odoo import models


class ReportAppraisalEmployee(models.AbstractModel):
    """The version for the employee, printed by everybody who may read the shared result."""

    _name = "report.perf_appraisal.report_appraisal_employee"
    _description = "Appraisal: Print for the Employee"
    _inherit = ["perf.appraisal.report"]
