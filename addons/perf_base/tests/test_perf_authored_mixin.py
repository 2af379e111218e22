from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PerfCommon


def get_test_models():
    """A memo that somebody writes, and seals by a button."""

    class PerfTestMemo(models.Model):
        _module = None
        _name = "perf.test.memo"
        _description = "Test memo"
        _inherit = ["perf.authored.mixin"]

        name = fields.Char()
        state = fields.Selection([("draft", "Draft"), ("sealed", "Sealed")], default="draft", readonly=True)
        sealed_on = fields.Date(string="Sealed on", readonly=True)

        def _get_protected_values(self):
            return {**super()._get_protected_values(), "sealed_on": False}

        def _check_draft(self):
            if any(memo.name == "Forbidden" for memo in self):
                raise UserError(self.env._("Write something else."))

    return (PerfTestMemo,)


@tagged("post_install", "-at_install")
class TestPerfAuthoredMixin(PerfCommon):
    """A record begins as a draft of the one who writes it; what the business methods set, nobody types."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_models(*get_test_models())
        model_id = cls.env["ir.model"]._get_id("perf.test.memo")
        verbs = {f"perm_{verb}": True for verb in ("read", "write", "create", "unlink")}
        cls.env["ir.model.access"].create({"name": "memos", "model_id": model_id, **verbs})
        cls.env["ir.rule"].create(
            {"name": "Test memo: author", "model_id": model_id, "domain_force": "[('is_author', '=', True)]"}
        )
        cls.Memo = cls.env["perf.test.memo"]
        cls.people = (cls.employee_employee, cls.employee_portal_employee, cls.employee_officer)
        cls.memos = cls.Memo.create([{"name": person.name, "author_employee_id": person.id} for person in cls.people])

    def test_author(self):
        """Everybody sees as the author what is theirs, in forms, searches and rules alike."""
        ours = [("id", "in", self.memos.ids)]
        users = (self.user_employee, self.user_portal_employee, self.user_officer, self.user_manager)
        for user, own in zip(users, [*self.memos, self.Memo], strict=True):
            with self.subTest(user=user.login):
                self.assertEqual(self.as_user(self.Memo, user).search(ours), own)
                sudo = self.as_user(self.memos, user).sudo()
                self.assertEqual(sudo.filtered("is_author"), own)
                self.assertEqual(sudo.search([*ours, ("is_author", "=", True)]), own)
                self.assertEqual(sudo.search([*ours, ("is_author", "!=", True)]), self.memos - own)
                self.assertEqual(sudo.search([*ours, ("is_author", "=", False)]), self.memos - own)
                self.assertEqual(sudo.search([*ours, ("is_author", "in", [True, False])]), own)
                self.assertEqual(sudo.filtered_domain([("is_author", "=", True)]), own)
        self.assertIs(self.Memo._search_is_author("like", "x"), NotImplemented)

    def test_only_the_author(self):
        mine, other = self.memos[0], self.memos[2]
        self.as_user(mine, self.user_employee)._check_author()
        self.assertForbidden(self.as_user(other, self.user_employee)._check_author)
        with self.assertRaisesRegex(AccessError, "Only the author"):
            self.as_user(other, self.user_employee).sudo()._check_author()

    def test_draft(self):
        """A new record is a draft of the current user, in the portal too."""
        for user, person in (
            (self.user_employee, self.employee_employee),
            (self.user_portal_employee, self.employee_portal_employee),
        ):
            model = self.as_user(self.Memo, user)
            for vals in ({}, {"author_employee_id": person.id}, {"state": "draft", "sealed_on": False}):
                with self.subTest(user=user.login, vals=vals):
                    memo = model.create({"name": "Mine", **vals}).sudo()
                    self.assertEqual((memo.author_employee_id, memo.state, memo.sealed_on), (person, "draft", False))
            with self.assertRaisesRegex(UserError, "something else"):
                model.create({"name": "Forbidden"})

    def test_nobody_else(self):
        """Nobody writes in somebody else's name, neither HR; without an employee nobody writes at all."""
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_admin):
            with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "somebody else's name"):
                self.as_user(self.Memo, user).create({"author_employee_id": self.employee_portal_employee.id})
        stranger = new_test_user(self.env, "perf_stranger", company_id=self.company.id)
        with self.assertRaisesRegex(UserError, "Ask HR to link it"):
            self.as_user(self.Memo, stranger).create({"name": "Nobody's"})

    def test_protected(self):
        """Values, defaults of the context, stored defaults and copies change nothing that only methods set."""
        forged = {"state": "sealed", "sealed_on": "2026-03-01", "author_employee_id": self.employee_colleague.id}
        mine = self.as_user(self.memos[0], self.user_employee)
        for name, value in forged.items():
            with self.subTest(name=name):
                for refused in (
                    lambda vals: mine.create({"name": "x", **vals}),
                    mine.write,
                    mine.copy,
                ):
                    with self.assertRaises(UserError):
                        refused({name: value})
        with self.assertRaisesRegex(UserError, "Sealed on, State"):
            mine.write({"state": "sealed", "sealed_on": "2026-03-01"})
        for name, value in forged.items():
            self.env["ir.default"].with_user(self.user_employee).set("perf.test.memo", name, value, user_id=True)
        model = mine.with_context({f"default_{name}": value for name, value in forged.items()})
        for memo in (model.create({"name": "x"}), model.copy(), mine.create({"name": "x"})):
            memo = memo.sudo()
            self.assertEqual(
                (memo.author_employee_id, memo.state, memo.sealed_on), (self.employee_employee, "draft", False)
            )
        values = model.default_get(list(forged))
        self.assertEqual((values["state"], values["author_employee_id"]), ("draft", self.employee_employee.id))
        self.assertFalse(values.get("sealed_on"))
        sealed = self.memos[0].copy({"state": "sealed", "author_employee_id": self.employee_colleague.id})
        self.assertEqual((sealed.state, sealed.author_employee_id), ("sealed", self.employee_colleague))

    def test_scaling(self):
        def make(count):
            return self.Memo.create([{"author_employee_id": person.id} for person in self.make_employees(count)])

        self.assertQueriesDontGrow(make, lambda memos: memos.with_user(self.user_manager).sudo().mapped("is_author"))
