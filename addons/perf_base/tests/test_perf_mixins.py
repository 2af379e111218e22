from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command, fields, models
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import perf_reporting_line
from .common import PerfCommon

ROLES = ("self", "manager", "officer", "none")


def get_test_models():
    """Small models of a made-up addon: one about a person with lines, one evidence about several people."""

    class PerfTestNote(models.Model):
        _module = None
        _name = "perf.test.note"
        _description = "Test note"
        _inherit = ["perf.employee.mixin", "perf.evidence.mixin"]
        _perf_evidence_kind = "note"
        _perf_evidence_summary = "text"

        name = fields.Char()
        text = fields.Text()
        date = fields.Date(default="2026-03-10")
        count = fields.Integer()

    class PerfTestLine(models.Model):
        _module = None
        _name = "perf.test.line"
        _description = "Test line"
        _inherit = ["perf.employee.mixin"]

        note_id = fields.Many2one("perf.test.note", required=True, ondelete="cascade")
        employee_id = fields.Many2one(related="note_id.employee_id", store=True, precompute=True)

    class PerfTestParty(models.Model):
        _module = None
        _name = "perf.test.party"
        _description = "Test party"
        _inherit = ["hr.mixin", "perf.evidence.mixin"]
        _perf_evidence_date = "moment"
        _perf_evidence_employee = "guest_ids"

        name = fields.Char()
        moment = fields.Datetime()
        guest_ids = fields.Many2many("hr.employee")

    return PerfTestNote, PerfTestLine, PerfTestParty


class PerfMixinCommon(PerfCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_models(*get_test_models())
        cls.Note = cls.env["perf.test.note"]
        cls.people = (
            cls.employee_employee
            | cls.employee_portal_employee
            | cls.employee_manager
            | cls.employee_foreign
            | cls.employee_colleague
            | cls.employee_officer
        )
        cls.notes = cls.Note.create([{"name": person.name, "employee_id": person.id} for person in cls.people])


@tagged("post_install", "-at_install")
class TestPerfEmployeeMixin(PerfMixinCommon):
    """Everybody sees of a record what they are to its employee, in forms and in searches alike."""

    EXPECTED = {  # employee, portal_employee, manager, foreign, colleague, officer
        "employee": ["self", "none", "none", "none", "none", "none"],
        "portal_employee": ["none", "self", "none", "none", "none", "none"],
        "manager": ["manager", "manager", "self", "manager", "none", "none"],
        "top_manager": ["manager", "manager", "manager", "manager", "none", "none"],
        "former_manager": ["none", "none", "none", "none", "none", "none"],
        "other_manager": ["none", "none", "none", "none", "manager", "none"],
        "officer": ["officer", "officer", "officer", "officer", "officer", "self"],
        "admin": ["officer"] * 6,
    }

    def get_notes(self, user):
        return self.notes.with_env(self.as_user(self.Note, user).env)

    def test_compute(self):
        for name, roles in self.EXPECTED.items():
            with self.subTest(user=name):
                notes = self.get_notes(getattr(self, f"user_{name}"))
                self.assertEqual(notes.mapped("perf_role"), roles)

    def test_search_is_as_compute(self):
        for limit in (perf_reporting_line.LITERAL_LIMIT, 0):
            with patch.object(perf_reporting_line, "LITERAL_LIMIT", limit):
                for name, roles in self.EXPECTED.items():
                    notes = self.get_notes(getattr(self, f"user_{name}"))
                    self.check_search(notes, roles)

    def check_search(self, notes, roles):
        ours = [("id", "in", notes.ids)]
        for role in ROLES:
            with self.subTest(user=notes.env.user.login, role=role):
                wanted = notes.browse([note.id for note, found in zip(notes, roles, strict=True) if found == role])
                self.assertEqual(notes.search([*ours, ("perf_role", "=", role)]), wanted)
                self.assertEqual(notes.search([*ours, ("perf_role", "!=", role)]), notes - wanted)
                self.assertEqual(notes.filtered_domain([("perf_role", "=", role)]), wanted)
        self.assertEqual(
            notes.search([*ours, ("perf_role", "in", ["self", "manager"])]),
            notes.filtered(lambda note: note.perf_role in ("self", "manager")),
        )
        self.assertFalse(notes.search([*ours, ("perf_role", "=", False)]))

    def test_role_follows_the_org_chart_at_once(self):
        note = self.notes[4].with_user(self.user_manager)
        self.assertEqual(note.perf_role, "none")
        self.employee_colleague.parent_id = self.employee_manager
        self.assertEqual(note.perf_role, "manager")
        self.assertTrue(note.search([("id", "=", note.id), ("perf_role", "=", "manager")]))
        self.employee_colleague.parent_id = False
        self.assertEqual(note.perf_role, "none")

    def test_role_follows_the_user_at_once(self):
        note = self.notes[4].with_user(self.user_admin)
        self.assertEqual(note.perf_role, "officer")
        self.employee_admin.user_id = False
        self.employee_colleague.user_id = self.user_admin
        self.assertEqual(note.perf_role, "self")

    def test_rule_with_role(self):
        """A record rule with the role gives each person their part, also after the org chart has changed."""
        self.env["ir.rule"].create(
            {
                "name": "Test note: own people",
                "model_id": self.env["ir.model"]._get_id("perf.test.note"),
                "groups": [(4, self.env.ref("base.group_user").id), (4, self.env.ref("base.group_portal").id)],
                "domain_force": "[('perf_role', 'in', ['self', 'manager'])]",
            }
        )
        self.assertEqual(self.as_user(self.Note, self.user_portal_employee).search([]), self.notes[1])
        self.assertEqual(self.as_user(self.Note, self.user_manager).search([]), self.notes[:4])
        self.assertForbidden(self.as_user(self.notes[4], self.user_manager).read, ["name"])
        self.employee_colleague.parent_id = self.employee_manager
        self.assertEqual(self.as_user(self.Note, self.user_manager).search([]), self.notes[:5])
        self.assertEqual(self.as_user(self.notes[4], self.user_manager).read(["name"])[0]["name"], "Perf Colleague")

    def test_company_and_department_follow(self):
        department = self.env["hr.department"].create({"name": "Perf Dep", "company_id": self.company.id})
        self.employee_employee.department_id = department
        self.assertEqual(self.notes[0].department_id, department)
        self.assertEqual(self.notes[3].company_id, self.company_other)

    def test_company_and_department_are_not_typed(self):
        """Whoever may write a record can't move it to another company or department past its employee."""
        self.env["ir.model.access"].create(
            {
                "name": "notes",
                "model_id": self.env["ir.model"]._get_id("perf.test.note"),
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
            }
        )
        note = self.as_user(self.notes[0], self.user_employee)
        note.write({"text": "Mine to write."})
        for name, value in (("company_id", self.company_other.id), ("department_id", False)):
            with self.assertRaises(AccessError):
                note.write({name: value})
            with self.assertRaises(AccessError):
                note.create({"name": "Forged", "employee_id": self.employee_employee.id, name: value})

    def test_long_texts_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "501 characters; 500 are possible"):
            self.notes[0].name = "x" * 501
        with self.assertRaisesRegex(ValidationError, "Shorten it"):
            self.Note.create({"employee_id": self.employee_employee.id, "text": "x" * 20_001})
        self.notes[0].write({"name": "x" * 500, "text": "x" * 20_000})

    def test_people_with_history_are_archived(self):
        """Deleting somebody about whom there is a record archives the person; others are deleted."""
        person, blank = self.make_employees(2)
        note = self.Note.create({"name": "Kept", "employee_id": person.id})
        (person | blank).unlink()
        self.assertFalse(blank.exists())
        self.assertTrue(person.exists())
        self.assertFalse(person.active)
        self.assertEqual(note.employee_id, person)

    def test_users_archive_everybody(self):
        """What somebody deletes doesn't tell whether there is a record of a person."""
        person, blank = self.make_employees(2)
        self.Note.create({"name": "Kept", "employee_id": person.id})
        self.user_officer.group_ids = [Command.link(self.env.ref("hr.group_hr_user").id)]
        self.as_user(person | blank, self.user_officer).unlink()
        self.assertEqual((person | blank).exists(), person | blank)
        self.assertFalse(person.active or blank.active)
        with self.assertRaisesRegex(UserError, "archived already"):
            self.as_user(blank, self.user_officer).unlink()

    def test_employee_of_a_part_is_not_typed(self):
        """Where the employee follows from another record of the suite, nobody types it, in no addon."""
        parts = []
        for name in self.env.registry.descendants(["perf.employee.mixin"], "_inherit"):
            model = self.as_user(self.env[name], self.user_admin)
            if model._fields["employee_id"].related:
                parts.append(name)
                with self.assertRaisesRegex(AccessError, "follows from the record", msg=name):
                    model._check_derived_fields({"employee_id": self.employee_colleague.id})
        self.assertIn("perf.test.line", parts)
        line = self.env["perf.test.line"].create({"note_id": self.notes[0].id})
        person = line.employee_id
        with self.assertRaises(AccessError):
            line.with_user(self.user_admin).write({"employee_id": self.employee_colleague.id})
        self.assertEqual(line.employee_id, person)

    def test_numbers_that_no_field_takes(self):
        note = self.notes[0]
        for value in (99_999_999_999, -(2**40), "99999999999", 10**400):
            with self.assertRaisesRegex(ValidationError, "too large"):
                note.write({"count": value})
        note.count = 2**31 - 1

    def test_calls_without_a_record(self):
        for bad in (None, False):
            with self.assertRaises(MissingError):
                self.as_user(self.Note, self.user_admin).browse([bad]).check_access("read")

    def test_threads_are_searched_as_the_one_who_asks(self):
        """Through the messages and activities of a record nobody finds more than they read."""
        for name in self.registry:
            model = self.env[name]
            if name.startswith("perf.") and not model._abstract:
                for field in {"message_ids", "website_message_ids", "activity_ids"} & model._fields.keys():
                    with self.subTest(model=name, field=field):
                        self.assertFalse(model._fields[field].bypass_search_access, "inherit perf.thread.mixin")

    def test_search_panel_of_an_unknown_field(self):
        with self.assertRaisesRegex(UserError, "no field"):
            self.Note.search_panel_select_range("zz")

    def test_archiving_needs_the_right_to_delete(self):
        person = self.make_employees(1)
        self.Note.create({"name": "Kept", "employee_id": person.id})
        self.assertForbidden(self.as_user(person, self.user_manager).unlink)
        self.assertTrue(person.active)

    def test_many2many_to_employees(self):
        """People without HR rights can name others in a record, thanks to hr.mixin."""
        party = self.as_user(self.env["perf.test.party"], self.user_employee).create(
            {"name": "Party", "guest_ids": [Command.set((self.employee_colleague | self.employee_manager).ids)]}
        )
        self.assertEqual(len(party.guest_ids), 2)

    def test_scaling(self):
        def make(count):
            return self.Note.create([{"employee_id": person.id} for person in self.make_employees(count)])

        for user in (self.user_manager, self.user_officer):
            self.assertQueriesDontGrow(make, lambda notes, user=user: notes.with_user(user).mapped("perf_role"))
        self.assertQueriesDontGrow(
            lambda count: make(count).employee_id, lambda employees: employees._filter_with_perf_history()
        )


@tagged("post_install", "-at_install")
class TestPerfEvidenceMixin(PerfMixinCommon):
    """The timeline holds what the reader may see of all addons."""

    def timeline(self, people, user, start="2026-03-01", end="2026-03-31"):
        employees = self.as_user(people, user)
        return employees._perf_timeline(fields.Date.to_date(start), fields.Date.to_date(end))

    def test_all_models_by_date(self):
        party = self.env["perf.test.party"].create(
            {
                "name": "Spring party",
                "moment": "2026-03-05 20:00:00",
                "guest_ids": [Command.set((self.employee_employee | self.employee_colleague).ids)],
            }
        )
        self.notes[0].text = "Went well"
        items = [item for item in self.timeline(self.employee_employee, self.user_manager) if "test" in item["model"]]
        self.assertEqual([item["title"] for item in items], ["Spring party", "Perf Employee"])
        self.assertEqual(items[0]["res_id"], party.id)
        self.assertEqual(items[0]["date"], fields.Date.to_date("2026-03-05"))
        self.assertEqual((items[1]["kind"], items[1]["summary"]), ("note", "Went well"))
        self.assertEqual({item["employee_id"] for item in items}, {self.employee_employee.id})

    def test_last_day_counts(self):
        self.env["perf.test.party"].create(
            {"name": "Late", "moment": "2026-03-31 23:30:00", "guest_ids": [Command.set(self.employee_employee.ids)]}
        )
        titles = [item["title"] for item in self.timeline(self.employee_employee, self.user_employee)]
        self.assertIn("Late", titles)
        self.assertFalse(self.timeline(self.employee_employee, self.user_employee, "2026-04-01", "2026-04-30"))

    def test_only_what_the_reader_may_see(self):
        self.env["ir.rule"].create(
            {
                "name": "Test note: own",
                "model_id": self.env["ir.model"]._get_id("perf.test.note"),
                "domain_force": "[('perf_role', '=', 'self')]",
            }
        )
        self.assertTrue(self.timeline(self.employee_employee, self.user_employee))
        self.assertFalse(self.timeline(self.employee_employee, self.user_manager))
        self.env["ir.model.access"].search([("model_id.model", "=", "perf.test.note")]).unlink()
        self.assertFalse(self.timeline(self.employee_employee, self.user_employee))

    def shared(self, people, reader):
        """Titles of what both the people and the reader may see: dict of person to list."""
        readers = {person.id: reader for person in people}
        day = fields.Date.to_date
        found = people.sudo()._perf_shared_timeline(readers, day("2026-03-01"), day("2026-03-31"))
        return {
            people.browse(key): [item["title"] for item in items if "test" in item["model"]]
            for key, items in found.items()
        }

    def test_shared_by_the_rules_of_each(self):
        """A model that doesn't say what both may read is asked as each of the two."""
        self.assertEqual(
            self.shared(self.employee_employee, self.user_manager)[self.employee_employee], ["Perf Employee"]
        )
        for name, role in (("own", "self"), ("led", "manager")):
            rule = self.env["ir.rule"].create(
                {
                    "name": f"Test note: {name}",
                    "model_id": self.env["ir.model"]._get_id("perf.test.note"),
                    "domain_force": f"[('perf_role', '=', '{role}')]",
                }
            )
            with self.subTest(role=role):
                self.assertEqual(self.shared(self.employee_employee, self.user_manager), {self.employee_employee: []})
            rule.unlink()

    def test_shared_at_once(self):
        """A model that says what both may read is asked once for all who report to their reader, as each for others."""
        note = type(self.Note)
        self.patch(note, "_get_perf_evidence_shared_domain", lambda this: Domain("name", "=", "both"))
        people = self.employee_employee | self.employee_portal_employee
        self.Note.create(
            [
                {"name": name, "employee_id": person.id, "date": "2026-03-03"}
                for name in ("both", "one")
                for person in people
            ]
        )
        for manager in (self.user_manager, self.user_head):
            with self.subTest(manager=manager.name):
                found = self.shared(people, manager)
                self.assertEqual([len(found[person]) for person in people], [1, 1])
        self.assertGreater(len(self.shared(people, self.user_other_manager)[self.employee_employee]), 1)
        self.assertEqual(self.shared(people, self.env["res.users"]), {person: [] for person in people})
        self.assertEqual(self.shared(self.employee_no_user, self.user_manager), {self.employee_no_user: []})

    def test_portal(self):
        titles = [item["title"] for item in self.timeline(self.employee_portal_employee, self.user_portal_employee)]
        self.assertEqual(titles, ["Perf Portal Employee"])

    def test_scaling(self):
        def make(count):
            people = self.make_employees(count)
            self.Note.create([{"name": "x", "employee_id": person.id} for person in people])
            return people

        def run(people):
            found = people.with_user(self.user_manager)._perf_timeline(
                fields.Date.to_date("2026-01-01"), fields.Date.to_date("2026-12-31")
            )
            self.assertEqual(len(found), len(people))

        self.assertQueriesDontGrow(make, run)


@tagged("post_install", "-at_install")
class TestPerfHooks(PerfCommon):
    """The hooks are empty, and answer in the form that the addons build upon."""

    def test_forms(self):
        people = self.employee_employee | self.employee_colleague
        self.assertEqual(set(people._perf_todo()), set(people.ids))
        self.assertEqual(set(people._perf_team_facts()), set(people.ids))
        self.assertIsInstance(people._perf_adverse_action_guard("concern", fields.Date.today()), list)
        self.assertIsInstance(people[0]._perf_portal_cards(), list)
        self.assertIsInstance(people[0]._perf_portal_actions(), list)


@tagged("post_install", "-at_install")
class TestPerfValue(PerfCommon):
    """The company's values: everybody reads those of their company, HR writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared, cls.own, cls.other = cls.env["perf.value"].create(
            [
                {"name": "Perf Shared"},
                {"name": "Perf Own", "company_id": cls.company.id},
                {"name": "Perf Other", "company_id": cls.company_other.id},
            ]
        )

    def test_read(self):
        for user in (self.user_employee, self.user_portal_employee, self.user_officer):
            with self.subTest(user=user.login):
                found = self.as_user(self.env["perf.value"], user).search([("name", "like", "Perf ")])
                self.assertEqual(found, self.shared | self.own)
                self.assertForbidden(self.as_user(self.other, user).read, ["name"])

    def test_write(self):
        for user in (self.user_employee, self.user_manager, self.user_portal_employee):
            with self.subTest(user=user.login):
                self.assertForbidden(self.as_user(self.own, user).write, {"name": "Mine"})
                self.assertForbidden(self.as_user(self.env["perf.value"], user).create, {"name": "Mine"})
                self.assertForbidden(self.as_user(self.own, user).unlink)
        self.as_user(self.own, self.user_officer).write({"name": "Perf Own Words"})
        self.assertForbidden(self.as_user(self.other, self.user_officer).write, {"name": "Theirs"})
        self.assertForbidden(self.as_user(self.own, self.user_officer).unlink)
        self.as_user(self.own, self.user_admin).unlink()

    def test_name_is_unique_in_a_company(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["perf.value"].create({"name": "Perf Own", "company_id": self.company.id})
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestPerfSettings(PerfCommon):
    """Settings are per company, with defaults that work."""

    def test_settings(self):
        self.assertEqual(self.company.perf_anonymity_threshold, 3)
        self.assertTrue(self.company.perf_digest)
        self.env["res.config.settings"].create({"perf_digest": False, "perf_anonymity_threshold": 5}).execute()
        self.assertEqual((self.company.perf_digest, self.company.perf_anonymity_threshold), (False, 5))
        self.assertTrue(self.company_other.perf_digest)

    def test_threshold_below_two(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.company.perf_anonymity_threshold = 1
            self.env.flush_all()
