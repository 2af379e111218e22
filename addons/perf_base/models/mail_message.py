from odoo import api, models
from odoo.exceptions import AccessError

#: What a message says, who said it and when.
HISTORY = {
    "attachment_ids", "author_guest_id", "author_id", "body", "date", "email_from", "is_internal", "message_type",
    "model", "parent_id", "record_name", "res_id", "subject", "subtype_id", "tracking_value_ids",
}  # fmt: skip


class MailMessage(models.Model):
    """What was said and changed on records about people is history: nobody rewrites it, or speaks for another."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse messages on records of the suite in the name of somebody else."""
        if not self.env.su:
            own = self.env.user.partner_id.id
            for vals in vals_list:
                author = vals.get("author_id", own)
                if self._is_perf_model(vals.get("model")) and (author or own) != own:
                    raise AccessError(self.env._("Write in your own name."))
        return super().create(vals_list)

    def write(self, vals):
        if HISTORY & vals.keys():
            self._check_perf_history()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_perf_history(self):
        self._check_perf_history()

    @api.model
    def _is_perf_model(self, model):
        """Whether a model is one of the suite.

        :param model: technical name, or nothing
        """
        return bool(model) and model.startswith("perf.")

    def _check_perf_history(self):
        """Refuse to change what stands on a record of the suite."""
        if not self.env.su and any(self._is_perf_model(message.model) for message in self.sudo()):
            raise AccessError(
                self.env._("What was written here stays as it was. Write a new comment that corrects it.")
            )
