from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfFeedbackRequestQuestion(models.Model):
    """One question of a request for feedback. It stays as it is once it was asked."""

    _name = "perf.feedback.request.question"
    _description = "Question of a Feedback Request"
    _inherit = ["perf.text.mixin"]
    _order = "request_id desc, sequence, id"
    _rec_names_search = ["text"]

    request_id = fields.Many2one("perf.feedback.request", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    text = fields.Text(string="Question", required=True)

    @api.depends("request_id")
    def _compute_display_name(self):
        """Never the text: the name of a question stands beside answers, whose readers need not know the request."""
        for question in self:
            question.display_name = self.env._("Question")

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions._check_draft()
        return questions

    def write(self, vals):
        if "request_id" in vals:
            raise UserError(self.env._("A question stays with its request. Write a new one."))
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to change what was asked already."""
        if not self.env.su and any(question.request_id.state != "draft" for question in self):
            raise UserError(self.env._("A question that was asked stays as it is. Close the request, and ask anew."))
