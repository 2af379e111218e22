import logging
import random
from collections import Counter
from io import StringIO
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.perf_appraisal.tools.fairness_groups import compare_groups

_logger = logging.getLogger(__name__)

RUNS, RATERS, PEOPLE, CRITERIA = 200, 20, 12, 5
LENIENT, SEVERE, COMPRESSED, HALO = range(4)  # the raters that are not honest
BIAS = 0.5  # levels

# How people and ratings differ, in levels of a scale of five: standard deviations.
PERSON, STRENGTH, IMPRESSION, SLIP = 0.7, 0.4, 0.3, 0.5
MEASURED = 0.5  # how far the score of the goals is from the truth


@tagged("post_install", "-at_install")
class TestPerfFairnessSimulation(TransactionCase):
    """Cycles of which the truth is known: 20 raters of 12 people each, four of them not honest, teams that differ."""

    def simulate(self, seed, teams, with_goals):
        """Rows of many cycles, whose ids are the numbers of the runs.

        :param teams: standard deviation of what teams really differ by, in levels
        :return: tuple of rows of ratings and rows of scores
        """
        dice = random.Random(seed)
        ratings, scores = [], []
        for run in range(RUNS):
            for rater in range(RATERS):
                team = dice.gauss(0, teams)
                for person in range(PEOPLE):
                    key = (run * RATERS + rater) * PEOPLE + person
                    true = team + dice.gauss(0, PERSON)
                    if with_goals:
                        scores.append((key, min(100, max(0, 50 + 20 * (true + dice.gauss(0, MEASURED))))))
                    for criterion, level in enumerate(self.rate(dice, rater, true)):
                        ratings.append((run, key, rater, criterion, level))
        return ratings, scores

    def rate(self, dice, rater, true):
        """What a rater gives somebody on each criterion, 1 to 5."""
        seen = true + dice.gauss(0, IMPRESSION)
        seen += {LENIENT: BIAS, SEVERE: -BIAS}.get(rater, 0)
        for _criterion in range(CRITERIA):
            value = seen
            if rater != HALO:
                value += dice.gauss(0, STRENGTH) + dice.gauss(0, SLIP)
            if rater == COMPRESSED:
                value *= 0.25
            yield min(5, max(1, round(3 + value)))

    def fill(self, table, columns, rows):
        """A table of the test with these rows."""
        self.env.cr.execute(SQL("CREATE TEMP TABLE %s (%s) ON COMMIT DROP", SQL.identifier(table), SQL(columns)))
        lines = "".join("\t".join(map(str, row)) + "\n" for row in rows)
        self.env.cr.copy_from(StringIO(lines), table)
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def judge(self, seed, teams, with_goals):
        """The judgement on each rater of each run, as the report makes it.

        :return: dict run -> dict rater -> flags
        """
        report = self.env["perf.fairness.report"]
        ratings, scores = self.simulate(seed, teams, with_goals)
        name = f"simulated_{seed}"
        columns = "cycle_id int, appraisal_id int, rater_id int, criterion_id int, value float"
        self.fill(f"{name}_ratings", columns, ratings)
        self.fill(f"{name}_scores", "appraisal_id int, objective float", scores)
        cells = SQL("SELECT *, NULL::float AS own FROM %s", SQL.identifier(f"{name}_ratings"))
        facts = SQL("SELECT *, NULL::numeric AS recent FROM %s", SQL.identifier(f"{name}_scores"))
        kind = self.registry["perf.fairness.report"]
        with (
            patch.object(kind, "_get_cells_sql", lambda *_args: cells),
            patch.object(kind, "_get_facts_sql", lambda *_args: facts),
        ):
            rows = report._count_raters([])
        by_run = {}
        for row in rows:
            by_run.setdefault(row["cycle_id"], []).append(row)
        self.assertEqual(len(rows), RUNS * RATERS)
        return {run: {row["rater_id"]: row["flags"] for row in report._judge(own)} for run, own in by_run.items()}

    def get_rates(self, judged):
        """How often who was found: planted ones by name, honest ones by flag, as shares."""
        counts, honest = Counter(), RATERS - 4
        for raters in judged.values():
            counts["lenient"] += raters[LENIENT]["leniency"] == "lenient"
            counts["severe"] += raters[SEVERE]["leniency"] == "severe"
            counts["compressed"] += bool(raters[COMPRESSED]["compression"])
            counts["halo"] += bool(raters[HALO]["halo"])
            for rater in range(4, RATERS):
                for kind in ("leniency", "compression", "halo"):
                    counts[f"honest {kind}"] += bool(raters[rater][kind]) / honest
                counts["honest any"] += any(raters[rater].values()) / honest
            counts["runs with an honest one"] += any(any(raters[at].values()) for at in range(4, RATERS))
        return {name: count / len(judged) for name, count in counts.items()}

    def check(self, seed, teams, with_goals):
        """Simulate, print the rates, and return them."""
        rates = self.get_rates(self.judge(seed, teams, with_goals))
        words = ", ".join(f"{name} {100 * rate:.1f} %" for name, rate in sorted(rates.items()))
        goals = "with" if with_goals else "without"
        _logger.info("%s runs, teams differ by %s, %s scores of goals: found %s", RUNS, teams, goals, words)
        self.assertLessEqual(rates["honest any"], 0.05)
        return rates

    def test_with_goals(self):
        for seed, teams in ((1, 0.0), (2, 0.25), (3, 0.5)):
            with self.subTest(teams=teams):
                rates = self.check(seed, teams, True)
                for name in ("lenient", "severe", "compressed", "halo"):
                    self.assertGreaterEqual(rates[name], 0.5, name)

    def test_without_goals(self):
        """Nobody can tell a strong team from a lenient rater then: fewer are found, and still hardly an honest one."""
        for seed, teams in ((4, 0.25), (5, 0.5)):
            with self.subTest(teams=teams):
                rates = self.check(seed, teams, False)
                for name in ("compressed", "halo"):
                    self.assertGreaterEqual(rates[name], 0.5, name)

    def test_groups(self):
        """Where groups don't differ, the four fifths alone would cry wolf; together with the exact test they don't."""
        dice = random.Random(6)
        for size in (10, 30, 100):
            alone = flagged = 0
            for _run in range(400):
                counts = {name: (sum(dice.random() < 0.3 for _each in range(size)), size) for name in "ab"}
                rows = compare_groups(counts).values()
                alone += any(row["ratio"] is not None and row["ratio"] < 0.8 for row in rows)
                flagged += any(row["flag"] for row in rows)
                self.assertTrue(all(row["p"] < 0.05 for row in rows if row["flag"]))
            _logger.info(
                "two equal groups of %s: below four fifths %.1f %%, worth a look %.1f %%", size, alone / 4, flagged / 4
            )
            self.assertGreater(alone, 100)
            self.assertLessEqual(flagged, 20)
