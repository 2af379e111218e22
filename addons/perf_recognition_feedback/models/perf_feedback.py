from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfFeedback(models.Model):
    """Praise, which can be said again where others read it."""

    _inherit = "perf.feedback"

    can_recognise = fields.Boolean(compute="_compute_can_recognise")

    @api.depends("kind", "state", "corrected_by_id", "request_id", "employee_id")
    @api.depends_context("uid")
    def _compute_can_recognise(self):
        """Praise that holds, for readers other than the person. An answer belongs to the one who asked."""
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for feedback in self:
            record = feedback.sudo()  # sudo: the person and the request, which the reader may not open
            feedback.can_recognise = bool(
                own
                and record.kind == "praise"
                and record.state == "sent"
                and not record.corrected_by_id
                and not record.request_id
                and record.employee_id.active
                and record.employee_id.id not in own
            )

    def action_recognise(self):
        """Open the composer of recognition for the person, with what the user may say again."""
        values = self._prepare_recognition_values()
        # sudo: the person of a feedback that the user reads; only the id goes into the dialog.
        people = self.env["hr.employee"].sudo().browse(values.pop("recipient_ids"))
        return people._prepare_perf_composer_action(**values)

    def _prepare_recognition_values(self):
        """What the composer starts with: the own words, but never those of somebody else.

        :return: dict with ``recipient_ids``, ``value_ids`` and maybe ``message``
        :raise UserError: this feedback can't be recognised
        """
        self.ensure_one()
        self.check_access("read")
        if not self.can_recognise:
            raise UserError(
                self.env._("Praise that was sent to a colleague can be said again on the wall. This can't.")
            )
        record = self.sudo()  # sudo: the ids of the person and the values on a feedback that the user reads
        values = {"recipient_ids": record.employee_id.ids, "value_ids": record.value_ids.ids}
        if self.is_author and self.summary:
            values["message"] = self.summary
        return values

    def _prepare_portal_page_values(self):
        """With the way to the wall."""
        address = f"/my/recognition?compose=1&feedback={self.id}" if self.can_recognise else ""
        return {**super()._prepare_portal_page_values(), "recognise_url": address}
