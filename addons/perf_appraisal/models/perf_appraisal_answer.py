from odoo import api, fields, models

from ..tools.kinds import CHOSEN_PARTS


class PerfAppraisalAnswer(models.Model):
    """What one reviewer answered to one question."""

    _name = "perf.appraisal.answer"
    _description = "Appraisal Answer"
    _inherit = ["perf.employee.mixin"]
    _order = "review_id, id"
    _rec_name = "question_id"

    review_id = fields.Many2one("perf.appraisal.review", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="review_id.employee_id", store=True, precompute=True, index=True)
    question_id = fields.Many2one(
        "perf.appraisal.question", required=True, readonly=True, index=True, ondelete="cascade"
    )
    level_id = fields.Many2one("perf.rating.level", readonly=True, ondelete="set null")
    anchor_id = fields.Many2one(
        "perf.appraisal.anchor", string="Level of Competency", readonly=True, ondelete="set null"
    )
    text = fields.Text(readonly=True)
    choice = fields.Char(readonly=True)
    unable = fields.Boolean(string="Unable to Answer", readonly=True)

    _review_question_uniq = models.UniqueIndex("(review_id, question_id)")

    @api.depends("question_id")
    def _compute_display_name(self):
        for answer in self:
            # sudo: the wording of a question of which the reader may see the answer.
            answer.display_name = answer.sudo().question_id.name

    def _is_given(self):
        """Whether the answer says something: what its kind asks for, or that the reviewer can't say."""
        self.ensure_one()
        if self.unable:
            return True
        part = CHOSEN_PARTS.get(self.question_id.kind)
        return bool(self[part] if part else (self.text or "").strip())

    def _get_parts(self):
        """What the answer says, in parts: those that stand in ``tools.groups.PARTS``. Nothing of what is marked as
        impossible to answer but its text."""
        self.ensure_one()
        chosen = {"level_id": self.level_id.id, "anchor_id": self.anchor_id.id, "choice": self.choice}
        return {**chosen, "text": (self.text or "").strip()}

    def _prepare_form_answer(self):
        """The answer as a form shows it."""
        self.ensure_one()
        return {
            "level_id": self.level_id.id,
            "anchor_id": self.anchor_id.id,
            "text": self.text or "",
            "choice": self.choice or "",
            "unable": self.unable,
        }
