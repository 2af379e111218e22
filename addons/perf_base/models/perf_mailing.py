import re

from markupsafe import Markup, escape

from odoo import models
from odoo.tools.mail import generate_tracking_message_id

MARK = "\ue000{}\ue001"  # private characters, which nobody types
MARKS = re.compile(MARK.format("([^\ue001]*)"))


class PerfMailing(models.AbstractModel):
    """Queues e-mails alike to many people, without rendering each: the job of the mail addon sends them.

    A template is rendered once for each language and kind of reader, with marks in the places of what differs from
    person to person; the marks are filled then. The template gets the marks as keys of the context.

    The e-mails belong to no record and to no user, so that nobody reads them but their receivers.
    """

    _name = "perf.mailing"
    _description = "E-mails Alike to Many People"

    @staticmethod
    def _create_messages(env, keys):
        """One message for all e-mails with the same subject and sender: dict of both -> id."""
        keys = sorted(keys)
        rows = [(subject, sender or env.user.email_formatted) for subject, sender in keys]
        subject, sender = rows[0]
        first = env["mail.message"].create(
            {
                "subject": subject,
                "email_from": sender,
                "reply_to": sender,
                "message_type": "user_notification",
                "is_internal": True,
            }
        )
        copies = env["perf.bulk"]._copy(
            first,
            {
                "subject": [subject for subject, _sender in rows[1:]],
                "email_from": [sender for _subject, sender in rows[1:]],
                "reply_to": [sender for _subject, sender in rows[1:]],
                "message_id": [generate_tracking_message_id("message-notify") for _row in rows[1:]],
            },
        )
        return dict(zip(keys, (first + copies).ids, strict=True))

    @staticmethod
    def _create_mails(mails, rows):
        """Queue e-mails that differ in message, text and address only: the first one is made, the others copy its row.

        :param mails: empty ``mail.mail``
        :param rows: list of tuples of the id of the message, body and address
        :return: ``mail.mail`` in the order of the rows
        """
        message_id, body, address = rows[0]
        first = mails.create(
            {
                "mail_message_id": message_id,
                "is_notification": True,
                "body_html": body,
                "email_to": address,
                "auto_delete": True,
                "state": "outgoing",
            }
        )
        names = ("mail_message_id", "body_html", "email_to")
        columns = {name: [row[number] for row in rows[1:]] for number, name in enumerate(names)}
        return first + mails.env["perf.bulk"]._copy(first, columns)

    @staticmethod
    def _render_marked(template, record, lang, values, each=False):
        """Render a template for one record, with these keys in the context.

        :param template: ``mail.template``
        :param record: record of the template's model
        :param lang: code of the language
        :param values: dict of keys of the context, such as marks
        :param each: whether it is rendered for this record alone; otherwise nothing is rendered when the template names
            ``object``, whose texts would be those of this record only
        :return: pair of body and subject, or None
        """
        template = template.with_context(lang=lang, **values)
        if not each and "object" in f"{template.body_html or ''}{template.subject or ''}":
            return None
        body = template._render_template(template.body_html, template.model, record.ids, engine="qweb")[record.id]
        subject = template._render_template(template.subject, template.model, record.ids)[record.id]
        return str(Markup(body or "")), subject or ""

    @staticmethod
    def _fill_marks(rendered, texts):
        """Put the texts of one person in the places of their marks.

        :param rendered: pair of body and subject
        :param texts: dict name of a mark -> text
        :return: pair of body and subject
        """
        body, subject = rendered
        return (
            MARKS.sub(lambda found: escape(texts[found[1]]) if found[1] in texts else found[0], body),
            MARKS.sub(lambda found: " ".join(texts[found[1]].split()) if found[1] in texts else found[0], subject),
        )
