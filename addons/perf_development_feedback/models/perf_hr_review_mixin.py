from odoo import api, fields, models

from ..tools.wording import find_hints


class PerfHrReviewMixin(models.AbstractModel):
    """A document that HR reads first, with the hints on wording that the author had while writing."""

    _inherit = "perf.hr.review.mixin"

    hr_hints = fields.Text(string="Hints on Wording", compute="_compute_hr_hints", exportable=False)

    @api.depends("state", "employee_id")
    @api.depends_context("uid", "lang")
    def _compute_hr_hints(self):
        """Words for which there is a hint, to HR people who review the document."""
        readers = self._filter_for_hr().filtered(lambda document: document.state == "hr_review")
        hints = self.env["perf.feedback.hint"].get_hints() if readers else []
        for document in self:
            # sudo: the text, which the readers read anyway
            parts = document.sudo()._get_review_parts() if document in readers else []
            found = find_hints("\n".join(text for _label, text in parts if text), hints)
            document.hr_hints = "\n".join(f"“{each['word']}”: {each['hint']}" for each in found) or False
