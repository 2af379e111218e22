import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class PerfAppraisalPeopleMixin(models.AbstractModel):
    """People told by a filter on employees, which departments fill in."""

    _name = "perf.appraisal.people.mixin"
    _description = "People by a Filter"

    department_ids = fields.Many2many(
        "hr.department", string="Departments", help="Quick pick: with the departments below them."
    )
    domain = fields.Char(
        string="People",
        required=True,
        compute="_compute_domain",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("department_ids")
    def _compute_domain(self):
        for record in self:
            if record.department_ids:
                record.domain = str([("department_id", "child_of", record.department_ids._origin.ids)])
            else:
                record.domain = record.domain or "[]"

    def _get_people_domain(self):
        """The filter as a Domain on employees.

        :raise ValidationError: when it can't be read
        """
        self.ensure_one()
        try:
            return Domain(ast.literal_eval(self.domain or "[]"))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise ValidationError(self._get_filter_problem()) from error

    def _get_filter_problem(self):
        """What to say when the filter can't be read, and what to do; each model names what it belongs to."""
        raise NotImplementedError
