from odoo import api, fields, models, modules
from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS

from ..tools.todo import count_due
from . import perf_reporting_line

# Fields of the user that core writes on to the employee or to the work contact.
IDENTITY_FIELDS = {"name", "email", "phone"}


class ResUsers(models.Model):
    """A user, who may be an employee in several companies, with a back office or with the portal only."""

    _inherit = "res.users"

    perf_standing = fields.Json(
        string="Place in the Org Chart", compute="_compute_perf_standing", groups=NO_ACCESS, exportable=False
    )

    def _compute_perf_standing(self):
        """Own employees and people below, kept by the ORM until the org chart or a user link changes.

        Roles, rules and searches ask for it many times in one request; a user at a time asks, so no batch is needed.
        """
        Employee = self.env["hr.employee"].sudo().with_context(active_test=False)
        lines = self.env["perf.reporting.line"].sudo()
        employees = Employee.search([("user_id", "in", self.ids)], order="id").grouped("user_id")
        for user in self:
            own = employees.get(user, Employee).ids
            # allow query-in-loop: people ask about themselves, so this is one user
            query = lines._search([("manager_id", "in", own)], limit=perf_reporting_line.LITERAL_LIMIT + 1)
            query.order = None  # with an order PostgreSQL would walk the primary key to find the first ones
            reports = self.env.execute_query(query.select("employee_id")) if own else []
            user.perf_standing = {"own": own, "reports": [employee_id for (employee_id,) in reports]}

    def _is_perf_trusted(self):
        """Whether this user administers HR or the whole system, and may decide who is who."""
        self.ensure_one()
        return self.has_group("perf_base.group_perf_admin") or self.has_group("base.group_system")

    def _perf_employee(self):
        """The employee that this user is in the current company, else in another of the user's companies.

        :return: ``hr.employee`` of at most one record, in sudo, since portal users may not read employees
        """
        return self._perf_employees()[:1]

    def _perf_employees(self):
        """All employees that this user is, the one of the current company first; archived ones left out.

        :return: ``hr.employee`` in sudo, since portal users may not read employees
        """
        self.ensure_one()
        employees = self.env["hr.employee"].sudo().search([("user_id", "=", self.id)], order="id")
        return employees.sorted(lambda employee: employee.company_id != self.env.company)

    # ------------------------------------------------------------------
    # The clock menu of the back office
    # ------------------------------------------------------------------

    @api.model
    def _get_activity_groups(self):
        """Add what waits for the current user to the clock menu, as the page *My performance* counts it.

        It needs no activities, which others could find: the user's own list is made anew each time.
        """
        groups = super()._get_activity_groups()
        employees = self.env.user._perf_employees()
        todo = self.env["perf.digest"]._get_todo_safely(employees) if employees else {}
        items = [item for waiting in todo.values() for item in waiting]
        if items:
            groups.append(self._prepare_perf_activity_group(items, {group["model"] for group in groups}))
        return groups

    def _prepare_perf_activity_group(self, items, counted):
        """The line of the clock menu about what waits.

        :param items: see ``hr.employee._perf_todo``
        :param counted: names of models with activities of their own in the menu, which its badge counts already
        :return: dict
        """
        late, today = count_due(items, fields.Date.context_today(self.env.user))
        return {
            "id": "perf.todo",
            "name": self.env._("Performance: waiting for me"),
            "model": "perf.todo",
            "type": "activity",
            "icon": modules.Manifest.for_addon("perf_base").icon,
            "domain": [],
            "url": "/my/performance#waiting",
            "total_count": sum(item["key"].split(",")[0] not in counted for item in items),
            "overdue_count": late,
            "today_count": today,
            "planned_count": len(items) - late - today,
            "view_type": "list",
        }

    # ------------------------------------------------------------------
    # HR data that portal users may not rewrite
    # ------------------------------------------------------------------

    def write(self, vals):
        self._check_perf_hr_fields(vals)
        return super().write(vals)

    def _check_perf_hr_fields(self, vals):
        """Refuse that a portal user who is an employee rewrites the employee record through the own user.

        Core lets every user write the HR fields of the own user; that suits people with a back office, not a login
        meant for reading. Superuser mode makes no difference: core itself switches to it for one's own fields.

        :raise AccessError: names the fields and tells to ask HR
        """
        if not self.env.user._is_perf_portal_employee() or self.env.user not in self:
            return
        kept = {name for name in vals if self._is_perf_hr_field(name)}
        changed = kept | self.env.user.partner_id._filter_perf_changes(vals, IDENTITY_FIELDS & vals.keys())
        if changed:
            raise self._get_perf_hr_error([self._fields[name] for name in changed])

    def _is_perf_portal_employee(self):
        """Whether this user is a portal user who is an employee in some company, archived or not."""
        self.ensure_one()
        if not self._is_portal():
            return False
        Employee = self.env["hr.employee"].sudo().with_context(active_test=False)
        return bool(Employee.search_count([("user_id", "=", self.id)], limit=1))

    def _is_perf_hr_field(self, name):
        """Whether this field of the user shows a field of the employee."""
        field = self._fields.get(name)
        return bool(field and field.related and field.related.split(".")[0] in ("employee_id", "employee_ids"))

    def _get_perf_hr_error(self, fields_):
        """The error for a portal user who tries to change these fields.

        :param fields_: fields of ``res.users`` or ``res.partner``
        :return: AccessError
        """
        labels = sorted(field._description_string(self.env) for field in fields_)
        return AccessError(
            self.env._(
                "HR keeps these data of yours: %(fields)s. Ask HR to change them for you.", fields=", ".join(labels)
            )
        )
