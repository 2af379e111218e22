from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import PerfGoalCommon

SPECIFICATION = {
    "name": {},
    "level": {},
    "health": {},
    "state": {},
    "progress": {},
    "is_covered": {},
    "date_end": {},
    "employee_id": {"fields": {"display_name": {}}},
    "department_id": {"fields": {"display_name": {}}},
    "company_id": {"fields": {"display_name": {}}},
    "parent_id": {"fields": {"display_name": {}}},
    "active_child_ids": {},
}


@tagged("post_install", "-at_install")
class TestPerfGoalAlignment(PerfGoalCommon):
    """The tree of goals, what stands in no tree, and objectives that nobody works on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.env["perf.goal"].create
        period = {"date_start": cls.today, "date_end": cls.today, "state": "active"}
        cls.goal_company = make(
            {"name": "Customers come back", "level": "company", "company_id": cls.company.id, **period}
        )
        cls.goal_department = make(
            {
                "name": "Fewer defects",
                "level": "department",
                "department_id": cls.department.id,
                "parent_id": cls.goal_company.id,
                **period,
            }
        )
        cls.goal_person = make(
            {
                "name": "Every order is checked",
                "employee_id": cls.employee_employee.id,
                "parent_id": cls.goal_department.id,
                **period,
            }
        )
        cls.goal_orphan = make({"name": "The archive is in order", "employee_id": cls.employee_employee.id, **period})

    def read_tree(self, user, domain, order="level, date_end, id"):
        """What the screen reads, as that user: dict goal -> record of ``hierarchy_read``."""
        Goal = self.as_user(self.env["perf.goal"], user)
        domain = [("company_id", "in", (self.company | self.company_other).ids), *domain]
        rows = Goal.hierarchy_read(domain, SPECIFICATION, "parent_id", "active_child_ids", order)
        return {self.env["perf.goal"].browse(row["id"]): row for row in rows}

    # ------------------------------------------------------------------
    # The tree
    # ------------------------------------------------------------------

    def test_tree_begins_with_company_and_departments(self):
        """Roots come company first; the goals beneath are those that are active."""
        other = self.make_shared("company")
        loose = self.make_shared("department")
        self.make_goal(self.employee_employee, state="draft", parent_id=self.goal_department.id)
        tree = self.read_tree(
            self.user_officer, [("parent_id", "=", False), ("level", "!=", "individual"), ("state", "=", "active")]
        )
        self.assertEqual(list(tree), [self.goal_company, other, loose])
        self.assertEqual(tree[self.goal_company]["active_child_ids"], self.goal_department.ids)
        tree = self.read_tree(self.user_officer, [("id", "in", (self.goal_department | loose).ids)])
        self.assertEqual(tree[self.goal_department]["active_child_ids"], self.goal_person.ids)

    def test_single_goal_comes_with_its_family(self):
        """Opened on one goal, the tree shows what is above it and what is beside it."""
        beside = self.make_goal(self.employee_employee, parent_id=self.goal_department.id)
        tree = self.read_tree(self.user_manager, [("id", "=", self.goal_person.id)])
        self.assertEqual(set(tree), {self.goal_person, self.goal_department, beside})
        tree = self.read_tree(self.user_manager, [("id", "=", self.goal_company.id)])
        self.assertEqual(set(tree), {self.goal_company, self.goal_department})
        self.assertFalse(self.read_tree(self.user_manager, [("id", "=", 0)]))

    def test_goal_of_the_manager_stays_closed(self):
        """Who contributes to a goal of the manager sees the own goal, with the name of the other one, and no error."""
        above = self.make_goal(self.employee_manager)
        below = self.make_goal(self.employee_employee, parent_id=above.id)
        tree = self.read_tree(self.user_employee, [("id", "=", below.id)])
        self.assertEqual(set(tree), {below})
        self.assertEqual(tree[below]["parent_id"]["id"], above.id)
        roots = self.read_tree(
            self.user_employee,
            ["|", ("parent_id", "=", False), "!", ("parent_id", "any", [("state", "=", "active")])],
        )
        self.assertIn(below, roots)
        self.assertNotIn(above, roots)

    def test_goals_below_what_ended_are_roots(self):
        """When the goal above has ended, those beneath move to the top rather than vanish."""
        self.goal_company.state = "missed"
        roots = self.read_tree(
            self.user_officer,
            [
                "|",
                ("parent_id", "=", False),
                "!",
                ("parent_id", "any", [("state", "=", "active")]),
                ("state", "=", "active"),
            ],
        )
        self.assertEqual(set(roots), {self.goal_department, self.goal_orphan})

    def test_who_sees_what(self):
        """Everybody sees in the tree exactly what they may read; portal users over the ORM as well."""
        domain = [("id", "in", (self.goal_company | self.goal_department | self.goal_person).ids)]
        everything = {self.goal_company, self.goal_department, self.goal_person}
        for name, expected in (
            ("employee", everything),
            ("manager", everything),
            ("officer", everything),
            ("colleague", {self.goal_company}),
            ("portal_colleague", {self.goal_company}),
            ("other_officer", set()),
        ):
            with self.subTest(name=name):
                tree = self.read_tree(getattr(self, f"user_{name}"), domain)
                self.assertEqual(set(tree) & everything, expected)
                children = {child for row in tree.values() for child in row["active_child_ids"]}
                self.assertLessEqual(children, {goal.id for goal in expected})

    def test_queries(self):
        """The tree costs the same for 2 and for 50 goals with one beneath each."""

        def make(count):
            goals = self.env["perf.goal"].create(
                [
                    self.goal_values(level="company", company_id=self.company.id, state="active", name=f"Goal {number}")
                    for number in range(count)
                ]
            )
            people = self.make_employees(count)
            self.env["perf.goal"].create(
                [
                    self.goal_values(employee_id=person.id, parent_id=goal.id, state="active")
                    for goal, person in zip(goals, people, strict=True)
                ]
            )
            return goals

        def run(goals):
            Goal = goals.browse().with_user(self.user_officer).with_context(allowed_company_ids=self.company.ids)
            rows = Goal.hierarchy_read([("id", "in", goals.ids)], SPECIFICATION, "parent_id", "active_child_ids", "id")
            self.assertEqual([row["is_covered"] for row in rows], [True] * len(goals))

        self.assertQueriesDontGrow(make, run)
        self.assertQueriesDontGrow(
            make,
            lambda goals: goals.with_user(self.user_officer).search(
                [("id", "in", goals.ids), ("is_covered", "=", False)]
            ),
        )

    # ------------------------------------------------------------------
    # Aligning by dragging: a plain write of the goal above
    # ------------------------------------------------------------------

    def test_owner_manager_and_officer_align(self):
        """The owner, a manager and HR officers say what an active goal contributes to, and take it back."""
        for name in ("employee", "manager", "head", "officer"):
            with self.subTest(name=name):
                goal = self.as_user(self.goal_orphan, getattr(self, f"user_{name}"))
                goal.write({"parent_id": self.goal_company.id})
                self.assertEqual(goal.parent_id.id, self.goal_company.id)
                goal.write({"parent_id": False})
        self.as_user(self.goal_department, self.user_manager).write({"parent_id": False})
        self.as_user(self.goal_department, self.user_officer).write({"parent_id": self.goal_company.id})

    def test_others_dont_align(self):
        """Colleagues align neither goals of others nor those of company and department."""
        for name in ("colleague", "portal_colleague", "portal_employee"):
            with self.subTest(name=name):
                goal = self.as_user(self.goal_orphan, getattr(self, f"user_{name}"))
                self.assertForbidden(goal.write, {"parent_id": self.goal_company.id})
        for goal in (self.goal_department, self.goal_company):
            self.assertForbidden(self.as_user(goal, self.user_employee).write, {"parent_id": False})

    def test_refused_alignments_say_why(self):
        """Downwards, in a circle, to what is not active or can't be read: each is refused, and nothing changes."""
        Goal = self.env["perf.goal"]
        draft = self.make_shared("department", state="draft")
        secret = self.make_goal(self.employee_colleague)
        colleague = self.make_goal(self.employee_portal_employee)
        for goal, parent, user, error, words in (
            (self.goal_department, self.goal_person, self.user_officer, ValidationError, "aligned to it"),
            (self.goal_company, self.goal_department, self.user_officer, ValidationError, "aligned to it"),
            (self.goal_person, self.goal_person, self.user_manager, ValidationError, "aligned to itself"),
            (self.goal_orphan, draft, self.user_manager, UserError, "is not active"),
            (self.goal_orphan, secret, self.user_employee, AccessError, ""),
            (self.goal_orphan, colleague, self.user_manager, ValidationError, "of a manager"),
        ):
            with self.subTest(goal=goal.name, parent=parent.name):
                before = goal.parent_id
                with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
                    self.as_user(goal, user).write({"parent_id": parent.id})
                    Goal.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(goal.parent_id, before)

    # ------------------------------------------------------------------
    # Reports
    # ------------------------------------------------------------------

    def search_report(self, name, user):
        """The goals of this class in a report, as that user."""
        action = self.env.ref(f"perf_goals.perf_goal_action_{name}")
        Goal = self.as_user(self.env["perf.goal"], user)
        mine = self.goal_company | self.goal_department | self.goal_person | self.goal_orphan
        return self.env["perf.goal"].browse(
            Goal.search(Domain(safe_eval(action.domain)) & Domain("id", "in", mine.ids)).ids
        )

    def test_goals_without_alignment(self):
        """Active goals of people and departments that are aligned to nothing, for those who may read them."""
        self.assertEqual(self.search_report("unaligned", self.user_officer), self.goal_orphan)
        self.goal_department.parent_id = False
        self.assertEqual(self.search_report("unaligned", self.user_officer), self.goal_orphan | self.goal_department)
        self.goal_orphan.state = "achieved"
        self.assertEqual(self.search_report("unaligned", self.user_officer), self.goal_department)
        self.assertFalse(self.search_report("unaligned", self.user_other_officer))
        self.assertFalse(self.search_report("unaligned", self.user_portal_employee))

    def check_coverage(self, expected):
        """Compute and search of coverage agree, and give these goals as covered."""
        goals = self.goal_company | self.goal_department
        self.env.invalidate_all()
        self.assertEqual(goals.filtered("is_covered"), expected)
        domain = [("id", "in", goals.ids)]
        self.assertEqual(goals.search([*domain, ("is_covered", "=", True)], order="id"), expected)
        self.assertEqual(goals.search([*domain, ("is_covered", "!=", True)]), goals - expected)
        self.assertEqual(self.search_report("uncovered", self.user_officer), goals - expected)

    def test_coverage(self):
        """An objective is covered by an active goal of a person at any level beneath, unless the way is cancelled."""
        both = self.goal_company | self.goal_department
        self.check_coverage(both)
        self.goal_department.state = "achieved"
        self.assertTrue(self.goal_company.search_count([("id", "=", self.goal_company.id), ("is_covered", "=", True)]))
        self.goal_department.state = "cancelled"
        self.env.invalidate_all()
        self.assertFalse(self.goal_company.is_covered)
        self.goal_department.state = "active"
        for state in ("draft", "proposed", "achieved", "cancelled"):
            with self.subTest(state=state):
                self.goal_person.state = state
                self.check_coverage(both.browse())
        self.goal_person.write({"state": "active", "parent_id": self.goal_company.id})
        self.check_coverage(self.goal_company)
        self.assertTrue(self.goal_person.is_covered, "A person works on their own goal")

    def test_coverage_does_not_depend_on_the_reader(self):
        """Who doesn't see the goals of others, or of another company, doesn't read that nobody works on it."""
        self.goal_person.state = "achieved"
        self.make_goal(self.employee_foreign, parent_id=self.goal_company.id)
        for name in ("officer", "employee", "colleague", "portal_colleague"):
            with self.subTest(name=name):
                goal = self.as_user(self.goal_company, getattr(self, f"user_{name}"))
                self.assertTrue(goal.is_covered)
                self.assertTrue(goal.search([("id", "=", goal.id), ("is_covered", "=", True)]))
        self.assertFalse(
            self.as_user(self.env["perf.goal"], self.user_colleague).search(
                [("id", "=", self.goal_department.id), ("is_covered", "=", False)]
            )
        )

    def test_reports_are_for_officers(self):
        """The menus of the reports show for HR officers, that of the tree for everybody inside."""
        for xmlid, names in (
            ("menu_perf_goal_unaligned", {"officer"}),
            ("menu_perf_goal_uncovered", {"officer"}),
            ("menu_perf_goal_alignment", {"officer", "manager", "employee"}),
        ):
            menu = self.env.ref(f"perf_goals.{xmlid}")
            for name in ("officer", "manager", "employee"):
                with self.subTest(menu=menu.name, name=name):
                    visible = self.as_user(menu, getattr(self, f"user_{name}"))._filter_visible_menus()
                    self.assertEqual(bool(visible), name in names)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def test_screens(self):
        """The tree and the reports open for everybody inside, and each kanban of others is grouped by health."""
        for name in ("alignment", "unaligned", "uncovered"):
            action = self.env.ref(f"perf_goals.perf_goal_action_{name}")
            views = [*action.views, (False, "search")]
            for user in (self.user_employee, self.user_manager, self.user_officer):
                result = self.as_user(self.env["perf.goal"], user).get_views(views)
                self.assertEqual(len(result["views"]), len(views))
        for name in ("my", "team", "company", "all"):
            views = dict(map(reversed, self.env.ref(f"perf_goals.perf_goal_action_{name}").views))
            self.assertLessEqual({"list", "kanban", "calendar", "graph", "pivot", "form"}, set(views))
            arch = self.env["perf.goal"].get_view(views["kanban"], "kanban")["arch"]
            self.assertEqual('default_group_by="health"' in arch, name != "my")
            self.assertIn('records_draggable="0"', arch)

    def test_columns_of_the_kanban(self):
        """All health words have a column, in their order; goals that are not under way come in one of their own."""
        self.make_goal(self.employee_employee, state="proposed")
        Goal = self.as_user(self.env["perf.goal"], self.user_manager).with_context(read_group_expand=True)
        groups = Goal.web_read_group([("employee_id", "=", self.employee_employee.id)], ["health"], ["__count"])
        words = [group["health"] for group in groups["groups"]]
        self.assertEqual(words, ["on_track", "at_risk", "off_track", "stale", False])
        self.assertEqual(Goal.fields_get(["health"])["health"]["falsy_value_label"], "Not under way")

    def test_hint_on_the_form(self):
        """The form of an objective knows whether somebody works on it."""
        with Form(self.as_user(self.goal_company, self.user_officer)) as form:
            self.assertTrue(form.is_covered)
        self.goal_person.state = "achieved"
        with Form(self.as_user(self.goal_company, self.user_officer)) as form:
            self.assertFalse(form.is_covered)
