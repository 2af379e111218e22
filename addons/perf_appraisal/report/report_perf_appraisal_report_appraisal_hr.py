from odoo import models
from odoo.exceptions import AccessError

from ..tools.roles import ANONYMOUS_ROLES


class ReportAppraisalHr(models.AbstractModel):
    """The version for the file of HR: with history, appeal, and who took part."""

    _name = "report.perf_appraisal.report_appraisal_hr"
    _description = "Appraisal: Print for HR"
    _inherit = ["perf.appraisal.report"]

    _version = "hr"

    def _prepare_pages(self, appraisals):
        """As for the employee, with what HR keeps in the file.

        :raise AccessError: for everybody but HR, and about oneself
        """
        if not appraisals.env.su and not all(appraisal._has_part("officer") for appraisal in appraisals):
            raise AccessError(self.env._("The version for HR is printed by HR only, and not about oneself."))
        pages = super()._prepare_pages(appraisals)
        participation = self._prepare_participation(appraisals)
        for page in pages:
            appraisal = page["appraisal"]
            page["evidence_check"] = appraisal.evidence_check
            page["evidence_hash"] = appraisal.evidence_hash
            page["history"] = self._prepare_history(appraisal.log_ids)
            page["participation"] = participation[appraisal.id]
        return pages

    def _prepare_history(self, logs):
        """What happened to an appraisal, oldest first.

        :param logs: ``perf.appraisal.log`` records that the user may read
        :return: list of dicts
        """
        kinds = dict(logs._fields["kind"]._description_selection(self.env))
        return [
            {
                "date": line.date,
                # sudo: names of the users who acted, in a history that this officer may read.
                "who": line.sudo().user_id.name or "",
                "what": kinds[line.kind],
                "old": line.old_value or "",
                "new": line.new_value or "",
                "reason": line.reason or "",
            }
            for line in logs.sorted("id")
        ]

    def _prepare_participation(self, appraisals):
        """Who was asked and who answered; of those who stay unnamed only how many.

        :return: dict appraisal id -> list of dicts with ``role``, ``name`` (empty for groups), ``state`` and ``count``
        """
        # sudo: states of the reviews of an appraisal that this officer may read; names of unnamed reviewers stay here.
        reviews = appraisals.sudo()._get_reviews()
        by_appraisal = reviews.grouped(lambda review: review.appraisal_id.id)
        return {each.id: self._prepare_rows(by_appraisal.get(each.id, reviews.browse())) for each in appraisals}

    def _prepare_rows(self, reviews):
        """Rows of one appraisal, see :meth:`_prepare_participation`.

        :param reviews: ``perf.appraisal.review`` in sudo
        """
        roles = dict(reviews._fields["role"]._description_selection(self.env))
        states = dict(reviews._fields["state"]._description_selection(self.env))
        rows = [
            {
                "role": roles[review.role],
                "name": review.reviewer_employee_id.name or review.reviewer_label or "",
                "state": states[review.state],
                "count": 1,
            }
            for review in reviews.sorted("id")
            if review.role not in ANONYMOUS_ROLES
        ]
        for role in ANONYMOUS_ROLES:
            count = len(reviews.filtered(lambda review, role=role: review.role == role))
            if count:
                rows.append({"role": roles[role], "name": "", "state": self.env._("asked"), "count": count})
        return rows
