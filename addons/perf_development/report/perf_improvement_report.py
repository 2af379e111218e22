from odoo import api, models
from odoo.exceptions import AccessError


class PerfImprovementReport(models.AbstractModel):
    """The print of improvement plans for the file, in the view of one reader. Heirs say in whose."""

    _name = "perf.improvement.report"
    _description = "Print of Improvement Plans"

    _perf_view = None  # ``employee``, ``manager`` or ``hr``

    @api.model
    def _get_report_values(self, docids, data=None):
        """What the print shows, for those who may read the plans in this view.

        Reports may be rendered in superuser mode; the plans are read with the rights of the current user all the same.

        :param docids: ids of plans, as the address says
        :raise AccessError: for others
        """
        plans = self.env["perf.improvement.plan"].sudo(False).browse(docids or []).exists()
        plans.check_access("read")
        for plan in plans:
            if self._perf_view not in plan._get_views():
                raise AccessError(self.env._("This view of the plan is for others. Print the one for you."))
        return {
            "doc_ids": plans.ids,
            "doc_model": plans._name,
            "pages": [plan._prepare_page_values(self._perf_view) for plan in plans],
        }
