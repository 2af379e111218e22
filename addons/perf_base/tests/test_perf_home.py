from odoo import fields, models
from odoo.tests import tagged

from ..models.perf_home import TEAM_LIMIT
from .common import PerfHttpCommon


@tagged("post_install", "-at_install")
class TestPerfHome(PerfHttpCommon):
    """The first screen: who gets which tab, and what stands there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        class PerfTestNote(models.Model):
            _name = "perf.test.home.note"
            _description = "Test Note"
            _inherit = ["perf.employee.mixin", "perf.evidence.mixin"]
            _module = None

            date = fields.Date()

        cls.add_models(PerfTestNote)
        cls.env["ir.rule"].create(
            {
                "name": "Test note: led",
                "model_id": cls.env["ir.model"]._get_id("perf.test.home.note"),
                "domain_force": "[('perf_role', 'in', ('manager', 'self'))]",
            }
        )
        cls.Note = cls.env["perf.test.home.note"]
        cls.today = fields.Date.today()

    def home(self, user, tab=""):
        return self.as_user(self.env["perf.home"], user).get_home(tab)

    def keys(self, user):
        return [tab["key"] for tab in self.home(user)["tabs"]]

    # ------------------------------------------------------------------
    # Who gets what
    # ------------------------------------------------------------------

    def test_tabs(self):
        """Managers have a team, HR officers an overview, everybody themselves."""
        self.assertEqual(self.keys(self.user_employee), ["me"])
        self.assertEqual(self.keys(self.user_manager), ["me", "team"])
        self.assertEqual(self.keys(self.user_officer), ["me", "overview"])
        self.assertEqual(self.keys(self.user_admin), ["me", "overview"])

    def test_who_leads_only_themselves_has_no_team(self):
        self.employee_officer.parent_id = self.employee_officer
        self.assertEqual(self.keys(self.user_officer), ["me", "overview"])

    def test_forbidden(self):
        """Nobody gets a tab that is not theirs."""
        for user, tab in (
            (self.user_employee, "team"),
            (self.user_employee, "overview"),
            (self.user_former_manager, "team"),
            (self.user_manager, "overview"),
            (self.user_officer, "team"),
            (self.user_officer, "no_such_tab"),
            (self.user_portal_employee, "me"),
            (self.user_portal_manager, "team"),
            (self.env.ref("base.public_user"), "me"),
        ):
            with self.subTest(user=user.login, tab=tab):
                self.assertForbidden(self.home, user, tab)

    def test_forbidden_by_rpc(self):
        for user, tabs in (
            (self.user_employee, ["team", "overview"]),
            (self.user_manager, ["overview"]),
            (self.user_portal_manager, ["", "me", "team", "overview"]),
        ):
            self.login(user)
            for tab in tabs:
                with self.subTest(user=user.login, tab=tab):
                    self.assertRpcForbidden("perf.home", "get_home", tab)

    def test_rpc(self):
        """Each tab arrives in one request; nothing else of the model is open, whatever ids are sent along."""
        self.login(self.user_manager)
        result, error = self.rpc("perf.home", "get_home", "team")
        self.assertFalse(error)
        self.assertNotIn(self.employee_colleague.id, [person["id"] for person in result["data"]["people"]])
        for name in ("_prepare_overview", "_prepare_team", "_get_overview_tiles"):
            _result, error = self.rpc("perf.home", name, [self.employee_colleague.id])
            self.assertTrue(error)

    def test_without_employee(self):
        user = self.user_employee.copy({"login": "perf_nobody"})
        home = self.home(user)
        self.assertEqual([tab["key"] for tab in home["tabs"]], ["me"])
        self.assertEqual(home["data"]["name"], "")
        self.assertFalse(home["data"]["tiles"])

    # ------------------------------------------------------------------
    # What stands there
    # ------------------------------------------------------------------

    def test_waiting(self):
        """What waits stands in its group and opens in the back office where there is a form."""
        late = fields.Date.subtract(self.today, days=1)
        item = {
            "key": f"res.partner,{self.env.user.partner_id.id},do",
            "icon": "fa-flag",
            "title": "Do it",
            "subject": "",
            "due": late,
            "since": late,
            "url": "/my/x",
            "button": "Do",
        }
        self.classPatch(
            type(self.env["hr.employee"]),
            "_perf_todo",
            lambda people: {employee_id: [dict(item), {**item, "key": "perf.x,nudge,1"}] for employee_id in people.ids},
        )
        self.classPatch(type(self.env["perf.home"]), "_get_form_models", lambda home: {"res.partner", "perf.x"})
        (group,) = self.home(self.user_employee)["data"]["waiting"]
        self.assertEqual(group["key"], "overdue")
        targets = [item["target"] for item in group["items"]]
        self.assertIn({"model": "res.partner", "id": self.env.user.partner_id.id}, targets)
        self.assertIn({"url": "/my/x"}, targets)

    def test_year(self):
        """Only what the reader may read is counted, in its month."""
        people = self.employee_employee | self.employee_colleague
        self.Note.create([{"employee_id": person.id, "date": self.today} for person in [*people, people[0]]])
        home = self.as_user(self.env["perf.home"], self.user_manager)
        people = people.with_env(home.env)
        strips = home._prepare_strips(people, home._get_months())
        own, strange = strips[people[0].id], strips[people[1].id]
        self.assertEqual([cell["count"] for cell in own], [0] * 11 + [2])
        self.assertEqual(own[-1]["text"], "Test Note: 2")
        self.assertFalse(any(cell["count"] for cell in strange))
        (year,) = [tile for tile in self.home(self.user_employee)["data"]["tiles"] if tile["key"] == "year"]
        self.assertEqual(year["cells"][-1]["count"], 2)
        (year,) = [tile for tile in self.home(self.user_manager)["data"]["tiles"] if tile["key"] == "year"]
        self.assertEqual(year["cells"], [])

    def test_team(self):
        """A manager sees the direct reports, with what the addons say, and nobody else."""
        fact = {"label": "Goals", "text": "2 on track", "url": "", "tone": "success"}

        def facts(people):
            return {each: [{**fact, "key": "goals"}, dict(fact), {**fact, "flag": True}] for each in people.ids}

        self.classPatch(type(self.env["hr.employee"]), "_perf_team_facts", facts)
        data = self.home(self.user_manager, "team")["data"]
        expected = (
            self.employee_employee | self.employee_portal_employee | self.employee_no_user | self.employee_foreign
        )
        self.assertEqual({person["id"] for person in data["people"]}, set(expected.ids))
        person = data["people"][0]
        self.assertEqual(person["facts"]["goals"]["text"], "2 on track")
        self.assertEqual(len(person["flags"]), 1)
        self.assertEqual(len(person["cells"]), len(data["months"]))
        self.assertEqual(data["more"], 0)
        self.assertTrue(all(action["person"] for action in data["actions"]))

    def test_large_team(self):
        self.make_employees(TEAM_LIMIT, parent_id=self.employee_officer.id)
        self.make_employees(3, parent_id=self.employee_officer.id)
        data = self.home(self.user_officer, "team")["data"]
        self.assertEqual((len(data["people"]), data["more"]), (TEAM_LIMIT, 3))

    # ------------------------------------------------------------------
    # Scaling
    # ------------------------------------------------------------------

    def test_scaling(self):
        """No tab costs more queries for fifty people or records than for two."""

        def make(count):
            people = self.make_employees(count)
            self.Note.create(
                [{"employee_id": person.id, "date": self.today} for person in people | self.employee_manager]
            )
            return people

        for tab, user in (("me", self.user_manager), ("team", self.user_manager), ("overview", self.user_officer)):
            with self.subTest(tab=tab):
                self.assertQueriesDontGrow(make, lambda _people, tab=tab, user=user: self.home(user, tab))

    def test_app_opens_on_it(self):
        """The app's first entry is the home screen, for everybody who works in the back office."""
        menus = self.env["ir.ui.menu"].with_user(self.user_employee).load_web_menus(False)
        root = menus[self.env.ref("perf_base.menu_perf_root").id]
        self.assertEqual(root["children"][0], self.env.ref("perf_base.menu_perf_home").id)
        action = self.env.ref("perf_base.perf_home_action")
        self.assertEqual(f"{root['actionModel']},{root['actionID']}", f"ir.actions.client,{action.id}")
