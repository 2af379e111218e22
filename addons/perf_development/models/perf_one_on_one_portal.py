from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_time

FORM_FORMAT = "%Y-%m-%dT%H:%M"


class PerfOneOnOne(models.Model):
    """What the pages of the portal show of 1-on-1s: plain values, with the rights of the current user."""

    _inherit = "perf.one.on.one"

    @api.model
    def _get_my_zone(self):
        """The time zone of the current user: ``ZoneInfo``."""
        employee = self.env.user._perf_employee()
        return employee._get_perf_timezone() if employee else employee._pick_perf_timezone(self.env.user.tz)

    @api.model
    def _to_local(self, moment, zone):
        """A moment in UTC, as the database has it, in a time zone."""
        return moment.replace(tzinfo=UTC).astimezone(zone)

    @api.model
    def _from_local(self, text):
        """A moment that somebody typed in the own time zone, in UTC.

        :param text: as a browser sends it for ``datetime-local``
        :raise UserError: it is none
        """
        try:
            local = datetime.strptime(str(text or "")[:16], FORM_FORMAT).replace(tzinfo=self._get_my_zone())
            return local.astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            raise UserError(self.env._("Choose the day and the time.")) from None

    @api.model
    def _get_people(self, employee_id=0):
        """With whom the current user may plan a 1-on-1: the own managers, and the direct reports.

        :param employee_id: id of somebody further below, who is offered too
        :return: ``hr.employee`` in sudo
        """
        own = self.env.user._perf_employees()
        people = own.parent_id | own.child_ids
        if employee_id:
            people |= people.browse(self.env["perf.reporting.line"]._get_report_ids([employee_id]))
        return (people - own).filtered("active").sorted("name")

    @api.model
    def _find_pair(self, other_id):
        """Manager and employee of a 1-on-1 of the current user with somebody.

        :param other_id: id of the other one
        :return: pair of ids
        :raise UserError: the two can't plan one
        """
        own = self.env.user._perf_employees()
        for me in own:
            if other_id and me.parent_id.id == other_id:
                return other_id, me.id
        # sudo: who reports to oneself is no secret
        line = (
            self.env["perf.reporting.line"]
            .sudo()
            .search([("employee_id", "=", other_id), ("manager_id", "in", own.ids)], limit=1)
        )
        if not line:
            raise UserError(self.env._("Choose the person whom you want to talk with."))
        return line.manager_id.id, other_id

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    def _prepare_portal_values(self):
        """What lists and cards show of these 1-on-1s.

        :return: list of dicts
        """
        zone = self._get_my_zone()
        today = datetime.now(UTC).astimezone(zone).date()
        others = {meeting: meeting._get_other() for meeting in self}
        people = self.env["hr.employee"].union(*others.values())._perf_person_values()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": meeting.id,
                "url": f"/my/development/one-on-ones/{meeting.id}",
                "title": meeting.display_name,
                "person": people.get(others[meeting].id),
                "state": meeting.state,
                "state_label": labels[meeting.state],
                "when": meeting._get_when(zone),
                "is_today": self._to_local(meeting.start, zone).date() == today,
                "can_finish": meeting.can_finish,
                "to_finish": meeting.state == "planned" and meeting.stop <= fields.Datetime.now(),
                "open_count": meeting.open_item_count,
                "series": meeting.series_note or "",
            }
            for meeting in self
        ]

    @api.model
    def _get_portal_rows(self, coming):
        """The 1-on-1s of the current user, one row for what is still to come of a series.

        :param coming: whether those that are planned, else those that were held or cancelled
        :return: list of pairs of a 1-on-1, and the later ones of its series
        """
        domain = Domain("is_mine", "=", True)
        if not coming:
            return [
                (meeting, self.browse())
                for meeting in self.search(domain & Domain("state", "!=", "planned"), order="start desc, id desc")
            ]
        meetings = self.search(domain & Domain("state", "=", "planned"), order="start, id")
        now = fields.Datetime.now()

        def get_row(meeting):
            # sudo: which of the own 1-on-1s are one series, which portal users can't read from the calendar
            recurrence = meeting.calendar_event_id.sudo().recurrence_id
            return (meeting._get_pair(), recurrence.id) if recurrence and meeting.stop > now else meeting.id

        return [(rows[0], rows[1:]) for rows in meetings.grouped(get_row).values()]

    @api.model
    def _prepare_portal_rows(self, rows):
        """What the list shows of rows: the values of the first of each, and what is said of the rest.

        :param rows: see :meth:`_get_portal_rows`
        :return: list of dicts
        """
        zone = self._get_my_zone()
        values = self.union(*(meeting for meeting, _later in rows))._prepare_portal_values()
        return [
            {
                **value,
                "later": [(f"/my/development/one-on-ones/{each.id}", each._get_when(zone)) for each in later],
                "later_until": later
                and format_date(self.env, self._to_local(later[-1].start, zone).date(), date_format="d MMM y"),
            }
            for value, (_meeting, later) in zip(values, rows, strict=True)
        ]

    def _get_when(self, zone):
        """Day and time in words, such as "Wed 11 Mar 2026, 1:00 PM - 1:30 PM"."""
        self.ensure_one()
        tz = str(zone)
        return self.env._(
            "%(day)s, %(start)s - %(stop)s",
            day=format_date(self.env, self._to_local(self.start, zone).date(), date_format="EEE d MMM y"),
            start=format_time(self.env, self.start, tz=tz, time_format="short"),
            stop=format_time(self.env, self.stop, tz=tz, time_format="short"),
        )

    def _get_rhythm(self):
        """How often the two talk, in words; an empty text for a single 1-on-1."""
        self.ensure_one()
        if self.repeat == "other":
            return self.series_note
        labels = dict(self._fields["repeat"]._description_selection(self.env))
        return "" if self.repeat == "none" else labels[self.repeat]

    def _prepare_portal_page_values(self):
        """What the page of one 1-on-1 shows.

        :return: dict
        """
        self.ensure_one()
        me = self._get_me()
        return {
            **self._prepare_portal_values()[0],
            "subtitle": " · ".join(filter(None, [self._get_when(self._get_my_zone()), self._get_rhythm()])),
            "series_zone": self.series_zone_note or "",
            "readers": self.reader_note,
            "items": self._prepare_item_values(),
            "moved": self.moved_note or "",
            "moved_url": f"/my/development/one-on-ones/{self.moved_to_id.id}" if self.moved_to_id else "",
            "actions": self.action_ids._prepare_portal_values(),
            "earlier": self.earlier_action_ids._prepare_portal_values(),
            "people": [
                {"id": me.id, "name": self.env._("Me")},
                {"id": self._get_other().id, "name": self._get_other().name},
            ],
            "notes": self.shared_notes or "",
            "version": self.notes_version,
            "my_note": self.my_note or "",
            "start_local": self._to_local(self.start, self._get_my_zone()).strftime(FORM_FORMAT),
            "minutes": round(self.duration * 60),
            "templates": self._prepare_template_values() if self.state == "planned" else [],
            "in_series": self.repeat != "none",
            "zone": str(self._get_my_zone()),
        }

    def _prepare_item_values(self):
        """What the agenda shows of each of its items."""
        self.ensure_one()
        # sudo: names of the two people, which portal users can't read from employees
        names = {person.id: person.name for person in self.sudo().manager_id | self.sudo().employee_id}
        targets = self.employee_id._perf_text_targets()
        return [
            {
                "id": item.id,
                "name": item.name,
                "done": item.done,
                "is_author": item.is_author,
                "author": self.env._("Me") if item.is_author else names.get(item.author_employee_id.id, ""),
                "from_template": item.from_template,
                "carried": item.carried_note or "",
                "kept": item.kept_label or "",
                "targets": [] if item.kept_label else targets,
            }
            for item in self.item_ids
        ]

    @api.model
    def _prepare_template_values(self):
        """Templates of talking points: list of pairs of id and name."""
        return [(template.id, template.name) for template in self.env["perf.one.on.one.template"].search([])]

    @api.model
    def _prepare_section_values(self):
        """What the page *Development* shows of 1-on-1s: the next one with its agenda, and my open actions."""
        mine = Domain("is_mine", "=", True)
        following = self.search(mine & self._get_next_domain(), order="start, id", limit=1)
        actions = self.env["perf.one.on.one.action"].search(
            [("is_owner", "=", True), ("done", "=", False), ("one_on_one_id.state", "!=", "cancelled")], limit=20
        )
        return {
            "next": following._prepare_portal_values()[0] if following else None,
            "items": following._prepare_item_values() if following else [],
            "actions": actions._prepare_portal_values(),
            "count": self.search_count(mine),
            "can_plan": bool(self._get_people()),
        }
