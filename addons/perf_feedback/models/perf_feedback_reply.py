from odoo import api, fields, models


class PerfFeedbackReply(models.Model):
    """One reply in the thread under a feedback. Whoever reads the feedback reads its replies."""

    _name = "perf.feedback.reply"
    _description = "Reply to Feedback"
    _inherit = ["perf.text.mixin"]
    _order = "id"
    _rec_names_search = ["body"]

    feedback_id = fields.Many2one("perf.feedback", required=True, readonly=True, index=True, ondelete="cascade")
    author_employee_id = fields.Many2one(
        "hr.employee", string="From", required=True, readonly=True, index=True, ondelete="restrict"
    )
    body = fields.Text(string="Reply", required=True, readonly=True)

    @api.depends("feedback_id")
    def _compute_display_name(self):
        """Never the text: the name stands in e-mails."""
        for reply in self:
            reply.display_name = reply.feedback_id.display_name

    def _get_mail_partners(self):
        """Partners of the author and of the person, as far as they read the feedback and did not write this."""
        self.ensure_one()
        feedback = self.feedback_id
        people = feedback.author_employee_id
        if feedback.visibility in ("employee", "employee_manager"):
            people |= feedback.employee_id
        people -= self.author_employee_id
        return people.user_id.partner_id

    def _send_mail(self):
        """Tell the other one that there is a reply, without its text."""
        template = self.env.ref("perf_feedback.mail_template_perf_feedback_reply", raise_if_not_found=False)
        replies = self.filtered(lambda reply: reply._get_mail_partners())
        if template and replies:
            template.sudo().send_mail_batch(replies.ids)

    def _prepare_portal_values(self):
        """What the thread shows of each reply, which the current user may read.

        :return: list of dicts
        """
        people = self.author_employee_id._perf_person_values()
        return [
            {"author": people[reply.author_employee_id.id], "date": reply.create_date, "body": reply.body}
            for reply in self
        ]
