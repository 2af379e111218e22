import logging

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

INVITATION = "auth_signup.portal_set_password_email"


class PerfPortalAccess(models.TransientModel):
    """HR gives people without a login access to the portal: who will get an invitation, who not, and why."""

    _name = "perf.portal.access"
    _description = "Grant Portal Access"

    state = fields.Selection([("draft", "To confirm"), ("done", "Done")], default="draft", readonly=True)
    line_ids = fields.One2many("perf.portal.access.line", "access_id", readonly=True)
    welcome_message = fields.Text(string="Invitation Message", help="Stands in the e-mail, below the greeting.")
    invite_count = fields.Integer(compute="_compute_counts")
    skip_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.status")
    def _compute_counts(self):
        for access in self:
            granted = access.line_ids.filtered(lambda line: line.status in ("invite", "link", "invited", "linked"))
            access.invite_count = len(granted)
            access.skip_count = len(access.line_ids) - len(granted)

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def _open(self, employees):
        """Prepare the dialog for these people.

        :param employees: ``hr.employee`` that the current user may change
        :return: action
        """
        self._check_officer(employees)
        access = self.create({"line_ids": [Command.create({"employee_id": employee.id}) for employee in employees]})
        access.line_ids._refresh_status()
        return access._get_action()

    def _get_action(self):
        return {
            "name": self.env._("Grant portal access"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _check_officer(self, employees):
        """Only HR officers give logins, and only to people whom they may change.

        :raise AccessError: says so
        """
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            raise AccessError(self.env._("Only HR officers can grant portal access. Ask one of them."))
        employees.check_access("write")

    # ------------------------------------------------------------------
    # Granting
    # ------------------------------------------------------------------

    def action_grant(self):
        """Create the users, link them, send the invitations, and show what came of it."""
        self.ensure_one()
        self.check_access("write")
        employees = self.line_ids.employee_id
        self._check_officer(employees)
        if self.state == "done":
            raise UserError(self.env._("The invitations are already sent. Close this window, and open it again."))
        self.line_ids._refresh_status()
        # sudo: officers manage people, not users; they are checked above, and only portal users come into being.
        self.sudo()._grant()
        self.state = "done"
        return self._get_action()

    def _grant(self):
        """Grant all that can be granted in one go; if one person breaks it, person by person."""
        lines = self.line_ids.filtered(lambda line: line.status in ("invite", "link"))
        try:
            with self.env.cr.savepoint():
                self._grant_lines(lines)
        except Exception as error:  # noqa: BLE001  whatever breaks for one person must not keep the others from their login
            _logger.info("Granting portal access in one go failed (%s), trying person by person", error)
            for line in lines:
                self._grant_one(line)

    def _grant_one(self, line):
        try:
            with self.env.cr.savepoint():
                self._grant_lines(line)
        except Exception as error:  # noqa: BLE001
            _logger.warning("No portal access for employee %s: %s", line.employee_id.id, error)
            reason = self.env._("It did not work: %(error)s", error=error)
            line.write({"status": "failed", "left_out": True, "reason": reason})

    def _grant_lines(self, lines):
        """Create users for those to be invited, and link users to all.

        :param lines: lines in sudo, whose status is fresh
        """
        invited = lines.filtered(lambda line: line.status == "invite")
        users = self._create_users(invited)
        for line, user in zip(invited, users, strict=True):
            line._link(user, "invited")
        for line in lines - invited:
            line._link(line.user_id, "linked")
        self._send_invitations(users)
        self.env.flush_all()

    def _create_users(self, lines):
        """Portal users for these lines, in one batch, modelled on the template of all portal users.

        :return: ``res.users`` in the order of the lines
        """
        template = self.env["res.users"].browse(self._get_template_user_id()).exists()
        groups = template.group_ids or self.env.ref("base.group_portal")
        # no_reset_password: core's invitation for portal users follows. mail_create_nolog: logged in one go below.
        Users = self.env["res.users"].with_context(no_reset_password=True, mail_create_nolog=True, mail_notrack=True)
        users = Users.create(
            [{**line._prepare_user_values(), "group_ids": [Command.set(groups.ids)]} for line in lines]
        )
        bodies = {user.partner_id.id: user._get_portal_access_update_body(True) for user in users}
        users.partner_id._message_log_batch(bodies)
        return users

    def _get_template_user_id(self):
        return int(self.env["ir.config_parameter"].get_param("base.template_portal_user_id") or 0)

    def _send_invitations(self, users):
        """Queue core's own invitation for each of these users."""
        if not users:
            return
        users.partner_id.signup_prepare()
        context = {"dbname": self.env.cr.dbname, "welcome_message": self.welcome_message, "medium": "portalinvite"}
        self.env.ref(INVITATION).with_context(**context).send_mail_batch(users.ids)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
