from collections import Counter

from odoo import fields, models
from odoo.tools import email_normalize


class PerfPortalAccessLine(models.TransientModel):
    """One person in the dialog *Grant portal access*: which e-mail becomes the login, and whether it can."""

    _name = "perf.portal.access.line"
    _description = "Grant Portal Access to a Person"
    _order = "left_out desc, id"

    access_id = fields.Many2one("perf.portal.access", required=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, ondelete="cascade")
    email = fields.Char(string="E-mail", readonly=True)
    private = fields.Boolean(string="Private E-mail", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    status = fields.Selection(
        [
            ("invite", "Will be invited"),
            ("link", "Has a login, will be linked"),
            ("user", "Has a user already"),
            ("no_email", "No e-mail"),
            ("taken", "E-mail is taken"),
            ("archived", "Archived"),
            ("invited", "Invited"),
            ("linked", "Linked"),
            ("failed", "Failed"),
        ],
        readonly=True,
    )
    left_out = fields.Boolean(readonly=True, help="HR has to do something before this person can get access.")
    reason = fields.Char(string="What to Do", readonly=True)

    # ------------------------------------------------------------------
    # Who can be invited
    # ------------------------------------------------------------------

    def _refresh_status(self):
        """Work out e-mail, status and reason anew from the employees, in a constant number of queries."""
        # sudo: officers may not read users; the names of their own people's logins are what they came to see.
        lines = self.sudo()
        emails = {line: line._get_email() for line in lines}
        logins = self._get_users_by_login({email for email, _private in emails.values() if email})
        times = Counter(email for email, _private in emails.values())
        for line in lines:
            email, private = emails[line]
            status, user = line._get_status(email, private, logins, times)
            line.write(
                {
                    "email": email,
                    "private": private,
                    "status": status,
                    "user_id": user.id,
                    "reason": line._get_reason(status, private, user),
                    "left_out": status in ("no_email", "taken", "archived"),
                }
            )

    def _get_email(self):
        """The address that becomes the login: the one for work, else the private one.

        :return: pair of the normalised address or False, and whether it is the private one
        """
        work = email_normalize(self.employee_id.work_email)
        private = email_normalize(self.employee_id.private_email)
        return work or private, bool(private and not work)

    def _get_users_by_login(self, emails):
        """Users that log in with one of these addresses, archived ones too.

        :return: dict of lower-case login -> user
        """
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        users = Users.search(["|", ("login", "in", list(emails)), ("email_normalized", "in", list(emails))])
        return {key: user for user in users for key in (user.email_normalized, user.login.lower()) if key}

    def _get_status(self, email, private, logins, times):
        """What can be done for this person.

        :param email: see :meth:`_get_email`
        :param private: see :meth:`_get_email`
        :param logins: see :meth:`_get_users_by_login`
        :param times: how often each address stands in the dialog
        :return: pair of a status and of the user that the person has, or could be linked to
        """
        employee = self.employee_id
        none = self.env["res.users"]
        if not employee.active:
            return "archived", none
        if employee.user_id:
            return "user", employee.user_id
        user = employee.work_contact_id.with_context(active_test=False).user_ids[:1]
        if user:
            return ("link" if self._can_link(user) else "taken"), user
        if not email:
            return "no_email", none
        if email in logins:
            return "taken", logins[email]
        return ("invite" if times[email] == 1 else "taken"), none

    def _can_link(self, user):
        """Whether the login that the work contact has already may become the person's."""
        return bool(
            user.active
            and user._is_portal()
            and self.employee_id.company_id in user.company_ids
            and not user.with_context(active_test=False).employee_ids
            and len(self.employee_id.work_contact_id.employee_ids) == 1
        )

    def _get_reason(self, status, private, user):
        """One sentence on what happens, or what HR can do about it."""
        if status == "user" and user.active:
            return self.env._("Logs in as %(login)s. Nothing to do.", login=user.login)
        if status == "invite" and private:
            return self.env._("The private e-mail becomes the login: other people in the back office can see it there.")
        reasons = {
            "user": self.env._("The user is archived. Ask an administrator to unarchive it."),
            "link": self.env._("The portal user of the work contact is linked; no e-mail is sent."),
            "no_email": self.env._("Enter a work or private e-mail on the employee."),
            "taken": self.env._("Somebody else uses this e-mail or contact. Give the person an e-mail of their own."),
            "archived": self.env._("Unarchive the employee first."),
        }
        return reasons.get(status, "")

    # ------------------------------------------------------------------
    # Granting
    # ------------------------------------------------------------------

    def _prepare_user_values(self):
        """Values of the new portal user.

        The contact of the user is the work contact. Not so for a private e-mail: on the work contact core would copy
        it into the work e-mail, for all colleagues to read.
        """
        employee = self.employee_id
        values = {
            "login": self.email,
            "email": self.email,
            "company_id": employee.company_id.id,
            "company_ids": [fields.Command.set(employee.company_id.ids)],
            "tz": employee.tz,
        }
        if self.private or not employee.work_contact_id:
            return {**values, "name": employee.name, "lang": employee.work_contact_id.lang or self.env.lang}
        return {**values, "partner_id": employee.work_contact_id.id}

    def _link(self, user, status):
        """Make the user the employee's, and leave work contact, e-mail and phone as they are.

        :param user: ``res.users``
        :param status: what the line says from now on
        """
        # Through the resource, where the link is stored: ``hr.employee.write`` would replace the work contact.
        self.employee_id.resource_id.user_id = user
        self.write({"status": status, "user_id": user.id, "reason": ""})
