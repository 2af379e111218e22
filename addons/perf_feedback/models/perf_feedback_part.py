from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PerfFeedbackPart(models.Model):
    """What a feedback says to one question of the request that it answers. Frozen with the feedback."""

    _name = "perf.feedback.part"
    _description = "Answer to a Question"
    _inherit = ["perf.text.mixin"]
    _order = "feedback_id, sequence, id"
    _rec_name = "feedback_id"

    feedback_id = fields.Many2one("perf.feedback", required=True, index=True, ondelete="cascade")
    question_id = fields.Many2one("perf.feedback.request.question", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer(related="question_id.sequence", store=True, precompute=True)
    question = fields.Text(
        string="What Was Asked", compute="_compute_question", help="What was asked, for those who may read the request."
    )
    text = fields.Text(string="Answer")

    _feedback_question_uniq = models.UniqueIndex(
        "(feedback_id, question_id)", "There is an answer to this question already. Change that one."
    )

    @api.depends("question_id.text")
    @api.depends_context("uid")
    def _compute_question(self):
        readable = self.question_id._filtered_access("read")
        for part in self:
            part.question = part.question_id.text if part.question_id in readable else False

    @api.constrains("question_id", "feedback_id")
    def _check_question(self):
        """An answer belongs to a question of the request that its feedback answers, or that a corrected one did."""
        # sudo: whether the two belong together, whatever the author may read
        for part in self.sudo():
            asked = part.feedback_id._get_original().request_id
            if part.question_id.request_id != asked:
                raise ValidationError(
                    self.env._("This question belongs to another request. Choose one of this request.")
                )
