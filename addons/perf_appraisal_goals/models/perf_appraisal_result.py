from odoo import models
from odoo.tools import float_repr, format_date

from .perf_appraisal_question import METRIC


class PerfAppraisalResult(models.Model):
    """The score explains what each goal brought into it."""

    _inherit = "perf.appraisal.result"

    def _refresh(self):
        """Read the figures anew as well."""
        self.appraisal_id.invalidate_recordset(["perf_metric_values"])
        return super()._refresh()

    def _get_question_score(self, question, answer, goal_score):
        if question.kind != METRIC:
            return super()._get_question_score(question, answer, goal_score)
        appraisal = self.appraisal_id
        return appraisal._get_figure_score(question), appraisal._get_figure_sentence(question)

    def _get_goal_note(self, goal_score):
        note = super()._get_goal_note(goal_score)
        if goal_score is None:
            return note
        # The goals were read for the score a moment ago, for all results at once.
        return "\n".join([note, *(self._get_goal_sentence(*each) for each in self.appraisal_id._get_valued_goals())])

    def _get_goal_sentence(self, goal, value):
        """How one goal counts in the score of the goals.

        :param goal: ``perf.goal``
        :param value: dict as of ``perf.goal._prepare_period_value``
        """
        words = {
            "goal": goal.name,
            "progress": float_repr(min(value["progress"], 100.0), 1),
            "weight": float_repr(goal.weight, 1),
        }
        if value["expected"] is None:
            return self.env._("%(goal)s: %(progress)s %%, weight %(weight)s", **words)
        words["day"] = format_date(self.env, self.appraisal_id.date_to, date_format="d MMM")
        if value["score"] is None:
            return self.env._("%(goal)s: only just begun by %(day)s, so it doesn't count", **words)
        return self.env._(
            "%(goal)s: %(progress)s %% of %(expected)s %% expected by %(day)s: %(score)s, weight %(weight)s",
            expected=float_repr(value["expected"], 1),
            score=float_repr(value["score"], 1),
            **words,
        )
