from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from odoo.addons.perf_goals.tools.progress import weighted_mean


class PerfAppraisal(models.Model):
    """An appraisal rests on the goals of its period: they stand in its forms and result, and count in its score."""

    _inherit = "perf.appraisal"

    perf_goal_ids = fields.Many2many(
        "perf.goal",
        string="Goals of the Period",
        compute="_compute_perf_goal_ids",
        compute_sudo=True,
        groups=NO_ACCESS,
        help="Agreed goals of the person that overlap the period of the appraisal.",
    )

    @api.depends("employee_id", "date_from", "date_to")
    def _compute_perf_goal_ids(self):
        Goal = self.env["perf.goal"]
        dated = self.filtered(lambda appraisal: appraisal.date_from and appraisal.date_to)
        (self - dated).perf_goal_ids = False
        if not dated:
            return
        period = min(dated.mapped("date_from")), max(dated.mapped("date_to"))
        goals = Goal.search(Goal._get_period_domain(dated.employee_id, *period)).grouped("employee_id")
        for appraisal in dated:
            own = goals.get(appraisal.employee_id, Goal)
            appraisal.perf_goal_ids = own.filtered(appraisal._is_in_period)

    def _is_in_period(self, goal):
        """Whether a goal overlaps the period of this appraisal.

        :param goal: ``perf.goal``
        """
        self.ensure_one()
        return goal.date_start <= self.date_to and (not goal.date_end or goal.date_end >= self.date_from)

    def _get_goal_lines(self):
        self.check_access("read")
        # sudo: whoever may read the appraisal sees the goals it rests on, also a reviewer from outside the line.
        appraisals = self._refresh_goals()
        readable = set(appraisals.perf_goal_ids.sudo(False)._filtered_access("read")._ids)
        return {
            appraisal.id: [goal._prepare_appraisal_line(goal.id in readable) for goal in appraisal.perf_goal_ids]
            for appraisal in appraisals
        }

    def _get_goal_scores(self):
        return {appraisal.id: weighted_mean(appraisal._get_goal_parts()) for appraisal in self._refresh_goals()}

    def _refresh_goals(self):
        """These appraisals in sudo, with the goals as they are now."""
        appraisals = self.sudo()
        appraisals.invalidate_recordset(["perf_goal_ids"])
        return appraisals

    def _get_goal_parts(self):
        """What each goal brings into the score: list of tuples of the progress, at most 100, and the weight."""
        self.ensure_one()
        return [(min(goal.progress, 100.0), goal.weight) for goal in self.perf_goal_ids]
