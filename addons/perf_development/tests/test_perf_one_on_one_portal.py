from datetime import timedelta

from odoo import fields, http
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common_one_on_one import OneOnOneCommon

URL = "/my/development/one-on-ones"


@tagged("post_install", "-at_install")
class TestPerfOneOnOnePortal(PerfHttpCommon, OneOnOneCommon):
    """Both people plan, prepare, hold and finish a 1-on-1 on the phone; nobody else finds it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now().replace(second=0)

    def plan_soon(self, **values):
        values = {"start": self.now + timedelta(days=1), **values}
        return self.plan(self.user_portal_employee, **values)

    def take(self, meeting, step, **values):
        """Take a step through the page; the answer to the form."""
        return self.post(f"{URL}/{meeting.id}/{step}", **values)

    # ------------------------------------------------------------------

    def test_a_portal_manager_does_it_all(self):
        self.login(self.user_portal_manager)
        page = self.get_page(f"{URL}/new").text
        self.assertIn("Perf Portal Report", page)
        self.assertNotIn("Perf Colleague", page)
        local = self.now.strftime("%Y-%m-%dT%H:%M")
        reply = self.post(
            f"{URL}/new",
            person_id=str(self.employee_portal_report.id),
            start=local,
            minutes="45",
            repeat="none",
            topic="The new shift",
        )
        meeting = self.env["perf.one.on.one"].search([("manager_id", "=", self.employee_portal_manager.id)])
        self.assertEqual(reply.status_code, 303)
        self.assertIn(f"{URL}/{meeting.id}", reply.headers["Location"])
        self.assertEqual((meeting.employee_id, meeting.duration), (self.employee_portal_report, 0.75))
        self.assertEqual(meeting.item_ids.name, "The new shift")
        page = self.get_page(f"{URL}/{meeting.id}").text
        self.assertIn("The new shift", page)
        self.assertIn("Read by you and Perf Portal Report only", page)
        self.take(meeting, "item", name="Holidays")
        self.take(meeting, "tick", item_id=str(meeting.item_ids[0].id), value="1")
        self.take(meeting, "notes", text="We agreed", version="0")
        self.take(meeting, "note", text="Seems tired")
        self.take(
            meeting, "action", name="Send the plan", owner_id=str(self.employee_portal_report.id), date_due="2026-05-01"
        )
        self.take(meeting, "done")
        self.assertEqual(meeting.state, "done")
        self.assertEqual(meeting.shared_notes, "We agreed")
        self.assertEqual(meeting.item_ids.mapped("done"), [True, False])
        self.assertEqual(meeting.action_ids.owner_id, self.employee_portal_report)
        self.assertEqual(self.as_user(meeting, self.user_portal_manager).my_note, "Seems tired")
        self.login(self.user_portal_report)
        page = self.get_page(f"{URL}/{meeting.id}").text
        self.assertIn("We agreed", page)
        self.assertNotIn("Seems tired", page)
        self.assertIn("Send the plan", self.get_page("/my/development").text)

    def test_before_its_day(self):
        """The page has a primary action before the day, and asks whether it was held today already."""
        meeting = self.plan_soon(start=self.now + timedelta(days=3))
        self.login(self.user_portal_employee)
        page = self.get_page(f"{URL}/{meeting.id}").text
        self.assertIn('href="#new_point"', page)
        self.assertNotIn("We talked: done", page)
        self.take(meeting, "held")
        self.assertEqual(meeting.state, "done")

    def test_section(self):
        self.login(self.user_portal_employee)
        self.assertIn("No 1-on-1 is planned", self.get_page("/my/development").text)
        meeting = self.plan_soon()
        reply = self.take(meeting, "item", name="<b>Shift</b>", back="development")
        self.assertTrue(reply.headers["Location"].endswith("/my/development"))
        page = self.get_page("/my/development").text
        self.assertIn("1-on-1 with Perf Manager", page)
        self.assertIn("&lt;b&gt;Shift&lt;/b&gt;", page)

    def test_lists(self):
        self.login(self.user_portal_employee)
        self.assertIn("No 1-on-1 is planned", self.get_page(URL).text)
        self.plan_soon()
        self.plan_soon(start=self.now - timedelta(days=1)).action_done()
        self.assertEqual(self.get_page(URL).text.count("1-on-1 with Perf Manager"), 1)
        self.assertEqual(self.get_page(f"{URL}?tab=past").text.count("1-on-1 with Perf Manager"), 1)
        for query in ("tab=x", "page=x", "page=-3", "page=99999999999", "tab=past&page=2"):
            self.assertEqual(self.get_page(f"{URL}?{query}").status_code, 200)

    def test_local_time(self):
        self.user_portal_employee.tz = "America/New_York"
        self.login(self.user_portal_employee)
        self.post(
            f"{URL}/new",
            person_id=str(self.employee_manager.id),
            start="2030-07-01T09:00",
            minutes="30",
            repeat="weekly",
        )
        meetings = self.env["perf.one.on.one"].search([("employee_id", "=", self.employee_portal_employee.id)])
        self.assertEqual(len(meetings), 52)
        self.assertEqual(str(min(meetings.mapped("start"))), "2030-07-01 13:00:00")
        first = meetings.sorted("start")[0]
        page = self.get_page(f"{URL}/{first.id}").text
        self.assertIn("9:00\u202fAM", page.replace("\xa0", "\u202f"))
        self.assertIn("2030-07-01T09:00", page)
        self.take(first, "move", start="2030-07-02T10:00", minutes="60", scope="future_events")
        self.assertEqual((str(first.start), first.duration), ("2030-07-02 14:00:00", 1))
        self.take(meetings.sorted("start")[1], "cancel", scope="future_events")
        self.assertEqual(meetings.mapped("state").count("planned"), 1)

    def test_notes_conflict(self):
        meeting = self.plan_soon()
        self.as_user(meeting, self.user_manager).save_notes("From the manager", 0)
        self.login(self.user_portal_employee)
        reply = self.take(meeting, "notes", text="My own words", version="0")
        self.assertEqual(reply.status_code, 200)
        self.assertIn("My own words", reply.text)
        self.assertIn("From the manager", reply.text)
        self.assertIn("Nothing was overwritten", reply.text)
        self.assertEqual(meeting.shared_notes, "From the manager")
        reply = self.make_jsonrpc_request(f"{URL}/{meeting.id}/autosave", {"text": "Both", "version": 0})
        self.assertFalse(reply["saved"])
        reply = self.make_jsonrpc_request(f"{URL}/{meeting.id}/autosave", {"text": "Both", "version": reply["version"]})
        self.assertTrue(reply["saved"])
        self.assertEqual(self.env["perf.one.on.one"].browse(meeting.id).shared_notes, "Both")

    def test_others_find_nothing(self):
        meeting = self.plan_soon()
        self.add_item(meeting, self.user_manager, "Our secret")
        for name in ("head", "officer", "admin", "colleague", "portal_colleague", "former_manager"):
            with self.subTest(name=name):
                self.login(self.user(name))
                self.assertEqual(self.url_open(f"{URL}/{meeting.id}").status_code, 404)
                for step in ("item", "done", "notes", "move", "cancel", "nonsense"):
                    self.assertEqual(self.take(meeting, step, name="x", text="x", version="0").status_code, 404)
                for url in (URL, "/my/development", "/my/performance"):
                    self.assertNotIn("Our secret", self.get_page(url).text)
        self.assertEqual(meeting.state, "planned")

    def test_items_and_actions_of_others(self):
        mine = self.plan_soon()
        theirs = self.plan(self.user_other_manager, self.employee_other_manager, self.employee_colleague)
        item = self.add_item(theirs, self.user_colleague)
        own = self.add_item(mine, self.user_manager)
        self.login(self.user_portal_employee)
        for step in ("tick", "rename", "remove", "keep", "kept"):
            reply = self.take(mine, step, item_id=str(item.id), name="x", value="1")
            self.assertIn("not there any more", reply.text)
        self.assertFalse(item.done)
        self.assertEqual(self.take(mine, "remove", item_id=str(own.id)).status_code, 404)
        self.assertEqual(self.take(mine, "rename", item_id=str(own.id), name="x").status_code, 404)

    def test_bad_input(self):
        meeting = self.plan_soon()
        self.login(self.user_portal_employee)
        for step, values in (
            ("item", {"name": " "}),
            ("item", {}),
            ("tick", {"item_id": "x"}),
            ("tick", {}),
            ("template", {"template_id": "99999999"}),
            ("action", {"name": ""}),
            ("action", {"name": "x", "date_due": "soon"}),
            ("action", {"name": "x", "owner_id": str(self.employee_head.id)}),
            ("move", {"start": "soon"}),
            ("move", {"start": "2030-01-01T10:00", "minutes": "0"}),
            ("move", {"start": "2030-01-01T10:00", "minutes": "30", "scope": "x"}),
            ("cancel", {"scope": "all"}),
            ("done", {}),
            ("reopen", {}),
            ("notes", {"text": "x", "version": "7"}),
            ("keep", {"item_id": "1", "target": "x"}),
        ):
            with self.subTest(step=step, values=values):
                reply = self.take(meeting, step, **values)
                self.assertEqual(reply.status_code, 200)
                self.assertIn("o_perf_error", reply.text)
        for values in (
            {},
            {"person_id": "x"},
            {"person_id": str(self.employee_colleague.id)},
            {"start": "x"},
            {"minutes": "9999"},
        ):
            with self.subTest(new=values):
                values = {
                    "person_id": str(self.employee_manager.id),
                    "start": "2030-01-01T10:00",
                    "minutes": "30" if values else "",
                    **values,
                }
                self.assertIn("o_perf_error", self.post(f"{URL}/new", **values).text)
        self.assertEqual(self.url_open(f"{URL}/99999999").status_code, 404)
        self.assertEqual(self.url_open(f"{URL}/{meeting.id}/done").status_code, 405)

    def test_csrf(self):
        meeting = self.plan_soon()
        self.login(self.user_portal_employee)
        with mute_logger("odoo.http"):
            reply = self.url_open(f"{URL}/{meeting.id}/item", data={"name": "x"}, allow_redirects=False)
        self.assertEqual(reply.status_code, 400)
        self.assertTrue(http.Request.csrf_token(self))

    def test_no_employee(self):
        user = self.env["res.users"].create(
            {
                "name": "Nobody",
                "login": "perf_nobody",
                "password": "perf_nobody",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.login(user)
        for url in (URL, f"{URL}/new"):
            self.assertEqual(self.get_page(url).status_code, 200)

    def test_keep_as_feedback_or_wherever_there_is(self):
        """Where other addons offer a place, the page offers it, and the mark is for who kept it only."""
        meeting = self.plan_soon()
        item = self.add_item(meeting, self.user_portal_employee)
        employees = type(self.env["hr.employee"])
        value = self.env["perf.value"].create({"name": "Kept"})
        self.patch(employees, "_perf_text_targets", lambda person: [{"key": "v", "label": "A test place", "icon": "x"}])
        self.patch(employees, "_perf_keep_text", lambda person, key, text: person.env["perf.value"].browse(value.id))
        self.login(self.user_portal_employee)
        self.assertIn("A test place", self.get_page(f"{URL}/{meeting.id}").text)
        self.take(meeting, "keep", item_id=str(item.id), target="v")
        self.assertIn("fa-bookmark", self.get_page(f"{URL}/{meeting.id}").text)
        self.login(self.user_manager)
        self.assertNotIn("fa-bookmark", self.get_page(f"{URL}/{meeting.id}").text)

    def test_a_series_is_one_row(self):
        first = self.plan_soon(repeat="biweekly")
        self.plan_soon(start=self.now - timedelta(days=3))
        self.login(self.user_portal_employee)
        page = self.get_page(URL).text
        self.assertEqual(page.count("1-on-1 with Perf Manager"), 2)
        self.assertIn("To finish", page)
        self.assertIn("o_perf_one_on_one_later", page)
        self.assertRegex(page, r"and\s+25\s+more until")
        self.assertIn("Times follow the clock of UTC.", self.get_page(f"{URL}/{first.id}").text)

    def test_what_moved_on_has_a_link(self):
        held = self.plan_soon(start=self.now)
        self.add_item(held, self.user_portal_employee)
        following = self.plan_soon(start=self.now + timedelta(days=7))
        self.login(self.user_portal_employee)
        self.take(held, "done")
        page = self.get_page(f"{URL}/{held.id}").text
        self.assertIn("1 point moved to", page)
        self.assertIn(f'href="{URL}/{following.id}"', page)
        self.assertNotIn("Nothing was on the agenda", page)

    def test_a_time_that_is_over(self):
        meeting = self.plan_soon()
        self.login(self.user_portal_employee)
        self.assertIn("That time is over", self.take(meeting, "move", start="2020-01-01T10:00", minutes="30").text)
        reply = self.post(
            f"{URL}/new", person_id=str(self.employee_manager.id), start="2020-01-01T10:00", minutes="30", repeat="none"
        )
        self.assertIn("That time is over", reply.text)

    def test_talking_points_without_a_name(self):
        meeting = self.plan_soon()
        template = self.env["perf.one.on.one.template"].create(
            {"name": "Start", "line_ids": [(0, 0, {"name": "How do you like to work?"})]}
        )
        self.as_user(meeting, self.user_manager).action_apply_template(template.id)
        self.login(self.user_portal_employee)
        self.assertRegex(self.get_page(f"{URL}/{meeting.id}").text, r"text-muted\">\s*Talking point")


@tagged("post_install", "-at_install")
class TestPerfOneOnOneScaling(PerfHttpCommon, OneOnOneCommon):
    """The number of queries does not grow with the number of 1-on-1s, items and actions."""

    def make_meetings(self, count, state="planned", people=None):
        people = people or self.make_employees(count)
        now = fields.Datetime.now()
        with self.env["perf.one.on.one"]._hold_following():
            return self.env["perf.one.on.one"].create(
                [
                    {
                        "manager_id": self.employee_manager.id,
                        "employee_id": people[number % len(people)].id,
                        "start": now + timedelta(days=number % 7 + 1 if state == "planned" else -number - 1),
                        "state": state,
                    }
                    for number in range(count)
                ]
            )

    def test_list(self):
        def run(meetings):
            records = self.as_user(self.env["perf.one.on.one"], self.user_manager).search([("id", "in", meetings.ids)])
            records.read(
                [
                    "display_name",
                    "is_mine",
                    "my_side",
                    "repeat",
                    "series_note",
                    "open_item_count",
                    "my_note",
                    "reader_note",
                    "earlier_action_ids",
                ]
            )
            records._prepare_portal_values()
            self.assertEqual(len(records), len(meetings))

        self.assertQueriesDontGrow(self.make_meetings, run)

    def test_hooks(self):
        def make(count):
            meetings = self.make_meetings(count)
            self.env["perf.one.on.one.action"].create(
                [
                    {
                        "one_on_one_id": meeting.id,
                        "name": "x",
                        "owner_id": meeting.employee_id.id,
                        "date_due": fields.Date.today(),
                    }
                    for meeting in meetings
                ]
            )
            return meetings.employee_id

        def run(people):
            (people | self.employee_manager).sudo()._perf_todo()
            people.sudo()._perf_team_facts()
            people.sudo()._perf_conversations()

        self.assertQueriesDontGrow(make, run)

    def test_done(self):
        def make(count):
            meetings = self.make_meetings(count, "done")
            meetings.state = "planned"
            self.env["perf.one.on.one.item"].create(
                [
                    {
                        "one_on_one_id": meeting.id,
                        "name": "x",
                        "author_employee_id": meeting.employee_id.id,
                        "done": True,
                    }
                    for meeting in meetings
                ]
            )
            return meetings

        self.assertQueriesDontGrow(make, lambda meetings: self.as_user(meetings, self.user_manager).action_done())

    def test_pages(self):
        meetings = self.make_meetings(2)
        self.login(self.user_portal_employee)
        for url in (URL, f"{URL}?tab=past", "/my/development"):
            with self.subTest(url=url):
                state = "done" if "past" in url else "planned"
                self.assertQueriesDontGrow(
                    lambda count, state=state: self.make_meetings(count, state, self.employee_portal_employee),
                    lambda _made, url=url: self.url_open(url),
                    large=18,
                    slack=3,
                )
        self.assertTrue(meetings)

    def test_page(self):
        def make(count):
            meeting = self.make_meetings(1, people=self.employee_portal_employee)
            earlier = self.make_meetings(1, "done", people=self.employee_portal_employee)
            self.env["perf.one.on.one.item"].create(
                [
                    {
                        "one_on_one_id": meeting.id,
                        "name": "x",
                        "author_employee_id": self.employee_manager.id,
                        "carried_from_id": earlier.id,
                    }
                    for _number in range(count)
                ]
            )
            self.env["perf.one.on.one.action"].create(
                [
                    {"one_on_one_id": each.id, "name": "x", "owner_id": self.employee_manager.id}
                    for each in meeting | earlier
                    for _number in range(count)
                ]
            )
            return meeting

        self.login(self.user_portal_employee)
        self.assertQueriesDontGrow(make, lambda meeting: self.url_open(f"{URL}/{meeting.id}"), slack=3)

    def test_events_of_others(self):
        """What 1-on-1s add to a change of other events does not grow with the events."""
        now = fields.Datetime.now()

        def make(count):
            return self.env["calendar.event"].create(
                [{"name": "Lunch", "start": now, "stop": now + timedelta(hours=1)} for _number in range(count)]
            )

        self.assertQueriesDontGrow(make, lambda events: events.env["perf.one.on.one"]._remember_events(events))
