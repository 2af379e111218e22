from odoo import api, fields, models

from odoo.addons.perf_base.tools.anonymity import release


class PerfFeedbackAnswer(models.Model):
    """What somebody answered to one question of an anonymous request, and nothing that tells who.

    While the request is open nobody reads the answers. When it closes all of them are written anew in random order, so
    that their ids tell nothing either; those of a question with too few answers are deleted.
    """

    _name = "perf.feedback.answer"
    _description = "Anonymous Answer"
    _inherit = ["perf.text.mixin"]
    _log_access = False  # neither by whom nor when
    _order = "question_id, id"
    _rec_name = "question_id"

    request_id = fields.Many2one("perf.feedback.request", required=True, readonly=True, index=True, ondelete="cascade")
    question_id = fields.Many2one(
        "perf.feedback.request.question", required=True, readonly=True, index=True, ondelete="cascade"
    )
    text = fields.Text(string="Answer", required=True, readonly=True)

    @api.model
    def _release(self, requests):
        """Show what may be shown of requests that have ended, and delete the rest. Called in superuser mode.

        :param requests: ``perf.feedback.request`` that are anonymous and not open any more
        """
        answers = self.search([("request_id", "in", requests.ids)], order="id")
        by_request = answers.grouped("request_id")
        shown = []
        for request in requests.filtered(lambda request: request.state == "closed"):
            given = [(answer.question_id.id, answer.text) for answer in by_request.get(request, answers.browse())]
            shown += [(request.id, *answer) for answer in release(given, request.threshold)]
        answers.unlink()
        self.create(
            [
                {"request_id": request_id, "question_id": question_id, "text": text}
                for request_id, question_id, text in shown
            ]
        )
