import json
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon


@tagged("post_install", "-at_install")
class TestPerfNeglect(PerfHttpCommon):
    """Who was left alone since a sign of slippage: told to the manager first, to HR later, never to the person."""

    @contextmanager
    def given(self, signs, talks=None):
        """The other addons say these signs and conversations: dict of employees and numbers of days ago."""
        today = fields.Date.today()
        Employee = type(self.env["hr.employee"])

        def slippage(people):
            return {
                person.id: [
                    {"since": today - timedelta(days=days), "text": f"sign of {days} days"}
                    for days in signs.get(person.id, [])
                ]
                for person in people
            }

        def conversations(people):
            known = talks or {}
            return {person.id: [today - timedelta(days=days) for days in known.get(person.id, [])] for person in people}

        with (
            patch.object(Employee, "_perf_slippage", slippage),
            patch.object(Employee, "_perf_conversations", conversations),
        ):
            yield

    def items(self, employee):
        return [item for item in employee._perf_todo()[employee.id] if item["key"].startswith("perf.neglect")]

    def needs_talk(self, user):
        """The people whom the report shows that user."""
        return self.as_user(self.env["hr.employee"], user).search([("perf_needs_talk", "=", True)])

    def test_a_conversation_since(self):
        person = self.employee_employee
        for talks, neglected in (([], True), ([21], True), ([20], False), ([3, 40], False)):
            with self.given({person.id: [20]}, {person.id: talks}):
                self.assertEqual(bool(person._get_perf_neglect()), neglected, talks)
        with self.given({person.id: [40, 10]}, {person.id: [20]}):
            neglect = person._get_perf_neglect()[person.id]
        self.assertEqual((neglect["days"], neglect["reasons"]), (10, ["sign of 10 days"]))

    def test_the_manager_first(self):
        person = self.employee_portal_employee
        with self.given({person.id: [2]}):
            self.assertFalse(self.items(self.employee_manager))
        with self.given({person.id: [3]}):
            item = self.items(self.employee_manager)[0]
            self.assertEqual(item["title"], "Talk with Perf Portal Employee")
            self.assertEqual(item["subject"], "sign of 3 days; no conversation since")
            self.assertFalse(self.items(self.employee_head))
            self.assertFalse(self.items(self.employee_officer))
            self.assertFalse(self.needs_talk(self.user_officer))

    def test_a_manager_without_login(self):
        """The next one above takes care, across any number of levels."""
        with self.given({self.employee_employee.id: [5]}):
            self.employee_manager.user_id = False
            self.employee_head.user_id = False
            self.assertEqual(len(self.items(self.employee_director)), 1)
            self.assertFalse(self.items(self.employee_vice_president))

    def test_the_person_sees_nothing(self):
        person = self.employee_portal_employee
        with self.given({person.id: [60]}):
            self.assertFalse(self.items(person))
            self.assertFalse([card for card in person._perf_portal_cards() if "talk" in card["text"].lower()])
            self.login(self.user_portal_employee)
            for page in ("/my/performance", "/my/development"):
                self.assertNotIn("sign of 60", self.get_page(page).text)
            self.login(self.user_manager)
            page = self.get_page("/my/performance").text
            self.assertIn("Talk with Perf Portal Employee", page)
            self.assertIn("Needs a talk", page)

    def test_facts(self):
        person = self.employee_portal_employee
        for days, shown in ((2, False), (3, True)):
            with self.given({person.id: [days]}):
                labels = [fact["label"] for fact in person._perf_team_facts()[person.id]]
                self.assertEqual("Needs a talk" in labels, shown)

    def test_hr_later(self):
        person = self.employee_portal_employee
        for days, shown in ((13, False), (14, True), (40, True)):
            with self.given({person.id: [days]}):
                self.assertEqual(self.needs_talk(self.user_officer).ids, person.ids if shown else [])
                items = self.items(self.employee_officer)
                self.assertEqual(len(items), shown)
        with self.given({person.id: [40], self.employee_employee.id: [20]}):
            self.assertEqual(len(self.items(self.employee_officer)), 1, "one item with the number, not one a person")
            self.assertIn("2", self.items(self.employee_officer)[0]["subject"])
            record = self.as_user(person, self.user_officer)
            self.assertEqual((record.perf_neglect_waiting, record.perf_neglect_reason), (40, "sign of 40 days"))

    def test_hr_reminds_the_manager(self):
        """HR opens the signs and reminds the manager, once in two weeks; the item is new for the daily e-mail."""
        person = self.employee_employee
        with self.given({person.id: [30]}):
            key = self.items(self.employee_manager)[0]["key"]
            seen = self.as_user(person, self.user_officer)
            self.assertEqual(seen.action_perf_open_talk()["res_id"], person.id)
            self.assertFalse(seen.perf_can_plan_talk)
            self.assertTrue(seen.action_perf_remind_manager())
            item = self.items(self.employee_manager)[0]
            self.assertNotEqual(item["key"], key)
            self.assertIn("HR reminds you", item["title"])
            with self.assertRaises(UserError):
                seen.action_perf_remind_manager()
            person.perf_talk_reminded_on = fields.Date.today() - timedelta(days=14)
            seen.action_perf_remind_manager()
            for user in (self.user_employee, self.user_manager, self.user_colleague):
                for name in ("action_perf_open_talk", "action_perf_plan_talk", "action_perf_remind_manager"):
                    self.assertForbidden(getattr(self.as_user(person, user), name))
            with self.assertRaises(AccessError):
                seen.read(["perf_talk_reminded_on"])
        with self.given({}), self.assertRaises(UserError):
            seen.action_perf_remind_manager()

    def test_the_setting(self):
        person = self.employee_employee
        self.company.perf_neglect_days = 30
        with self.given({person.id: [29]}):
            self.assertFalse(self.needs_talk(self.user_officer))
        with self.given({person.id: [30]}):
            self.assertTrue(self.needs_talk(self.user_officer))

    def test_who_reads_of_whom(self):
        """Nobody reads about themselves or the own managers, nor about people of other companies."""
        self.employee_officer.parent_id = self.employee_head
        people = self.employee_officer | self.employee_head | self.employee_employee | self.employee_foreign
        signs = {person_id: [50] for person_id in people.ids}
        with self.given(signs):
            self.assertEqual(self.needs_talk(self.user_officer), self.employee_employee)
            self.assertIn("1", self.items(self.employee_officer)[0]["subject"])
            everybody = self.employee_officer | self.employee_head | self.employee_employee
            self.assertEqual(self.needs_talk(self.user_admin), everybody)
            self.assertEqual(self.needs_talk(self.user_other_officer), self.employee_foreign)
            own = self.as_user(self.employee_officer | self.employee_head, self.user_officer)
            self.assertEqual(own.mapped("perf_needs_talk"), [False, False])
            self.assertEqual(own.mapped("perf_neglect_reason"), [False, False])
            self.login(self.user_officer)
            found, error = self.rpc("hr.employee", "search_read", [("perf_needs_talk", "=", True)], ["name"])
            self.assertFalse(error)
            self.assertEqual([row["id"] for row in found], self.employee_employee.ids)
            for user in (self.user_manager, self.user_employee, self.user_portal_employee):
                self.login(user)
                with mute_logger("odoo.http"):  # a field that they don't have is an error of the caller
                    _found, error = self.rpc("hr.employee", "search_read", [("perf_needs_talk", "=", True)], ["name"])
                self.assertTrue(error)

    def test_leavers(self):
        person = self.employee_employee
        person.active = False
        with self.given({person.id: [50]}):
            self.assertFalse(person._get_perf_neglect())
            self.assertFalse(self.items(self.employee_manager))
            self.assertFalse(self.needs_talk(self.user_officer))

    def test_managers_in_a_circle(self):
        self.employee_head.parent_id = self.employee_manager
        self.env.flush_all()
        self.user_manager.active = False
        with self.given({self.employee_employee.id: [5]}):
            self.assertTrue(self.items(self.employee_head))
            self.assertFalse(self.items(self.employee_top_manager))

    def test_queries_do_not_grow(self):
        def make(count):
            people = self.make_employees(count)
            self.signs.update({person_id: [20] for person_id in people.ids})
            return people

        self.signs = {}
        with self.given(self.signs):
            self.assertQueriesDontGrow(make, lambda people: people._get_perf_neglect())
            self.assertQueriesDontGrow(make, lambda _people: self.employee_manager._perf_todo(), slack=4)
            self.assertQueriesDontGrow(make, lambda _people: self.employee_officer._perf_todo(), slack=4)
            self.assertQueriesDontGrow(
                make,
                lambda _people: self.as_user(self.env["hr.employee"], self.user_officer).search_count(
                    [("perf_needs_talk", "=", True)]
                ),
            )

    def test_link_for_others_than_hr(self):
        action = self.env.ref("perf_development.hr_employee_action_neglect_open")
        self.assertEqual(action.path, "needs-a-talk")
        opened = action.with_user(self.user_officer).run()
        self.assertEqual((opened["res_model"], opened["path"]), ("hr.employee", "needs-a-talk"))
        with self.assertRaises(AccessError):
            action.with_user(self.user_manager).run()
        with self.assertRaises(AccessError) as caught:
            self.env["hr.employee"].with_user(self.user_manager)._get_perf_neglect_action()
        self.assertIn("HR reads this list", str(caught.exception))
        stored = self.env["ir.actions.act_window"].search([("res_model", "=", "hr.employee")])
        self.assertFalse(
            stored.filtered(lambda each: "perf_needs_talk" in (each.domain or "")), "others could open it by its id"
        )
        self.login(self.user_manager)
        with self.assertLogs("odoo.http", "WARNING") as logs:
            answer = self.url_open(
                "/web/action/run",
                data=json.dumps({"params": {"action_id": action.id}}),
                headers={"Content-Type": "application/json"},
            )
        self.assertEqual(answer.json()["error"]["data"]["name"], "odoo.exceptions.AccessError")
        self.assertNotIn("Traceback", "".join(logs.output))
