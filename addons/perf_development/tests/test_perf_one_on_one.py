import doctest
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..tools import one_on_one
from .common_one_on_one import DAY, NOW, WEEK, OneOnOneCommon


@tagged("post_install", "-at_install")
class TestPerfOneOnOneTools(OneOnOneCommon):
    """The examples in the docstrings are right."""

    def test_doctests(self):
        result = doctest.testmod(one_on_one)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPerfOneOnOne(OneOnOneCommon):
    """Planning, agenda, notes and actions of two people."""

    # ------------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------------

    def test_who_plans(self):
        for user, manager, employee in (
            ("manager", "manager", "portal_employee"),
            ("portal_employee", "manager", "portal_employee"),
            ("head", "head", "employee"),
            ("top_manager", "top_manager", "employee"),
            ("portal_manager", "portal_manager", "portal_report"),
            ("manager", "manager", "foreign"),
            ("manager", "manager", "no_user"),
        ):
            with self.subTest(user=user, employee=employee):
                meeting = self.plan(self.user(user), self.employee(manager), self.employee(employee))
                self.assertEqual(meeting.state, "planned")

    def test_who_does_not(self):
        for user, manager, employee in (
            ("colleague", "manager", "employee"),
            ("employee", "head", "employee"),  # not the own manager
            ("manager", "employee", "manager"),  # the wrong way round
            ("manager", "head", "employee"),  # in the name of somebody else
            ("former_manager", "former_manager", "employee"),
            ("officer", "officer", "employee"),
            ("admin", "manager", "employee"),
            ("manager", "manager", "manager"),
        ):
            with self.subTest(user=user, manager=manager, employee=employee):
                self.assertForbidden(self.plan, self.user(user), self.employee(manager), self.employee(employee))

    def test_people_who_left(self):
        self.employee_employee.active = False
        with self.assertRaises(UserError):
            self.plan(self.user_manager, employee=self.employee_employee)

    def test_same_user_in_two_companies(self):
        self.user_manager.company_ids |= self.company_other
        self.employee_foreign.user_id = self.user_manager
        with self.assertRaises(UserError):
            self.plan(self.user_manager, employee=self.employee_foreign)

    def test_defaults(self):
        model = self.as_user(self.env["perf.one.on.one"], self.user_employee)
        values = model.default_get(["manager_id", "employee_id"])
        self.assertEqual(values, {"manager_id": self.employee_manager.id, "employee_id": self.employee_employee.id})
        model = self.as_user(model, self.user_manager)
        self.assertEqual(model.default_get(["manager_id", "employee_id"]), {"manager_id": self.employee_manager.id})

    def test_the_other_one_is_enough(self):
        """Who names one of the two plans it with oneself."""
        Meeting = self.env["perf.one.on.one"]
        start = NOW + WEEK
        for user, name, other, pair in (
            ("manager", "employee_id", "employee", ("manager", "employee")),
            ("employee", "manager_id", "manager", ("manager", "employee")),
        ):
            meeting = self.as_user(Meeting, getattr(self, f"user_{user}")).create(
                {name: getattr(self, f"employee_{other}").id, "start": start}
            )
            found = (meeting.sudo().manager_id, meeting.sudo().employee_id)
            self.assertEqual(found, tuple(getattr(self, f"employee_{each}") for each in pair))

    def test_times(self):
        for values in ({"start": "soon"}, {"start": False}, {"start": "9999-01-01 10:00:00"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.plan(self.user_manager, **values)
        for duration in (0, -1, 9, "long"):
            with self.subTest(duration=duration), self.assertRaises(UserError):
                self.plan(self.user_manager, duration=duration)
        meeting = self.plan(self.user_manager, duration=0.75)
        self.assertEqual(meeting.stop, NOW + DAY + DAY / 32)

    def test_protected_values(self):
        for values in (
            {"state": "done"},
            {"calendar_event_id": 1},
            {"notes_version": 3},
            {"stop": NOW},
            {"repeat": "never"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.plan(self.user_manager, **values)
        model = self.env["perf.one.on.one"].with_context(default_state="done", default_notes_version=9)
        meeting = (
            self.as_user(model, self.user_manager)
            .with_context(default_state="done")
            .create(
                {
                    "manager_id": self.employee_manager.id,
                    "employee_id": self.employee_employee.id,
                    "start": NOW + DAY,
                }
            )
        )
        self.assertEqual((meeting.state, meeting.notes_version), ("planned", 0))
        for values in (
            {"state": "done"},
            {"manager_id": self.employee_head.id},
            {"employee_id": self.employee_no_user.id},
            {"calendar_event_id": False},
            {"repeat": "weekly"},
            {"stop": NOW},
        ):
            with self.subTest(write=values), self.assertRaises(UserError):
                self.as_user(meeting, self.user_manager).write(values)
        copy = self.as_user(meeting, self.user_manager).copy()
        self.assertEqual(copy.state, "planned")
        self.assertNotEqual(copy.calendar_event_id, meeting.calendar_event_id)

    def test_steps(self):
        meeting = self.plan(self.user_manager, start=NOW - DAY)
        self.as_user(meeting, self.user_portal_employee).action_done()
        self.assertEqual(meeting.state, "done")
        for step in (meeting.action_done, meeting.action_cancel, lambda: meeting.action_move(NOW)):
            with self.assertRaises(UserError):
                step()
        with self.assertRaises(UserError):
            meeting.write({"start": NOW})
        meeting.action_reopen()
        self.assertEqual(meeting.state, "planned")
        meeting.action_cancel()
        self.assertEqual(meeting.state, "cancelled")
        with self.assertRaises(UserError):
            meeting.action_reopen()

    def test_done_too_early(self):
        meeting = self.plan(self.user_manager, start=NOW + DAY)
        with self.assertRaises(UserError):
            meeting.action_done()
        later_today = self.plan(self.user_manager, start=NOW + DAY / 8)
        later_today.action_done()
        self.assertEqual(later_today.state, "done")

    def test_held_today(self):
        """Held before its day: it moves to today and is done in one step, and nobody else takes it."""
        meeting = self.plan(self.user_manager, start=NOW + 3 * DAY)
        self.assertFalse(meeting.can_finish)
        self.assertForbidden(self.as_user(meeting, self.user_officer).action_held_today)
        dialog = meeting.action_open_held()
        wizard = self.env[dialog["res_model"]].with_user(self.user_manager).with_context(dialog["context"]).create({})
        wizard.action_confirm()
        self.assertEqual(meeting.state, "done")
        self.assertTrue(meeting.can_finish)
        self.assertLessEqual(meeting.start, NOW)
        self.assertGreater(meeting.start, NOW - DAY)
        with self.assertRaises(UserError):
            meeting.action_held_today()

    def test_done_in_the_own_time_zone(self):
        self.user_portal_employee.tz = "Pacific/Auckland"  # it is the 11th there already
        meeting = self.plan(self.user_portal_employee, start=NOW + DAY * 0.75)
        self.as_user(meeting, self.user_portal_employee).action_done()
        self.assertEqual(meeting.state, "done")

    def test_scope(self):
        meeting = self.plan(self.user_manager)
        for scope in ("all", "all_events", None, 3):
            with self.subTest(scope=scope), self.assertRaises(ValidationError):
                meeting.action_cancel(scope)

    # ------------------------------------------------------------------
    # Agenda
    # ------------------------------------------------------------------

    def test_both_fill_the_agenda(self):
        meeting = self.plan(self.user_manager)
        mine = self.add_item(meeting, self.user_manager, "  The new   shift ")
        theirs = self.add_item(meeting, self.user_portal_employee)
        self.assertEqual(mine.name, "The new shift")
        self.assertEqual(theirs.author_employee_id, self.employee_portal_employee)
        self.as_user(theirs, self.user_manager).done = True
        self.as_user(theirs, self.user_manager).sequence = 3
        self.as_user(theirs, self.user_portal_employee).name = "The old shift"
        self.assertForbidden(self.as_user(theirs, self.user_manager).write, {"name": "x"})
        self.assertForbidden(self.as_user(theirs, self.user_manager).unlink)
        self.as_user(mine, self.user_manager).unlink()
        with self.assertRaises(UserError):
            self.add_item(meeting, self.user_manager, "   ")

    def test_item_in_the_name_of_the_other(self):
        meeting = self.plan(self.user_manager)
        item = self.as_user(self.env["perf.one.on.one.item"], self.user_portal_employee).create(
            {"one_on_one_id": meeting.id, "name": "x", "author_employee_id": self.employee_manager.id}
        )
        self.assertEqual(item.author_employee_id, self.employee_portal_employee)
        for values in ({"author_employee_id": self.employee_manager.id}, {"one_on_one_id": 1}, {"carried_from_id": 1}):
            with self.subTest(values=values), self.assertRaises(UserError):
                item.write(values)

    def test_the_form(self):
        form = Form(self.as_user(self.env["perf.one.on.one"], self.user_manager))
        self.assertEqual(form.manager_id, self.employee_manager)
        form.employee_id = self.employee_portal_employee
        form.start = NOW + DAY
        form.repeat = "monthly"
        with form.item_ids.new() as line:
            line.name = "The new shift"
        with form.action_ids.new() as line:
            line.name = "Call the carrier"
            line.owner_id = self.employee_portal_employee
        meeting = form.save()
        self.assertEqual(meeting.item_ids.author_employee_id, self.employee_manager)
        self.assertEqual(len(self.meetings_of(meeting)), 12)
        form = Form(self.as_user(meeting, self.user_manager))
        form.my_note = "Mine"
        with form.item_ids.edit(0) as line:
            line.done = True
        form.save()
        self.assertTrue(meeting.item_ids.done)
        self.assertEqual(self.as_user(meeting, self.user_manager).my_note, "Mine")

    def test_lines_added_later_in_the_form(self):
        meeting = self.as_user(self.plan(self.user_portal_employee), self.user_manager)
        view = self.env["ir.ui.view"].browse(meeting.get_view(view_type="form")["id"])
        self.assertNotIn('name="author_employee_id"', meeting.get_view(view.id, "form")["arch"])
        self.assertFalse(
            self.env["perf.one.on.one.item"].fields_get(["author_employee_id"])["author_employee_id"]["required"]
        )
        form = Form(meeting)
        with form.item_ids.new() as line:
            line.name = "The new shift"
            self.assertEqual(line.author_label, "Perf Manager")
        with form.action_ids.new() as line:
            line.name = "Call the carrier"
            self.assertEqual(line.owner_id, self.employee_manager)
        form.save()
        self.assertEqual(meeting.item_ids.author_employee_id, self.employee_manager)
        self.assertEqual(meeting.action_ids.owner_id, self.employee_manager)
        empty = {"name": "Holidays", "author_employee_id": False, "author_label": False}
        meeting.web_save({"item_ids": [(0, 0, empty)]}, {})
        self.assertEqual(meeting.item_ids.author_employee_id, self.employee_manager)

    def test_not_in_the_past(self):
        self.user_manager.tz = "Asia/Tokyo"  # 21:00 of the day of NOW
        meeting = self.plan(self.user_manager)
        model = self.as_user(self.env["perf.one.on.one"], self.user_manager)
        values = {"manager_id": self.employee_manager.id, "employee_id": self.employee_portal_employee.id}
        midnight = fields.Datetime.to_datetime("2026-03-09 15:00:00")
        for start in ("2020-01-01 10:00:00", midnight - timedelta(minutes=1)):
            for step in (
                lambda start=start: model.create({**values, "start": start}),
                lambda start=start: self.as_user(meeting, self.user_manager).action_move(start),
                lambda start=start: self.as_user(meeting, self.user_manager).write({"start": start}),
            ):
                with self.subTest(start=start), self.assertRaisesRegex(UserError, "from today on"):
                    step()
        self.assertEqual(meeting.start, NOW + DAY)
        model.create({**values, "start": midnight})
        self.as_user(meeting, self.user_manager).action_move(midnight)
        self.assertEqual(meeting.start, midnight)

    def test_what_moved_on(self):
        first = self.plan(self.user_manager)
        for name in ("One", "Two", "Three"):
            self.add_item(first, self.user_manager, name)
        first.item_ids[0].done = True
        with freeze_time(NOW + DAY):
            self.as_user(first, self.user_manager).action_done()
            self.assertEqual(first.moved_note, "What is not ticked waits for the next 1-on-1.")
            second = self.plan(self.user_manager, start=NOW + WEEK)
        first.invalidate_recordset()
        self.assertEqual((first.moved_to_id, first.moved_count), (second, 2))
        self.assertEqual(first.moved_note, "2 points moved to 03/17/2026.")
        second.item_ids[0].done = True
        with freeze_time(NOW + WEEK):
            third = self.plan(self.user_manager, start=NOW + 2 * WEEK)
            self.as_user(second, self.user_manager).action_done()
        self.assertEqual(second.moved_note, "1 point moved to 03/24/2026.")
        self.assertEqual((second.moved_to_id, first.moved_to_id), (third, second))
        self.assertFalse(third.moved_note)
        for values in ({"moved_count": 1}, {"moved_to_id": third.id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.as_user(first, self.user_manager).write(values)

    def test_talking_points_are_nobodys(self):
        meeting = self.plan(self.user_manager)
        template = self.env["perf.one.on.one.template"].create(
            {"name": "Start", "line_ids": [(0, 0, {"name": "How do you like to work?"})]}
        )
        self.as_user(meeting, self.user_manager).action_apply_template(template.id)
        item = meeting.item_ids
        self.assertTrue(item.from_template)
        self.assertEqual(item.author_label, "Talking point")
        own = self.as_user(item, self.user_manager).create(
            {"one_on_one_id": meeting.id, "name": "Mine", "from_template": True}
        )
        self.assertFalse(own.from_template)
        with self.assertRaises(UserError):
            own.write({"from_template": True})
        self.as_user(item, self.user_manager).name = "How do you like to work in the shift?"
        self.assertFalse(item.from_template)

    def test_default_filters(self):
        action = self.env.ref("perf_development.perf_one_on_one_action_all")
        self.assertEqual(action.context, "{'search_default_planned': 1, 'search_default_soon': 1}")

    def test_items_through_the_form(self):
        meeting = self.plan(self.user_manager, item_ids=[(0, 0, {"name": "One"})])
        meeting.write({"item_ids": [(0, 0, {"name": "Two"}), (1, meeting.item_ids.id, {"done": True})]})
        self.assertEqual(meeting.item_ids.mapped("name"), ["One", "Two"])
        self.assertEqual(meeting.open_item_count, 1)

    def test_carry_over(self):
        first = self.plan(self.user_manager, start=NOW - DAY)
        second = self.plan(self.user_manager, start=NOW + 6 * DAY)
        other = self.plan(self.user_manager, employee=self.employee_employee)
        talked = self.add_item(first, self.user_manager, "Talked about")
        open_item = self.add_item(first, self.user_portal_employee, "Not yet")
        self.add_item(other, self.user_manager, "Somebody else's")
        self.as_user(talked, self.user_manager).done = True
        self.as_user(first, self.user_manager).action_done()
        self.assertEqual(open_item.one_on_one_id, second)
        self.assertEqual(open_item.carried_from_id, first)
        self.assertTrue(open_item.carried)
        self.assertEqual(talked.one_on_one_id, first)
        self.assertEqual(len(other.item_ids), 1)

    def test_carry_over_waits_for_the_next(self):
        first = self.plan(self.user_manager, start=NOW - DAY)
        item = self.add_item(first, self.user_portal_employee)
        self.as_user(first, self.user_manager).action_done()
        self.assertEqual(item.one_on_one_id, first)
        second = self.plan(self.user_portal_employee, start=NOW + DAY)
        self.assertEqual(item.one_on_one_id, second)
        third = self.plan(self.user_portal_employee, start=NOW + WEEK)
        self.as_user(second, self.user_portal_employee).action_cancel()
        self.assertEqual(item.one_on_one_id, third)
        self.assertEqual(item.carried_from_id, first)

    def test_template(self):
        template = self.env["perf.one.on.one.template"].create(
            {"name": "Test", "line_ids": [(0, 0, {"name": "One"}), (0, 0, {"name": "Two"})]}
        )
        meeting = self.plan(self.user_manager)
        self.add_item(meeting, self.user_manager, "One")
        self.as_user(meeting, self.user_portal_employee).action_apply_template(template.id)
        self.assertEqual(meeting.item_ids.mapped("name"), ["One", "Two"])
        self.assertEqual(meeting.item_ids[1].author_employee_id, self.employee_portal_employee)
        for wrong in (0, "x", None, 999999999):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                meeting.action_apply_template(wrong)

    def test_templates_belong_to_hr(self):
        model = self.env["perf.one.on.one.template"]
        self.as_user(model, self.user_officer).create({"name": "HR's"})
        self.assertForbidden(self.as_user(model, self.user_manager).create, {"name": "Mine"})

    def test_keep_elsewhere(self):
        meeting = self.plan(self.user_manager)
        item = self.add_item(meeting, self.user_manager)
        target = self.env["perf.value"].sudo().create({"name": "Kept"})
        employees = type(self.env["hr.employee"])
        self.patch(
            employees, "_perf_text_targets", lambda person: [{"key": "value", "label": "Test", "icon": "fa-flag"}]
        )
        self.patch(employees, "_perf_keep_text", lambda person, key, text: target)
        with self.assertRaises(UserError):
            self.as_user(item, self.user_manager).action_keep("nowhere")
        with self.assertRaises(UserError):
            self.as_user(item, self.user_manager).action_open_kept()
        action = self.as_user(item, self.user_manager).action_keep("value")
        self.assertEqual((action["res_model"], action["res_id"]), ("perf.value", target.id))
        self.assertEqual(self.as_user(item, self.user_manager).kept_label, "Test")
        self.assertFalse(self.as_user(item, self.user_portal_employee).kept_label)
        self.assertFalse(self.as_user(self.env["perf.one.on.one.kept"], self.user_portal_employee).search([]))

    # ------------------------------------------------------------------
    # Notes
    # ------------------------------------------------------------------

    def test_notes_conflict(self):
        meeting = self.plan(self.user_manager)
        reply = self.as_user(meeting, self.user_manager).save_notes("From the manager", 0)
        self.assertEqual((reply["saved"], reply["version"]), (True, 1))
        reply = self.as_user(meeting, self.user_portal_employee).save_notes("From the employee", 0)
        self.assertEqual((reply["saved"], reply["version"], reply["text"]), (False, 1, "From the manager"))
        self.assertTrue(reply["message"])
        self.assertEqual(meeting.shared_notes, "From the manager")
        reply = self.as_user(meeting, self.user_portal_employee).save_notes("From both", 1)
        self.assertTrue(reply["saved"])
        self.assertEqual((meeting.shared_notes, meeting.notes_version), ("From both", 2))

    def test_notes_without_reading(self):
        meeting = self.plan(self.user_manager)
        with self.assertRaises(UserError):
            meeting.write({"shared_notes": "x"})
        with self.assertRaises(UserError):
            meeting.write({"shared_notes": "x", "notes_version": 7})
        meeting.write({"shared_notes": "x", "notes_version": 0})
        meeting.write({"notes_version": 99})
        self.assertEqual((meeting.shared_notes, meeting.notes_version), ("x", 1))
        for version in (None, "1", -1, 2):
            self.assertFalse(meeting.save_notes("y", version)["saved"])
        with self.assertRaises(ValidationError):
            meeting.save_notes("x" * 20001, 1)

    def test_private_notes(self):
        meeting = self.plan(self.user_manager)
        self.as_user(meeting, self.user_manager).my_note = "For me"
        self.as_user(meeting, self.user_portal_employee).save_my_note("For myself")
        self.assertEqual(self.as_user(meeting, self.user_manager).my_note, "For me")
        self.assertEqual(self.as_user(meeting, self.user_portal_employee).my_note, "For myself")
        self.as_user(meeting, self.user_manager).save_my_note("")
        self.assertFalse(self.as_user(meeting, self.user_manager).my_note)
        self.assertEqual(self.as_user(meeting, self.user_portal_employee).my_note, "For myself")

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def make_action(self, meeting, user, **values):
        return self.as_user(self.env["perf.one.on.one.action"], user).create(
            {
                "one_on_one_id": meeting.id,
                "name": "Call the carrier",
                "owner_id": self.employee_portal_employee.id,
                **values,
            }
        )

    def test_actions(self):
        meeting = self.plan(self.user_manager)
        action = self.make_action(meeting, self.user_manager, date_due=NOW.date())
        self.as_user(action, self.user_portal_employee).done = True
        self.assertEqual(action.done_on, NOW.date())
        self.as_user(action, self.user_portal_employee).done = False
        self.assertFalse(action.done_on)
        with self.assertRaises(UserError):
            action.done_on = NOW.date()
        with self.assertRaises(UserError):
            self.make_action(meeting, self.user_manager, owner_id=self.employee_head.id)
        with self.assertRaises(UserError):
            self.make_action(meeting, self.user_manager, name=" ")
        with self.assertRaises(UserError):
            action.one_on_one_id = self.plan(self.user_manager, employee=self.employee_employee)

    def test_actions_stand_on_the_next(self):
        first = self.plan(self.user_manager, start=NOW - DAY)
        second = self.plan(self.user_manager, start=NOW + DAY)
        action = self.make_action(first, self.user_manager)
        self.assertEqual(self.as_user(second, self.user_portal_employee).earlier_action_ids, action)
        self.assertFalse(self.as_user(first, self.user_portal_employee).earlier_action_ids)
        self.as_user(action, self.user_manager).done = True
        self.assertFalse(self.as_user(second, self.user_portal_employee).earlier_action_ids)

    # ------------------------------------------------------------------
    # What waits, and facts
    # ------------------------------------------------------------------

    def todo(self, *names, word=""):
        people = self.env["hr.employee"].sudo().union(*(self.employee(name) for name in names))
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            people.browse(key): [
                item for item in items if item["key"].startswith("perf.one.on.one") and word in item["key"]
            ]
            for key, items in people._perf_todo().items()
        }

    def test_todo_today_and_tomorrow(self):
        meeting = self.plan(self.user_manager, start=NOW + DAY)
        for name in ("manager", "portal_employee"):
            items = self.todo(name, word=f",{meeting.id},")[self.employee(name)]
            self.assertEqual(
                [(item["due"], item["key"]) for item in items],
                [(date(2026, 3, 11), f"perf.one.on.one,{meeting.id},hold")],
            )
        with freeze_time(NOW + 2 * DAY):
            items = self.todo("manager", "portal_employee", word=f",{meeting.id},")
            self.assertEqual(items[self.employee_manager][0]["key"], f"perf.one.on.one,{meeting.id},finish")
            self.assertFalse(items[self.employee_portal_employee])
        with freeze_time(NOW - 2 * DAY):
            self.assertFalse(self.todo("manager", word=f",{meeting.id},")[self.employee_manager])

    def test_todo_actions(self):
        meeting = self.plan(self.user_manager)
        action = self.make_action(meeting, self.user_manager, date_due=fields.Date.add(NOW.date(), days=3))
        person = self.employee_portal_employee
        self.assertEqual(len(self.todo("portal_employee", word=".action")[person]), 1)
        with freeze_time(NOW - DAY):
            self.assertFalse(self.todo("portal_employee", word=".action")[person])
        with freeze_time(NOW + 300 * DAY):
            self.assertEqual(len(self.todo("portal_employee", word=".action")[person]), 1)
        self.as_user(action, self.user_manager).done = True
        self.assertFalse(self.todo("portal_employee", word=".action")[person])

    def test_nudge(self):
        self.company.perf_one_on_one_start_date = NOW - 60 * DAY
        self.employee_portal_employee.version_ids.date_version = NOW - 90 * DAY
        key = f"perf.one.on.one,nudge,{self.employee_portal_employee.id}"

        def nudged(name="manager"):
            return key in [item["key"] for item in self.todo(name)[self.employee(name)]]

        self.assertTrue(nudged())
        self.assertFalse(nudged("head"))
        meeting = self.plan(self.user_manager, start=NOW + 20 * DAY)
        self.assertFalse(nudged())
        meeting.action_cancel()
        self.assertTrue(nudged())
        held = self.plan(self.user_manager, start=NOW - 29 * DAY)
        held.action_done()
        self.assertFalse(nudged())
        with freeze_time(NOW + DAY):
            self.assertTrue(nudged())
            self.company.perf_one_on_one_days = 0
            self.assertFalse(nudged())

    def test_nudge_counts_own_talks_only(self):
        self.company.perf_one_on_one_start_date = NOW - 60 * DAY
        self.employee_portal_employee.version_ids.date_version = NOW - 90 * DAY
        self.plan(self.user_head, self.employee_head, start=NOW - DAY).action_done()
        keys = [item["key"] for item in self.todo("manager")[self.employee_manager]]
        self.assertIn(f"perf.one.on.one,nudge,{self.employee_portal_employee.id}", keys)

    def test_conversations(self):
        person = self.employee_portal_employee.sudo()
        before = person._perf_conversations()[person.id]
        held = self.plan(self.user_manager, start=NOW - DAY)
        self.assertEqual(person._perf_conversations()[person.id], before)
        held.action_done()
        self.assertEqual(person._perf_conversations()[person.id], [*before, date(2026, 3, 9)])
        person.parent_id = self.employee_other_manager
        self.assertEqual(person._perf_conversations()[person.id], before)

    def test_team_facts(self):
        def facts(user):
            person = self.as_user(self.employee_portal_employee, user).sudo()
            return {
                fact["label"]: fact["text"]
                for fact in person._perf_team_facts()[person.id]
                if "1-on-1" in fact["label"]
            }

        self.assertEqual(facts(self.user_manager), {"Last 1-on-1": "None yet"})
        self.plan(self.user_manager, start=NOW - DAY).action_done()
        self.assertEqual(facts(self.user_manager), {"Last 1-on-1": "9 Mar 2026"})
        self.plan(self.user_manager, start=NOW + DAY)
        self.assertEqual(facts(self.user_manager), {"Next 1-on-1": "11 Mar"})
        self.assertEqual(facts(self.user_head), {"Last 1-on-1": "None yet"})
