from odoo import models
from odoo.tools import SQL


class PerfMailing(models.AbstractModel):
    """Queues e-mails that belong to no record and to no user, so that nobody reads them but their receivers."""

    _name = "perf.mailing"
    _description = "E-mails that Nobody Else Reads"

    @staticmethod
    def _create_messages(env, keys):
        """One message for all e-mails with the same subject and sender: dict of both -> id."""
        keys = sorted(keys)
        messages = env["mail.message"].create(
            [
                {
                    "subject": subject,
                    "email_from": sender or env.user.email_formatted,
                    "reply_to": sender or env.user.email_formatted,
                    "message_type": "user_notification",
                    "is_internal": True,
                }
                for subject, sender in keys
            ]
        )
        return dict(zip(keys, messages.ids, strict=True))

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
        if len(rows) == 1:
            return first
        first.flush_recordset()
        own = ("id", "mail_message_id", "body_html", "email_to")
        columns = [
            SQL.identifier(field.name)
            for field in mails._fields.values()
            if field.store and field.column_type and field.name not in own
        ]
        copies = mails.env.execute_query(
            SQL(
                """
                INSERT INTO mail_mail (%(columns)s, mail_message_id, body_html, email_to)
                     SELECT %(values)s, copy.message_id, copy.body, copy.address
                       FROM mail_mail first
                 CROSS JOIN unnest(%(messages)s::int[], %(bodies)s::text[], %(addresses)s::text[])
                            WITH ORDINALITY AS copy(message_id, body, address, position)
                      WHERE first.id = %(first)s
                   ORDER BY copy.position
                  RETURNING id
                """,
                columns=SQL(", ").join(columns),
                values=SQL(", ").join(SQL("first.%s", column) for column in columns),
                messages=[row[0] for row in rows[1:]],
                bodies=[row[1] for row in rows[1:]],
                addresses=[row[2] for row in rows[1:]],
                first=first.id,
            )
        )
        return first + mails.browse([mail_id for (mail_id,) in copies])
