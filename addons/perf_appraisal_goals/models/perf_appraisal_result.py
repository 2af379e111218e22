from odoo import models
from odoo.tools import float_repr


class PerfAppraisalResult(models.Model):
    """The score explains what each goal brought into it."""

    _inherit = "perf.appraisal.result"

    def _get_goal_note(self, goal_score):
        note = super()._get_goal_note(goal_score)
        if goal_score is None:
            return note
        # The goals were read for the score a moment ago, for all results at once.
        return "\n".join([note, *(self._get_goal_sentence(goal) for goal in self.appraisal_id.perf_goal_ids)])

    def _get_goal_sentence(self, goal):
        """How one goal counts in the score of the goals.

        :param goal: ``perf.goal``
        """
        return self.env._(
            "%(goal)s: %(progress)s %%, weight %(weight)s",
            goal=goal.name,
            progress=float_repr(min(goal.progress, 100.0), 1),
            weight=float_repr(goal.weight, 1),
        )
