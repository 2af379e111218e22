from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import float_repr

from ..tools.evidence import fingerprint
from ..tools.score import level_score, score_lines, suggest


class PerfAppraisalResult(models.Model):
    """The confidential half of an appraisal: score, rating and evidence.

    It stands in a model of its own, so that record rules keep it from the employee until it is shared, in every
    search, grouping, export or related path. ``perf.appraisal`` only shows it to those who may read it here.
    """

    _name = "perf.appraisal.result"
    _description = "Appraisal Result"
    _inherit = ["perf.employee.mixin"]
    _order = "id desc"
    _rec_name = "employee_id"

    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    cycle_id = fields.Many2one(related="appraisal_id.cycle_id", store=True, precompute=True, index=True)
    manager_id = fields.Many2one(related="appraisal_id.manager_id", store=True, precompute=True, index=True)
    state = fields.Selection(related="appraisal_id.state", store=True, precompute=True)
    date_to = fields.Date(string="Period To", related="appraisal_id.date_to", store=True, precompute=True)

    # Score
    score = fields.Float(readonly=True, digits=(5, 2), aggregator="avg")
    has_score = fields.Boolean(readonly=True)
    objective_score = fields.Float(
        string="Score of the Goals",
        readonly=True,
        groups=NO_ACCESS,
        help="What fairness reports compare ratings with, 0 to 100.",
    )
    has_objective_score = fields.Boolean(readonly=True, groups=NO_ACCESS)
    score_lines = fields.Json(readonly=True)

    # Rating
    suggested_level_id = fields.Many2one("perf.rating.level", readonly=True, ondelete="set null")
    final_level_id = fields.Many2one("perf.rating.level", readonly=True, ondelete="set null", index="btree_not_null")
    suggested_level_color = fields.Selection(related="suggested_level_id.color", string="Colour of the Suggested Level")
    final_level_color = fields.Selection(related="final_level_id.color", string="Colour of the Final Level")
    level_value = fields.Integer(
        related="final_level_id.value",
        store=True,
        string="Level (Number)",
        aggregator="avg",
        help="Place of the final level on its scale.",
    )
    original_level_id = fields.Many2one(
        "perf.rating.level", string="Level before the Appeal", readonly=True, ondelete="set null"
    )
    calibrated_level_id = fields.Many2one(
        "perf.rating.level",
        readonly=True,
        ondelete="set null",
        help="The level that a calibration session decided on.",
    )
    rating_reason = fields.Text(readonly=True)
    manager_summary = fields.Text(readonly=True)

    # Frozen at sharing
    evidence = fields.Json(readonly=True)
    evidence_hash = fields.Char(readonly=True)

    _appraisal_uniq = models.UniqueIndex("(appraisal_id)")

    @api.depends("appraisal_id")
    def _compute_display_name(self):
        for record in self:
            # sudo: the name of the person is no secret to whoever may read the record; portal users read no people.
            record.display_name = record.sudo().employee_id.name or ""

    # ------------------------------------------------------------------
    # Score
    # ------------------------------------------------------------------

    def _refresh(self):
        """Compute score, arithmetic and suggested level anew from the submitted manager reviews, in batch."""
        appraisals = self.appraisal_id
        reviews = appraisals._get_reviews()
        reviews = reviews.filtered(lambda each: each.role == "manager" and each.state == "submitted")
        answers = reviews._get_answers().grouped("review_id")
        review_of = {review.appraisal_id: review for review in reviews}
        goal_scores = reviews.appraisal_id._get_goal_scores() if reviews else {}
        for result in self:
            review = review_of.get(result.appraisal_id)
            goal_score = goal_scores.get(result.appraisal_id.id)
            parts = result._prepare_score_parts(answers.get(review, []), goal_score) if review else []
            score, lines = score_lines(parts)
            levels = result.appraisal_id.template_id.scale_id.level_ids
            result.write(
                {
                    "score": score or 0.0,
                    "has_score": score is not None,
                    "objective_score": goal_score or 0.0,
                    "has_objective_score": goal_score is not None,
                    "score_lines": lines,
                    "suggested_level_id": suggest(score, [(level.id, level.min_score) for level in levels]),
                }
            )

    def _prepare_score_parts(self, answers, goal_score):
        """The parts of the score, one a scored question of the template.

        :param answers: answers of the submitted manager review
        :param goal_score: 0-100, or None when there are no goals to score
        :return: list of dicts as ``tools.score.score_lines`` takes them
        """
        self.ensure_one()
        answers = {answer.question_id: answer for answer in answers}
        parts = []
        for question in self.appraisal_id.template_id.section_ids.question_ids.filtered("is_scored"):
            score, note = self._get_question_score(question, answers.get(question), goal_score)
            parts.append(
                {
                    "section": question.section_id.id,
                    "section_weight": question.section_id.weight,
                    "weight": question.weight,
                    "score": score,
                    "label": question.name,
                    "note": note,
                }
            )
        return parts

    def _get_question_score(self, question, answer, goal_score):
        """Score and explanation of one question that counts; glue addons know further kinds.

        :param question: ``perf.appraisal.question``
        :param answer: the manager's ``perf.appraisal.answer``, or None
        :param goal_score: 0-100, or None when there are no goals to score
        :return: tuple of 0-100 or None, and a text
        """
        if question.kind == "goals":
            return goal_score, self._get_goal_note(goal_score)
        if question.kind == "competency":
            return self._get_competency_score(answer)
        return self._get_rating_score(question, answer)

    def _get_competency_score(self, answer):
        """Score and explanation of one competency: the progress of the level that was chosen.

        :return: tuple of 0-100 or None, and a text
        """
        if not answer or not answer.anchor_id or answer.unable:
            return None, self._get_unrated_note()
        level = answer.anchor_id
        return float(level.progress), self.env._(
            "%(level)s, at %(progress)s of 100", level=level.name, progress=level.progress
        )

    def _get_unrated_note(self):
        """Explanation of a part without a score."""
        return self.env._("Not rated: its weight is shared among the others.")

    def _get_rating_score(self, question, answer):
        """Score and explanation of one rated question.

        :return: tuple of 0-100 or None, and a text
        """
        if not answer or not answer.level_id or answer.unable:
            return None, self._get_unrated_note()
        values = question.scale_id.level_ids.mapped("value")
        score = level_score(answer.level_id.value, values)
        return score, self.env._(
            "%(level)s, %(value)s on a scale of %(low)s to %(high)s",
            level=answer.level_id.name,
            value=answer.level_id.value,
            low=min(values),
            high=max(values),
        )

    def _get_goal_note(self, goal_score):
        """Explanation of the score of the goals."""
        if goal_score is None:
            return self.env._("No goals with a score: its weight is shared among the others.")
        return self.env._("Weighted mean of the goals: %(score)s of 100", score=float_repr(goal_score, 1))

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------

    def _check_rating(self, level, reason):
        """Refuse a rating that does not fit.

        :param level: ``perf.rating.level``, may be empty
        :param reason: text
        """
        self.ensure_one()
        if level and level not in self.appraisal_id.template_id.scale_id.level_ids:
            raise UserError(self.env._("This level is not on the scale of the appraisal. Choose another level."))
        if self._needs_reason(level) and not (reason or "").strip():
            raise UserError(self._get_reason_request(level))

    def _get_reason_request(self, level):
        """The sentence that asks for the reason of another level than the suggested one."""
        self.ensure_one()
        return self.env._(
            "The score suggests “%(suggested)s”. Say in a few words why you choose “%(level)s”.",
            suggested=self.suggested_level_id.name,
            level=level.name,
        )

    def _needs_reason(self, level):
        """Whether choosing this level has to be explained."""
        self.ensure_one()
        return bool(level and self.suggested_level_id and level != self.suggested_level_id)

    # ------------------------------------------------------------------
    # Freezing
    # ------------------------------------------------------------------

    def _freeze(self, evidence):
        """Keep what these results rest on, with a fingerprint each.

        :param evidence: dict appraisal id -> plain values
        """
        for result in self:
            result.evidence = evidence[result.appraisal_id.id]
        self.flush_recordset(["evidence"])
        self.invalidate_recordset(["evidence"])
        for result in self:  # The fingerprint is that of what the database gives back.
            result.evidence_hash = fingerprint(result.evidence)

    @api.model
    def _is_evidence_intact(self, result):
        """Whether the frozen evidence is still what it was when it was shared."""
        return not result.evidence_hash or fingerprint(result.evidence) == result.evidence_hash
