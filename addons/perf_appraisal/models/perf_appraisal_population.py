from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.populations import says_departments_only


class PerfAppraisalPopulation(models.Model):
    """A group of people of a cycle, told by a filter on employees, and the template used for them."""

    _name = "perf.appraisal.population"
    _description = "Appraisal Population"
    _inherit = ["perf.appraisal.people.mixin", "perf.text.mixin"]
    _order = "cycle_id, sequence, id"
    _rec_name = "template_id"

    cycle_id = fields.Many2one("perf.appraisal.cycle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="cycle_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    domain = fields.Char(help="Filter on employees. Only people of the cycle's company take part.")
    template_id = fields.Many2one(
        "perf.appraisal.template",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('snapshot_of_id', '=', False)]",
    )
    has_conditions = fields.Boolean(
        compute="_compute_has_conditions", help="Whether the filter says more than the departments."
    )
    count = fields.Integer(string="Number of People", compute="_compute_count", aggregator=None)

    @api.depends("domain", "department_ids")
    def _compute_has_conditions(self):
        for population in self:
            departments = population.department_ids._origin.ids
            population.has_conditions = not says_departments_only(population.domain, departments)

    @api.depends("domain", "company_id")
    def _compute_count(self):
        for population in self:
            population.count = population._count_people()

    def _count_people(self):
        """How many people the filter gives: one query, since each population has its own; 0 while it is being typed."""
        try:
            domain = self._get_people_domain()
        except ValidationError:
            return 0
        company = Domain("company_id", "=", self.cycle_id.company_id._origin.id or self.env.company.id)
        return self.env["hr.employee"].search_count(company & domain)

    def _get_filter_problem(self):
        return self.env._(
            "The filter for “%(template)s” can't be read. Choose the people again.",
            template=self.template_id.name or "",
        )

    @api.constrains("domain")
    def _check_domain(self):
        """The filter works, and with the rights of the person who sets it: it can't ask more than they may read."""
        for population in self:
            domain = population._get_people_domain()
            try:
                self.env["hr.employee"].search_count(domain, limit=1)
            except (ValueError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter “%(domain)s” does not work on employees. Choose the people again.",
                        domain=population.domain,
                    )
                ) from error

    @api.constrains("template_id")
    def _check_template(self):
        if self.template_id.snapshot_of_id:
            raise ValidationError(self.env._("Choose a template, not the copy that another cycle uses."))
        for population in self:
            if population.template_id.company_id not in (population.cycle_id.company_id, self.env["res.company"]):
                raise ValidationError(
                    self.env._("The template “%(name)s” belongs to another company.", name=population.template_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        populations = super().create(vals_list)
        populations._check_draft()
        return populations

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        self._check_draft()

    def _check_draft(self):
        """People stay as they were at the launch."""
        if not self.env.su and any(cycle.state != "draft" for cycle in self.cycle_id):
            raise UserError(
                self.env._("The cycle was launched with these people. Use “Add newcomers” for those who joined since.")
            )
