import random
import statistics
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.perf_appraisal.tools.fairness_groups import fisher
from odoo.addons.perf_appraisal.tools.fairness_raters import intraclass

from .fairness_common import FairnessSetUp


@tagged("post_install", "-at_install")
class TestPerfFairness(FairnessSetUp):
    """What the report of a cycle says, and that PostgreSQL counts as the plain arithmetic does."""

    def rows(self, cycle):
        return {row["rater_id"]: row for row in self.report._count_raters(cycle.ids)}

    def rater(self, report, employee):
        return next((each for each in report["raters"] if each["id"] == employee.id), None)

    def make_people(self, count, **values):
        return self.create_employees(
            [{"name": "Dated", "company_id": self.company.id, **values} for _each in range(count)]
        )

    def test_figures_of_raters(self):
        """Each figure of the statement against the plain arithmetic of Python."""
        dice = random.Random(1)
        cycle = self.make_cycle("Counted")
        given = {}
        for manager in (self.employee_manager, self.employee_head, self.employee_other_manager):
            people = self.take(8)
            levels = [[dice.randint(0, 4) for _question in range(3)] for _person in people]
            own = [[dice.randint(0, 4) for _question in range(3)] for _person in people[:6]]
            scores = [dice.uniform(20, 90) for _person in people]
            self.rate(cycle, manager, people, levels, own=own, objective=scores)
            given[manager.id] = levels, own, scores
        rows = self.rows(cycle)
        means = {rater: [1 + statistics.fmean(each) for each in levels] for rater, (levels, _o, _s) in given.items()}
        for rater, (levels, own, scores) in given.items():
            row = rows[rater]
            self.assertEqual((row["people"], row["goals"], row["gaps"], row["noted"]), (8, 8, 6, 0))
            self.assertAlmostEqual(row["rating"], statistics.fmean(means[rater]))
            self.assertAlmostEqual(row["rating_deviation"], statistics.stdev(means[rater]))
            self.assertAlmostEqual(row["median"], statistics.median(means[rater]))
            self.assertAlmostEqual(row["correlation"], statistics.correlation(means[rater], scores))
            gaps = [statistics.fmean(a) - statistics.fmean(b) for a, b in zip(own, levels, strict=False)]
            self.assertAlmostEqual(row["gap"], statistics.fmean(gaps))
            flat = [level for each in levels for level in each]
            self.assertAlmostEqual(row["one_point"], max(map(flat.count, flat)) / len(flat))
            self.assertAlmostEqual(row["spread"], self.get_spread(given, rater))
        self.check_residuals(rows, means, {rater: scores for rater, (_l, _o, scores) in given.items()})

    def get_spread(self, given, rater):
        """Mean spread of a person over the criteria, each standardised over the whole cycle."""
        columns = list(zip(*(each for levels, _own, _scores in given.values() for each in levels), strict=True))
        places = [(statistics.fmean(column), statistics.stdev(column)) for column in columns]
        return statistics.fmean(
            statistics.stdev((level - mean) / deviation for level, (mean, deviation) in zip(each, places, strict=True))
            for each in given[rater][0]
        )

    def check_residuals(self, rows, means, scores):
        """The slope within teams, and with so few teams the same between them."""
        inside = [
            (score - statistics.fmean(scores[rater]), mean - statistics.fmean(means[rater]))
            for rater in means
            for score, mean in zip(scores[rater], means[rater], strict=True)
        ]
        slope = sum(x * y for x, y in inside) / sum(x * x for x, _y in inside)
        all_scores = [score for each in scores.values() for score in each]
        all_means = [mean for each in means.values() for mean in each]
        for rater, row in rows.items():
            residuals = [
                mean - statistics.fmean(all_means) - slope * (score - statistics.fmean(all_scores))
                for score, mean in zip(scores[rater], means[rater], strict=True)
            ]
            self.assertAlmostEqual(row["mean"], statistics.fmean(residuals))
            self.assertAlmostEqual(row["deviation"], statistics.stdev(residuals))
        self.assertAlmostEqual(sum(row["summed"] for row in rows.values()), 0.0)
        self.assertTrue(intraclass([(row["people"], row["mean"], row["deviation"]) for row in rows.values()]))

    def test_lenient_rater(self):
        cycle = self.make_cycle("Lenient")
        managers = self.take(8)
        pattern = [1, 2, 2, 1, 2, 3]
        for number, manager in enumerate(managers):
            people = self.take(6)
            levels = [3, 4, 4, 3, 4, 4] if not number else pattern[number % 3 :] + pattern[: number % 3]
            self.rate(cycle, manager, people, levels)
        report = self.as_admin().get_report(cycle.id)
        found = self.rater(report, managers[0])
        self.assertEqual(found["flags"]["leniency"], "lenient")
        self.assertEqual(found["people"], 6)
        self.assertLess(found["low"], found["leniency"])
        self.assertGreater(found["high"], found["leniency"])
        self.assertEqual(report["raters"][0]["id"], managers[0].id, "who is worth a look comes first")
        self.assertEqual(sum(bool(each["flags"]["leniency"]) for each in report["raters"]), 1)
        self.assertIn("No goals were scored", found["sentences"]["leniency"])
        self.assertEqual(report["answers"]["leniency"], "1 of 8 raters are worth a look.")
        self.assertTrue(report["agreement"]["one"])

    def test_compression_halo_gap(self):
        cycle = self.make_cycle("Signs")
        dice = random.Random(3)
        managers = self.take(6)
        for number, manager in enumerate(managers):
            levels = [[dice.randint(0, 4) for _question in range(3)] for _person in range(8)]
            levels[0], levels[1] = [0, 1, 0], [4, 3, 4]
            own = None
            if number == 0:
                levels = [[2, 2, 2]] * 8
                own = [4] * 8
            if number == 1:
                levels = [[at % 5] * 3 for at in range(8)]
            self.rate(cycle, manager, self.take(8), levels, own=own)
        report = self.as_admin().get_report(cycle.id)
        flat, same = (self.rater(report, manager)["flags"] for manager in managers[:2])
        self.assertEqual((flat["compression"], flat["halo"], flat["gap"]), (True, False, True))
        self.assertEqual((same["compression"], same["halo"], same["gap"]), (False, True, False))

    def test_recency(self):
        cycle = self.make_cycle("Recent")
        people = self.take(6)
        appraisals = self.rate(cycle, self.employee_manager, people, [1, 2, 3, 2, 1, 3])
        self.rate(cycle, self.employee_head, self.take(6), [1, 2, 3, 2, 1, 3])
        late = [{"date": str(self.today), "kind": "x"}] * 3
        early = [{"date": str(cycle.date_from), "kind": "x"}]
        for result in self.env["perf.appraisal.result"].search([("appraisal_id", "in", appraisals.ids)]):
            result.evidence = {"timeline": late + early}
        found = self.rater(self.as_admin().get_report(cycle.id), self.employee_manager)
        self.assertEqual((found["recent"], found["noted"], found["flags"]["recency"]), (75, 6, True))

    def test_places(self):
        """Over the cycles it shows who always rates highest."""
        old = self.make_cycle("Old", date_from="2019-01-01", date_to="2019-12-31")
        new = self.make_cycle("New")
        for cycle, high in ((old, self.employee_manager), (new, self.employee_head)):
            for manager in (self.employee_manager, self.employee_head):
                people = self.take(6)
                self.rate(cycle, manager, people, [2, 3, 4, 3, 2, 4] if manager == high else [1, 2, 1, 0, 2, 1])
        old.state = "closed"
        found = self.rater(self.as_admin().get_report(new.id), self.employee_manager)
        self.assertEqual([(each["place"], each["of"]) for each in found["places"]], [(1, 2), (2, 2)])

    def test_groups(self):
        self.switch_on("gender")
        cycle = self.make_cycle("Groups")
        women, men = self.take(20, sex="female"), self.take(20, sex="male")
        self.rate(cycle, self.employee_manager, women | men, [3] * 4 + [1] * 16 + [4] * 14 + [2] * 6)
        (dimension,) = self.as_admin().get_report(cycle.id)["dimensions"]
        best, other = dimension["rows"]
        self.assertEqual((best["label"], best["rate"], best["best"], best["flag"]), ("Male", 70, True, False))
        self.assertEqual((other["label"], other["rate"], other["flag"], other["shortfall"]), ("Female", 20, True, 8))
        self.assertAlmostEqual(other["p"], fisher(4, 20, 14, 20), 3)
        self.assertIn("Worth a look", dimension["sentence"])

    def test_dimensions(self):
        """Everybody is in one group of each dimension, as they were on the last day of the period."""
        self.switch_on("gender", "age", "tenure", "contract", "part_time", "account", "location")
        cycle = self.make_cycle("All", date_from="2024-01-01", date_to="2024-12-31")
        contract = self.env["hr.contract.type"].create({"name": "Fixed"})
        place = self.env["hr.work.location"].create(
            {"name": "Harbour", "company_id": self.company.id, "address_id": self.company.partner_id.id}
        )
        half = self.env["resource.calendar"].create(
            {"name": "Half", "company_id": self.company.id, "full_time_required_hours": 80}
        )
        full = self.env["resource.calendar"].create({"name": "Full", "company_id": self.company.id})
        full.full_time_required_hours = full.hours_per_week
        young = {"birthday": date(2000, 1, 1), "contract_type_id": contract.id, "resource_calendar_id": half.id}
        old = {"birthday": date(1960, 1, 1), "work_location_id": place.id, "resource_calendar_id": full.id}
        people = self.make_people(6, date_version=date(2023, 6, 1), **young)
        people |= self.make_people(7, date_version=date(2010, 1, 1), **old)
        people[0].create_version({"date_version": date(2025, 6, 1), "contract_type_id": False})
        self.rate(cycle, self.employee_manager, people, [3] * 13)
        report = self.as_admin().get_report(cycle.id)
        groups = {each["key"]: {row["label"]: row["people"] for row in each["rows"]} for each in report["dimensions"]}
        self.assertEqual(groups["age"], {"Under 30": 6, "50 and older": 7})
        self.assertEqual(groups["tenure"], {"Under 2 years": 6, "10 years and more": 7})
        self.assertEqual(groups["contract"], {"Fixed": 6, "Not known": 7})
        self.assertEqual(groups["part_time"], {"Part time": 6, "Full time": 7})
        self.assertEqual(groups["location"], {"Harbour": 7, "Not known": 6})
        self.assertEqual(report["off"], [])

    def test_switched_off(self):
        cycle = self.make_cycle("Off")
        self.rate(cycle, self.employee_manager, self.take(6), [3] * 6)
        report = self.as_admin().get_report(cycle.id)
        self.assertFalse(report["dimensions"])
        self.assertEqual(len(report["off"]), 7)
        with self.assertRaisesRegex(UserError, "switched off"):
            self.as_admin().get_departments(cycle.id, "gender")

    def test_reviews_to_come(self):
        """While reviews are to come there is nothing: two looks would tell what came in between."""
        cycle = self.make_cycle("Running")
        appraisals = self.rate(cycle, self.employee_manager, self.take(7), [3] * 7)
        appraisals[0].state = "open"
        appraisals[0].review_ids.state = "in_progress"
        report = self.as_admin().get_report(cycle.id)
        self.assertIn("still to come", report["message"])
        self.assertNotIn("raters", report)
        with self.assertRaisesRegex(UserError, "still to come"):
            self.as_admin().get_departments(cycle.id, "gender")
        self.assertFalse(self.env["perf.fairness.access"].search([("cycle_name", "=", "Running")]))

    def test_looks_are_noted(self):
        self.switch_on("gender")
        cycle = self.make_cycle("Noted")
        self.rate(cycle, self.employee_manager, self.take(6), [3] * 6)
        self.as_admin().get_report(cycle.id)
        self.as_admin().get_departments(cycle.id, "gender")
        noted = self.env["perf.fairness.access"].search([("cycle_name", "=", "Noted")])
        self.assertEqual(noted.mapped("part"), ["Gender by department", "The whole report"])
        self.assertEqual(noted.user_id, self.user_admin)

    def test_nothing_to_show(self):
        report = self.as_admin().get_report()
        self.assertFalse(report.get("raters"))
        self.env["perf.appraisal.cycle"].search([("company_id", "=", self.company.id)]).state = "cancelled"
        report = self.as_admin().get_report()
        self.assertFalse(report["cycle"])
        self.assertIn("Once managers have rated", report["message"])

    def test_queries_dont_grow(self):
        self.switch_on("gender", "age", "account")

        def make(count):
            self.taken = 0
            cycle = self.make_cycle("Big")
            for manager in self.take(count):
                self.rate(cycle, manager, self.take(6), [1, 2, 3, 2, 1, 3])
            return cycle

        self.assertQueriesDontGrow(make, lambda cycle: self.as_admin().get_report(cycle.id), small=2, large=8)
        self.assertQueriesDontGrow(
            make, lambda cycle: self.as_admin().get_departments(cycle.id, "gender"), small=2, large=8
        )
