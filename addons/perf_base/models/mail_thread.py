from odoo import api, models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    """What comes in by e-mail: replies to records of the suite, from the mail gateway alone."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Let the gateway bring replies, and nobody make or answer records of the suite by an e-mail of their own.

        ``message_process`` can be called by every user. It acts in superuser mode, for whom the e-mail names as its
        sender.
        """
        routes = list(routes or ())
        ours = [route for route in routes if route[0].startswith("perf.")]
        is_gateway = self.env.su or self.env.user.has_group("base.group_system")
        if ours and not is_gateway:
            raise AccessError(self.env._("E-mails about people are taken from the mail server only. Write a comment."))
        new = [route for route in ours if not route[1]]
        if new:
            raise AccessError(self.env._("Records about people are not made by e-mail. Use the forms."))
        return super()._message_route_process(message, message_dict, routes)
