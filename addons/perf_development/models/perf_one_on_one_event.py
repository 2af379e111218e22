from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools.one_on_one import REPEATS, match_occurrences, repeat_of

# Set on the cursor while 1-on-1s follow their events, so that what the calendar does inside is one change.
FOLLOWING = "perf_one_on_one_following"


class PerfOneOnOne(models.Model):
    """The side of the calendar: events of 1-on-1s, and 1-on-1s that follow what happens to their events.

    An event says nothing of the 1-on-1: the link stands here, the title is neutral, and the event is private. The
    calendar deletes and creates occurrences anew when a series changes; so the 1-on-1s are compared with the calendar
    after the whole change, and those with content find a new occurrence or stay without one.
    """

    _inherit = "perf.one.on.one"

    # ------------------------------------------------------------------
    # From the 1-on-1 to the calendar; all of it is called in sudo on checked records
    # ------------------------------------------------------------------

    @api.model
    def _get_repeat(self, recurrence):
        """The word for the rhythm of a recurrence of the calendar, ``none`` without one."""
        return repeat_of(recurrence.rrule_type, recurrence.interval) if recurrence else "none"

    def _plan_events(self, repeats):
        """Create the events of those of these 1-on-1s that are planned and have none, and invite both people.

        :param repeats: word for the rhythm of each of them
        """
        rhythms = {
            meeting: repeat
            # the calendar creates single events first, and gives them back in that order
            for meeting, repeat in sorted(zip(self, repeats, strict=True), key=lambda each: each[1] in REPEATS)
            if meeting.state == "planned" and not meeting.calendar_event_id
        }
        if not rhythms:
            return
        with self._hold_following():
            events = self._get_event_model().create(
                [meeting._prepare_event_values(repeat) for meeting, repeat in rhythms.items()]
            )
            for meeting, event in zip(rhythms, events, strict=True):
                meeting.calendar_event_id = event
        self._catch_up({meeting: self._remember(meeting.calendar_event_id) for meeting in rhythms})

    @api.model
    def _get_event_model(self):
        """``calendar.event`` without what somebody's context says about other records, and without contact data."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith(("default_", "active_", "orig_activity_ids"))
        }
        Event = self.env["calendar.event"].with_context(context)  # pylint: disable=context-overridden
        return Event.with_context(skip_contact_description=True).sudo()  # sudo: see the banner

    def _prepare_event_values(self, repeat):
        """Values of the event: neutral, private, both people invited.

        :param repeat: word for the rhythm
        """
        self.ensure_one()
        organizer = self._get_organizer()
        values = {
            "name": self.env._("1-on-1"),
            "start": self.start,
            "stop": self.stop,
            "privacy": "private",
            "user_id": organizer.id,
            "partner_ids": [Command.set(self._get_partners().ids)],
            "activity_ids": False,
            "description": False,
            "res_model_id": False,
            "res_id": False,
        }
        if repeat in REPEATS:
            values.update(self._prepare_recurrence_values(repeat))
        return values

    def _get_organizer(self):
        """The user whose calendar it is: the current one if it is one of the two, else the manager's."""
        self.ensure_one()
        users = self.manager_id.user_id | self.employee_id.user_id
        return self.env.user if self.env.user in users else users[:1]

    def _get_partners(self):
        """Contacts of the two, who are invited: portal users and people without a login too."""
        self.ensure_one()
        people = self.manager_id | self.employee_id
        return self.env["res.partner"].union(
            *(person.user_id.partner_id or person.work_contact_id for person in people)
        )

    def _prepare_recurrence_values(self, repeat):
        """Values of a series, on the weekday of the start in the time zone of the manager."""
        self.ensure_one()
        frequency, interval, count = REPEATS[repeat]
        zone = self.manager_id._get_perf_timezone()
        day = fields.Datetime.context_timestamp(self.with_context(tz=str(zone)), self.start).date()
        return {
            "recurrency": True,
            "rrule_type": frequency,
            "interval": interval,
            "end_type": "count",
            "count": count,
            "event_tz": str(zone),
            "month_by": "day",
            **self.env["calendar.event"]._get_recurrence_params_by_date(day),
        }

    def _push_times(self):
        """Bring the events in step with these 1-on-1s, which somebody moved; create those that are missing."""
        with self._hold_following():
            for meeting in self.filtered("calendar_event_id"):
                meeting.calendar_event_id.write({"start": meeting.start, "stop": meeting.stop})
        missing = self - self.filtered("calendar_event_id")
        missing._plan_events(["none"] * len(missing))

    def _move_event(self, start, hours, scope):
        """Move the event, and with it this 1-on-1.

        :param start: datetime in UTC
        :param hours: length
        :param scope: ``self_only`` or ``future_events``
        """
        self.ensure_one()
        event = self.calendar_event_id
        if not event or scope == "self_only" or not event.recurrence_id:
            self.write({"start": start, "duration": hours})
            self._push_times()
            return
        stop = start + timedelta(minutes=round(hours * 60))
        event.write({"start": start, "stop": stop, "recurrence_update": scope})

    def _cancel_events(self, scope):
        """Cancel these 1-on-1s with their events, and tell the other one.

        :param scope: ``self_only`` or ``future_events``
        """
        without = self - self.filtered("calendar_event_id.active")
        without.write({"state": "cancelled"})
        without._carry_over()
        for meeting in self - without:
            event = meeting.calendar_event_id
            meeting._tell_cancelled()
            if scope == "future_events" and event.recurrence_id:
                event.action_mass_archive(scope)
            else:
                event.write({"active": False})

    def _tell_cancelled(self):
        """Send the calendar's own word of a cancelled event to the other one."""
        self.ensure_one()
        event = self.calendar_event_id
        template = self.env.ref("calendar.calendar_template_delete_event", raise_if_not_found=False)
        partners = self._get_partners() - self.env.user.partner_id
        if not template or not partners or event.stop <= fields.Datetime.now():
            return
        subject = template._render_field("subject", event.ids, compute_lang=True)[event.id]
        body = template._render_field("body_html", event.ids, compute_lang=True)[event.id]
        event.message_notify(
            partner_ids=partners.ids,
            subject=subject,
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )

    # ------------------------------------------------------------------
    # From the calendar to the 1-on-1
    # ------------------------------------------------------------------

    @api.model
    @contextmanager
    def _hold_following(self):
        """Context manager in which 1-on-1s don't follow the calendar: the caller changes both."""
        cache = self.env.cr.cache
        outer = cache.get(FOLLOWING)
        cache[FOLLOWING] = True
        try:
            yield
        finally:
            cache[FOLLOWING] = outer

    @api.model
    @contextmanager
    def _follow_events(self, events):
        """Context manager after which the 1-on-1s of these events, and of their series, are in step with them.

        What the calendar calls inside is part of the same change.

        :param events: ``calendar.event``
        """
        if self.env.cr.cache.get(FOLLOWING):
            yield
            return
        before = self.sudo()._remember_events(events)  # sudo: 1-on-1s follow whoever may change the event
        with self._hold_following():
            yield
        if before:
            self.sudo()._catch_up(before)

    @api.model
    def _remember_events(self, events):
        """What the calendar says of the 1-on-1s of these events and of their series, before a change.

        :return: dict 1-on-1 -> see ``_remember``
        """
        events = events.sudo().exists()
        domain = Domain("calendar_event_id", "in", events.ids)
        if events.recurrence_id:
            domain |= Domain("calendar_event_id.recurrence_id", "in", events.recurrence_id.ids)
        meetings = self.search(domain) if events else self
        return {meeting: self._remember(meeting.calendar_event_id) for meeting in meetings}

    @api.model
    def _remember(self, event):
        """Id, start and activity of an event: what is lost when the calendar deletes it."""
        return event.id, event.start, event.active

    @api.model
    def _catch_up(self, before):
        """Bring 1-on-1s in step with their events after a change in the calendar. Called in sudo.

        :param before: dict 1-on-1 -> id, start and activity of its event before the change
        """
        Event = self.env["calendar.event"].with_context(active_test=False)
        ids = [event_id for event_id, _start, _active in before.values()]
        events = {event.id: event for event in Event.browse(ids).exists() if event.active}
        live = {meeting: events[past[0]] for meeting, past in before.items() if past[0] in events}
        moves = [event.start - before[meeting][1] for meeting, event in live.items()]
        shift = next(filter(None, moves), timedelta())
        self._follow_live(live, before)
        lost = self.union(*before).filtered(
            lambda each: each not in live and before[each][2] and each.state != "cancelled"
        )
        free = self._find_free_occurrences(live)
        recreated = bool(free)
        rest = lost._take_occurrences(free, shift)
        rest._lose_event(recreated)
        self._add_occurrences(free)
        self.union(*before).exists()._carry_over()

    @api.model
    def _follow_live(self, live, before):
        """Move the planned 1-on-1s whose event was moved, and plan again those whose event came back.

        :param live: dict 1-on-1 -> active event
        :param before: as in :meth:`_catch_up`
        """
        for meeting, event in live.items():
            if meeting.state == "cancelled" and not before[meeting][2]:
                meeting.state = "planned"
            hours = (event.stop - event.start).total_seconds() / 3600
            if meeting.state == "planned" and (meeting.start, meeting.stop) != (event.start, event.stop):
                meeting.write({"start": event.start, "duration": hours})

    @api.model
    def _find_free_occurrences(self, live):
        """Occurrences of the series of these events that no 1-on-1 has, and to which both people are invited.

        :param live: dict 1-on-1 -> active event
        :return: dict event -> 1-on-1 of the same two people, which says who they are
        """
        known = {event.recurrence_id: meeting for meeting, event in live.items() if event.recurrence_id}
        if not known:
            return {}
        Event = self.env["calendar.event"]
        occurrences = Event.search([("recurrence_id", "in", [each.id for each in known])], order="start, id")
        taken = self.search([("calendar_event_id", "in", occurrences.ids)]).calendar_event_id
        partners = {meeting: meeting._get_partners() for meeting in known.values()}
        return {
            event: known[event.recurrence_id]
            for event in occurrences - taken
            if partners[known[event.recurrence_id]] <= event.partner_ids
        }

    def _take_occurrences(self, free, shift):
        """Link these 1-on-1s, whose events are gone, to free occurrences of the same two people.

        :param free: dict event -> 1-on-1 of the two people; taken ones are removed
        :param shift: timedelta by which the series moved
        :return: the 1-on-1s that found none
        """
        if not self or not free:
            return self
        with_content = self._filter_with_content()
        rest = self
        for pair, meetings in self.grouped(lambda each: each._get_pair()).items():
            events = {event.id: event for event, like in free.items() if like._get_pair() == pair}
            lost = [
                (meeting.id, meeting.start, meeting.state == "done" or meeting in with_content) for meeting in meetings
            ]
            matches = match_occurrences(lost, [(event.id, event.start) for event in events.values()], shift)
            for meeting in meetings.filtered(lambda each, matches=matches: each.id in matches):
                meeting._link_event(events[matches[meeting.id]])
                del free[meeting.calendar_event_id]
                rest -= meeting
        return rest

    def _link_event(self, event):
        """Give this 1-on-1 another event; a planned one moves to its time."""
        self.ensure_one()
        values = {"calendar_event_id": event.id}
        if self.state == "planned":
            values.update(start=event.start, duration=(event.stop - event.start).total_seconds() / 3600)
        self.write(values)

    def _lose_event(self, recreated):
        """What becomes of these 1-on-1s, whose events are gone for good.

        Whatever has content is kept as it is, without an event. When the calendar created the series anew, planned ones
        that are empty go with their events.

        :param recreated: whether other occurrences took the place of the lost ones
        """
        planned = self.filtered(lambda each: each.state == "planned")
        empty = planned - planned._filter_with_content() if recreated else self.browse()
        empty.unlink()
        (planned - empty).write({"state": "cancelled"})

    def _filter_with_content(self):
        """Those of these 1-on-1s in which somebody wrote something, in one query for each kind of content."""
        found = self.filtered("shared_notes")
        for name in ("perf.one.on.one.item", "perf.one.on.one.note", "perf.one.on.one.action"):
            # allow query-in-loop: one query for each of three models
            groups = self.env[name]._read_group([("one_on_one_id", "in", self.ids)], ["one_on_one_id"])
            found |= self.browse(meeting.id for (meeting,) in groups)
        return self & found

    @api.model
    def _add_occurrences(self, free):
        """Plan a 1-on-1 for each occurrence that is still to come and has none.

        :param free: dict event -> 1-on-1 of the same two people
        """
        now = fields.Datetime.now()
        self.create(
            [
                {
                    "manager_id": like.manager_id.id,
                    "employee_id": like.employee_id.id,
                    "start": event.start,
                    "duration": (event.stop - event.start).total_seconds() / 3600,
                    "calendar_event_id": event.id,
                }
                for event, like in free.items()
                if event.stop > now and like.manager_id.active and like.employee_id.active
            ]
        )

    @api.model
    def _get_hidden_events_domain(self):
        """Domain of the events that are no 1-on-1 of other people."""
        others = Domain("calendar_event_id", "!=", False) & Domain("is_mine", "=", False)
        query = self.sudo()._search(others)  # sudo: the ids stay inside of the query
        return Domain("id", "not in", query.subselect("calendar_event_id"))
