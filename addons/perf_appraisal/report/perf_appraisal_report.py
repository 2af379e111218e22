from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.perf_appraisal import SHARED_STATES
from ..tools.days import LONG


class PerfAppraisalReport(models.AbstractModel):
    """What a printed appraisal says, read as the user who prints it."""

    _name = "perf.appraisal.report"
    _description = "Appraisal: Print"

    _version = "employee"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Pages of the appraisals, as far as the current user may read them.

        :raise AccessError: when one of them is not theirs to read
        :raise UserError: when a result is not shared yet
        """
        # Never in sudo, whoever renders the report: the pages are what the current user may read.
        appraisals = self.env["perf.appraisal"].sudo(False).browse(docids).exists()
        appraisals.check_access("read")
        return {
            "doc_ids": appraisals.ids,
            "doc_model": "perf.appraisal",
            "docs": appraisals,
            "pages": self._prepare_pages(appraisals),
        }

    def _prepare_pages(self, appraisals):
        """What stands on the pages of appraisals: what the employees may read of them, in one reading of all.

        :param appraisals: ``perf.appraisal`` records that the user may read
        :return: list of dicts of plain values
        """
        for appraisal in appraisals:
            if appraisal.state not in SHARED_STATES:
                raise UserError(
                    self.env._("“%(appraisal)s” can be printed once it is shared.", appraisal=appraisal.display_name)
                )
        states = dict(appraisals._fields["state"]._description_selection(self.env))
        results = appraisals._get_results()
        # sudo: names of people, company and cycle, for one who may read the appraisals.
        return [
            {
                "version": self._version,
                "appraisal": appraisal,
                "company": names.company_id.name or "",
                "employee": names.employee_id.name,
                "manager": names.manager_id.name or "",
                "cycle": names.cycle_id.name,
                "state": states[appraisal.state],
                "sign_off": self._get_sign_off_words(appraisal),
                "result": results[appraisal.id],
            }
            for appraisal, names in zip(appraisals, appraisals.sudo(), strict=True)
        ]

    def _get_sign_off_words(self, appraisal):
        """How the employee signed and what became of it, to be read right under the head of the page.

        :param appraisal: ``perf.appraisal`` that the user may read
        :return: a sentence or two; empty before the sign-off
        """
        if not appraisal.acknowledged_date:
            return ""
        if appraisal.employee_agrees:
            return self.env._("Signed: the employee agrees.")
        sentences = {
            "open": self.env._(
                "Signed: the employee disagrees. The appeal is open; HR decides until %(day)s.",
                day=format_date(self.env, appraisal.appeal_deadline, date_format=LONG),
            ),
            "upheld": self.env._("Signed: the employee disagreed. The appeal was upheld; the result was changed."),
            "rejected": self.env._("Signed: the employee disagrees. The appeal was rejected; the result stays."),
        }
        return sentences.get(appraisal.appeal_state, self.env._("Signed: the employee disagrees."))
