from odoo import models


class HrEmployeePublic(models.Model):
    """A colleague, as everybody in the back office sees one, who can be thanked."""

    _inherit = "hr.employee.public"

    def action_perf_recognise(self):
        """Open the composer with this colleague chosen."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the employee behind the profile; only the id goes into the dialog.
        return self.sudo().employee_id._prepare_perf_composer_action()
