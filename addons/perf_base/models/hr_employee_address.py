from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.text import clean

ADDRESS_FIELDS = {"work_email", "work_contact_id"}


class HrEmployee(models.Model):
    """The address of an employee with a login gets the links that set a new password: it is as good as the login."""

    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.browse()._check_perf_address(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_perf_address(vals)
        return super().write(vals)

    def _check_perf_address(self, vals):
        """Refuse that HR officers send what is for a login somewhere else; they keep the address of people without one.

        Core writes the work e-mail of an employee on the contact, and with it on the user of that contact.

        :param vals: values as given to ``create`` (on no record) or ``write``
        :raise AccessError: says whom to ask
        """
        if self.env.su or not ADDRESS_FIELDS & vals.keys() or self.env.user._is_perf_trusted():
            return
        # sudo: officers may not read users; only whether it is allowed leaves.
        people = self.sudo().with_context(active_test=False)
        if any(person._moves_perf_login(vals) for person in people or [people]):
            raise AccessError(
                self.env._(
                    "New passwords of an employee with a login are sent to the work e-mail. "
                    "Ask an HR administrator to change it, or the employee."
                )
            )

    def _moves_perf_login(self, vals):
        """Whether these values give a login another address. Called in sudo, on one employee or on none.

        :param vals: values as given to ``create`` or ``write``
        """
        user = self.env["res.users"].browse(vals["user_id"] or []) if "user_id" in vals else self.user_id
        contact = self._get_perf_contact(vals, user)
        if contact != self.work_contact_id and (self.user_id or contact.user_ids - user) and contact != user.partner_id:
            return True
        logins = contact.user_ids | user
        if "work_email" not in vals or not logins - self.env.user:
            return False
        kept = contact.email if contact else self.work_email
        return clean(vals["work_email"]).lower() != clean(kept).lower()

    def _get_perf_contact(self, vals, user):
        """The work contact after these values are written, as core chooses it.

        :param vals: values as given to ``create`` or ``write``
        :param user: ``res.users``, maybe empty, after the values are written
        :return: ``res.partner``
        """
        if vals.get("user_id"):
            return user.partner_id
        if "work_contact_id" in vals:
            return self.env["res.partner"].browse(vals["work_contact_id"] or [])
        return self.work_contact_id
