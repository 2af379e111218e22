import math

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import float_repr

from odoo.addons.perf_goals.tools.metric import MetricWindow
from odoo.addons.perf_goals.tools.numbers import shown_number
from odoo.addons.perf_goals.tools.progress import clamp, raw_score, weighted_mean

from .perf_appraisal_question import METRIC


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

    perf_metric_values = fields.Json(
        compute="_compute_perf_metric_values",
        compute_sudo=True,
        groups=NO_ACCESS,
        help="Figures of the person in the period: metric id (as text) -> number, or nothing where there is none.",
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
        history = found._get_period_history(set(dated.mapped("date_to")))
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

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    @api.depends("employee_id", "date_from", "date_to", "template_id")
    def _compute_perf_metric_values(self):
        """One query a metric, for all people and periods."""
        windows = {}
        for appraisal in self.filtered(lambda each: each.date_from and each.date_to):
            period = appraisal.date_from, appraisal.date_to
            for metric in appraisal._get_metric_questions().metric_id:
                window = MetricWindow(appraisal.id, tuple(appraisal.employee_id.ids), *period)
                windows.setdefault(metric, []).append(window)
        found = {}
        for metric, group in windows.items():
            for appraisal_id, (value, _count) in metric._measure_soundly(group).items():
                found.setdefault(appraisal_id, {})[str(metric.id)] = value
        for appraisal in self:
            appraisal.perf_metric_values = found.get(appraisal.id, False)

    def _get_metric_questions(self):
        """The questions of this appraisal that show a figure. Called in sudo."""
        questions = self.template_id.section_ids.question_ids
        return questions.filtered(lambda question: question.kind == METRIC and question.metric_id)

    def _get_figure(self, question):
        """The figure behind a question, or None. Called in sudo.

        :param question: ``perf.appraisal.question`` of kind ``metric``
        """
        self.ensure_one()
        return (self.perf_metric_values or {}).get(str(question.metric_id.id))

    def _get_figure_score(self, question):
        """What the figure counts, with the formula of key results: 0-100, or None. Called in sudo.

        :param question: ``perf.appraisal.question`` of kind ``metric``
        """
        value = self._get_figure(question)
        if value is None or not math.isfinite(value):
            return None
        score = clamp(raw_score(value, question.metric_start, question.metric_target))
        return None if score is None else 100.0 * score

    def _get_figure_sentence(self, question):
        """The figure and the way to its score, to follow with a pencil. Called in sudo.

        :param question: ``perf.appraisal.question`` of kind ``metric``
        """
        self.ensure_one()
        question = question.with_company(self.company_id)
        name, score = question.metric_id.name or question.name, self._get_figure_score(question)
        if score is None:
            return self.env._(
                "%(metric)s: there is no figure for the period, so its weight is shared among the others.", metric=name
            )
        start, target, value = question.metric_start, question.metric_target, self._get_figure(question)
        words = {
            "metric": name,
            "figure": question._format_figure(value),
            "start": shown_number(start),
            "target": shown_number(target),
            "value": shown_number(round(value, 2)),
            "score": float_repr(score, 1),
        }
        if score in (0.0, 100.0):
            return self.env._(
                "%(metric)s: %(figure)s. It counts 0 at %(start)s and 100 at %(target)s: %(score)s of 100", **words
            )
        return self.env._(
            "%(metric)s: %(figure)s. It counts 0 at %(start)s and 100 at %(target)s: "
            "(%(value)s - %(start)s) / (%(target)s - %(start)s) = %(score)s of 100",
            **words,
        )

    def _get_figure_sentences(self):
        """All figures of this appraisal in words. Called in sudo.

        :return: dict question id (as text) -> sentence
        """
        self.ensure_one()
        return {str(question.id): self._get_figure_sentence(question) for question in self._get_metric_questions()}

    def _prepare_evidence(self):
        """The frozen evidence says the figures as well, in words."""
        evidence = super()._prepare_evidence()
        # sudo: the figures stand in the result that is being shared with both.
        for appraisal in self.sudo():
            evidence[appraisal.id]["figures"] = appraisal._get_figure_sentences()
        return evidence
