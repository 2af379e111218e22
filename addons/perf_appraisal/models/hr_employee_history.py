from odoo import models


class HrEmployee(models.Model):
    """An employee, with the past appraisals that the reader may see."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "perf.appraisal.history.mixin"]
