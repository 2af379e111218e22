from odoo import api, fields, models
from odoo.exceptions import UserError


class ReportConcern(models.AbstractModel):
    """A concern on paper: what the reader may read of it, and nothing else."""

    _name = "report.perf_development.report_concern"
    _description = "Concern for the File"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Values of the template; rights are those of the user, whichever way the report was called.

        :param docids: ids of concerns
        :return: dict with ``docs``, and ``views`` (dict id -> ``employee``, ``manager`` or ``hr``)
        """
        concerns = self.env["perf.concern"].browse(docids)
        concerns.check_access("read")
        if any(concern.state == "draft" for concern in concerns):
            raise UserError(self.env._("A draft is not for the file. Hand it in first."))
        views = concerns._get_report_views()
        return {
            "doc_ids": concerns.ids,
            "doc_model": concerns._name,
            # sudo: names of people, which portal users can't read; what each view shows, the template says
            "docs": concerns.sudo(),
            "views": views,
            "today": fields.Date.context_today(self),
            "notes": {concern.id: concern.hr_note for concern in concerns},
        }
