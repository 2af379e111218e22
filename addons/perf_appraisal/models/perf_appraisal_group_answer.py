from odoo import SUPERUSER_ID, api, fields, models

from ..tools.groups import PARTS, release_answers, shuffle
from ..tools.roles import ANONYMOUS_ROLES


class PerfAppraisalGroupAnswer(models.Model):
    """A part of what a group of people answered to one question, and nothing that tells who of them.

    Written when the collection of an appraisal closes, all at once and in random order, so that neither an id nor the
    place in the table tells anything. Level, choice and text of the same answer stand apart. What too few people
    answered is not here at all: so no total and no difference of totals tells it.
    """

    _name = "perf.appraisal.group.answer"
    _description = "Answer of a Group"
    _inherit = ["perf.employee.mixin"]
    _log_access = False  # neither by whom nor when
    _order = "id"
    _rec_name = "question_id"

    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    question_id = fields.Many2one(
        "perf.appraisal.question", required=True, readonly=True, index=True, ondelete="cascade"
    )
    group = fields.Selection(
        [("peer", "Colleagues"), ("report", "Reports"), ("others", "Colleagues and reports")],
        required=True,
        readonly=True,
    )
    level_id = fields.Many2one("perf.rating.level", readonly=True, ondelete="set null")
    anchor_id = fields.Many2one(
        "perf.appraisal.anchor", string="Level of Competency", readonly=True, ondelete="set null"
    )
    choice = fields.Char(readonly=True)
    text = fields.Text(readonly=True)

    @api.depends("question_id")
    def _compute_display_name(self):
        for answer in self:
            # sudo: the wording of a question of which the reader may see the answer.
            answer.display_name = answer.sudo().question_id.name

    @api.model
    def _release(self, appraisals):
        """Keep what may be shown of the submitted answers of these appraisals. Called in superuser mode.

        :param appraisals: ``perf.appraisal`` whose collection closes; the answers themselves are deleted by the caller
        """
        reviews = appraisals._get_reviews().filtered(
            lambda each: each.role in ANONYMOUS_ROLES and each.state == "submitted"
        )
        given = {}
        for answer in reviews._get_answers():
            key = (answer.review_id.appraisal_id, answer.question_id)
            given.setdefault(key, []).append((answer.review_id.role, answer._get_parts()))
        rows = []
        for (appraisal, question), answers in given.items():
            for group, part, value in release_answers(answers, appraisal._get_threshold()):
                common = {"appraisal_id": appraisal.id, "question_id": question.id, "group": group}
                rows.append({**common, **dict.fromkeys(PARTS, False), part: value})
        self.with_user(SUPERUSER_ID).create(shuffle(rows))
