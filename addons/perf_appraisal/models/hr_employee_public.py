from odoo import models


class HrEmployeePublic(models.Model):
    """A colleague, with the past appraisals that the reader may see."""

    _name = "hr.employee.public"
    _inherit = ["hr.employee.public", "perf.appraisal.history.mixin"]
