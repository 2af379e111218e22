from odoo import models


class CalendarRecurrence(models.Model):
    """The rule of a series of events, whose occurrences 1-on-1s follow when it is applied."""

    _inherit = "calendar.recurrence"

    def _apply_recurrence(self, *args, **kwargs):
        with self.env["perf.one.on.one"]._follow_events(self.calendar_event_ids | self.base_event_id):
            return super()._apply_recurrence(*args, **kwargs)
