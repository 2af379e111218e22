from odoo import models


class PerfAppraisal(models.Model):
    """How the goals of the period came to where they are."""

    _inherit = "perf.appraisal"

    def _get_goal_history(self):
        self.check_access("read")
        # sudo: whoever may read the appraisal sees the goals it rests on and their figures, as in ``_get_goal_lines``.
        appraisals = self.sudo()
        history = appraisals.perf_goal_ids._get_period_history()
        return {
            appraisal.id: [
                [
                    [str(day), round(progress, 2)]
                    for day, progress in history.get(goal.id, [])
                    if appraisal.date_from <= day <= appraisal.date_to
                ]
                for goal in appraisal.perf_goal_ids
            ]
            for appraisal in appraisals
        }
