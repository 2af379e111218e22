from odoo import fields, models

from .res_company import CADENCES


class HrDepartment(models.Model):
    """A department, with a check-in cadence of its own if it needs one."""

    _inherit = "hr.department"

    perf_checkin_cadence = fields.Selection(
        CADENCES,
        string="Check-in Cadence",
        help="How often its people say how their goals are going. Empty: as the department above, or the company.",
    )
