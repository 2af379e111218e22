from odoo import Command, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import PerfCommon


def get_test_models():
    """A secret that only its owner reads, and a letter that may point at secrets."""

    class PerfTestSecret(models.Model):
        _module = None
        _name = "perf.test.secret"
        _description = "Test secret"
        _inherit = ["perf.employee.mixin"]

        name = fields.Char()

    class PerfTestLetter(models.Model):
        _module = None
        _name = "perf.test.letter"
        _description = "Test letter"
        _inherit = ["perf.text.mixin"]

        name = fields.Char()
        day = fields.Date()
        secret_id = fields.Many2one("perf.test.secret")
        secret_ids = fields.Many2many("perf.test.secret")

    return PerfTestSecret, PerfTestLetter


@tagged("post_install", "-at_install")
class TestPerfLinkMixin(PerfCommon):
    """The name of a record that somebody can't read is not told by linking to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_models(*get_test_models())
        for name in ("perf.test.secret", "perf.test.letter"):
            values = {"name": name, "model_id": cls.env["ir.model"]._get_id(name)}
            values |= {f"perm_{verb}": True for verb in ("read", "write", "create")}
            cls.env["ir.model.access"].create(values)
        cls.env["ir.rule"].create(
            {
                "name": "Test secret: own",
                "model_id": cls.env["ir.model"]._get_id("perf.test.secret"),
                "domain_force": "[('perf_role', '=', 'self')]",
            }
        )
        cls.secret = cls.env["perf.test.secret"].create({"name": "Raise", "employee_id": cls.employee_manager.id})
        cls.letters = cls.env["perf.test.letter"]

    def test_defaults_of_the_context(self):
        spec = {"secret_id": {"fields": {"display_name": {}}}, "secret_ids": {"fields": {"display_name": {}}}}
        keys = {"default_secret_id": self.secret.id, "default_secret_ids": [Command.set(self.secret.ids)]}
        for user, found in (
            (self.user_portal_employee, False),
            (self.user_employee, False),
            (self.user_manager, True),
        ):
            model = self.as_user(self.letters, user).with_context(**keys)
            self.assertEqual(bool(model.create({}).sudo().secret_id), found)
            if user.share:
                with self.assertRaises(AccessError):
                    model.onchange({}, [], spec)
                continue
            values = model.onchange({}, [], spec)["value"]
            self.assertEqual(bool(values["secret_id"]), found)
            self.assertEqual("Raise" in str(values), found)

    def test_values_of_a_form(self):
        """A form computes nothing from a record that its reader can't read, in its lines neither."""
        letters = self.as_user(self.letters, self.user_employee)
        for values in ({"secret_id": self.secret.id}, {"secret_ids": [Command.link(self.secret.id)]}):
            with self.assertRaises(AccessError):
                letters.onchange(values, [], {"secret_id": {}})
        own = self.letters.create({"secret_id": self.secret.id})
        self.as_user(own, self.user_employee).onchange({"secret_id": self.secret.id}, [], {"secret_id": {}})

    def test_values(self):
        letters = self.as_user(self.letters, self.user_portal_employee)
        own = letters.create({"name": "Mine"})
        forms = (
            {"secret_id": self.secret.id},
            {"secret_ids": [Command.set(self.secret.ids)]},
            {"secret_ids": [Command.link(self.secret.id)]},
            {"secret_ids": self.secret.ids},
        )
        for vals in forms:
            with self.subTest(vals=vals):
                with self.assertRaises(AccessError):
                    letters.create(vals)
                with self.assertRaises(AccessError):
                    own.write(vals)
                self.as_user(self.letters, self.user_manager).create(vals)

    def test_what_can_not_be_kept(self):
        letters = self.as_user(self.letters, self.user_portal_employee)
        with self.assertRaisesRegex(ValidationError, "plain text"):
            letters.create({"name": "a\0b"})
        with self.assertRaisesRegex(ValidationError, "can't be kept"):
            letters.create({"name": "a\ud800b"})
        for day in ("0001-01-01", "9999-12-31"):
            with self.assertRaisesRegex(ValidationError, "Choose a day"):
                letters.create({"day": day})

    def test_circle_in_the_org_chart(self):
        """The filter by person answers although people lead themselves, or each other."""
        self.employee_top_manager.parent_id = self.employee_top_manager
        self.employee_other_manager.parent_id = self.employee_colleague
        secrets = self.as_user(self.env["perf.test.secret"], self.user_employee)
        self.assertIn("values", secrets.search_panel_select_range("employee_id", enable_counters=True))
