from odoo import api, fields, models
from odoo.fields import Domain


class PerfAuthorMixin(models.AbstractModel):
    """A record by one employee, who finds it as theirs. Record rules may use ``is_author``."""

    _name = "perf.author.mixin"
    _description = "Record by Somebody"

    author_employee_id = fields.Many2one(
        "hr.employee", string="By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    is_author = fields.Boolean(string="Mine", compute="_compute_is_author", search="_search_is_author")

    @api.depends("author_employee_id")
    @api.depends_context("uid")
    def _compute_is_author(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for record in self:
            record.is_author = record.author_employee_id._origin.id in own

    @api.model
    def _search_is_author(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain("author_employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        return own if (True in value) == (operator == "in") else ~own
