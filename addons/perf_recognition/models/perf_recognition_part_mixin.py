from odoo import api, fields, models
from odoo.fields import Domain


class PerfRecognitionPartMixin(models.AbstractModel):
    """What somebody adds to a recognition on the wall: readable for those who can read the recognition itself."""

    _name = "perf.recognition.part.mixin"
    _description = "Part of a Recognition"
    _inherit = ["perf.text.mixin"]

    recognition_id = fields.Many2one("perf.recognition", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(
        "hr.employee", string="By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    is_readable = fields.Boolean(compute="_compute_is_readable", search="_search_is_readable", compute_sudo=False)

    @api.depends("recognition_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_readable(self):
        readable = self.recognition_id.sudo(False)._filtered_access("read")
        for part in self:
            part.is_readable = part.recognition_id.id in readable._ids

    @api.model
    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Rules are evaluated in sudo; this asks with the rights of the reader.
        return Domain("recognition_id", "in", self.env["perf.recognition"].sudo(False)._search([]))
