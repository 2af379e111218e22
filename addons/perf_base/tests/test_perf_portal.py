from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import tagged

from .common import PerfHttpCommon


def find(page, *classes):
    """The elements of the last class inside elements of the classes before."""
    path = "".join(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in classes)
    return page.xpath(path)


@tagged("post_install", "-at_install")
class TestPerfPortal(PerfHttpCommon):
    """The page My performance and its entry on the portal's home page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.todo = {}
        todo = cls.todo

        def perf_todo(employees):
            return {employee_id: list(todo.get(employee_id, [])) for employee_id in employees.ids}

        def perf_team_facts(employees):
            return {
                employee.id: [{"label": "Goals", "text": f"of {employee.name}", "url": "", "tone": "success"}]
                for employee in employees
            }

        Employee = type(cls.env["hr.employee"])
        cls.classPatch(Employee, "_perf_todo", perf_todo)
        cls.classPatch(Employee, "_perf_team_facts", perf_team_facts)
        cls.classPatch(
            Employee, "_perf_portal_cards", lambda employee: [cls.make_card("b", 20), cls.make_card("a", 10)]
        )
        cls.classPatch(Employee, "_perf_portal_actions", lambda employee: [cls.make_action()])

    @staticmethod
    def make_card(key, sequence):
        return {
            "key": key,
            "sequence": sequence,
            "title": f"Card {key}",
            "text": "<b>news</b>",
            "icon": "fa-flag",
            "url": f"/my/{key}",
            "count": 2,
            "due": False,
        }

    @staticmethod
    def make_action():
        return {
            "key": "praise",
            "sequence": 1,
            "label": "Give feedback",
            "icon": "fa-comment",
            "url": "/my/feedback/new",
        }

    def setUp(self):
        super().setUp()
        self.todo.clear()

    def wait_for(self, employee, key, days):
        due = days is not None and self.today + timedelta(days=days)
        self.todo.setdefault(employee.id, []).append(
            {
                "key": key,
                "icon": "fa-flag",
                "title": f"Do {key}",
                "subject": "for Anita",
                "due": due,
                "since": self.today,
                "url": f"/my/{key}",
                "button": "Open",
            }
        )

    def page(self, url="/my/performance"):
        response = self.get_page(url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def test_needs_login(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.get_page("/my/performance").url)

    def test_employee(self):
        for user in (self.user_portal_employee, self.user_employee):
            with self.subTest(user=user.login):
                employee = user._perf_employee()
                for key, days in (("later", None), ("soon", 5), ("late", -1), ("today", 0)):
                    self.wait_for(employee, key, days)
                self.login(user)
                page = self.page()
                self.assertEqual(page.xpath("//h1")[0].text_content().strip(), f"Hello {user.name}")
                titles = [node.text_content() for node in find(page, "o_perf_todo", "fw-bold")]
                self.assertEqual(titles, ["Do late", "Do today", "Do soon", "Do later"])
                self.assertIn("Waiting for you: 4, overdue: 1.", page.text_content())
                self.assertEqual(len(find(page, "o_perf_todo", "btn-primary")), 1)
                cards = [node.text_content().strip() for node in page.xpath("//section//h2[starts-with(., 'Card')]")]
                self.assertEqual(cards, ["Card a", "Card b"])
                self.assertIn("<b>news</b>", page.text_content())
                self.assertTrue(page.xpath("//nav//a[@href='/my/feedback/new']"))
                self.assertFalse(page.xpath("//*[@id='team']"))

    def test_first_of_all(self):
        """What is to be read before all else stands first with its date; the page opens with the phase."""
        employee = self.employee_portal_employee
        for key, days in (("late", -1), ("concern", None), ("tomorrow", 1)):
            self.wait_for(employee, key, days)
        self.todo[employee.id][1]["first"] = True
        self.todo[employee.id][2]["dated"] = True
        self.patch(
            type(employee),
            "_perf_portal_cards",
            lambda person: [{**self.make_card("a", 10), "phase": "Self review until 12 Dec."}],
        )
        self.login(self.user_portal_employee)
        page = self.page()
        titles = [node.text_content() for node in find(page, "o_perf_todo", "fw-bold")]
        self.assertEqual(titles, ["Do concern", "Do late", "Do tomorrow"])
        rows = [" ".join(row.text_content().split()) for row in page.xpath("//ul[contains(@class, 'o_perf_todo')]/li")]
        self.assertIn("Since", rows[0])
        self.assertIn("Was due", rows[1])
        self.assertNotIn("Due", rows[2])
        self.assertIn("Waiting for you: 3, overdue: 1.", page.text_content())
        self.assertIn("Self review until 12 Dec.", page.text_content())

    def test_empty(self):
        self.login(self.user_portal_employee)
        self.assertIn("Nothing waits for you", find(self.page(), "o_perf_empty")[0].text_content())

    def test_manager(self):
        for user in (self.user_manager, self.user_portal_manager):
            with self.subTest(user=user.login):
                self.login(user)
                team = self.page().xpath("//*[@id='team']")[0].text_content()
                for report in user._perf_employee().child_ids:
                    self.assertIn(f"of {report.name}", team)
                self.assertNotIn("Colleague", team)

    def test_no_employee(self):
        self.employee_portal_colleague.user_id = False
        self.login(self.user_portal_colleague)
        page = self.page()
        self.assertIn("not linked to an employee yet", page.text_content())
        self.assertFalse(self.page("/my").xpath("//a[@href='/my/performance']"))

    def test_home(self):
        self.wait_for(self.employee_portal_employee, "review", 1)
        self.login(self.user_portal_employee)
        self.assertTrue(self.page("/my").xpath("//a[@href='/my/performance']"))
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["perf_todo_count"]})
        self.assertEqual(counters["perf_todo_count"], 1)
        self.login(self.user_portal_colleague)
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["perf_todo_count"]})
        self.assertEqual(counters["perf_todo_count"], 0)

    def test_clock_menu(self):
        """The clock menu of the back office counts what waits for the user, as the page does, and nobody else's."""
        for key, days in (("perf.a,1,x", -1), ("perf.a,2,x", 0), ("perf.a,3,x", 1), ("perf.b,1,x", None)):
            self.wait_for(self.employee_employee, key, days)
        for user, counts in ((self.user_employee, [4, 1, 1, 2]), (self.user_manager, None)):
            with self.subTest(user=user.login):
                groups = self.env["res.users"].with_user(user)._get_activity_groups()
                names = ("total_count", "overdue_count", "today_count", "planned_count")
                found = [[group[name] for name in names] for group in groups if group["model"] == "perf.todo"]
                self.assertEqual(found, [counts] if counts else [])
                self.login(user)
                self.assertEqual(len(find(self.page(), "o_perf_todo", "fw-bold")), counts[0] if counts else 0)

    def test_clock_menu_counts_once(self):
        """What has an activity as well is counted once by the badge."""
        self.wait_for(self.employee_employee, "res.partner,1,x", 0)
        self.user_employee.partner_id.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_employee.id)
        groups = self.env["res.users"].with_user(self.user_employee)._get_activity_groups()
        (group,) = (group for group in groups if group["model"] == "perf.todo")
        self.assertEqual((group["total_count"], group["today_count"]), (0, 1))

    def test_employee_of_two_companies(self):
        """What waits in either company shows."""
        second = self.env["hr.employee"].create(
            {"name": "Second", "company_id": self.company_other.id, "user_id": self.user_manager.id}
        )
        self.wait_for(second, "there", 1)
        self.wait_for(self.employee_manager, "here", 2)
        self.login(self.user_manager)
        titles = [node.text_content() for node in find(self.page(), "o_perf_todo", "fw-bold")]
        self.assertEqual(titles, ["Do there", "Do here"])

    def test_scaling(self):
        self.login(self.user_manager)

        def make(count):
            self.make_employees(count)
            for number in range(count):
                self.wait_for(self.employee_manager, f"item{number}", number)

        self.assertQueriesDontGrow(make, lambda _nothing: self.page(), slack=2)

    def test_templates(self):
        """The small templates render with as little as the addons may give them."""
        render = self.env["ir.qweb"]._render
        progress = html.fromstring(
            str(render("perf_base.portal_progress", {"progress": 44.6, "expected": 60, "health": "at_risk"}))
        )
        self.assertIn("At risk", progress.text_content())
        self.assertIn("expected today 60 %", progress.text_content())
        bar = progress.xpath("//*[@role='progressbar']")[0]
        self.assertEqual(bar.get("aria-valuenow"), "45")
        self.assertNotIn("expected", str(render("perf_base.portal_progress", {"progress": None})))
        readers = str(render("perf_base.portal_readers", {"readers": "Anita", "readers_id": "who"}))
        self.assertIn("Read by", readers)
        self.assertIn('id="who"', readers)
        steps = [{"label": "Self", "state": "done"}, {"label": "Talk", "state": "current", "date": "12 Dec"}]
        stepper = html.fromstring(str(render("perf_base.portal_stepper", {"steps": steps, "stepper_text": "Next"})))
        self.assertEqual(
            stepper.xpath("//li[@aria-current='step']")[0].text_content().split(), ["2", "Talk", "12", "Dec"]
        )
        self.assertIn("Nothing", str(render("perf_base.portal_empty", {"empty_title": "Nothing"})))
        self.assertFalse(str(render("perf_base.portal_alert", {})).strip())
