from markupsafe import Markup

from odoo import models
from odoo.fields import Command


class PerfRecognitionNotice(models.Model):
    """A recognition, of which the people concerned are told."""

    _inherit = "perf.recognition"

    def _notify_recipients(self):
        """Tell the people thanked and their managers, those without a user too. Nobody else is told.

        Everybody gets an e-mail; whoever reads notifications in Odoo finds one there as well.
        """
        for recognition in self.sudo():  # sudo: portal users may not read the employees whom they thank
            thanked = recognition.recipient_ids
            managers = recognition._get_notified_managers()
            self._mail_people(recognition, "received", thanked)
            self._mail_people(recognition, "manager", managers)
            recognition._notify_inbox(thanked, managers)

    def _get_notified_managers(self):
        """Managers of the people thanked, who neither wrote it nor are thanked themselves."""
        self.ensure_one()
        managers = self.recipient_ids.parent_id.filtered("active")
        return managers - self.author_employee_id - self.recipient_ids

    def _mail_people(self, recognition, template_name, people):
        """Queue an e-mail to each of these people, in one go for each language.

        :param template_name: end of the template's XML id
        :param people: ``hr.employee`` recordset
        """
        template = self.env.ref(f"perf_recognition.mail_template_perf_recognition_{template_name}", False)
        if template:
            for lang, partners in people._perf_partners().grouped("lang").items():
                recognition.with_env(self.env)._send_mail(template, partners, lang)

    def _notify_inbox(self, thanked, managers):
        """Put a notice into the inbox of those who read their notifications in Odoo; the words stay on the wall.

        :param thanked: ``hr.employee`` recordset, the people thanked
        :param managers: ``hr.employee`` recordset, their managers
        """
        self.ensure_one()
        for people, told in ((thanked, True), (managers, False)):
            users = people.user_id.filtered(lambda user: user.notification_type == "inbox" and not user.share)
            for lang, readers in users.grouped("lang").items():
                record = self.with_context(lang=lang)
                subject = record._get_notice() if told else record.display_name
                link = Markup('<p>%s <a href="%s/odoo/recognition/%s">%s</a></p>') % (
                    subject,
                    self.get_base_url(),
                    self.id,
                    record.env._("See it on the wall"),
                )
                # sudo: portal users may not notify; the author stays who wrote.
                self.env["mail.thread"].sudo().message_notify(
                    partner_ids=readers.partner_id.ids,
                    author_id=self.env.user.partner_id.id,
                    subject=subject,
                    body=link,
                    email_layout_xmlid="mail.mail_notification_light",
                )

    def _get_notice(self):
        """What the people thanked are told, in one line."""
        self.ensure_one()
        return self.env._("%(name)s thanked you", name=self.author_name)

    def _notify_author(self):
        """Tell the author by e-mail that HR took the recognition back, and why."""
        template = self.env.ref("perf_recognition.mail_template_perf_recognition_retracted", raise_if_not_found=False)
        partner = self.author_employee_id._perf_partners()
        if template and partner:
            self._send_mail(template, partner, partner.lang)

    def _send_mail(self, template, partners, lang):
        """Queue one e-mail to each of these partners. sudo: employees may not read templates."""
        template.sudo().with_context(lang=lang or self.env.lang).send_mail(
            self.id, email_values={"recipient_ids": [Command.set(partners.ids)]}
        )
