from odoo import api, models
from odoo.exceptions import AccessError

# Who gave what to whom is said once.
GRANT_FIELDS = {"user_id", "sender_id", "badge_id", "badge_name", "challenge_id", "employee_id"}


class GamificationBadgeUser(models.Model):
    """A grant of a badge: nobody grants in the name of others, or to themselves."""

    _inherit = "gamification.badge.user"

    @api.model_create_multi
    def create(self, vals_list):
        """As core, but nobody grants in the name of others, nor to themselves, by a forged call.

        :raise AccessError: says how to give a badge
        """
        if not self.env.su:
            for vals in vals_list:
                self._check_perf_grant(vals)
        return super().create(vals_list)

    def write(self, vals):
        """As core, but who gave what to whom stays as it is.

        :raise AccessError: says what to do instead
        """
        if not self.env.su and GRANT_FIELDS & vals.keys():
            raise AccessError(self.env._("Who gave a badge to whom can't be changed. Give a new one instead."))
        return super().write(vals)

    @api.model
    def _check_perf_grant(self, vals):
        """Refuse a grant in the name of somebody else or to oneself; defaults of the context count.

        :param vals: values as given to ``create``
        """
        context = self.env.context
        sender = vals.get("sender_id", context.get("default_sender_id"))
        receiver = vals.get("user_id", context.get("default_user_id"))
        if sender and sender != self.env.uid:
            raise AccessError(self.env._("You can give a badge in your own name only."))
        if receiver == self.env.uid:
            raise AccessError(self.env._("You can't give a badge to yourself. Thank a colleague with it."))
