from odoo import fields, models

from ..tools.progress import CADENCE_DAYS
from .res_company import CADENCES


class HrDepartment(models.Model):
    """A department, with a check-in cadence of its own if it needs one."""

    _inherit = "hr.department"

    perf_checkin_cadence = fields.Selection(
        CADENCES,
        string="Check-in Cadence",
        help="How often its people say how their goals are going. Empty: as the department above, or the company.",
    )

    def _get_perf_cadence_days(self):
        """Days between two check-ins, as this department or the nearest one above says; 0 when none does."""
        department = self
        while department and not department.perf_checkin_cadence:
            department = department.parent_id
        return CADENCE_DAYS.get(department.perf_checkin_cadence, 0)
