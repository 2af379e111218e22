from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CalendarEvent(models.Model):
    """An event, which a 1-on-1 follows when it is moved, deleted or archived, alone or with its series."""

    _inherit = "calendar.event"

    perf_is_visible = fields.Boolean(
        string="No 1-on-1 of Others",
        compute="_compute_perf_is_visible",
        search="_search_perf_is_visible",
        exportable=False,
    )

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

    # ------------------------------------------------------------------
    # Who knows of it
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_perf_is_visible(self):
        # sudo: rules ask; the answer is yes or no for the current user
        visible = self.sudo().search(
            self.env["perf.one.on.one"]._get_hidden_events_domain() & self._get_own_ids_domain()
        )
        for event in self:
            event.perf_is_visible = not event._origin or event._origin.id in visible._ids

    def _get_own_ids_domain(self):
        """Domain of these very events, archived ones too."""
        return Domain("id", "in", self._origin.ids) & Domain("active", "in", [True, False])

    @api.model
    def _search_perf_is_visible(self, operator, value):
        """For the rules of events, attendees and series: 1-on-1s of others are there for nobody else."""
        if operator != "in" or True not in value:
            return NotImplemented
        return self.env["perf.one.on.one"]._get_hidden_events_domain()

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Messages on 1-on-1s of others are for nobody else; core would stumble over events that can't be read."""
        visible = self._filtered_access("read")
        return super(CalendarEvent, visible)._mail_get_operation_for_mail_message_operation(message_operation)
