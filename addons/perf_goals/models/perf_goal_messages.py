from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.perf_base.tools.text import is_too_long

#: What may be said of a comment, apart from its author and day.
POSTED = {
    "attachment_ids", "attachments", "body", "body_is_html", "email_add_signature", "email_layout_xmlid",
    "message_type", "parent_id", "partner_ids", "subject", "subtype_id", "subtype_xmlid",
}  # fmt: skip


class PerfGoalMessages(models.AbstractModel):
    """Who is told about a goal, by mail, activity and comment, and who never is."""

    _name = "perf.goal.messages"
    _description = "Messages about Goals"
    _inherit = ["perf.thread.mixin"]

    # ------------------------------------------------------------------
    # Who is told
    # ------------------------------------------------------------------

    @api.model
    def _get_nearest_managers(self, employee_ids):
        """The closest manager with a login of each of these people.

        :return: dict employee id -> ``hr.employee`` in sudo
        """
        if not employee_ids:
            return {}
        self.env["hr.employee"].flush_model(["parent_id", "active", "user_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (line.employee_id) line.employee_id, line.manager_id
                  FROM perf_reporting_line line
                  JOIN hr_employee manager ON manager.id = line.manager_id
                  JOIN res_users account ON account.id = manager.user_id AND account.active
                 WHERE line.employee_id = ANY(%s)
                 ORDER BY line.employee_id, line.depth, line.id
                """,
                list(employee_ids),
            )
        )
        managers = self.env["hr.employee"].sudo().browse([manager_id for _employee_id, manager_id in rows])
        return {
            employee_id: manager.with_prefetch(managers.ids)
            for (employee_id, _manager_id), manager in zip(rows, managers, strict=True)
        }

    def _get_manager_of(self):
        """The closest manager with a login of whoever is responsible: dict goal -> ``hr.employee`` in sudo."""
        responsible = {goal: goal._get_responsible_id() for goal in self}
        managers = self._get_nearest_managers({person for person in responsible.values() if person})
        return {goal: managers[person] for goal, person in responsible.items() if person in managers}

    def _notify_managers(self, template_xmlid):
        """Mail the closest manager of each goal."""
        users = {goal: manager.user_id for goal, manager in self._get_manager_of().items()}
        self._send_mails(template_xmlid, users)

    def _notify_owners(self, template_xmlid):
        """Mail the one who is responsible for each goal, unless it is the current user."""
        employees = self.env["hr.employee"].sudo()
        users = {goal: employees.browse(goal._get_responsible_id() or []).user_id for goal in self}
        self._send_mails(template_xmlid, users)

    def _send_mails(self, template_xmlid, users):
        """Mail one person per goal, in that person's language, with a link that works for them.

        :param users: dict goal -> ``res.users`` in sudo, may be empty
        """
        # sudo: employees and portal users may not read templates; the recipients may read the goals.
        template = self.env.ref(template_xmlid).sudo()
        by_language = defaultdict(dict)
        for goal, user in users.items():
            if user and user != self.env.user:
                by_language[user.lang][goal.id] = user
        for lang, people in by_language.items():
            template.with_context(
                lang=lang,
                perf_partners={goal_id: user.partner_id.id for goal_id, user in people.items()},
                perf_names={goal_id: user.name for goal_id, user in people.items()},
                perf_urls={goal_id: self.browse(goal_id)._get_url_for(user) for goal_id, user in people.items()},
                perf_by=self.env.user.name,
            ).send_mail_batch(list(people), email_layout_xmlid="mail.mail_notification_light")

    def _get_url_for(self, user):
        """Full address of the goal for that user: in the portal, or in the back office."""
        path = f"/my/goals/{self.id}" if user.share else f"/odoo/all-goals/{self.id}"
        return self.get_base_url() + path

    def _schedule_for_managers(self, type_xmlid, summary):
        """Put an activity on the desk of each closest manager who works in the back office."""
        by_user = defaultdict(self.browse)
        for goal, manager in self._get_manager_of().items():
            if not manager.user_id.share:
                by_user[manager.user_id] |= goal
        for user, goals in by_user.items():
            # sudo: portal users may not create activities; a mail of its own goes out, so no notification here.
            goals.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                type_xmlid, user_id=user.id, summary=summary
            )

    def _unschedule(self, *type_xmlids):
        """Take the activities away once there is nothing to do any more."""
        # sudo: the activities are those of the managers.
        self.sudo().activity_unlink(list(type_xmlids))

    def activity_unlink(self, act_type_xmlids, user_id=None, only_automated=True):
        """What waits for a manager is taken away by the steps of the goal, or by who decides on it."""
        if not self.env.su:
            self.check_access("write")
            if not all("approve" in powers for powers in self._get_powers().values()):
                raise AccessError(self.env._("What waits for your manager goes away once it is done."))
        return super().activity_unlink(act_type_xmlids, user_id=user_id, only_automated=only_automated)

    # ------------------------------------------------------------------
    # Messages: nobody follows by accident, nobody reads what the rules hide
    # ------------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """People follow a goal only when they ask for it themselves, never through an activity or a mention."""
        if set(partner_ids or []) != {self.env.user.partner_id.id} or self.env.su:
            return True
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Writing a comment does not make its author a follower either."""
        own = self.env.user.partner_id.ids
        if list(partner_ids or []) != own or customer_ids is None:
            return True
        return super()._message_subscribe(partner_ids, subtype_ids=subtype_ids, customer_ids=customer_ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out those who may not read the goal now, such as followers who changed to another manager."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        users = self.env["res.users"].sudo().browse([data["uid"] for data in recipients if data.get("uid")])
        readers = {user.id for user in users if self.sudo(False).with_user(user).has_access("read")}
        return [data for data in recipients if data.get("uid") in readers]

    def message_post(self, **kwargs):
        """A comment is brought to the owner and the closest manager, since nobody follows automatically."""
        self.ensure_one()
        self._check_comment(kwargs.get("body"))
        if not self.env.su:  # what stands on a goal is evidence: nobody forges whose it is, when it was, what changed
            kwargs = {name: value for name, value in kwargs.items() if name in POSTED}
        message = super().message_post(**kwargs)
        if kwargs.get("message_type") == "comment" and not message.is_internal and self.state != "draft":
            self._notify_comment(message)
        return message

    def _notify_comment(self, message):
        """Bring a comment to the two people whom the goal concerns."""
        employees = self.env["hr.employee"].sudo()
        people = employees.browse(self._get_responsible_id() or []) | next(
            iter(self._get_manager_of().values()), employees
        )
        partners = people.user_id.partner_id - message.sudo().author_id - message.sudo().partner_ids
        if partners:
            # sudo: portal users may not notify; the author stays who wrote.
            self.sudo().message_notify(
                partner_ids=partners.ids,
                author_id=message.sudo().author_id.id,
                body=message.body,
                subject=self.env._("Comment on “%(goal)s”", goal=self.name),
                model_description=self.env._("Goal"),
            )

    def _check_comment(self, body):
        """Refuse comments as long as files."""
        if is_too_long(body, "text"):
            raise UserError(self.env._("The comment is too long. Shorten it, or talk about it."))
