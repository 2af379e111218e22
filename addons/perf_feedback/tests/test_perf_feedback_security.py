from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import TEXT, FeedbackCommon

READERS = {
    # about portal_employee, by portal_colleague
    "employee": {"portal_colleague", "portal_employee"},
    "employee_manager": {
        "portal_colleague",
        "portal_employee",
        "manager",
        "head",
        "director",
        "vice_president",
        "top_manager",
        "officer",
        "admin",
    },
    "manager": {
        "portal_colleague",
        "manager",
        "head",
        "director",
        "vice_president",
        "top_manager",
        "officer",
        "admin",
    },
    "private": {"portal_colleague"},
}
EVERYBODY = (
    "portal_colleague",
    "portal_employee",
    "manager",
    "head",
    "director",
    "vice_president",
    "top_manager",
    "officer",
    "admin",
    "employee",
    "colleague",
    "other_manager",
    "former_manager",
    "portal_manager",
    "portal_report",
    "other_officer",
)


@tagged("post_install", "-at_install")
class TestPerfFeedbackSecurity(FeedbackCommon):
    """Who reads feedback follows from its visibility alone, whichever way they ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {
            "employee_id": cls.employee_portal_employee.id,
            "author_employee_id": cls.employee_portal_colleague.id,
            "body": TEXT,
            "state": "sent",
            "date": fields.Date.today(),
        }
        cls.sent = {
            visibility: cls.env["perf.feedback"].create({**values, "visibility": visibility}) for visibility in READERS
        }
        cls.drafts = cls.env["perf.feedback"].create(
            [{**values, "visibility": visibility, "state": "draft", "date": False} for visibility in READERS]
        )
        cls.replies = cls.env["perf.feedback.reply"].create(
            [
                {"feedback_id": feedback.id, "author_employee_id": cls.employee_portal_colleague.id, "body": "Reply"}
                for feedback in cls.sent.values()
            ]
        )
        cls.all_ids = [*(feedback.id for feedback in cls.sent.values()), *cls.drafts.ids]

    def test_matrix(self):
        """Each visibility and each person, by search, read, groups, names and through replies."""
        for name in EVERYBODY:
            user = self.user(name)
            model = self.as_user(self.env["perf.feedback"], user)
            domain = [("id", "in", self.all_ids)]
            found = set(model.search(domain).ids)
            for visibility, feedback in self.sent.items():
                with self.subTest(person=name, visibility=visibility):
                    allowed = name in READERS[visibility]
                    self.assertEqual(feedback.id in found, allowed)
                    record = self.as_user(feedback, user)
                    if allowed:
                        self.assertEqual(record.read(["body"])[0]["body"], TEXT)
                    else:
                        self.assertForbidden(record.read, ["body"])
                        self.assertForbidden(record.read, ["display_name"])
            drafts = set(self.drafts.ids)
            self.assertEqual(found & drafts, drafts if name == "portal_colleague" else set())
            with self.subTest(person=name, way="groups, names, replies"):
                self._check_other_ways(user, found)

    def _check_other_ways(self, user, found):
        model = self.as_user(self.env["perf.feedback"], user)
        domain = [("id", "in", self.all_ids)]
        self.assertEqual(model.search_count(domain), len(found))
        groups = model._read_group(domain, ["visibility"], ["id:array_agg"])
        self.assertEqual({each for _visibility, ids in groups for each in ids}, found)
        self.assertEqual(
            sum(group["__count"] for group in model.formatted_read_group(domain, ["kind"], ["__count"])), len(found)
        )
        self.assertEqual({each for each, _name in model.name_search("answered", domain)}, found)
        replies = self.as_user(self.env["perf.feedback.reply"], user)
        sent = found & {feedback.id for feedback in self.sent.values()}
        self.assertEqual(set(replies.search([("id", "in", self.replies.ids)]).feedback_id.ids), sent)
        self.assertEqual(
            replies.search_count([("id", "in", self.replies.ids), ("feedback_id.body", "ilike", "customer")]), len(sent)
        )
        for reply in self.replies:
            allowed = reply.feedback_id.id in sent
            self.assertEqual(self.as_user(reply, user).has_access("read"), allowed)

    def test_role_domains(self):
        """Nobody makes more visible by asking about roles or authors in a domain."""
        model = self.as_user(self.env["perf.feedback"], self.user_other_manager)
        for domain in (
            [("is_author", "=", False)],
            [("perf_role", "=", "none")],
            [("is_readable", "=", True)],
            [("author_employee_id", "=", self.employee_portal_colleague.id)],
            [("employee_id.name", "ilike", "Perf")],
        ):
            self.assertFalse(model.search(domain) & self.env["perf.feedback"].browse(self.all_ids))

    def test_officer_about_oneself(self):
        """HR officers don't read what only the managers of the officer read."""
        feedback = self.give(self.user_portal_colleague, self.employee_officer, "manager")
        self.assertFalse(self.as_user(feedback, self.user_officer).search([("id", "=", feedback.id)]))
        self.assertTrue(self.as_user(feedback, self.user_admin).search([("id", "=", feedback.id)]))

    def test_officer_of_another_company(self):
        feedback = self.give(self.user_manager, self.employee_foreign, "employee_manager")
        self.assertTrue(self.as_user(feedback, self.user_other_officer).has_access("read"))
        self.assertFalse(self.as_user(feedback, self.user_officer).has_access("read"))
        self.assertTrue(self.as_user(feedback, self.user_head).has_access("read"))

    def test_new_manager(self):
        """Rights follow the org chart at once."""
        feedback = self.sent["manager"]
        self.assertFalse(self.as_user(feedback, self.user_other_manager).has_access("read"))
        self.employee_portal_employee.parent_id = self.employee_other_manager
        self.assertTrue(self.as_user(feedback, self.user_other_manager).has_access("read"))
        self.assertFalse(self.as_user(feedback, self.user_manager).has_access("read"))

    def test_no_forged_author(self):
        """Nobody writes in somebody else's name, neither at once nor later, nor as HR."""
        for user in (self.user_colleague, self.user_portal_colleague, self.user_officer, self.user_admin):
            with self.assertRaises(AccessError):
                self.draft(user, self.employee_employee, author_employee_id=self.employee_manager.id)
            with self.assertRaises(AccessError):
                model = self.as_user(self.env["perf.feedback"], user)
                model.with_context(default_author_employee_id=self.employee_manager.id).create(
                    {"employee_id": self.employee_employee.id, "author_employee_id": self.employee_manager.id}
                )
            draft = self.draft(user, self.employee_employee)
            with self.assertRaises(UserError):
                draft.write({"author_employee_id": self.employee_manager.id})

    def test_protected_values(self):
        """States and dates can't be set by create, write or defaults from the context."""
        protected = {
            "state": "sent",
            "date": "2020-01-01",
            "acknowledged": True,
            "acknowledged_on": "2020-01-01",
            "retract_reason": "x",
            "correction_of_id": self.sent["private"].id,
            "corrected_by_id": self.sent["private"].id,
            "company_id": self.company_other.id,
        }
        for name, value in protected.items():
            with self.subTest(name=name):
                with self.assertRaises(UserError):
                    self.draft(self.user_colleague, self.employee_employee, **{name: value})
                draft = self.draft(self.user_colleague, self.employee_employee)
                with self.assertRaises(UserError):
                    draft.write({name: value})
                if name == "company_id":
                    continue
                model = self.as_user(self.env["perf.feedback"], self.user_colleague)
                made = model.with_context(**{f"default_{name}": value}).create(
                    {"employee_id": self.employee_employee.id, "body": "x"}
                )
                self.assertNotEqual(made.read([name], load=False)[0][name], value)
                self.assertEqual((made.state, made.correction_of_id.id), ("draft", False))
        model = self.as_user(self.env["perf.feedback"], self.user_colleague)
        made = model.with_context(default_company_id=self.company_other.id, default_department_id=1).create(
            {"employee_id": self.employee_employee.id, "body": "x"}
        )
        self.assertEqual((made.company_id, made.department_id.id), (self.company, False))

    def test_about_whom(self):
        """Colleagues of the own company and the own line; strangers and unknown people are refused."""
        with self.assertRaises(ValidationError):
            self.draft(self.user_colleague, self.employee_foreign)
        self.give(self.user_manager, self.employee_foreign)
        draft = self.draft(self.user_colleague, self.employee_employee)
        with self.assertRaises(ValidationError):
            draft.write({"employee_id": self.employee_foreign.id})

    def test_replies_only_through_the_method(self):
        for user in (self.user_portal_colleague, self.user_portal_employee, self.user_officer):
            model = self.as_user(self.env["perf.feedback.reply"], user)
            self.assertForbidden(
                model.create,
                {"feedback_id": self.sent["employee"].id, "author_employee_id": self.employee_manager.id, "body": "x"},
            )
            self.assertForbidden(self.as_user(self.replies, user).write, {"body": "x"})
            self.assertForbidden(self.as_user(self.replies, user).unlink)

    def test_messages_and_attachments(self):
        """E-mails about feedback and files on it are read by its readers only."""
        feedback = self.give(self.user_portal_colleague, self.employee_portal_employee, "employee")
        self.env["ir.attachment"].create(
            {"name": "secret", "raw": b"x", "res_model": "perf.feedback", "res_id": feedback.id}
        )
        for user in (self.user_manager, self.user_officer, self.user_colleague):
            for model, domain in (
                ("mail.message", [("model", "=", "perf.feedback")]),
                ("ir.attachment", [("res_model", "=", "perf.feedback"), ("res_id", "=", feedback.id)]),
            ):
                self.assertFalse(self.as_user(self.env[model], user).search(domain), (user.login, model))

    def test_coverage_map(self):
        """By department: how many people, without feedback, and the share that is covered; a row opens the person."""
        department = self.env["hr.department"].create({"name": "Covered", "company_id": self.company.id})
        people = self.employee_employee | self.employee_colleague | self.employee_portal_employee
        people.version_id.write({"department_id": department.id, "date_version": "2020-01-01"})
        self.employee_colleague.version_id.date_version = fields.Date.today()
        self.give(self.user_manager, self.employee_portal_employee, "employee_manager")
        self.give(self.user_colleague, self.employee_employee, "employee")
        model = self.as_user(self.env["perf.feedback.coverage"], self.user_officer)
        domain = [("department_id", "=", department.id)]
        [group] = model.formatted_read_group(domain, ["department_id"], ["__count", "overdue_count:sum", "covered:avg"])
        self.assertEqual((group["__count"], group["overdue_count:sum"]), (3, 1))
        self.assertAlmostEqual(group["covered:avg"], 1 / 3)
        status = {row.employee_id: row.status for row in model.search(domain)}
        self.assertEqual(
            [status[person.with_env(model.env)] for person in people[:1] + people[1:2] + people[2:]],
            ["overdue", "new", "covered"],
        )
        row = model.search([("employee_id", "=", self.employee_portal_employee.id)])
        action = row.action_open()
        found = self.as_user(self.env["perf.feedback"], self.user_officer).search(action["domain"])
        self.assertEqual(found.employee_id.ids, self.employee_portal_employee.ids)
        self.assertForbidden(self.as_user(row, self.user_employee).action_open)

    def test_coverage(self):
        """Officers see their own companies, others nothing; what only the person reads does not count."""
        model = self.env["perf.feedback.coverage"]
        row = self.as_user(model, self.user_officer).search([("employee_id", "=", self.employee_portal_employee.id)])
        self.assertEqual((row.last_date, row.recent_count, row.overdue), (fields.Date.today(), 1, False))
        self.company.perf_feedback_start_date = fields.Date.add(fields.Date.today(), days=1)
        new = self.make_employees(1, parent_id=self.employee_manager.id)
        row = self.as_user(model, self.user_officer).search([("employee_id", "=", new.id)])
        self.assertEqual((row.days, row.overdue), (0, False), "it is already tomorrow in the company's time zone")
        self.assertFalse(
            self.as_user(model, self.user_officer).search([("employee_id", "=", self.employee_foreign.id)])
        )
        for user in (self.user_manager, self.user_portal_employee):
            self.assertForbidden(self.as_user(model, user).search, [])


@tagged("post_install", "-at_install")
class TestPerfFeedbackRpc(PerfHttpCommon):
    """The same over RPC, as portal users."""

    def setUp(self):
        super().setUp()
        values = {
            "employee_id": self.employee_portal_employee.id,
            "author_employee_id": self.employee_colleague.id,
            "body": TEXT,
            "state": "sent",
            "date": fields.Date.today(),
        }
        self.feedback = self.env["perf.feedback"].create({**values, "visibility": "employee"})
        self.hidden = self.env["perf.feedback"].create({**values, "visibility": "manager"})

    def test_portal_person(self):
        """The person reads and acknowledges what is for them, and learns nothing of the rest."""
        self.login(self.user_portal_employee)
        result, error = self.rpc("perf.feedback", "search_read", [], ["body", "employee_id", "reader_note"])
        self.assertFalse(error)
        self.assertEqual([row["id"] for row in result], self.feedback.ids)
        for method, args in (
            ("read", (["body"],)),
            ("web_read", ({"body": {}},)),
            ("write", ({"body": "x"},)),
            ("unlink", ()),
            ("action_acknowledge", ()),
            ("action_retract", ("why",)),
            ("reply", ("x",)),
            ("correct", ()),
            ("action_send", ()),
            ("action_open_reply", ()),
        ):
            with self.subTest(method=method):
                self.assertRpcForbidden("perf.feedback", method, self.hidden.ids, *args)
        result, error = self.rpc("perf.feedback", "action_acknowledge", self.feedback.ids)
        self.assertFalse(error)
        self.assertTrue(self.feedback.acknowledged)
        for values in ({"body": "x"}, {"state": "draft"}, {"acknowledged": False}):
            _result, error = self.rpc("perf.feedback", "write", self.feedback.ids, values)
            self.assertTrue(error)
        self.assertEqual(self.feedback.body, TEXT)

    def test_portal_author(self):
        """A portal user gives feedback by RPC, but not in another name and not past the methods."""
        self.login(self.user_portal_colleague)
        values = {"employee_id": self.employee_portal_employee.id, "body": "Thanks", "kind": "praise"}
        for forged in (
            {"author_employee_id": self.employee_manager.id},
            {"state": "sent"},
            {"date": "2020-01-01"},
            {"correction_of_id": self.hidden.id},
            {"acknowledged": True},
        ):
            _result, error = self.rpc("perf.feedback", "create", {**values, **forged})
            self.assertTrue(error, forged)
        result, error = self.rpc("perf.feedback", "create", values, context={"default_state": "sent"})
        self.assertFalse(error)
        made = self.env["perf.feedback"].browse(result)
        self.assertEqual((made.state, made.author_employee_id), ("draft", self.employee_portal_colleague))
        _result, error = self.rpc("perf.feedback", "action_send", made.ids)
        self.assertFalse(error)
        self.assertEqual(made.state, "sent")
        _result, error = self.rpc("perf.feedback", "action_retract", made.ids, {"x": 1})
        self.assertEqual(error["name"], "odoo.exceptions.UserError")

    def test_portal_can_not_reach_helpers(self):
        self.login(self.user_portal_employee)
        for model, method in (
            ("perf.feedback", "_send_mail"),
            ("perf.feedback.request", "_set_ended"),
            ("perf.feedback.request.line", "_set_answered"),
            ("hr.employee", "_perf_search_colleagues"),
        ):
            _result, error = self.rpc(model, method, [])
            self.assertTrue(error, method)
        self.assertRpcForbidden("perf.feedback.coverage", "search_read", [], ["last_date"])
        self.assertRpcForbidden("perf.feedback.word", "create", {"purpose": "reply", "res_id": self.feedback.id})
