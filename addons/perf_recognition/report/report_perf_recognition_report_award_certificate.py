from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfAwardReport(models.AbstractModel):
    """The certificate of an award, for winners that the current user may read about."""

    _name = "report.perf_recognition.report_award_certificate"
    _description = "Certificate of an Award"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Values of the certificates.

        :param docids: ids of nominations
        :param data: not used
        :return: dict with ``pages``: list of dicts
        :raise UserError: one of them did not win
        """
        nominations = self.env["perf.award.nomination"].sudo(False).browse(docids).exists()
        nominations.check_access("read")
        if not nominations or not all(nominations.mapped("is_winner")):
            raise UserError(self.env._("There is a certificate for winners only."))
        # sudo: portal users may not read employees and companies; what stands on the wall of winners goes out.
        return {
            "docs": nominations,
            "pages": [
                {
                    "award": nomination.round_id.award_id.name,
                    "title": nomination.round_id.display_name,
                    "name": nomination.employee_id.name,
                    "reason": nomination.reason,
                    "company": nomination.company_id.name,
                    "date": fields.Datetime.context_timestamp(self, nomination.write_date).date(),
                }
                for nomination in nominations.sudo()
            ],
        }
