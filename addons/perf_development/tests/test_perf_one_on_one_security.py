from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common_one_on_one import OneOnOneCommon

# Roles, and the person who stands for each; the steps that tables of rights don't show. The 1-on-1 is of the manager
# and the portal employee, who reported to the former manager until a moment ago.
ROLES = {
    "manager": "manager",
    "employee": "portal_employee",
    "other employee": "employee",
    "colleague": "colleague",
    "portal colleague": "portal_colleague",
    "skip-level manager": "head",
    "top manager": "top_manager",
    "former manager": "former_manager",
    "portal manager": "portal_manager",
    "HR officer": "officer",
    "HR administrator": "admin",
    "HR officer of another company": "other_officer",
    "system administrator": "system",
}
TWO = {"manager", "employee"}
STATES = ("planned", "done", "cancelled")

# (what, verb, states) -> roles that may; for everybody else it is forbidden
MATRIX = [
    ("1-on-1", "read", STATES, TWO),
    ("1-on-1", "move", ("planned",), TWO),
    ("1-on-1", "done", ("planned",), TWO),
    ("1-on-1", "cancel", ("planned",), TWO),
    ("1-on-1", "reopen", ("done",), TWO),
    ("1-on-1", "notes", STATES, TWO),
    ("1-on-1", "delete", STATES, set()),
    ("1-on-1", "set state", STATES, set()),
    ("1-on-1", "change people", STATES, set()),
    ("item", "read", STATES, TWO),
    ("item", "create", ("planned",), TWO),
    ("item", "tick", STATES, TWO),
    ("item", "change words", STATES, {"employee"}),
    ("item", "delete", ("planned",), {"employee"}),
    ("item", "keep", STATES, TWO),
    ("action", "read", STATES, TWO),
    ("action", "create", ("planned", "done"), TWO),
    ("action", "tick", STATES, TWO),
    ("private note", "read", STATES, {"employee"}),
    ("private note", "write", STATES, {"employee"}),
    ("private note", "delete", STATES, {"employee"}),
]


@tagged("post_install", "-at_install")
class TestPerfOneOnOneSecurity(PerfHttpCommon, OneOnOneCommon):
    """Only the two people read a 1-on-1: through the ORM, by RPC, and through whatever points at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_system = cls.env["res.users"].create(
            {
                "name": "Perf System",
                "login": "perf_system",
                "password": "perf_system",
                "company_id": cls.company.id,
                "company_ids": [(6, 0, cls.company.ids)],
                "group_ids": [(6, 0, cls.env.ref("base.group_system").ids)],
            }
        )
        cls.employee_system = cls.env["hr.employee"].create(
            {"name": "Perf System", "company_id": cls.company.id, "user_id": cls.user_system.id}
        )
        cls.targets = [{"key": "value", "label": "A place", "icon": "fa-flag"}]
        value = cls.env["perf.value"].create({"name": "Kept"})
        employees = type(cls.env["hr.employee"])
        cls.classPatch(employees, "_perf_text_targets", lambda person: cls.targets)
        cls.classPatch(
            employees, "_perf_keep_text", lambda person, key, text: person.env["perf.value"].browse(value.id)
        )

    def setUp(self):
        super().setUp()
        self.meeting = self.plan(self.user_manager, start=fields.Datetime.now() - timedelta(minutes=5)).sudo()
        self.item = self.add_item(self.meeting, self.user_portal_employee, "Zebra crossing").sudo()
        self.action = (
            self.as_user(self.env["perf.one.on.one.action"], self.user_manager)
            .create(
                {
                    "one_on_one_id": self.meeting.id,
                    "name": "Zebra action",
                    "owner_id": self.employee_portal_employee.id,
                }
            )
            .sudo()
        )
        self.as_user(self.meeting, self.user_manager).sudo(False).save_notes("Zebra notes", 0)
        self.as_user(self.meeting, self.user_portal_employee).sudo(False).save_my_note("Zebra for me")
        self.note = self.env["perf.one.on.one.note"].sudo().search([("one_on_one_id", "=", self.meeting.id)])

    # ------------------------------------------------------------------
    # The matrix
    # ------------------------------------------------------------------

    def get_call(self, what, verb):
        """Model, method and arguments of one line of the matrix."""
        meeting, item, action, note = self.meeting, self.item, self.action, self.note
        later = fields.Datetime.to_string(meeting.start + timedelta(hours=1))
        return {
            ("1-on-1", "read"): (meeting, "read", [["start", "shared_notes"]]),
            ("1-on-1", "move"): (meeting, "write", [{"start": later}]),
            ("1-on-1", "done"): (meeting, "action_done", []),
            ("1-on-1", "cancel"): (meeting, "action_cancel", []),
            ("1-on-1", "reopen"): (meeting, "action_reopen", []),
            ("1-on-1", "notes"): (meeting, "write", [{"shared_notes": "x", "notes_version": meeting.notes_version}]),
            ("1-on-1", "delete"): (meeting, "unlink", []),
            ("1-on-1", "set state"): (meeting, "write", [{"state": "done"}]),
            ("1-on-1", "change people"): (meeting, "write", [{"manager_id": self.employee_head.id}]),
            ("item", "read"): (item, "read", [["name"]]),
            ("item", "create"): (item.browse(), "create", [[{"one_on_one_id": meeting.id, "name": "x"}]]),
            ("item", "tick"): (item, "write", [{"done": True}]),
            ("item", "change words"): (item, "write", [{"name": "x"}]),
            ("item", "delete"): (item, "unlink", []),
            ("item", "keep"): (item, "action_keep", ["value"]),
            ("action", "read"): (action, "read", [["name"]]),
            ("action", "create"): (
                action.browse(),
                "create",
                [[{"one_on_one_id": meeting.id, "name": "x", "owner_id": self.employee_manager.id}]],
            ),
            ("action", "tick"): (action, "write", [{"done": True}]),
            ("private note", "read"): (note, "read", [["body"]]),
            ("private note", "write"): (note, "write", [{"body": "x"}]),
            ("private note", "delete"): (note, "unlink", []),
        }[what, verb]

    def is_allowed(self, records, method, args, user):
        """Whether a call works for that user through the ORM; what it did is undone."""
        records = self.as_user(records.sudo(False), user)
        try:
            with self.env.cr.savepoint() as savepoint:
                getattr(records, method)(*args)
                self.env.flush_all()
                savepoint.rollback()
        except (AccessError, UserError):
            self.env.invalidate_all()
            return False
        self.env.invalidate_all()
        return True

    def test_matrix(self):
        for state in STATES:
            self.meeting.sudo().state = state
            for what, verb, states, roles in MATRIX:
                call = self.get_call(what, verb)
                for role, name in ROLES.items():
                    with self.subTest(state=state, what=what, verb=verb, role=role):
                        allowed = role in roles and state in states
                        self.assertEqual(self.is_allowed(*call, self.user(name)), allowed)

    @mute_logger("odoo.http")
    def test_matrix_by_rpc(self):
        """The same refusals over the wire; what is allowed there is in the tests of the pages."""
        for role, name in ROLES.items():
            self.login(self.user(name))
            for what, verb, _states, roles in MATRIX:
                if role in roles:
                    continue
                records, method, args = self.get_call(what, verb)
                with self.subTest(what=what, verb=verb, role=role):
                    _result, error = self.rpc(records._name, method, *([records.ids] if records else []), *args)
                    self.assertTrue(error, "it was allowed")
        self.assertEqual(self.meeting.state, "planned")
        self.assertEqual(self.meeting.shared_notes, "Zebra notes")
        self.assertFalse(self.item.done or self.action.done)
        self.assertEqual(self.note.body, "Zebra for me")

    # ------------------------------------------------------------------
    # Nothing leaks
    # ------------------------------------------------------------------

    def get_outsiders(self):
        return [(role, self.user(name)) for role, name in ROLES.items() if role not in TWO]

    @mute_logger("odoo.http")
    def test_searches_find_nothing(self):
        domains = {
            "perf.one.on.one": [
                [],
                [("id", "=", self.meeting.id)],
                [("employee_id", "=", self.employee_portal_employee.id)],
                [("item_ids.name", "ilike", "zebra")],
                [("shared_notes", "ilike", "zebra")],
                [("is_mine", "=", False)],
                [("is_mine", "!=", True)],
                [("calendar_event_id", "!=", False)],
            ],
            "perf.one.on.one.item": [[], [("one_on_one_id.shared_notes", "ilike", "zebra")]],
            "perf.one.on.one.action": [[], [("owner_id", "=", self.employee_portal_employee.id)]],
            "perf.one.on.one.note": [[], [("one_on_one_id", "=", self.meeting.id)], [("is_author", "=", False)]],
            "perf.one.on.one.kept": [[], [("is_author", "=", False)]],
        }
        for role, user in self.get_outsiders():
            self.login(user)
            for model, model_domains in domains.items():
                for domain in model_domains:
                    with self.subTest(role=role, model=model, domain=domain):
                        self.assertFalse(self.as_user(self.env[model], user).search(domain))
                        found, error = self.rpc(model, "search_read", domain, ["display_name"])
                        self.assertFalse(found or error)
                        groups, error = self.rpc(model, "formatted_read_group", domain, [], ["__count"])
                        self.assertFalse(error or groups[0]["__count"])
                for query in ("", "1-on-1", "zebra", "perf"):
                    found, _error = self.rpc(model, "name_search", query)
                    self.assertFalse(found)

    @mute_logger("odoo.http")
    def test_private_notes_stay_private(self):
        """The other one of the two finds no trace of a private note."""
        self.login(self.user_manager)
        for domain in ([], [("one_on_one_id", "=", self.meeting.id)], [("author_employee_id", "!=", False)]):
            self.assertEqual(self.rpc("perf.one.on.one.note", "search_count", domain)[0], 0)
        self.assertRpcForbidden("perf.one.on.one.note", "read", self.note.ids, ["body"])
        values, _error = self.rpc("perf.one.on.one", "read", self.meeting.ids, ["my_note"])
        self.assertFalse(values[0]["my_note"])
        _result, error = self.rpc(
            "perf.one.on.one.note",
            "create",
            [{"one_on_one_id": self.meeting.id, "author_employee_id": self.employee_portal_employee.id, "body": "x"}],
        )
        self.assertFalse(error)
        self.assertEqual(self.note.body, "Zebra for me")
        mine = self.env["perf.one.on.one.note"].search([("one_on_one_id", "=", self.meeting.id)]) - self.note
        self.assertEqual(mine.author_employee_id, self.employee_manager)

    def test_through_other_models(self):
        """Messages, activities, attachments, exports and defaults lead nowhere."""
        attachment = self.env["ir.attachment"].create(
            {"name": "zebra.txt", "raw": b"zebra", "res_model": "perf.one.on.one", "res_id": self.meeting.id}
        )
        for role, user in self.get_outsiders():
            with self.subTest(role=role):
                self.assertForbidden(self.as_user(attachment, user).read, ["raw"])
                records = self.as_user(self.meeting.sudo(False), user)
                with self.assertRaises(UserError):
                    records.export_data(["shared_notes"])
                for model in ("perf.one.on.one.item", "perf.one.on.one.action", "perf.one.on.one.note"):
                    values = self.as_user(
                        self.env[model].with_context(default_one_on_one_id=self.meeting.id), user
                    ).with_context(default_one_on_one_id=self.meeting.id)
                    self.assertNotIn("one_on_one_id", values.default_get(["one_on_one_id"]))
        self.assertFalse(self.env["perf.one.on.one"]._fields.get("message_ids"))
        self.assertFalse(self.env["perf.one.on.one"]._fields.get("activity_ids"))

    def test_no_field_of_others_leads_here(self):
        """No model that others read has a link to 1-on-1s, so that no domain through it can ask about them."""
        ours = {name for name in self.registry if name.startswith("perf.one.on.one")}
        leading = [
            f"{name}.{field.name}"
            for name, model in self.registry.items()
            if name not in ours
            for field in model._fields.values()
            if field.comodel_name in ours - {"perf.one.on.one.template", "perf.one.on.one.template.line"}
        ]
        self.assertFalse(leading)

    def test_dialogs_of_others(self):
        for role, user in self.get_outsiders():
            if user.share:
                continue
            with self.subTest(role=role):
                model = self.as_user(self.env["perf.one.on.one.change"], user)
                for kind in ("move", "cancel", "template", "keep"):
                    dialog = model.create(
                        {
                            "kind": kind,
                            "res_id": self.meeting.id,
                            "item_id": self.item.id,
                            "start": "2030-01-01 10:00:00",
                        }
                    )
                    self.assertForbidden(dialog.action_confirm)

    def test_dialogs_of_the_two(self):
        model = self.as_user(self.env["perf.one.on.one.change"], self.user_manager)
        template = self.env["perf.one.on.one.template"].create({"name": "T", "line_ids": [(0, 0, {"name": "Point"})]})
        values = {"res_id": self.meeting.id, "start": "2030-01-01 10:00:00", "duration": 1}
        model.create({**values, "kind": "template", "template_id": template.id}).action_confirm()
        self.assertIn("Point", self.meeting.item_ids.mapped("name"))
        keep = model.with_context(default_item_id=self.item.id)
        keep.create({**values, "kind": "keep", "item_id": self.item.id, "target": "value"}).action_confirm()
        self.assertEqual(self.as_user(self.item.sudo(False), self.user_manager).kept_label, "A place")
        model.create({**values, "kind": "move"}).action_confirm()
        self.assertEqual(str(self.meeting.start), "2030-01-01 10:00:00")
        model.create({**values, "kind": "cancel"}).action_confirm()
        self.assertEqual(self.meeting.state, "cancelled")

    # ------------------------------------------------------------------
    # The calendar tells nothing
    # ------------------------------------------------------------------

    def test_event_of_others(self):
        """Neither the event nor who takes part in it, and with which token, nor its series."""
        event = self.meeting.calendar_event_id
        partners = event.partner_ids
        for role, user in self.get_outsiders():
            if user.share:
                continue
            with self.subTest(role=role):
                self.assertForbidden(self.as_user(event, user).read, ["start"])
                Event = self.as_user(self.env["calendar.event"], user)
                for domain in (
                    [("id", "=", event.id)],
                    [("partner_ids", "in", partners.ids)],
                    [("user_id", "=", event.user_id.id), ("start", "=", event.start)],
                    [("name", "ilike", "1-on")],
                    [("attendee_ids.event_id.name", "=", "1-on-1")],
                    [("recurrence_id.calendar_event_ids.name", "=", "1-on-1")],
                ):
                    self.assertNotIn(event.id, Event.search(domain).ids, domain)
                self.assertFalse(Event.name_search("1-on-1"))
                attendees = self.as_user(self.env["calendar.attendee"], user)
                self.assertFalse(attendees.search([("event_id", "=", event.id)]))
                self.assertForbidden(attendees.browse(event.sudo().attendee_ids.ids).read, ["access_token"])
                self.assertForbidden(
                    self.as_user(self.env["res.partner"], user).search, [("meeting_ids", "in", event.ids)]
                )
        portal = self.as_user(self.env["calendar.event"], self.user_portal_colleague)
        self.assertFalse(portal.search([("id", "=", event.id)]))

    def test_series_of_others(self):
        series = self.plan_series(self.user_manager)[0].calendar_event_id.recurrence_id
        self.assertTrue(series)
        for user, seen in ((self.user_colleague, False), (self.user_admin, False), (self.user_manager, True)):
            with self.subTest(user=user.login):
                found = self.as_user(self.env["calendar.recurrence"], user).search([("id", "=", series.id)])
                self.assertEqual(bool(found), seen)

    def test_own_events(self):
        event = self.meeting.calendar_event_id
        mine = self.as_user(self.env["calendar.event"], self.user_manager).search([("name", "=", "1-on-1")])
        self.assertIn(event, mine)
        self.assertEqual(self.as_user(event, self.user_manager).attendee_ids.partner_id, event.partner_ids)
        other = self.env["calendar.event"].create({"name": "Lunch", "start": event.start, "stop": event.stop})
        seen = self.as_user(self.env["calendar.event"], self.user_colleague).search([("name", "=", "Lunch")])
        self.assertIn(other, seen)

    def test_event_is_not_for_others_to_change(self):
        event = self.meeting.calendar_event_id
        for role, user in self.get_outsiders():
            with self.subTest(role=role):
                self.assertForbidden(self.as_user(event, user).write, {"start": "2030-01-01 10:00:00"})
                self.assertForbidden(self.as_user(event, user).unlink)

    def test_no_message_of_the_event_is_for_others(self):
        messages = self.env["mail.message"].search(
            [("model", "=", "calendar.event"), ("res_id", "=", self.meeting.calendar_event_id.id)]
        )
        for role, user in self.get_outsiders():
            with self.subTest(role=role):
                found = self.as_user(self.env["mail.message"], user).search([("id", "in", messages.ids)])
                self.assertFalse(found)
                self.assertIsInstance(self.as_user(self.env["mail.message"], user).search_count([]), int)

    # ------------------------------------------------------------------
    # People come and go
    # ------------------------------------------------------------------

    def test_a_new_manager_reads_nothing_of_the_past(self):
        self.employee_portal_employee.parent_id = self.employee_other_manager
        for name, allowed in (("other_manager", False), ("manager", True), ("portal_employee", True)):
            call = self.get_call("1-on-1", "read")
            self.assertEqual(self.is_allowed(*call, self.user(name)), allowed, name)

    def test_a_manager_who_reads_in_another_company(self):
        meeting = self.plan(self.user_manager, employee=self.employee_foreign)
        self.assertTrue(self.is_allowed(meeting, "read", [["start"]], self.user_manager))
        self.assertFalse(self.is_allowed(meeting, "read", [["start"]], self.user_other_officer))

    def test_reminders_tell_administrators_nothing(self):
        self.assertForbidden(self.as_user(self.env["perf.digest"], self.user_admin).search_read, [], ["item_keys"])

    def test_stored_defaults(self):
        """Nobody plans what is done already through a default of their own."""
        self.as_user(self.env["ir.default"], self.user_manager).set("perf.one.on.one", "state", "done", user_id=True)
        self.assertEqual(self.plan(self.user_manager).state, "planned")

    def test_onchange_of_others(self):
        for role, user in self.get_outsiders():
            with self.subTest(role=role):
                records = self.as_user(self.meeting.sudo(False), user)
                try:
                    reply = records.onchange({}, ["start"], {"shared_notes": {}, "display_name": {}, "stop": {}})
                except (AccessError, UserError):
                    continue
                self.assertNotIn("Zebra", str(reply))
