import random
from itertools import combinations

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from odoo.addons.perf_appraisal.tools.fairness_cells import close_pairs, shown_cells, shown_rows
from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon

from .fairness_common import FairnessSetUp

ACCESS = """
| who | create | a look |
|---|---|---|
| HR administrator | - | R |
| HR officer | - | - |
| HR officer of another company | - | - |
| the person | - | - |
| the person, in the portal | - | - |
| manager | - | - |
| portal manager | - | - |
"""


@tagged("post_install", "-at_install")
class TestPerfFairnessSecurity(FairnessSetUp, PerfMatrixCommon):
    """Fairness reports are for HR administrators of the company, and for nobody else, by whatever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"perf_fairness_gender": True, "perf_fairness_part_time": True})
        cls.people = cls.pool[:30]
        cls.people[:16].sex = "female"
        cls.people[16:].sex = "male"
        cls.rated = cls.make_cycle("Rated")
        cls.rate(cls.rated, cls.employee_manager, cls.people, [1, 2, 3] * 10)
        cls.others = {
            "HR officer": cls.user_officer,
            "HR officer of another company": cls.user_other_officer,
            "the person": cls.user_employee,
            "the person, in the portal": cls.user_portal_employee,
            "manager": cls.user_manager,
            "portal manager": cls.user_portal_manager,
        }

    def test_looks(self):
        values = {
            "company_id": self.company.id,
            "cycle_name": "Rated",
            "part": "All",
            "date": "2026-01-01 00:00:00",
            "user_id": self.user_officer.id,
        }
        self.check_matrix(
            ACCESS,
            {**self.others, "HR administrator": self.user_admin},
            lambda _who, _column: self.env["perf.fairness.access"].create(values),
            create=lambda _who: ("perf.fairness.access", values),
            write={"part": "Nothing"},
        )

    def test_report_is_for_administrators(self):
        calls = (("get_report", [self.rated.id]), ("get_report", []), ("get_departments", [self.rated.id, "gender"]))
        for who, user in self.others.items():
            self.login(user)
            for method, arguments in calls:
                with self.subTest(who=who, method=method), mute_logger("odoo.http"):
                    with self.assertRaises(AccessError):
                        getattr(self.as_user(self.report, user), method)(*arguments)
                    result, error = self.rpc("perf.fairness.report", method, *arguments)
                    self.assertFalse(result)
                    self.assertTrue(error)
        self.assertFalse(self.env["perf.fairness.access"].search([("cycle_name", "=", "Rated")]))

    def test_administrator_reads_it(self):
        self.login(self.user_admin)
        result, error = self.rpc("perf.fairness.report", "get_report", self.rated.id)
        self.assertFalse(error)
        self.assertEqual(result["raters"][0]["people"], 30)
        self.assertEqual([row["people"] for row in result["dimensions"][0]["rows"]], [14, 16])

    def test_administrator_of_another_company(self):
        self.user_other_officer.group_ids |= self.env.ref("perf_base.group_perf_admin")
        report = self.as_user(self.report, self.user_other_officer)
        self.assertFalse(report.get_report()["cycle"])
        with self.assertRaises(UserError):
            report.get_report(self.rated.id)
        self.login(self.user_other_officer)
        result, error = self.rpc("perf.fairness.report", "get_departments", self.rated.id, "gender")
        self.assertFalse(result)
        self.assertTrue(error)

    def test_no_other_door(self):
        """The report has no records: no search, group, export or field leads to a figure."""
        self.login(self.user_admin)
        for method, arguments in (
            ("search_read", [[], ["id"]]),
            ("formatted_read_group", [[], ["id"], ["__count"]]),
            ("export_data", [[1], ["id"]]),
            ("read", [[1], ["id"]]),
            ("_count_raters", [[self.rated.id]]),
            ("_count_groups", [self.rated.id, ["gender"]]),
            ("_prepare_raters", [self.rated.id]),
            ("_get_cells_sql", [[self.rated.id]]),
            ("create", [{}]),
        ):
            with self.subTest(method=method), mute_logger("odoo.http"):
                result, _error = self.rpc("perf.fairness.report", method, *arguments)
                self.assertFalse(result)

    def test_crafted_arguments(self):
        self.login(self.user_admin)
        cycle, gone = self.rated.id, 2**31 + 5
        for arguments in ([gone], [True], ["1"], [[cycle]], [{"id": cycle}], [str(cycle)], [0], [-1]):
            with self.subTest(arguments=arguments), mute_logger("odoo.http"):
                result, error = self.rpc("perf.fairness.report", "get_report", *arguments)
                self.assertFalse(result)
                self.assertTrue(error)
        for dimension in ("age", "sex", "version.sex", "gender'", ["gender"], None, {"gender": 1}):
            with self.subTest(dimension=dimension), mute_logger("odoo.http"):
                result, error = self.rpc("perf.fairness.report", "get_departments", cycle, dimension)
                self.assertFalse(result)
                self.assertTrue(error)

    def test_context_changes_nothing(self):
        """Neither a filter nor a company nor a minimum can be slipped in from outside."""
        plain = self.as_admin().get_report(self.rated.id)
        crafted = self.as_admin().with_context(
            perf_fairness_minimum=1,
            default_perf_fairness_minimum=1,
            domain=[("id", "=", 1)],
            active_test=False,
            search_default_employee_id=1,
        )
        self.assertEqual(crafted.get_report(self.rated.id), plain)

    def test_minimum_has_a_floor(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.company.perf_fairness_minimum = 1
            self.env.flush_all()

    def test_score_of_goals_has_no_reader(self):
        """The score kept for the comparison can't be read, found or grouped by anybody."""
        self.login(self.user_admin)
        for method, arguments in (
            ("search_read", [[], ["objective_score"]]),
            ("search_count", [[("objective_score", ">", 1)]]),
            ("formatted_read_group", [[], ["objective_score"], ["__count"]]),
        ):
            with self.subTest(method=method), mute_logger("odoo.http"):
                result, error = self.rpc("perf.appraisal.result", method, *arguments)
                self.assertFalse(result)
                self.assertTrue(error)

    # ------------------------------------------------------------------
    # Nothing can be worked out
    # ------------------------------------------------------------------

    def get_dimension(self, key):
        report = self.as_admin().get_report(self.rated.id)
        return next(each for each in report["dimensions"] if each["key"] == key)

    def test_small_group_is_hidden(self):
        """With a group of three a second one is hidden, so that a total does not tell the three."""
        self.people[:3].sex = "other"
        dimension = self.get_dimension("gender")
        self.assertEqual((dimension["rows"], dimension["hidden"]), ([], 3))
        self.assertIn("Too few", dimension["sentence"])

    def test_close_groups_are_hidden(self):
        """Part-timers who are all women but one woman: the two figures together would tell that one."""
        half, full = self.env["resource.calendar"].create(
            [{"name": name, "company_id": self.company.id} for name in ("Half", "Full")]
        )
        half.full_time_required_hours = 2 * half.hours_per_week
        full.full_time_required_hours = full.hours_per_week
        self.people.resource_calendar_id = full
        self.people[:15].resource_calendar_id = half
        self.assertEqual(len(self.get_dimension("gender")["rows"]), 2)
        self.assertEqual(self.get_dimension("part_time")["rows"], [])
        self.people[8:15].resource_calendar_id = full
        self.assertEqual(sorted(row["people"] for row in self.get_dimension("part_time")["rows"]), [8, 22])

    def test_small_team_is_hidden(self):
        """A rater of three people is not shown, nor the next smallest one, if the two have few people together."""
        cycle = self.make_cycle("Small Teams")
        for manager, size in ((self.employee_manager, 12), (self.employee_head, 8), (self.employee_director, 3)):
            self.rate(cycle, manager, self.take(size), [1, 2, 3] * 4 if size == 12 else [1, 2, 3, 1, 2, 3, 1, 2][:size])
        report = self.as_admin().get_report(cycle.id)
        self.assertEqual([each["id"] for each in report["raters"]], [self.employee_manager.id])
        self.assertEqual(report["raters_hidden"], 2)

    def test_departments_stop_at_the_minimum(self):
        """A department shows with each of its groups or not at all, and never alone among hidden ones."""
        departments = self.env["hr.department"].create(
            [{"name": name, "company_id": self.company.id} for name in ("Shop", "Office", "Harbour")]
        )
        women, men = self.people[:16], self.people[16:]
        parts = ((6, 5), (5, 7), (5, 2))
        at_women = at_men = 0
        for department, (some_women, some_men) in zip(departments, parts, strict=True):
            chosen = women[at_women : at_women + some_women] | men[at_men : at_men + some_men]
            chosen.department_id = department
            at_women, at_men = at_women + some_women, at_men + some_men
        found = self.as_admin().get_departments(self.rated.id, "gender")
        self.assertEqual([row["name"] for row in found["rows"]], ["Office"])
        self.assertEqual(found["hidden"], 2)
        people = [cell["people"] for row in found["rows"] for cell in row["cells"]]
        self.assertGreaterEqual(min(people), 5)


class TestPerfFairnessCells(BaseCase):
    """Whoever knows all totals and all that is shown, also for several minimums, is told nothing of fewer than five."""

    def test_subtraction(self):
        dice = random.Random(7)
        for _round in range(3000):
            sizes = {name: dice.randint(0, 12) for name in "abcdefg"[: dice.randint(1, 7)]}
            sizes = {name: size for name, size in sizes.items() if size}
            before = None
            for minimum in (5, 6, 8, 10):
                shown = shown_cells(sizes, minimum)
                hidden = sizes.keys() - shown
                self.assertFalse([name for name in shown if sizes[name] < minimum])
                if shown and hidden:
                    self.assertGreaterEqual(sum(sizes[name] for name in hidden), minimum)
                    self.assertGreater(len(hidden), 1)
                self.assertLessEqual(shown, sizes.keys() if before is None else before, "a larger minimum shows less")
                before = shown

    def test_subtraction_in_tables(self):
        dice = random.Random(8)
        for _round in range(2000):
            rows = {row: {column: dice.randint(0, 14) for column in "xy"} for row in range(dice.randint(1, 6))}
            shown = shown_rows(rows, "xy", 5)
            hidden = rows.keys() - shown
            self.assertFalse([row for row in shown if min(rows[row].values()) < 5])
            for column in "xy" if shown and hidden else "":
                rest = sum(rows[row][column] for row in hidden)
                self.assertTrue(not rest or rest >= 5)

    def test_close_pairs(self):
        dice = random.Random(9)
        for _round in range(500):
            people = range(30)
            groups = {name: {each for each in people if dice.random() < dice.choice((0.2, 0.95))} for name in "abcd"}
            sizes = {name: len(group) for name, group in groups.items()}
            common = {pair: len(groups[pair[0]] & groups[pair[1]]) for pair in combinations("abcd", 2)}
            shown = sizes.keys() - close_pairs(sizes, common, 5)
            for one, other in combinations(shown, 2):
                for small, large in ((groups[one], groups[other]), (groups[other], groups[one])):
                    if small <= large:
                        self.assertNotIn(len(large - small), range(1, 5))
