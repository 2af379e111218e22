from odoo import models

from odoo.addons.perf_appraisal.models.perf_appraisal import SHARED_STATES

from .perf_appraisal_question import METRIC


class PerfAppraisalReview(models.Model):
    """A form shows the figures of the person where it asks about them."""

    _inherit = "perf.appraisal.review"

    def get_form(self):
        """With the figures of the person, in words."""
        form = super().get_form()
        questions = [question for section in form["sections"] for question in section["questions"]]
        asked = [question for question in questions if question["kind"] == METRIC]
        figures = self._get_figures() if asked else {}
        for question in asked:
            question["figure"] = figures.get(str(question["id"]), "")
        return form

    def _get_figures(self):
        """The figures of the person in words: as they are, and once the result is shared, as they were then.

        :return: dict question id (as text) -> sentence; empty for those who may not read the appraisal
        """
        self.ensure_one()
        appraisal = self.appraisal_id
        if not appraisal.has_access("read"):
            return {}
        # sudo: whoever may read the appraisal sees the figures it rests on, as with goals.
        appraisal = appraisal.sudo()
        if appraisal.state in SHARED_STATES:
            return (appraisal._get_result_record().evidence or {}).get("figures", {})
        return appraisal._get_figure_sentences()
