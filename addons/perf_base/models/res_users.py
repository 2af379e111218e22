from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

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
