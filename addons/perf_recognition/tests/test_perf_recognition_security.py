from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import WORDS, RecognitionCommon

MODELS = ("perf.recognition.reaction", "perf.recognition.comment")


@tagged("post_install", "-at_install")
class TestPerfRecognitionSecurity(RecognitionCommon):
    """Who reads what: ``employee`` thanks ``portal_employee``, whose manager is ``manager``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "perf_customer", groups="base.group_portal", company_id=cls.company.id)
        cls.records = {}
        for audience in ("company", "team", "private"):
            values = {
                "author_employee_id": cls.employee_employee.id,
                "recipient_ids": cls.employee_portal_employee.ids,
                "message": WORDS,
                "audience": audience,
            }
            posted = cls.env["perf.recognition"].create(values)
            retracted = cls.env["perf.recognition"].create(values)
            for record in posted + retracted:
                for model in MODELS:
                    extra = {"kind": "heart"} if model.endswith("reaction") else {"body": "Well done"}
                    cls.env[model].create(
                        {"recognition_id": record.id, "employee_id": cls.employee_employee.id, **extra}
                    )
            retracted.write({"state": "retracted", "retract_reason": "Mistake"})
            cls.records[audience, "posted"] = posted
            cls.records[audience, "retracted"] = retracted

    # state and audience -> who reads it; everybody else of READERS does not
    CLOSE = {"employee", "portal_employee", "manager", "head", "top_manager"}
    READERS = {
        ("company", "posted"): CLOSE
        | {"no_user_peer", "former_manager", "colleague", "portal_colleague", "portal_manager", "officer", "admin"},
        ("team", "posted"): CLOSE | {"no_user_peer", "officer", "admin"},
        ("private", "posted"): CLOSE,
        ("company", "retracted"): {"employee", "officer", "admin"},
        ("team", "retracted"): {"employee", "officer", "admin"},
        ("private", "retracted"): {"employee"},
    }
    EVERYBODY = (
        "employee",
        "portal_employee",
        "manager",
        "head",
        "top_manager",
        "no_user_peer",
        "former_manager",
        "colleague",
        "portal_colleague",
        "portal_manager",
        "officer",
        "admin",
        "other_officer",
        "customer",
    )

    def _user(self, name):
        """The user of that name; ``no_user_peer`` is a team mate of the recipient."""
        if name == "customer":
            return self.customer
        if name == "no_user_peer":
            user = self.user_portal_report
            self.employee_portal_report.parent_id = self.employee_manager
            return user
        return getattr(self, f"user_{name}")

    def test_matrix(self):
        """Every role on every audience and state, by search, by read and through reactions and comments."""
        for key, record in self.records.items():
            for name in self.EVERYBODY:
                with self.subTest(audience=key[0], state=key[1], name=name):
                    user = self._user(name)
                    expected = name in self.READERS[key]
                    own = self.as_user(record, user)
                    self.assertEqual(own.search([("id", "=", record.id)]), own if expected else own.browse())
                    self.assertEqual(own.has_access("read"), expected)
                    if not expected:
                        self.assertForbidden(own.read, ["message"])
                        self.assertForbidden(own.react, "heart")
                        self.assertForbidden(own.comment, "Hello")
                        self.assertForbidden(own.action_retract, "I don't like it")
                    for model in MODELS:
                        parts = self.as_user(self.env[model], user).search([("recognition_id", "=", record.id)])
                        self.assertEqual(len(parts), int(expected))

    def test_groups_and_counts(self):
        """Counting and grouping give no more than reading."""
        for name in ("colleague", "portal_colleague", "officer", "other_officer", "customer"):
            with self.subTest(name=name):
                Recognition = self.as_user(self.env["perf.recognition"], self._user(name))
                visible = {record.id for key, record in self.records.items() if name in self.READERS[key]}
                domain = [("author_employee_id", "=", self.employee_employee.id)]
                self.assertEqual(set(Recognition.search(domain).ids), visible)
                self.assertEqual(Recognition.search_count(domain), len(visible))
                groups = Recognition._read_group(domain, ["audience"], ["__count"])
                self.assertEqual(sum(count for _audience, count in groups), len(visible))

    def test_no_write_on_parts(self):
        """Reactions and comments come and go through the business methods only."""
        record = self.records["company", "posted"]
        for model in MODELS:
            part = self.env[model].search([("recognition_id", "=", record.id)])
            forged = {"recognition_id": record.id, "employee_id": self.employee_manager.id}
            forged |= {"kind": "star"} if model.endswith("reaction") else {"body": "I am the manager"}
            for name in ("employee", "portal_employee", "officer", "admin"):
                with self.subTest(model=model, name=name):
                    user = self._user(name)
                    self.assertForbidden(self.as_user(self.env[model], user).create, forged)
                    self.assertForbidden(self.as_user(part, user).write, {"employee_id": self.employee_colleague.id})
                    self.assertForbidden(self.as_user(part, user).unlink)

    def test_forged_create(self):
        """Author, company, date and state of a forged call are the server's; also from the context."""
        values = {
            "recipient_ids": [(6, 0, self.employee_colleague.ids)],
            "message": WORDS,
            "author_employee_id": self.employee_top_manager.id,
            "company_id": self.company_other.id,
            "date": "2020-01-01 00:00:00",
            "state": "retracted",
            "retract_reason": "forged",
            "create_uid": self.user_admin.id,
        }
        for name in ("employee", "portal_employee", "officer"):
            with self.subTest(name=name):
                user = self._user(name)
                context = {f"default_{field}": value for field, value in values.items()}
                Recognition = self.as_user(self.env["perf.recognition"], user).with_context(**context)
                record = Recognition.create(values).with_env(self.env)
                self.env.invalidate_all()
                self.assertEqual(record.author_employee_id, getattr(self, f"employee_{name}"))
                self.assertEqual(record.company_id, self.company)
                self.assertEqual(record.state, "posted")
                self.assertFalse(record.retract_reason)
                self.assertEqual(record.create_uid, user)
                self.assertGreater(str(record.date), "2024")

    def test_forged_commands(self):
        """Nobody creates or changes people or values through the fields that link to them."""
        Recognition = self.as_user(self.env["perf.recognition"], self.user_portal_employee)
        for field, values in (
            ("recipient_ids", [(0, 0, {"name": "Forged"})]),
            ("recipient_ids", [(1, self.employee_colleague.id, {"name": "Forged"})]),
            ("recipient_ids", [(2, self.employee_colleague.id)]),
            ("value_ids", [(0, 0, {"name": "Forged"})]),
            ("value_ids", [(1, self.value.id, {"name": "Forged"})]),
        ):
            with self.subTest(field=field, values=values), self.assertRaises(UserError):
                Recognition.create({"recipient_ids": self.employee_colleague.ids, "message": WORDS, field: values})
        Recognition.create(
            {
                "recipient_ids": self.employee_colleague.ids,
                "message": WORDS,
                "comment_ids": [(0, 0, {"body": "forged", "employee_id": self.employee_manager.id})],
                "reaction_ids": [(0, 0, {"kind": "heart", "employee_id": self.employee_manager.id})],
            }
        )
        self.env.invalidate_all()
        self.assertFalse(self.env["perf.recognition.comment"].search([("body", "=", "forged")]))
        self.assertNotEqual(self.employee_colleague.name, "Forged")

    def test_customer(self):
        """A portal user who is no employee sees no wall, no points and no limits, and can't post."""
        Recognition = self.as_user(self.env["perf.recognition"], self.customer)
        self.assertFalse(Recognition.search([]))
        self.assertEqual(Recognition.get_composer_values(), {})
        self.assertFalse(self.as_user(self.env["perf.points.entry"], self.customer).search([]))
        with self.assertRaises(UserError):
            Recognition.post({"recipient_ids": self.employee_colleague.ids, "message": WORDS})

    # ------------------------------------------------------------------
    # Points
    # ------------------------------------------------------------------

    def test_points_are_private(self):
        """Everybody sees the own entries; managers no more, officers those of their companies."""
        self.thank(self.user_employee, self.employee_portal_employee, points=10, audience="team")
        Entry = self.env["perf.points.entry"]
        mine = Entry.search([("employee_id", "=", self.employee_portal_employee.id)])
        everyone = Entry.search([("res_id", "!=", False), ("company_id", "=", self.company.id)])
        self.assertEqual(len(mine), 1)
        self.assertEqual(self.as_user(Entry, self.user_portal_employee).search([]).ids, mine.ids)
        for name in ("manager", "head", "top_manager", "colleague", "portal_colleague", "customer", "other_officer"):
            with self.subTest(name=name):
                self.assertFalse(self.as_user(Entry, self._user(name)).search([]))
                self.assertForbidden(self.as_user(mine, self._user(name)).read, ["amount"])
        self.assertLessEqual(set(everyone.ids), set(self.as_user(Entry, self.user_officer).search([]).ids))

    def test_points_cannot_be_forged(self):
        """Nobody writes into the ledger or onto an account, HR neither."""
        self.thank(self.user_employee, self.employee_portal_employee, points=10)
        entry = self.env["perf.points.entry"].search([("employee_id", "=", self.employee_portal_employee.id)])
        account = self.env["perf.points.account"].search([("employee_id", "=", self.employee_portal_employee.id)])
        forged = {
            "employee_id": self.employee_portal_employee.id,
            "company_id": self.company.id,
            "account": "balance",
            "kind": "adjust",
            "amount": 1000,
            "month": "2026-01",
            "idempotency_key": "forged",
        }
        for name in ("portal_employee", "employee", "manager", "officer", "admin"):
            with self.subTest(name=name):
                user = self._user(name)
                self.assertForbidden(self.as_user(self.env["perf.points.entry"], user).create, forged)
                with self.assertRaises(UserError):
                    self.as_user(entry, user).write({"amount": 1000})
                with self.assertRaises(UserError):
                    self.as_user(entry, user).unlink()
                self.assertForbidden(self.as_user(account, user).write, {"balance": 1000})
                self.assertForbidden(
                    self.as_user(self.env["perf.points.account"], user).create,
                    {"employee_id": self.employee_manager.id, "account": "balance", "balance": 5},
                )
        for name in ("portal_employee", "employee", "manager"):
            self.assertForbidden(self.as_user(self.env["perf.points.account"], self._user(name)).search, [])
        self.assertTrue(self.as_user(account, self.user_officer).has_access("read"))
        self.assertFalse(self.as_user(account, self.user_other_officer).has_access("read"))

    # ------------------------------------------------------------------
    # Side doors
    # ------------------------------------------------------------------

    def test_no_messages(self):
        """What is private leaves no message that others could find."""
        record = self.records["private", "posted"]
        for name in ("officer", "colleague", "admin"):
            with self.subTest(name=name):
                Message = self.as_user(self.env["mail.message"], self._user(name))
                found = Message.search([("model", "=", "perf.recognition"), ("res_id", "=", record.id)])
                self.assertFalse(found)

    def test_inference(self):
        """A domain through another model tells nothing about what is private."""
        record = self.records["private", "posted"]
        Comment = self.as_user(self.env["perf.recognition.comment"], self.user_colleague)
        self.assertFalse(Comment.search([("recognition_id.message", "=", WORDS), ("recognition_id", "=", record.id)]))
        Recognition = self.as_user(self.env["perf.recognition"], self.user_colleague)
        self.assertFalse(Recognition.search([("comment_ids.body", "ilike", "well"), ("id", "=", record.id)]))
        self.assertNotIn(record.id, [row[0] for row in Recognition.name_search(WORDS, limit=100)])

    def test_wizard(self):
        """The dialog gives no right that its user does not have, and is nobody else's."""
        record = self.records["company", "posted"]
        Wizard = self.as_user(self.env["perf.recognition.retract"], self.user_colleague)
        wizard = Wizard.create({"recognition_id": record.id, "reason": "I don't like it"})
        self.assertForbidden(wizard.action_confirm)
        self.assertForbidden(self.as_user(wizard, self.user_employee).read, ["reason"])


@tagged("post_install", "-at_install")
class TestPerfRecognitionRpc(RecognitionCommon, PerfHttpCommon, HttpCase):
    """The same by JSON-RPC, as a portal user would try it."""

    def test_portal(self):
        private = self.thank(self.user_employee, self.employee_colleague, audience="private")
        self.thank(self.user_employee, self.employee_colleague)
        self.login(self.user_portal_employee)
        for method, args in (
            ("read", [["message"]]),
            ("react", ["heart"]),
            ("comment", ["Hello"]),
            ("action_retract", ["I don't like it"]),
            ("action_open_retract", []),
        ):
            with self.subTest(method=method):
                self.assertRpcForbidden("perf.recognition", method, private.ids, *args)
        self.assertRpcForbidden("perf.recognition", "write", private.ids, {"state": "retracted"})
        self.assertRpcForbidden("perf.recognition", "unlink", private.ids)
        found, error = self.rpc("perf.recognition", "search_read", [["id", "=", private.id]], ["message"])
        self.assertFalse(error)
        self.assertEqual(found, [])
        found, _error = self.rpc("perf.points.entry", "search_read", [], ["amount"])
        self.assertEqual(found, [])
        for model, method in (
            ("perf.points.entry", "_book"),
            ("perf.recognition", "_give_points"),
            ("perf.points.entry", "_get_standing"),
            ("perf.points.entry", "_drop_guard"),
        ):
            with self.subTest(method=method):
                self.assertRpcForbidden(model, method, [])

    def test_portal_post(self):
        """A portal user posts by RPC: always as oneself."""
        self.login(self.user_portal_employee)
        values = {"recipient_ids": self.employee_colleague.ids, "message": WORDS, "points": 5}
        forged = {**values, "author_employee_id": self.employee_manager.id, "state": "retracted"}
        for method, given in (("post", values), ("create", [forged])):
            with self.subTest(method=method):
                result, error = self.rpc("perf.recognition", method, given)
                self.assertFalse(error, error)
                record = self.env["perf.recognition"].browse(result)
                self.assertEqual(record.author_employee_id, self.employee_portal_employee)
                self.assertEqual(record.state, "posted")
        result, error = self.rpc("perf.recognition", "react", record.ids, "heart")
        self.assertFalse(error, error)
        result, error = self.rpc("perf.recognition", "get_composer_values")
        self.assertEqual(result["left"], 90)
        huge = {**values, "message": "x" * 1_000_000}
        result, error = self.rpc("perf.recognition", "post", huge)
        self.assertIn("ValidationError", error["name"])

    def test_allowed_companies_forged(self):
        """A forged list of companies opens no other company's wall."""
        values = {"author_employee_id": self.employee_foreign.id, "recipient_ids": self.employee_employee.ids}
        record = self.env["perf.recognition"].create({**values, "message": WORDS})
        self.login(self.user_portal_colleague)
        result, error = self.rpc(
            "perf.recognition",
            "search_read",
            [["id", "=", record.id]],
            ["message"],
            context={"allowed_company_ids": [self.company_other.id]},
        )
        self.assertFalse(result)
        if error:
            self.assertIn("AccessError", error["name"])
