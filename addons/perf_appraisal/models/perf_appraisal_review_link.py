from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.perf_base.models.perf_mailing import MARK

TEXTS = ("name", "person", "due", "url")
REMIND_DAYS = 3
REMIND_BATCH = 500
INVITATION = "perf_appraisal.mail_template_perf_appraisal_review_link"
REMINDER = "perf_appraisal.mail_template_perf_appraisal_review_link_remind"


# allow record-rule: nobody has access
class PerfAppraisalReviewLink(models.Model):
    """The personal link of one reviewer without a login. Only its fingerprint is kept."""

    _name = "perf.appraisal.review.link"
    _description = "Personal Link to a Review"
    _inherit = ["perf.outside.link", "perf.mailing"]
    _log_access = False
    _rec_name = "review_id"

    _perf_link_field = "review_id"
    _perf_attempt_model = "perf.appraisal.attempt"

    review_id = fields.Many2one("perf.appraisal.review", required=True, readonly=True, ondelete="cascade")

    _review_uniq = models.UniqueIndex("(review_id)", "This person has a link already.")

    @api.model
    def _make(self, reviews):
        """A new link for each of these reviews, queued for sending; older ones open nothing any more.

        Called in superuser mode.

        :param reviews: ``perf.appraisal.review`` of people without a login
        """
        if not reviews:
            return
        old = self.search([("review_id", "in", reviews.ids)])
        old._drop(old)
        reviews.with_env(self.env)._keep_addresses()
        tokens = [self._make_token() for _review in reviews]
        links = self.create(
            [
                {"review_id": review_id, "token_hash": self._hash(token)}
                for review_id, token in zip(reviews.ids, tokens, strict=True)
            ]
        )
        links._send(INVITATION, tokens, ("token_hash", "mail_id"))

    def _send(self, template_xmlid, tokens, names):
        """Queue an e-mail to each, and remember it until it is sent, so that it can be taken back.

        :param tokens: in the order of ``self``
        :param names: fields of the fingerprint and of the e-mail
        """
        template = self.env.ref(template_xmlid, raise_if_not_found=False)
        mail_ids = [None] * len(self)
        if template and not self.env.context.get("perf_appraisal_no_mail"):
            mail_ids = self._queue(template, tokens).ids
        self._write_tokens(names, [self._hash(token) for token in tokens], mail_ids)

    def _queue(self, template, tokens):
        """Queue the e-mails: the template is rendered once for each language and kind of reviewer.

        :return: ``mail.mail`` in the order of ``self``
        """
        base, cache, rows = self.browse().get_base_url(), {}, []
        for link, token in zip(self, tokens, strict=True):
            review = link.review_id
            lang = review._get_link_lang()
            texts = {
                "name": review.reviewer_label or "",
                "person": review.employee_id.name,
                "due": format_date(self.env, review.deadline, lang_code=lang) if review.deadline else "",
                "url": f"{base}/review/{review.id}/{token}",
            }
            key = (lang, review._is_anonymous())
            if key not in cache:
                cache[key] = self._render(template, review, *key)
            body, subject = self._fill_marks(cache[key], texts)
            rows.append((subject, review.company_id.email_formatted or "", body, review._get_mail_address()))
        messages = self._create_messages(self.env, {row[:2] for row in rows})
        return self._create_mails(
            self.env["mail.mail"],
            [(messages[subject, sender], body, address) for subject, sender, body, address in rows],
        )

    def _render(self, template, review, lang, anonymous):
        """Text and subject with marks for what differs from person to person."""
        values = {f"perf_appraisal_{name}": MARK.format(name) for name in TEXTS}
        return self._render_marked(template, review, lang, {**values, "perf_appraisal_anonymous": anonymous}, each=True)

    # ------------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind people without a login once, three days before the review is due.

        People with a login are reminded by the daily e-mail of all that waits for them.
        """
        today = fields.Date.context_today(self)
        domain = [
            ("reminder_hash", "=", False),
            ("review_id.state", "in", ("invited", "in_progress")),
            ("review_id.appraisal_id.state", "in", ("open", "calibration")),
            ("review_id.deadline", ">=", today),
            ("review_id.deadline", "<=", fields.Date.add(today, days=REMIND_DAYS)),
        ]
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        while links := self.search(domain, limit=REMIND_BATCH).try_lock_for_update():
            # a second link: the first one is not known here
            links._send(REMINDER, [self._make_token() for _link in links], ("reminder_hash", "reminder_mail_id"))
            if not progress(len(links)):
                return
