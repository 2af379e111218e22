"""Databases from before a request had several questions: one text on the request, activities, e-mails of records."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

LINE = "perf.feedback.request.line"
TEMPLATES = ("request", "request_link", "request_remind")
OLD_AUTHOR = "object.author_employee_id.name"
AUTHOR = "object._get_author_name()"


def migrate(cr, version):
    """Put requests, e-mails, activities and record rules right.

    :param version: the version that was installed, empty when there was none
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    add_questions(env)
    reset_request_templates(env)
    name_outsiders(env)
    drop_leftovers(env)


def add_questions(env):
    """The text of each request without questions becomes its question."""
    env.flush_all()
    cr = env.cr
    cr.execute(
        SQL(
            """
            INSERT INTO perf_feedback_request_question
                        (request_id, sequence, text, create_uid, create_date, write_uid, write_date)
                 SELECT id, 10, question, create_uid, create_date, create_uid, create_date
                   FROM perf_feedback_request request
                  WHERE trim(COALESCE(question, '')) <> ''
                    AND NOT EXISTS (SELECT FROM perf_feedback_request_question WHERE request_id = request.id)
            """
        )
    )
    env.invalidate_all()


def reset_request_templates(env):
    """E-mails that take their texts from records, or call the work of the one who asks "their own"; others stay."""
    for name in TEMPLATES:
        template = env.ref(f"perf_feedback.mail_template_perf_feedback_{name}", raise_if_not_found=False)
        body = template.body_html or "" if template else ""
        if template and (template.model != LINE or "perf_feedback_" not in body or "their own work" in body):
            template.reset_template()


def name_outsiders(env):
    """People outside are no employees: the e-mail names them nevertheless, in all languages, edited or not."""
    template = env.ref("perf_feedback.mail_template_perf_feedback_received", raise_if_not_found=False)
    if not template:
        return
    template.flush_recordset()
    env.cr.execute(
        SQL(
            """
            UPDATE mail_template
               SET subject = replace(subject::text, %(old)s, %(new)s)::jsonb,
                   body_html = replace(body_html::text, %(old)s, %(new)s)::jsonb
             WHERE id = %(id)s
            """,
            old=OLD_AUTHOR,
            new=AUTHOR,
            id=template.id,
        )
    )
    template.invalidate_recordset()


def drop_leftovers(env):
    """Lines of requests are no documents any more: their activities, followers and the rule of that time go."""
    env["mail.activity"].with_context(active_test=False).search([("res_model", "=", LINE)]).unlink()
    env["mail.followers"].search([("res_model", "=", LINE)]).unlink()
    for xmlid in ("mail_act_feedback_request", "perf_feedback_request_line_rule_read"):
        leftover = env.ref(f"perf_feedback.{xmlid}", raise_if_not_found=False)
        if leftover:
            leftover.unlink()
