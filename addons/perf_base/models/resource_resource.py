from odoo import models


class ResourceResource(models.Model):
    """The resource behind an employee, which holds the link to the user."""

    _inherit = "resource.resource"

    def write(self, vals):
        if "user_id" in vals and not self.env.su:
            employees = self.env["hr.employee"].sudo().with_context(active_test=False)
            found = employees.search([("resource_id", "in", self.ids)])
            found.sudo(False)._check_perf_identity({"user_id": vals["user_id"]})
        return super().write(vals)
