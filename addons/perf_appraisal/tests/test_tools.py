import doctest

from odoo.tests import BaseCase

from odoo.addons.perf_appraisal.tools import (
    answers,
    calibration,
    competencies,
    days,
    deadlines,
    differences,
    evidence,
    fairness_cells,
    fairness_groups,
    fairness_raters,
    groups,
    history,
    importing,
    plans,
    populations,
    roles,
    scale,
    score,
    steps,
)


class TestTools(BaseCase):
    """The arithmetic keeps what its docstrings promise."""

    def test_doctests(self):
        modules = (
            answers,
            calibration,
            competencies,
            days,
            deadlines,
            differences,
            evidence,
            fairness_cells,
            fairness_groups,
            fairness_raters,
            groups,
            history,
            importing,
            plans,
            populations,
            roles,
            scale,
            score,
            steps,
        )
        for module in modules:
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)

    def test_points_add_up_to_the_score(self):
        """However the weights fall, the points shown add up to the score shown."""
        for weights in ([1, 1, 1], [1, 2, 4, 7], [0.1, 0.2, 0.7], [3]):
            parts = [
                {"section": 1, "section_weight": 1, "weight": weight, "score": 77.77, "label": "", "note": ""}
                for weight in weights
            ]
            total, lines = score.score_lines(parts)
            self.assertAlmostEqual(sum(line["points"] for line in lines), round(total, 1), 6)
            for line in lines:
                for name in ("points", "effective_weight", "score"):
                    self.assertEqual(line[name], round(line[name], 1), "one decimal everywhere")
            self.assertAlmostEqual(sum(line["effective_weight"] for line in lines), 100, 2)
            self.assertAlmostEqual(total, 77.77, 2)
