from odoo import fields, models

from ..tools.deadlines import OWN_DEADLINES
from .perf_appraisal_cycle_board import REVIEW_STEPS, UNSHARED


class PerfAppraisal(models.Model):
    """What the board shows of an appraisal."""

    _inherit = "perf.appraisal"

    def _get_owing(self, step):
        """Who owes a step. Called in sudo.

        :return: dict appraisal -> ``hr.employee``
        """
        if step in REVIEW_STEPS:
            reviews = self._get_step_reviews(step).grouped("appraisal_id")
            return {each: own.reviewer_employee_id for each, own in reviews.items()}
        if step == "share":
            return {each: each.manager_id for each in self if each.state in UNSHARED}
        return {each: each.employee_id for each in self if each.state == "shared"}

    def _prepare_board_people(self, step):
        """Who owes what, for the board. Called in sudo.

        :param step: one of ``tools.deadlines.STEPS``
        :return: list of dicts, see ``perf.appraisal.cycle.get_board_people``
        """
        today = fields.Date.context_today(self)
        reviews = self._get_step_reviews(step).grouped("appraisal_id") if step in REVIEW_STEPS else {}
        lines = self.env["perf.appraisal.log"]._read_group(
            [("appraisal_id", "in", self.ids), ("kind", "=", "reminder")], ["appraisal_id"], ["date:max"]
        )
        reminded = {appraisal: appraisal._get_day(moment) for appraisal, moment in lines}
        people = []
        for appraisal in self:
            own = reviews.get(appraisal, self.env["perf.appraisal.review"])
            due = min((day for day in own.mapped("deadline") if day), default=False) or (
                appraisal.sign_deadline if step == "sign" else appraisal.share_deadline
            )
            people.append(
                {
                    "id": appraisal.id,
                    "name": appraisal.employee_id.name,
                    "owes": appraisal._get_owes_words(step, own),
                    "begun": step != "peers" and any(each.state == "in_progress" for each in own),
                    "due": due,
                    "late": bool(due and due < today and not appraisal.paused_since),
                    "more_time": bool(appraisal[OWN_DEADLINES[step]]),
                    "paused": bool(appraisal.paused_since),
                    "reminded": reminded.get(appraisal, False),
                }
            )
        return people

    def _get_owes_words(self, step, reviews):
        """Who owes a step of this appraisal, in words; of peers only how many. Called in sudo."""
        self.ensure_one()
        if step == "peers":
            return self.env._("%(count)s to come", count=len(reviews))
        if step in ("self", "sign"):
            return self.employee_id.name
        names = reviews.reviewer_employee_id.mapped("name") if step == "manager" else self.manager_id.mapped("name")
        return ", ".join(names) or self.env._("Nobody yet: choose a manager")
