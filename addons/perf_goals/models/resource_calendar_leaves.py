from odoo import models


class ResourceCalendarLeaves(models.Model):
    """Time off in the calendar, which brings targets in proportion to the days worked."""

    _inherit = "resource.calendar.leaves"

    def _is_perf_trusted(self):
        """Whether this time off counts for targets: public holidays, and what somebody else entered or approved.

        An addon that knows of another approval extends this.
        """
        self.ensure_one()
        own = self.resource_id.user_id
        return not own or own not in (self.create_uid | self.write_uid)
