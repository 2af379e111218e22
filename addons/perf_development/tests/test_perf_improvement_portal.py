from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .improvement_common import TEXTS, ImprovementCommon

REPORT = "perf_development.report_improvement_"
SCRIPT = "<script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestPerfImprovementPortal(ImprovementCommon, PerfHttpCommon):
    """The calm page, from the sides of the person, the managers and everybody else, and the print in its views."""

    def url(self, plan, page=""):
        return f"/my/development/improvement/{plan.id}{page}"

    def make_noted(self, employee):
        """A running plan with notes for managers and for HR, a response, and a change on record."""
        plan = self.running(employee=employee, held=1, agreed_by_id=self.employee_admin.id, agreed_on=self.day(-21))
        plan.override_reason = "OVERRIDDEN"
        self.env["perf.improvement.note"].create(
            [
                {
                    "plan_id": plan.id,
                    "author_employee_id": self.employee_officer.id,
                    "audience": audience,
                    "date": self.today,
                    "body": f"NOTE-{audience}",
                }
                for audience in ("manager", "hr")
            ]
        )
        plan._add_version([("Help", "OLD-HELP", "NEW-HELP")], "WHY-CHANGED", again=False)
        plan.response_ids.create(
            {
                "plan_id": plan.id,
                "author_employee_id": employee.id,
                "kind": "comment",
                "date": self.today,
                "body": "MY-WORDS",
            }
        )
        return plan

    # ------------------------------------------------------------------
    # The person
    # ------------------------------------------------------------------

    def test_section(self):
        """The section stands on the page only for those who have to do with a plan."""
        self.login(self.user_portal_employee)
        self.assertNotIn("improvement_title", self.get_page("/my/development").text)
        plan = self.running(employee=self.employee_portal_employee)
        page = self.get_page("/my/development").text
        self.assertIn(self.url(plan), page)
        self.assertIn("To read", page)
        self.login(self.user_manager)
        page = self.get_page("/my/development").text
        self.assertIn("Perf Portal Employee", page)
        self.assertIn("2 overdue", " ".join(page.split()))
        self.login(self.user_portal_colleague)
        self.assertNotIn("improvement_title", self.get_page("/my/development").text)

    def test_person_reads_and_responds(self):
        """What is expected, what help is given, the next checkpoint, my response; read, then say more."""
        plan = self.running(employee=self.employee_portal_employee)
        self.login(self.user_portal_employee)
        page = self.get_page(self.url(plan)).text
        for text in (*TEXTS.values(), "19 of 20", "I have read it", "by your manager, not by you"):
            self.assertIn(text, page)
        self.assertNotIn("Write down", page)
        self.assertEqual(self.post(self.url(plan, "/acknowledge"), body=SCRIPT).status_code, 303)
        self.assertEqual(plan.acknowledged_on, self.today)
        page = self.get_page(self.url(plan)).text
        self.assertNotIn(SCRIPT, page)
        self.assertNotIn("I have read it", page)
        self.assertIn("o_perf_error", self.post(self.url(plan, "/respond"), body=" ").text)
        self.assertEqual(self.post(self.url(plan, "/respond"), body="One more thing").status_code, 303)
        self.assertEqual(len(plan.response_ids), 2)
        self.assertIn("o_perf_error", self.post(self.url(plan, "/acknowledge")).text)
        self.assertIn("o_perf_error", self.post(self.url(plan, "/respond"), body="x" * 30_000).text)
        checkpoint = plan.checkpoint_ids[0]
        response = self.post(self.url(plan, "/hold"), checkpoint_id=checkpoint.id, summary="x", support="yes")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.post(self.url(plan, "/know")).status_code, 404)

    def test_reading_does_not_send_what_was_typed(self):
        """To read and to answer are two buttons; the manager is told where talks are written down."""
        plan = self.running(employee=self.employee_portal_employee)
        self.login(self.user_portal_employee)
        self.assertIn("Read by you, the managers above you and HR.", self.get_page(self.url(plan)).text)
        page = self.post(self.url(plan, "/acknowledge"), body=" ", answer="1").text
        self.assertIn("Write what you want to say", page)
        page = self.post(self.url(plan, "/acknowledge"), body="I am not sure yet.", only_read="1").text
        self.assertEqual(plan.acknowledged_on, self.today)
        self.assertFalse(plan.response_ids.filtered("body"))
        self.assertIn("Your answer is not sent", page)
        self.assertIn("I am not sure yet.", page)

    def test_manager_is_told_where_talks_are_written_down(self):
        plan = self.running(days=2, held=1, employee=self.employee_portal_employee)
        self.login(self.user_manager)
        self.assertIn("You write down each talk here.", self.get_page(self.url(plan)).text)
        self.login(self.user_portal_employee)
        self.assertNotIn("You write down each talk here.", self.get_page(self.url(plan)).text)

    def test_same_404(self):
        """Strangers, plans that have not begun, and unknown plans are not found alike, on every address."""
        waiting = self.running(employee=self.employee_portal_employee, state="hr_review", released_on=False)
        other = self.running(employee=self.employee_employee)
        for user in (self.user_portal_employee, self.user_portal_colleague):
            self.login(user)
            for number in (waiting.id, other.id, 2**31 - 1):
                with self.subTest(user=user.login, number=number):
                    url = f"/my/development/improvement/{number}"
                    self.assertEqual(self.get_page(url).status_code, 404)
                    self.assertEqual(self.get_page(f"{url}/pdf").status_code, 404)
                    for page in ("acknowledge", "respond", "know", "hold"):
                        self.assertEqual(self.post(f"{url}/{page}", body="x").status_code, 404)

    def test_csrf(self):
        plan = self.running(employee=self.employee_portal_employee)
        self.login(self.user_portal_employee)
        for page in ("acknowledge", "respond", "hold", "know"):
            self.assertEqual(self.url_open(self.url(plan, f"/{page}"), data={"body": "x"}).status_code, 400)
        self.assertFalse(plan.acknowledged_on)

    def test_paused_and_ended(self):
        """A pause says why and what is being changed; an end says why."""
        plan = self.running(employee=self.employee_portal_employee)
        leader = self.as_user(plan, self.user_manager)
        leader.action_pause("You are on holiday.")
        leader.support = "A whole day."
        self.login(self.user_portal_employee)
        page = self.get_page(self.url(plan)).text
        for text in ("You are on holiday.", "Being changed in this pause", "A whole day."):
            self.assertIn(text, page)
        self.as_user(plan, self.user_manager).action_cancel("We found another task.")
        self.assertIn("We found another task.", self.get_page(self.url(plan)).text)
        self.assertEqual(self.post(self.url(plan, "/respond"), body="Good.").status_code, 303)

    # ------------------------------------------------------------------
    # Managers
    # ------------------------------------------------------------------

    def test_portal_manager_holds(self):
        """A manager with only a portal user holds a checkpoint; what is typed stays when something is missing."""
        plan = self.running(employee=self.employee_portal_report)
        first, second = plan.checkpoint_ids[:2]
        self.login(self.user_portal_manager)
        self.assertIn("Write down this conversation", self.get_page(self.url(plan)).text)
        values = {
            "checkpoint_id": first.id,
            "held_on": str(self.day(-1)),
            "summary": "TYPED-WORDS",
            "support": "yes",
            f"objective_{plan.objective_ids.id}": "partly",
        }
        for wrong in ({"support": ""}, {"held_on": "soon"}, {"held_on": str(self.day(2))}, {"summary": " "}):
            with self.subTest(wrong):
                page = self.post(self.url(plan, "/hold"), **{**values, **wrong}).text
                self.assertIn("o_perf_error", page)
                self.assertTrue("summary" in wrong or "TYPED-WORDS" in page)
                self.assertFalse(first.held_on)
        self.assertEqual(self.post(self.url(plan, "/hold"), **values).status_code, 303)
        self.assertEqual((first.held_on, first.held_by_id), (self.day(-1), self.employee_portal_manager))
        self.assertEqual(first.progress_ids.progress, "partly")
        page = self.post(self.url(plan, "/hold"), **{**values, "checkpoint_id": second.id}).text
        self.assertIn("One conversation", page)
        other = self.running(employee=self.employee_portal_employee)
        response = self.post(self.url(plan, "/hold"), **{**values, "checkpoint_id": other.checkpoint_ids[0].id})
        self.assertEqual(response.status_code, 404)
        for number in ("x", "", "9" * 12):
            response = self.post(self.url(plan, "/hold"), **{**values, "checkpoint_id": number})
            self.assertEqual(response.status_code, 404)

    def test_managers_manager_knows(self):
        plan = self.running(employee=self.employee_portal_employee)
        self.login(self.user_head)
        self.assertIn("I know about it", self.get_page(self.url(plan)).text)
        self.assertEqual(self.post(self.url(plan, "/know")).status_code, 303)
        self.assertEqual(plan.manager_informed_on, self.today)
        self.assertNotIn("I know about it", self.get_page(self.url(plan)).text)

    # ------------------------------------------------------------------
    # Print
    # ------------------------------------------------------------------

    def assertView(self, text, view):
        """Assert that a page holds what the view shows, and nothing of the others."""
        for word in ("NEW-HELP", "OLD-HELP", "MY-WORDS", "WHY-CHANGED", TEXTS["support"], "19 of 20", "We talked."):
            self.assertIn(word, text)
        for word, views in (
            ("NOTE-manager", ("manager", "hr")),
            ("NOTE-hr", ("hr",)),
            ("OVERRIDDEN", ("hr",)),
            ("Perf Admin agreed", ("hr",)),
        ):
            self.assertEqual(word in text, view in views, f"{word} in the view {view}")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_views_of_the_print(self):
        """Whose view anybody gets, at the address of the report too, with others' ids as well."""
        plan = self.make_noted(self.employee_portal_employee)
        rights = {
            "portal_employee": ("employee",),
            "manager": ("employee", "manager"),
            "head": ("employee", "manager"),
            "officer": ("employee", "manager", "hr"),
            "admin": ("employee", "manager", "hr"),
            "portal_colleague": (),
            "colleague": (),
            "former_manager": (),
            "other_officer": (),
            "portal_manager": (),
        }
        for name, views in rights.items():
            self.login(self.user(name))
            for view in ("employee", "manager", "hr"):
                with self.subTest(user=name, view=view):
                    page = self.get_page(f"/report/html/{REPORT}{view}/{plan.id}")
                    self.assertEqual(page.status_code == 200, view in views, page.status_code)
                    if view in views:
                        self.assertView(page.text, view)
                    else:
                        for word in ("NOTE-", "OVERRIDDEN", "MY-WORDS", TEXTS["gap"]):
                            self.assertNotIn(word, page.text)
            with self.subTest(user=name, rpc=True):
                for view in ("employee", "hr"):
                    result, error = self.rpc(f"report.{REPORT}{view}", "_get_report_values", [plan.id])
                    self.assertTrue(error, result)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_pdf(self):
        """A real PDF comes out of the portal and of the report, in the view of the reader only."""
        report = self.registry["ir.actions.report"]
        render = report._render_qweb_pdf

        def render_for_real(records, *args, **kwargs):
            return render(records.with_context(force_report_rendering=True), *args, **kwargs)

        self.patch(report, "_render_qweb_pdf", render_for_real)
        plan = self.make_noted(self.employee_portal_employee)
        self.login(self.user_portal_employee)
        for url in (self.url(plan, "/pdf"), f"/report/pdf/{REPORT}employee/{plan.id}"):
            with self.subTest(url):
                response = self.get_page(url)
                self.assertEqual(response.status_code, 200)
                self.assertTrue(response.content.startswith(b"%PDF"), response.content[:200])
        for url in (self.url(plan, "/pdf?view=hr"), self.url(plan, "/pdf?view=manager"), self.url(plan, "/pdf?view=x")):
            self.assertEqual(self.get_page(url).status_code, 404)
        for view in ("manager", "hr"):
            self.assertNotEqual(self.get_page(f"/report/pdf/{REPORT}{view}/{plan.id}").status_code, 200)
        self.login(self.user_officer)
        response = self.get_page(self.url(plan, "/pdf"))
        self.assertTrue(response.content.startswith(b"%PDF"))

    def test_the_print_checks_itself(self):
        """Rendered in superuser mode, as other addons may do, the print still asks what the user may read."""
        plan = self.make_noted(self.employee_portal_employee)
        for name, view, allowed in (
            ("portal_employee", "employee", True),
            ("portal_employee", "hr", False),
            ("manager", "hr", False),
            ("colleague", "employee", False),
        ):
            model = self.as_user(self.env[f"report.{REPORT}{view}"], self.user(name)).sudo()
            with self.subTest(user=name, view=view):
                if allowed:
                    self.assertTrue(model._get_report_values(plan.ids)["pages"])
                else:
                    with self.assertRaises(AccessError):
                        model._get_report_values(plan.ids)

    # ------------------------------------------------------------------
    # What waits
    # ------------------------------------------------------------------

    def get_todo(self, employee):
        """Keys of what waits for somebody because of improvement plans."""
        items = employee.sudo()._perf_todo()[employee.id]
        return {item["key"].split(",")[-1]: item for item in items if item["key"].startswith("perf.improvement.")}

    def test_todo(self):
        """The manager holds and decides, the person reads and comes, the manager's manager knows, HR sees who owes."""
        plan = self.running(days=20, held=1)
        self.assertEqual(set(self.get_todo(self.employee_employee)), {"read", "come"})
        manager = self.get_todo(self.employee_manager)
        self.assertEqual(set(manager), {"hold"})
        self.assertEqual(manager["hold"]["due"], self.day(-6))
        self.assertEqual(set(self.get_todo(self.employee_head)), {"know"})
        self.assertFalse(self.get_todo(self.employee_director))
        officer = self.get_todo(self.employee_officer)
        self.assertIn("1, owed by 1 managers", officer["overdue"]["subject"])
        self.assertFalse(self.get_todo(self.employee_other_officer))
        self.hold(plan.checkpoint_ids[1])
        plan.checkpoint_ids[2].date_planned = self.day(2)
        self.assertEqual(self.get_todo(self.employee_manager)["hold"]["due"], self.day(2))
        self.assertIn("come", self.get_todo(self.employee_employee))
        plan.checkpoint_ids[-1].unlink()
        plan.date_start = self.day(-27)
        self.assertIn("decide", self.get_todo(self.employee_manager))
        leader = self.as_user(plan, self.user_manager)
        leader.action_pause("x")
        self.assertFalse(self.get_todo(self.employee_manager))
        leader.support = "More."
        leader.action_resume()
        self.assertIn("review", self.get_todo(self.employee_officer))
        self.as_user(plan, self.user_manager).action_cancel("x")
        for name in ("employee", "manager", "head", "officer"):
            self.assertFalse(self.get_todo(getattr(self, f"employee_{name}")))

    def test_todo_of_drafts(self):
        """The review waits for HR, not for the author; nothing waits for the person before the first day."""
        plan = self.submitted()
        self.assertFalse(self.get_todo(self.employee_employee))
        self.assertIn("review", self.get_todo(self.employee_officer))
        self.as_user(plan, self.user_officer).action_send_back("Days.")
        self.assertIn("change", self.get_todo(self.employee_manager))
