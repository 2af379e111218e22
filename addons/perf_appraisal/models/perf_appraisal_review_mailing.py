from odoo import models
from odoo.tools import format_date

from odoo.addons.perf_base.models.perf_mailing import MARK

PREFIX = "perf_appraisal_"
TEXTS = ("name", "person", "due", "url")
INVITATION = "perf_appraisal.mail_template_perf_appraisal_review_invitation"


class PerfAppraisalReview(models.Model):
    """The invitations to write reviews, for thousands at once.

    The template is rendered once for each language and role. It gets as keys of the context ``perf_appraisal_role`` and
    the texts of the person, such as ``perf_appraisal_name``. One that names ``object`` is rendered for each review.
    """

    _inherit = "perf.appraisal.review"

    def _queue_invitations(self):
        """Queue an e-mail to each reviewer. Called in sudo, for reviews whose reviewers have a user."""
        template = self.env.ref(INVITATION, raise_if_not_found=False)
        reached = self.filtered(lambda each: each.reviewer_employee_id.user_id.partner_id.email)
        if not template or not reached or self.env.context.get("perf_appraisal_no_mail"):
            return
        cache, rows, base = {}, [], reached[:1].get_base_url()
        for review in reached:
            rendered = review._render_invitation(template.sudo(), cache)
            if not rendered:
                reached._send_template(INVITATION)
                return
            rows.append(review._prepare_invitation(rendered, base, cache))
        mailing = self.env["perf.mailing"]
        messages = mailing._create_messages(self.env, {row[:2] for row in rows})
        mailing._create_mails(
            self.env["mail.mail"],
            [(messages[subject, sender], body, address) for subject, sender, body, address in rows],
        )

    def _render_invitation(self, template, cache):
        """The template with marks, once for each language and role.

        :param cache: dict for what was rendered already
        :return: pair of body and subject, None when it has to be rendered for each review
        """
        self.ensure_one()
        key = (self.reviewer_employee_id.user_id.lang, self.role, bool(self.deadline))
        if key not in cache:
            values = {PREFIX + name: MARK.format(name) for name in TEXTS if name != "due" or self.deadline}
            values[f"{PREFIX}role"] = self.role
            cache[key] = self.env["perf.mailing"]._render_marked(template, self, key[0], values)
        return cache[key]

    def _prepare_invitation(self, rendered, base, cache):
        """Subject, sender, text and address of the e-mail to one reviewer: a tuple."""
        self.ensure_one()
        user = self.reviewer_employee_id.user_id
        for key, render in (
            ((user.lang, self.deadline), lambda: format_date(self.env, self.deadline, lang_code=user.lang)),
            (self.company_id, lambda: self.company_id.email_formatted or ""),
        ):
            if key not in cache:
                cache[key] = render()
        texts = {
            "name": self.reviewer_employee_id.name,
            "person": self.employee_id.name,
            "due": cache[user.lang, self.deadline] or "",
            "url": f"{base}/my/reviews/{self.id}",
        }
        body, subject = self.env["perf.mailing"]._fill_marks(rendered, texts)
        return subject, cache[self.company_id], body, user.partner_id.email_formatted
