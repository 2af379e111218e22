from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class PerfEmployeeMixin(models.AbstractModel):
    """A record about one employee, whose rights follow from what the reader is to that person."""

    _name = "perf.employee.mixin"
    _description = "Record about an Employee"
    _inherit = ["hr.mixin", "perf.text.mixin"]

    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, readonly=True, index=True
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, precompute=True, readonly=True, index=True
    )
    perf_role = fields.Selection(
        [("self", "Myself"), ("manager", "Manager"), ("officer", "HR officer"), ("none", "None")],
        string="My Role",
        compute="_compute_perf_role",
        search="_search_perf_role",
        help="What you are to the employee of this record.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_derived_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_derived_fields(vals)
        return super().write(vals)

    @api.model
    def _check_derived_fields(self, vals):
        """Refuse a company or department typed by somebody, where it follows from the employee, and an employee where
        that follows from another record.

        A field that a model makes writable (``readonly=False``) is that model's own business.

        :param vals: values as given to ``create`` or ``write``
        :raise AccessError: says where the value comes from
        """
        if self.env.su:
            return
        person = self._fields["employee_id"]
        if "employee_id" in vals and person.related and person.readonly:
            raise AccessError(
                self.env._(
                    "“%(field)s” follows from the record that this one belongs to, and can't be changed here.",
                    field=person._description_string(self.env),
                )
            )
        for name in ("company_id", "department_id"):
            if name in vals and self._fields[name].readonly:
                raise AccessError(
                    self.env._(
                        "“%(field)s” follows from the employee. Change it on the employee.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    @api.depends("employee_id.company_id")
    def _compute_company_id(self):
        for record in self:
            record.company_id = record.employee_id.company_id

    @api.depends("employee_id.department_id")
    def _compute_department_id(self):
        for record in self:
            record.department_id = record.employee_id.department_id

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_perf_role(self):
        lines = self.env["perf.reporting.line"]
        roles = lines._get_roles([False, *self.employee_id._origin.ids])
        for record in self:
            record.perf_role = roles[record.employee_id._origin.id]

    @api.model
    def _search_perf_role(self, operator, value):
        if operator != "in":
            return NotImplemented
        lines = self.env["perf.reporting.line"]
        own = Domain("employee_id", "in", lines._get_own_employee_ids())
        reports = lines._get_reports_domain()
        officer = self.env.user.has_group("perf_base.group_perf_officer")
        others = ~own & ~reports
        domains = {
            "self": own,
            "manager": reports & ~own,
            "officer": others if officer else Domain.FALSE,
            "none": Domain.FALSE if officer else others,
        }
        return Domain.OR(domains[role] for role in value if role in domains)
