from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_one_on_one import DAY, NOW, WEEK, OneOnOneCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPerfOneOnOneCalendar(OneOnOneCommon):
    """A 1-on-1 and its event follow each other, alone and in series."""

    def event(self, meeting, user=None):
        """The event, as somebody who has a calendar."""
        return self.as_user(meeting.sudo().calendar_event_id, user or self.user_manager)

    def starts(self, meetings):
        return [meeting.start for meeting in meetings]

    # ------------------------------------------------------------------
    # One event
    # ------------------------------------------------------------------

    def test_event_tells_nothing(self):
        for user in (self.user_manager, self.user_portal_employee):
            meeting = self.plan(user)
            event = meeting.sudo().calendar_event_id
            self.assertEqual((event.name, event.privacy, event.show_as), ("1-on-1", "private", "busy"))
            self.assertFalse(event.res_model or event.res_id or event.res_model_id)
            self.assertFalse(event.description or event.location or event.notes or event.activity_ids)
            self.assertEqual(event.partner_ids, self.user_manager.partner_id | self.user_portal_employee.partner_id)
            self.assertEqual((event.start, event.stop), (meeting.start, meeting.stop))
            self.assertEqual(event.user_id, user)

    def test_context_says_nothing_to_the_event(self):
        meeting = self.plan(self.user_manager)
        model = self.as_user(self.env["perf.one.on.one"], self.user_manager)
        meeting = model.with_context(
            active_model="perf.one.on.one", active_id=meeting.id, default_res_model="hr.employee", default_name="Pay"
        ).create(
            {
                "manager_id": self.employee_manager.id,
                "employee_id": self.employee_employee.id,
                "start": NOW + DAY,
            }
        )
        event = meeting.sudo().calendar_event_id
        self.assertEqual(event.name, "1-on-1")
        self.assertFalse(event.res_model or event.res_id)

    def mails_to(self, partner, after):
        return self.env["mail.message"].search(
            [("id", ">", after), ("model", "=", "calendar.event"), ("partner_ids", "in", partner.ids)]
        )

    def last_message(self):
        return self.env["mail.message"].search([], limit=1, order="id desc").id

    def test_invitation_and_word_of_changes(self):
        partner = self.user_portal_employee.partner_id
        last = self.last_message()
        meeting = self.plan(self.user_manager)
        self.assertEqual(len(self.mails_to(partner, last)), 1)
        last = self.last_message()
        meeting.action_move(NOW + 2 * DAY)
        self.assertEqual(len(self.mails_to(partner, last)), 1)
        last = self.last_message()
        meeting.action_cancel()
        told = self.mails_to(partner, last)
        self.assertEqual(len(told), 1)
        self.assertIn("1-on-1", told.subject)
        self.assertFalse(self.mails_to(self.user_manager.partner_id, last))

    def test_portal_users_invite(self):
        last = self.last_message()
        meeting = self.plan(self.user_portal_employee)
        self.assertEqual(len(self.mails_to(self.user_manager.partner_id, last)), 1)
        meeting.action_move(NOW + 2 * DAY)
        meeting.action_cancel()
        self.assertEqual(meeting.state, "cancelled")

    def test_move_from_here(self):
        meeting = self.plan(self.user_manager)
        meeting.write({"start": NOW + 3 * DAY})
        self.assertEqual(meeting.sudo().calendar_event_id.start, NOW + 3 * DAY)
        meeting.write({"duration": 1})
        self.assertEqual(meeting.sudo().calendar_event_id.stop, NOW + 3 * DAY + timedelta(hours=1))
        self.as_user(meeting, self.user_portal_employee).action_move("2026-03-20 09:00:00", 0.75)
        event = meeting.sudo().calendar_event_id
        self.assertEqual(str(event.start), "2026-03-20 09:00:00")
        self.assertEqual(event.duration, 0.75)
        self.assertEqual(str(meeting.stop), "2026-03-20 09:45:00")

    def test_move_from_the_calendar(self):
        meeting = self.plan(self.user_manager)
        self.event(meeting).write({"start": NOW + 4 * DAY, "stop": NOW + 4 * DAY + timedelta(hours=1)})
        self.assertEqual((meeting.start, meeting.duration), (NOW + 4 * DAY, 1))
        self.event(meeting).write({"allday": True, "start_date": "2026-03-20", "stop_date": "2026-03-20"})
        self.assertEqual(str(meeting.start.date()), "2026-03-20")

    def test_move_into_the_past_from_the_calendar(self):
        meeting = self.plan(self.user_manager)
        self.event(meeting).write({"start": NOW - 4 * DAY, "stop": NOW - 4 * DAY + timedelta(hours=1)})
        self.assertEqual(meeting.start, NOW - 4 * DAY)

    def test_delete_in_the_calendar(self):
        meeting = self.plan(self.user_manager)
        item = self.add_item(meeting, self.user_portal_employee)
        meeting.save_notes("Kept", 0)
        following = self.plan(self.user_manager, start=NOW + WEEK)
        self.event(meeting).unlink()
        self.assertEqual((meeting.state, meeting.shared_notes), ("cancelled", "Kept"))
        self.assertFalse(meeting.calendar_event_id)
        self.assertEqual(item.one_on_one_id, following)

    def test_archive_in_the_calendar_and_back(self):
        meeting = self.plan(self.user_manager)
        event = self.event(meeting)
        event.active = False
        self.assertEqual(meeting.state, "cancelled")
        event.active = True
        self.assertEqual(meeting.state, "planned")

    def test_event_of_what_is_done(self):
        meeting = self.plan(self.user_manager, start=NOW - DAY)
        meeting.action_done()
        event = self.event(meeting)
        event.write({"start": NOW, "stop": NOW + DAY / 24})
        self.assertEqual(meeting.start, NOW - DAY)
        event.unlink()
        self.assertEqual(meeting.state, "done")
        self.assertFalse(meeting.calendar_event_id)

    def test_planned_without_event(self):
        meeting = self.plan(self.user_manager)
        meeting.sudo().calendar_event_id.sudo()  # its event is lost by hand, in the database
        meeting.sudo().calendar_event_id = False
        meeting.action_move(NOW + 5 * DAY)
        self.assertEqual(meeting.sudo().calendar_event_id.start, NOW + 5 * DAY)
        meeting.sudo().calendar_event_id = False
        meeting.action_cancel()
        self.assertEqual(meeting.state, "cancelled")

    def test_stays_private(self):
        meeting = self.plan(self.user_manager)
        for privacy in ("public", "confidential", False):
            with self.subTest(privacy=privacy), self.assertRaises(UserError):
                self.event(meeting).write({"privacy": privacy})
        first = self.plan_series(self.user_manager, employee=self.employee_employee)[0]
        with self.assertRaises(UserError):
            self.event(first).write({"privacy": "public", "recurrence_update": "all_events"})

    def test_other_events_are_left_alone(self):
        event = self.as_user(self.env["calendar.event"], self.user_colleague).create(
            {"name": "Lunch", "start": NOW + DAY, "stop": NOW + DAY + DAY / 24}
        )
        event.write({"start": NOW + 2 * DAY, "stop": NOW + 2 * DAY + DAY / 24, "privacy": "public"})
        event.unlink()

    # ------------------------------------------------------------------
    # Series
    # ------------------------------------------------------------------

    def test_series(self):
        for repeat, count, gap in (("weekly", 52, WEEK), ("biweekly", 26, 2 * WEEK), ("monthly", 12, None)):
            with self.subTest(repeat=repeat):
                employee = self.make_employees(1)
                meetings = self.plan_series(self.user_manager, repeat, employee=employee)
                self.assertEqual(len(meetings), count)
                self.assertEqual(len(meetings.calendar_event_id), count)
                self.assertEqual(meetings[0].repeat, repeat)
                self.assertTrue(meetings[0].series_note)
                self.assertEqual(len(set(meetings.calendar_event_id.mapped("privacy"))), 1)
                if gap:
                    self.assertEqual(meetings[1].start - meetings[0].start, gap)
                self.assertEqual({start.weekday() for start in self.starts(meetings)}, {2})

    def test_many_at_once(self):
        model = self.as_user(self.env["perf.one.on.one"], self.user_manager)
        people = self.employee_employee | self.employee_portal_employee | self.employee_no_user
        meetings = model.create(
            [
                {
                    "manager_id": self.employee_manager.id,
                    "employee_id": person.id,
                    "start": NOW + DAY,
                    "duration": hours,
                    "repeat": repeat,
                }
                for person, hours, repeat in zip(people, (0.5, 1, 2), ("monthly", "none", "weekly"), strict=True)
            ]
        )
        self.assertEqual([meeting.sudo().calendar_event_id.duration for meeting in meetings], [0.5, 1, 2])
        self.assertEqual([len(self.meetings_of(meeting)) for meeting in meetings], [12, 1, 52])

    def test_series_of_a_portal_user(self):
        meetings = self.plan_series(self.user_portal_employee, "monthly")
        self.assertEqual(len(meetings), 12)
        self.assertEqual(len(self.as_user(meetings, self.user_portal_employee).search([])), 12)

    def test_series_keeps_the_local_time(self):
        self.user_manager.tz = "Europe/Brussels"
        meetings = self.plan_series(self.user_manager)  # 13:00 in Brussels; summer time begins on 29 March
        self.assertEqual([start.hour for start in self.starts(meetings[:4])], [12, 12, 12, 11])

    def test_one_invitation_for_a_series(self):
        last = self.last_message()
        self.plan_series(self.user_manager)
        self.assertEqual(len(self.mails_to(self.user_portal_employee.partner_id, last)), 1)

    def test_one_of_a_series(self):
        meetings = self.plan_series(self.user_manager, "monthly")
        before = self.starts(meetings)
        second = meetings[1]
        self.event(second).write({"start": before[1] + DAY, "stop": before[1] + DAY + DAY / 48})
        self.assertEqual(self.starts(self.meetings_of(second)), [before[0], before[1] + DAY, *before[2:]])
        self.event(second).unlink()
        self.assertEqual(second.state, "cancelled")
        self.assertEqual(meetings.mapped("state").count("planned"), 11)
        self.as_user(meetings[2], self.user_portal_employee).action_cancel()
        self.assertEqual(meetings.mapped("state").count("planned"), 10)

    def test_first_of_a_series(self):
        """The base event of the recurrence goes; the others stay."""
        meetings = self.plan_series(self.user_manager, "monthly")
        meetings[0].with_user(self.user_manager).action_cancel()
        self.assertEqual(meetings.mapped("state").count("planned"), 11)
        self.event(meetings[1]).unlink()
        self.assertEqual(meetings.mapped("state").count("planned"), 10)
        self.assertEqual(len(self.meetings_of(meetings[2])), 12)

    def test_move_all_later_ones_in_the_calendar(self):
        meetings = self.plan_series(self.user_manager)
        before = self.starts(meetings)
        noted = meetings[5]
        item = self.add_item(noted, self.user_portal_employee)
        self.as_user(noted, self.user_manager).save_notes("Kept", 0)
        self.as_user(noted, self.user_manager).save_my_note("Mine")
        start = before[2] + 2 * DAY
        self.event(meetings[2]).write({"start": start, "stop": start + DAY / 48, "recurrence_update": "future_events"})
        after = self.meetings_of(noted)
        self.assertEqual(self.starts(after), before[:2] + [each + 2 * DAY for each in before[2:]])
        self.assertEqual(after[5], noted)
        self.assertEqual(noted.calendar_event_id.start, noted.start)
        self.assertEqual((noted.shared_notes, item.one_on_one_id), ("Kept", noted))
        self.assertEqual(self.as_user(noted, self.user_manager).my_note, "Mine")
        self.assertEqual(set(after.mapped("state")), {"planned"})
        self.assertEqual(len(after.calendar_event_id), 52)

    def test_move_all_later_ones_from_here(self):
        meetings = self.plan_series(self.user_manager)
        before = self.starts(meetings)
        self.as_user(meetings[10], self.user_manager).save_notes("Kept", 0)
        noted = meetings[10]
        self.as_user(meetings[3], self.user_portal_employee).action_move(before[3] - DAY, 1, "future_events")
        after = self.meetings_of(noted)
        self.assertEqual(self.starts(after), before[:3] + [each - DAY for each in before[3:]])
        self.assertEqual(after[10], noted)
        self.assertEqual(set(after[3:].mapped("duration")), {1})
        self.assertEqual(noted.shared_notes, "Kept")

    def test_move_all_in_the_calendar(self):
        with freeze_time(NOW - 15 * DAY):
            meetings = self.plan_series(self.user_manager, start=NOW - 13 * DAY)
        before = self.starts(meetings)
        meetings[0].with_user(self.user_manager).action_done()
        self.as_user(meetings[1], self.user_manager).save_notes("Held too", 0)
        self.as_user(meetings[1], self.user_manager).action_done()
        self.as_user(meetings[7], self.user_manager).save_notes("Kept", 0)
        noted = meetings[7]
        start = before[4] + DAY
        self.event(meetings[4]).write({"start": start, "stop": start + DAY / 48, "recurrence_update": "all_events"})
        after = self.meetings_of(noted)
        self.assertEqual(len(after), 52)
        self.assertEqual(self.starts(after[:2]), before[:2], "what was held stays where it was")
        self.assertEqual(after.mapped("state").count("done"), 2)
        self.assertEqual(self.starts(after[2:]), [each + DAY for each in before[2:]])
        self.assertEqual(after[7], noted)
        self.assertEqual(noted.shared_notes, "Kept")
        self.assertEqual(set(after.calendar_event_id.mapped("active")), {True})

    def test_new_rhythm(self):
        meetings = self.plan_series(self.user_manager)
        noted = meetings[3]
        self.as_user(noted, self.user_manager).save_notes("Kept", 0)
        self.event(meetings[0]).write({"recurrence_update": "all_events", "interval": 2, "count": 20})
        after = self.meetings_of(noted)
        self.assertEqual(len(after), 20)
        self.assertEqual(after[1].start - after[0].start, 2 * WEEK)
        self.assertIn(noted, after)
        self.assertEqual((noted.shared_notes, noted.state), ("Kept", "planned"))
        self.assertEqual(noted.calendar_event_id.start, noted.start)
        self.assertEqual(set(after.mapped("repeat")), {"biweekly"})

    def test_shorter_series_keeps_content(self):
        meetings = self.plan_series(self.user_manager, "monthly")
        items = [self.add_item(meeting, self.user_manager, f"Item {meeting.id}") for meeting in meetings]
        self.event(meetings[0]).write({"recurrence_update": "all_events", "count": 3})
        after = self.meetings_of(meetings[0])
        self.assertEqual(len(after), 12, "nothing with content is lost")
        self.assertEqual(after.mapped("state").count("planned"), 3)
        self.assertEqual(len([item for item in items if item.exists()]), 12)
        self.assertEqual({item.one_on_one_id.state for item in items}, {"planned"}, "open items moved on")

    def test_longer_series(self):
        meetings = self.plan_series(self.user_manager, "monthly")
        self.event(meetings[0]).write({"recurrence_update": "all_events", "count": 15})
        self.assertEqual(len(self.meetings_of(meetings[0])), 15)

    def test_series_made_in_the_calendar(self):
        meeting = self.plan(self.user_manager)
        self.event(meeting).write(
            {
                "recurrency": True,
                "rrule_type": "weekly",
                "interval": 1,
                "end_type": "count",
                "count": 4,
                "wed": True,
                "event_tz": "UTC",
            }
        )
        after = self.meetings_of(meeting)
        self.assertEqual(len(after), 4)
        self.assertEqual(after[0], meeting)
        self.assertEqual(self.starts(after), [NOW + DAY + number * WEEK for number in range(4)])

    def test_cancel_all_later_ones(self):
        meetings = self.plan_series(self.user_manager)
        self.as_user(meetings[2], self.user_portal_employee).action_cancel("future_events")
        self.assertEqual(meetings.mapped("state"), ["planned"] * 2 + ["cancelled"] * 50)
        self.assertEqual(len(meetings.calendar_event_id.filtered("active")), 2)

    def test_delete_all_later_ones_in_the_calendar(self):
        meetings = self.plan_series(self.user_manager)
        self.event(meetings[2]).action_mass_deletion("future_events")
        self.assertEqual(meetings.mapped("state"), ["planned"] * 2 + ["cancelled"] * 50)
        self.event(meetings[1]).action_mass_deletion("all_events")
        self.assertEqual(set(meetings.mapped("state")), {"cancelled"})

    def test_archive_all_in_the_calendar(self):
        meetings = self.plan_series(self.user_manager, "monthly")
        self.event(meetings[2]).action_mass_archive("future_events")
        self.assertEqual(meetings.mapped("state"), ["planned"] * 2 + ["cancelled"] * 10)
        self.event(meetings[0]).action_mass_archive("all_events")
        self.assertEqual(set(meetings.mapped("state")), {"cancelled"})

    def test_end_of_a_series_in_the_calendar(self):
        """Somebody unticks "recurrent" for this one and all later ones."""
        meetings = self.plan_series(self.user_manager, "monthly")
        self.event(meetings[3]).write({"recurrency": False, "recurrence_update": "future_events"})
        states = meetings.mapped("state")
        self.assertEqual(states[:4], ["planned"] * 4)
        self.assertEqual(set(states[4:]), {"cancelled"})

    def test_strangers_in_the_series(self):
        """An event that somebody puts into the series, without both people, becomes no 1-on-1."""
        meetings = self.plan_series(self.user_manager, "monthly")
        event = self.as_user(self.env["calendar.event"], self.user_colleague).create(
            {"name": "Mine", "start": NOW + 3 * DAY, "stop": NOW + 3 * DAY + DAY / 24}
        )
        event.sudo().recurrence_id = meetings[0].calendar_event_id.recurrence_id
        self.assertEqual(len(self.meetings_of(meetings[0])), 12)

    def test_series_in_the_past(self):
        """Only what is still to come gets a 1-on-1, besides the first."""
        with freeze_time(NOW + 22 * DAY):
            first = self.env["perf.one.on.one"].create(  # only an import starts in the past
                {
                    "manager_id": self.employee_manager.id,
                    "employee_id": self.employee_portal_employee.id,
                    "start": NOW + DAY,
                    "repeat": "weekly",
                }
            )
            meetings = self.meetings_of(first)
        self.assertEqual(len(meetings), 1 + 52 - 3)

    def test_people_who_left_get_no_new_ones(self):
        meetings = self.plan_series(self.user_manager, "monthly")
        self.employee_portal_employee.active = False
        self.event(meetings[0]).write({"recurrence_update": "all_events", "count": 15})
        self.assertEqual(len(self.meetings_of(meetings[0])), 12)
