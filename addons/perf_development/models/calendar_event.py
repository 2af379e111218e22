from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Conditions on these tell nobody that an event is a 1-on-1: the calendar shows colleagues as busy by them.
OPEN_FIELDS = {"partner_ids"}


class CalendarEvent(models.Model):
    """An event, which a 1-on-1 follows when it is moved, deleted or archived, alone or with its series."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals["recurrence_id"] for vals in vals_list if isinstance(vals.get("recurrence_id"), int)}
        if not ids - {False}:
            return super().create(vals_list)
        events = self.env["calendar.recurrence"].browse(ids).calendar_event_ids
        with self.env["perf.one.on.one"]._follow_events(events):
            return super().create(vals_list)

    def write(self, vals):
        if not self._get_one_on_one_fields() & vals.keys():
            return super().write(vals)
        self._check_one_on_one_privacy(vals)
        with self.env["perf.one.on.one"]._follow_events(self):
            return super().write(vals)

    def unlink(self):
        with self.env["perf.one.on.one"]._follow_events(self):
            return super().unlink()

    @api.model
    def _get_one_on_one_fields(self):
        """Names of the fields by which an event or its series moves, ends, or becomes visible to others."""
        return (
            self._get_time_fields()
            | self._get_recurrent_fields()
            | {"active", "allday", "duration", "recurrency", "recurrence_id", "recurrence_update", "privacy"}
        )

    def _check_one_on_one_privacy(self, vals):
        """Refuse to show the event of a 1-on-1 to others."""
        if vals.get("privacy", "private") == "private":
            return
        # sudo: whether it is a 1-on-1; nothing else leaves
        if self.env["perf.one.on.one"].sudo().search_count([("calendar_event_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("A 1-on-1 stays private. Create another event for what others may see."))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Find no 1-on-1s of others by what their events hide from everybody but the two people."""
        domain = Domain(domain)
        if not self.env.su and self._asks_hidden_fields(domain, order or ""):
            domain &= self.env["perf.one.on.one"]._get_hidden_events_domain()
        return super()._search(domain, offset, limit, order, **kwargs)

    @api.model
    def _asks_hidden_fields(self, domain, order):
        """Whether a search goes by a field that is hidden on private events.

        :param domain: Domain
        :param order: text, as for ``search``
        """
        names = {condition.field_expr.split(".")[0] for condition in domain.iter_conditions()}
        names |= {part.split()[0].split(".")[0] for part in order.split(",") if part.strip()}
        return bool(names - self._get_public_fields() - OPEN_FIELDS)
