from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon
from odoo.addons.perf_base.tests.matrix import QUIET, PerfMatrixCommon

from .common import RecognitionCommon

LOOKS = """
| who | create | opened by another |
|---|---|---|
| HR officer | yes | - |
| HR administrator | yes | - |
| manager | - | - |
| employee | - | - |
| employee in the portal | - | - |
"""
LINES = """
| who | create | opened by another |
|---|---|---|
| HR officer | - | - |
| HR administrator | - | - |
| manager | - | - |
| employee in the portal | - | - |
"""


class FairnessCommon(RecognitionCommon):
    """The people of the suite, all at work for years, with a shorthand for thanks of the past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.version"].search([("company_id", "in", (cls.company | cls.company_other).ids)]).write(
            {"date_version": "2020-01-01"}
        )

    @classmethod
    def past(cls, days, author, recipients, **values):
        """Thanks of that many days ago, posted by the system and without mail."""
        return (
            cls.env["perf.recognition"]
            .with_context(perf_recognition_silent=True)
            .create(
                {
                    "author_employee_id": author.id,
                    "recipient_ids": [(6, 0, recipients.ids)],
                    "message": f"You helped me when the belt stood still, {days}.",
                    "date": fields.Datetime.now() - timedelta(days=days),
                    **values,
                }
            )
        )

    def look(self, user=None, days="90"):
        """Open the look as that user.

        :return: the look as that user
        """
        user = user or self.user_officer
        action = self.as_user(self.env["perf.recognition.fairness"], user).open_look()
        look = self.env["perf.recognition.fairness"].browse(action["res_id"]).with_user(user)
        look = look.with_context(allowed_company_ids=user.company_ids.ids)
        if days != "90":
            look.days = days
            look.action_refresh()
        return look

    def found(self, kind, **arguments):
        """What the look finds of a kind: list of dicts."""
        lines = self.look(**arguments).line_ids.filtered(lambda line: line.kind == kind)
        return lines.read(["employee_id", "other_id", "times", "points", "share", "text", "label", "is_flagged"])


@tagged("post_install", "-at_install")
class TestPerfRecognitionFairness(FairnessCommon):
    """What is worth a look is found, and nothing else."""

    def test_never(self):
        """People not thanked in time; who is new, archived, of another company or thanked in private is not."""
        self.past(300, self.employee_manager, self.employee_colleague)
        self.past(20, self.employee_manager, self.employee_employee)
        self.past(20, self.employee_manager, self.employee_portal_employee, audience="private")
        taken_back = self.past(10, self.employee_manager, self.employee_no_user)
        taken_back.write({"state": "retracted"})
        self.employee_head.version_ids.date_version = fields.Date.today() - timedelta(days=30)
        self.employee_director.action_archive()
        self.env.invalidate_all()
        found = {line["employee_id"][0]: line for line in self.found("never")}
        for person in (self.employee_colleague, self.employee_no_user, self.employee_manager):
            self.assertIn(person.id, found)
        for name in ("employee", "portal_employee", "head", "director", "foreign", "other_officer"):
            self.assertNotIn(getattr(self, f"employee_{name}").id, found, name)
        self.assertEqual(found[self.employee_colleague.id]["times"], 300)
        self.assertIn("Last thanked on", found[self.employee_colleague.id]["text"])
        self.assertEqual(found[self.employee_no_user.id]["text"], "Not thanked yet")
        self.assertNotIn(
            self.employee_colleague.id, [line["employee_id"][0] for line in self.found("never", days="365")]
        )

    def test_never_keeps_private_dates(self):
        """The day of private thanks, however long ago, is not told to HR."""
        self.past(400, self.employee_manager, self.employee_head)
        self.past(200, self.employee_manager, self.employee_colleague, audience="private")
        found = {line["employee_id"][0]: line for line in self.found("never")}
        self.assertEqual(found[self.employee_colleague.id]["text"], "Not thanked yet")
        self.assertEqual(found[self.employee_colleague.id]["times"], 400)

    def test_milestones(self):
        """What the wall celebrates by itself is no thanks, and no text of anybody."""
        self.past(300, self.employee_manager, self.employee_head)
        for days in (20, 10):
            self.past(
                days,
                self.employee_head.browse(),
                self.employee_colleague,
                milestone="anniversary",
                message="One year with us: thank you, and here is to the next!",
                company_id=self.company.id,
            )
        lines = self.look().line_ids
        never = lines.filtered(lambda line: line.kind == "never").employee_id
        self.assertIn(self.employee_colleague, never.with_env(self.env))
        self.assertFalse(lines.filtered(lambda line: line.kind == "text"))

    def test_new_company(self):
        """Where thanks have just begun, nobody is overlooked."""
        self.past(20, self.employee_manager, self.employee_employee)
        self.assertFalse(self.found("never"))

    def test_mutual(self):
        one, other = self.employee_employee, self.employee_colleague
        for days, giver in ((60, one), (50, other), (40, one), (5, other)):
            self.past(days, giver, one | other - giver if giver == other else other)
        self.past(30, self.employee_manager, one)
        self.past(29, one, self.employee_manager)
        for days in (60, 50):
            self.past(days, self.employee_portal_employee, self.employee_no_user, audience="private")
            self.past(days - 1, self.employee_no_user, self.employee_portal_employee, audience="private")
        found = self.found("mutual")
        self.assertEqual(len(found), 1)
        self.assertEqual({found[0]["employee_id"][0], found[0]["other_id"][0]}, {one.id, other.id})
        self.assertEqual(found[0]["times"], 2)

    def test_share(self):
        giver = self.employee_manager
        self.past(40, giver, self.employee_employee, points=30)
        self.past(30, giver, self.employee_colleague, points=25)
        self.past(30, self.employee_head, self.employee_colleague, points=30)
        found = self.found("share")
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0]["employee_id"][0], giver.id)
        self.assertEqual(found[0]["other_id"][0], self.employee_employee.id)
        self.assertEqual((found[0]["points"], found[0]["share"]), (30, 55))

    def test_spread(self):
        """Departments and logins, with those that are left out."""
        front = self.env["hr.department"].create({"name": "Perf Front", "company_id": self.company.id})
        back = self.env["hr.department"].create({"name": "Perf Back", "company_id": self.company.id})
        people = self.make_employees(10, department_id=front.id)
        self.make_employees(8, department_id=back.id)
        self.past(10, self.employee_head, people)
        lines = self.look().line_ids.filtered(lambda line: line.kind == "spread")
        rows = {line.department_id.name or line.label: line for line in lines}
        self.assertEqual((rows["Perf Front"].times, rows["Perf Front"].share), (10, 100))
        self.assertEqual((rows["Perf Back"].times, rows["Perf Back"].share), (0, 0))
        self.assertFalse(rows["Perf Front"].is_flagged)
        self.assertTrue(rows["Perf Back"].is_flagged)
        self.assertTrue(rows["In the portal"].is_flagged)
        self.assertEqual(rows["Without a login"].times, 10)

    def test_text(self):
        self.past(40, self.employee_manager, self.employee_employee, message="Great work this week, as always!")
        self.past(30, self.employee_manager, self.employee_employee, message="Great work this week, as ALWAYS.")
        self.past(20, self.employee_manager, self.employee_employee, message="You found the wrong label in time.")
        self.past(20, self.employee_head, self.employee_employee, message="Great work this week, as always!")
        self.past(20, self.employee_manager, self.employee_no_user, message="Great work this week, as always!")
        found = self.found("text")
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0]["other_id"][0], self.employee_employee.id)
        self.assertEqual((found[0]["times"], found[0]["share"]), (2, 100))

    def test_companies(self):
        """HR of a company finds nothing of another."""
        self.past(300, self.employee_manager, self.employee_colleague)
        found = self.look(user=self.user_other_officer).line_ids.employee_id
        self.assertFalse(found.filtered(lambda person: person.company_id == self.company))

    def test_open(self):
        """Each line leads to the thanks behind it, as far as HR reads them."""
        for days in (40, 30):
            self.past(days, self.employee_manager, self.employee_employee, message="Great work this week, as always!")
        self.past(20, self.employee_manager, self.employee_employee, audience="private")
        look = self.look()
        line = look.line_ids.filtered(lambda line: line.kind == "text")
        action = line.action_open()
        found = self.as_user(self.env["perf.recognition"], self.user_officer).search(action["domain"])
        self.assertEqual(len(found), 2)
        for line in look.line_ids:
            self.as_user(self.env["perf.recognition"], self.user_officer).search(line.action_open()["domain"])

    def test_queries(self):
        """As many queries for many people and thanks as for few."""

        def make(count):
            people = self.make_employees(count)
            self.past(300, self.employee_head, people)
            for person in people[:8]:
                for days in (20, 10):
                    self.past(days, self.employee_head, person, message="Great work this week, as always!")
            return people

        self.assertQueriesDontGrow(make, lambda _people: self.look())


@tagged("post_install", "-at_install")
class TestPerfRecognitionNudge(FairnessCommon):
    """Managers are told of people whom nobody noticed."""

    def nudges(self, *people):
        """Subjects of the hints of these managers."""
        self.env.invalidate_all()
        managers = self.env["hr.employee"].browse([person.id for person in people]).sudo()
        return {
            managers.browse(employee_id): [item for item in items if item["key"].startswith("perf.recognition,nudge")]
            for employee_id, items in managers._perf_todo().items()
        }

    def test_nudge(self):
        """One hint a manager, about direct reports only, in the back office and the portal."""
        self.past(200, self.employee_head, self.employee_portal_report)
        self.past(10, self.employee_head, self.employee_no_user)
        self.past(95, self.employee_head, self.employee_employee, audience="private")
        found = self.nudges(self.employee_manager, self.employee_portal_manager, self.employee_employee)
        item = found[self.employee_manager][0]
        self.assertEqual(len(found[self.employee_manager]), 1)
        self.assertEqual(item["subject"], "Perf Portal Employee, Perf Employee")
        self.assertIn("90 days", item["title"])
        self.assertFalse(item["due"])
        self.assertIn(f"to={self.employee_portal_employee.id}", item["url"])
        self.assertEqual(len(found[self.employee_portal_manager]), 1)
        self.assertFalse(found[self.employee_employee])
        self.past(1, self.employee_head, self.employee_employee | self.employee_portal_employee)
        self.assertFalse(self.nudges(self.employee_manager)[self.employee_manager])

    def test_setting(self):
        self.past(200, self.employee_head, self.employee_portal_report)
        self.company.perf_recognition_nudge_days = 0
        self.assertFalse(self.nudges(self.employee_manager)[self.employee_manager])
        self.company.perf_recognition_nudge_days = 365
        self.assertFalse(self.nudges(self.employee_manager)[self.employee_manager])

    def test_many(self):
        self.past(200, self.employee_head, self.employee_portal_report)
        self.make_employees(5)
        self.env["hr.version"].search([("company_id", "=", self.company.id)]).write({"date_version": "2020-01-01"})
        item = self.nudges(self.employee_manager)[self.employee_manager][0]
        self.assertRegex(item["subject"], " and [0-9]+ more$")

    def test_queries(self):
        def make(count):
            managers = self.make_employees(count)
            self.past(200, self.employee_head, managers)
            self.make_employees(count, parent_id=managers[0].id)
            return managers

        self.assertQueriesDontGrow(make, lambda managers: managers.sudo()._perf_todo())


@tagged("post_install", "-at_install")
class TestPerfRecognitionFairnessMatrix(FairnessCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on what is worth a look are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            "HR officer": cls.user_officer,
            "HR administrator": cls.user_admin,
            "manager": cls.user_manager,
            "employee in the portal": cls.user_portal_employee,
        }

    def test_looks(self):
        self.check_matrix(
            LOOKS,
            {**self.users, "employee": self.user_employee},
            lambda _who, _state: self.env["perf.recognition.fairness"].create({}),
            create=lambda _who: ("perf.recognition.fairness", {"days": "90"}),
            write={"days": "365"},
        )

    def test_lines(self):
        def make(_who, _state):
            look = self.env["perf.recognition.fairness"].create({})
            return self.env["perf.recognition.fairness.line"].create({"fairness_id": look.id, "kind": "never"})

        def create(_who):
            look = self.env["perf.recognition.fairness"].create({})
            return "perf.recognition.fairness.line", {"fairness_id": look.id, "kind": "never"}

        self.check_matrix(LINES, self.users, make, create=create, write={"text": "x"})


@tagged("post_install", "-at_install")
class TestPerfRecognitionFairnessAttacks(FairnessCommon, PerfHttpCommon):
    """Only HR looks, each at what they opened themselves."""

    def test_others(self):
        look = self.look()
        line = look.line_ids[:1] or self.env["perf.recognition.fairness.line"].sudo().create(
            {"fairness_id": look.id, "kind": "never"}
        )
        for user in (self.user_manager, self.user_portal_employee, self.user_admin, self.user_other_officer):
            self.login(user)
            with self.subTest(user=user.login), mute_logger(*QUIET):
                self.assertRpcForbidden("perf.recognition.fairness", "read", [look.id], ["line_ids"])
                self.assertRpcForbidden("perf.recognition.fairness", "action_refresh", [look.id])
                self.assertRpcForbidden("perf.recognition.fairness.line", "action_open", [line.id])
                result, error = self.rpc("perf.recognition.fairness.line", "search_count", [])
                self.assertTrue(error or not result)
        for user in (self.user_manager, self.user_portal_employee):
            self.login(user)
            with self.subTest(user=user.login), mute_logger(*QUIET):
                self.assertRpcForbidden("perf.recognition.fairness", "open_look")
        self.login(self.user_officer)
        with mute_logger(*QUIET):
            self.assertRpcForbidden("perf.recognition.fairness.line", "write", [line.id], {"text": "x"})
            for method in ("_fill", "_find_never", "_get_perf_thanks_gaps"):
                _result, error = self.rpc("perf.recognition.fairness", method, [look.id])
                self.assertTrue(error)
            _result, error = self.rpc(
                "perf.recognition.fairness",
                "open_look",
                context={"allowed_company_ids": [self.company_other.id]},
            )
            self.assertTrue(error)

    def test_orm(self):
        with self.assertRaises(AccessError):
            self.as_user(self.env["perf.recognition.fairness"], self.user_employee).open_look()
