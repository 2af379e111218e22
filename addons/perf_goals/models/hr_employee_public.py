from odoo import models


class HrEmployeePublic(models.Model):
    """A colleague, with the number of goals that the reader may see."""

    _name = "hr.employee.public"
    _inherit = ["hr.employee.public", "perf.goal.count.mixin"]
