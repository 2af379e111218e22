from odoo import models

from .res_users import IDENTITY_FIELDS


class ResPartner(models.Model):
    """A contact: those that stand for employees are kept by HR."""

    _inherit = "res.partner"

    def write(self, vals):
        self._check_perf_hr_fields(vals)
        return super().write(vals)

    def _check_perf_hr_fields(self, vals):
        """Refuse that a portal user renames the contact of an employee, or changes its e-mail or phone.

        Core copies these on to the employee; the address forms of the portal write them in superuser mode, for the own
        contact and for others of the same company.

        :raise AccessError: names the fields and tells to ask HR
        """
        names = IDENTITY_FIELDS & vals.keys()
        if not names or not self.env.user._is_portal():
            return
        kept = self._filter_perf_kept_by_hr()
        changed = {name for partner in kept for name in partner._filter_perf_changes(vals, names)}
        if changed:
            raise self.env.user._get_perf_hr_error([self._fields[name] for name in changed])

    def _filter_perf_kept_by_hr(self):
        """The contacts among these that stand for an employee, or for a company of the database.

        :return: ``res.partner``
        """
        # sudo: portal users may read neither employees nor companies; only the answer yes or no leaves.
        partners = self.sudo().with_context(active_test=False)
        companies = partners.env["res.company"].search([("partner_id", "in", self.ids)])
        employees = partners.env["hr.employee"].search(
            ["|", ("work_contact_id", "in", self.ids), ("user_id.partner_id", "in", self.ids)]
        )
        return self & (companies.partner_id | employees.work_contact_id | employees.user_id.partner_id)

    def _filter_perf_changes(self, vals, names):
        """Which of these fields would get another value.

        :param vals: values for ``write``
        :param names: names of fields in it
        :return: set of names
        """
        self.ensure_one()
        return {name for name in names if (vals[name] or "").strip() != (self.sudo()[name] or "").strip()}
