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
    perf_goal_values = fields.Json(
        compute="_compute_perf_goal_ids",
        compute_sudo=True,
        groups=NO_ACCESS,
        help="What each of these goals, in the same order, had reached when the period ended.",
    )

    @api.depends("employee_id", "date_from", "date_to")
    def _compute_perf_goal_ids(self):
        Goal = self.env["perf.goal"]
        dated = self.filtered(lambda appraisal: appraisal.date_from and appraisal.date_to)
        (self - dated).perf_goal_ids = False
        (self - dated).perf_goal_values = []
        if not dated:
            return
        period = min(dated.mapped("date_from")), max(dated.mapped("date_to"))
        found = Goal.search(Goal._get_period_domain(dated.employee_id, *period))
        history = found._get_period_history()
        goals = found.grouped("employee_id")
        for appraisal in dated:
            own = goals.get(appraisal.employee_id, Goal)
            appraisal.perf_goal_ids = own.filtered(appraisal._is_in_period)
            appraisal.perf_goal_values = [
                goal._prepare_period_value(appraisal.date_to, history) for goal in appraisal.perf_goal_ids
            ]

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
            appraisal.id: [
                goal._prepare_appraisal_line(goal.id in readable, value)
                for goal, value in appraisal._get_valued_goals()
            ]
            for appraisal in appraisals
        }

    def _get_goal_scores(self):
        return {appraisal.id: weighted_mean(appraisal._get_goal_parts()) for appraisal in self._refresh_goals()}

    def _refresh_goals(self):
        """These appraisals in sudo, with the goals as they are now."""
        appraisals = self.sudo()
        appraisals.invalidate_recordset(["perf_goal_ids", "perf_goal_values"])
        return appraisals

    def _get_valued_goals(self):
        """The goals of the period, each with what it had reached: list of tuples (``perf.goal``, dict)."""
        self.ensure_one()
        return list(zip(self.perf_goal_ids, self.perf_goal_values or [], strict=True))

    def _get_goal_parts(self):
        """What each goal brings into the score: list of tuples of its score (or None) and its weight."""
        return [(value["score"], goal.weight) for goal, value in self._get_valued_goals()]
