from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .perf_feedback_mailing import MARK, PREFIX

EXPIRE_DAYS = 30
CRON_BATCH = 500
LAST_ZONE = ZoneInfo("Etc/GMT+12")  # where a day is over last of all


class PerfFeedbackRequestEnding(models.AbstractModel):
    """How a request ends: by the one who asked, when everybody has answered, or by itself."""

    _name = "perf.feedback.request.ending"
    _description = "End of Feedback Requests"

    def action_close(self):
        """Stop asking; the answers stay, and those of an anonymous request are shown if there are enough."""
        return self._end("closed")

    def action_cancel(self):
        """Take the questions back; answers with names stay, anonymous ones are deleted unread."""
        return self._end("cancelled")

    def _end(self, state):
        self.check_access("read")
        if not all(request.is_asker for request in self):
            raise AccessError(self.env._("Only the one who asked can end the request."))
        if any(request.state == "draft" for request in self):
            raise UserError(self.env._("Nobody has been asked yet. Delete the draft instead."))
        if any(request.state != "open" for request in self):
            raise UserError(self.env._("The request has ended already."))
        # sudo: the one who asked may end, but not write the state
        self.sudo()._set_ended(state, tell=False)  # whoever ends it reads the answers at once
        return True

    def _set_ended(self, state, tell=True):
        """End open requests. Called in sudo; whoever it is leaves no trace on an anonymous request.

        :param state: ``closed`` or ``cancelled``
        :param tell: whether the one who asked hears of the answers to an anonymous request
        """
        named = self.filtered(lambda request: not request.anonymous)
        named.write({"state": state})
        anonymous = (self - named).with_user(SUPERUSER_ID)
        anonymous.write({"state": state, "results_untold": state == "closed" and tell})
        lines = self.with_user(SUPERUSER_ID)._get_all_lines()
        if anonymous:
            self.env["perf.feedback.answer"].with_user(SUPERUSER_ID)._release(anonymous)
            lines.filtered("request_id.anonymous")._forget()
            anonymous._blur_end()
        lines._drop_links()

    def _blur_end(self):
        """Keep the day of the last change only: the minute would be that of the last answer."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """
                UPDATE perf_feedback_request SET write_date = date_trunc('day', write_date)
                 WHERE id = ANY(%s) RETURNING id
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["write_date"])

    def _lock_for_answer(self):
        """Let one answer to a request wait for the other, so that the last one finds that it is the last."""
        self.flush_recordset(["state"])
        self.env.execute_query(
            SQL("UPDATE perf_feedback_request SET state = state WHERE id = ANY(%s) RETURNING id", sorted(self.ids))
        )

    def _get_last_day(self):
        """The last day on which answers are taken: the due day of an anonymous request, else 30 days after asking."""
        self.ensure_one()
        return self.date_due if self.anonymous else self.date + timedelta(days=EXPIRE_DAYS)

    @api.model
    def _get_expired_domain(self):
        """Domain of the requests that have been open for too long; a day ends when it is over for everybody."""
        over = datetime.now(LAST_ZONE).date()
        last = fields.Date.context_today(self) - timedelta(days=EXPIRE_DAYS)
        due = Domain("anonymous", "=", True) & Domain("date_due", "<", over)
        return Domain("state", "=", "open") & (Domain("date", "<=", last) | due)

    @api.model
    def _cron_expire(self):
        """Close the requests that nobody has ended in 30 days, and anonymous ones after their due day."""
        domain = self._get_expired_domain()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        while requests := self.search(domain, limit=CRON_BATCH).try_lock_for_update():
            requests._set_ended("closed")
            if not progress(len(requests)):
                return  # run again soon
        domain = Domain("results_untold", "=", True)
        progress(remaining=self.search_count(domain))
        while untold := self.search(domain, limit=CRON_BATCH).try_lock_for_update():
            untold._tell_results()
            if not progress(len(untold)):
                break

    def _tell_results(self):
        """Queue an e-mail to those who asked that the answers are there, without names and numbers.

        Called by the daily job: an e-mail at the close would tell the minute of the last answer.
        """
        self.results_untold = False
        answers = self.env["perf.feedback.answer"].search([("request_id", "in", self.ids)])
        reached = self.filtered(lambda request: request.asker_employee_id.user_id.active and request._get_asker_email())
        reached._queue_result_mails(answers.request_id)

    def _get_asker_email(self):
        """Name and address of the one who asked, empty when unknown. Called in sudo."""
        self.ensure_one()
        partner = self.asker_employee_id.user_id.partner_id
        return partner.email_formatted if partner.email else ""

    def _queue_result_mails(self, shown):
        """As :meth:`_tell_results`, for those who can be reached.

        :param shown: requests of which answers are shown
        """
        xmlid = "perf_feedback.mail_template_perf_feedback_request_results"
        template = self.env.ref(xmlid, raise_if_not_found=False)
        if not template or not self:
            return
        base, mark, rendered, rows = self.browse().get_base_url(), MARK.format("url"), {}, []
        for request in self:
            key = (request.asker_employee_id.user_id.lang, request in shown)
            if key not in rendered:
                rendered[key] = request._render_result_mail(template, *key, mark)
            subject, body = rendered[key]
            url = f"{base}/my/feedback/requests/{request.id}"
            sender = request.company_id.email_formatted or ""
            rows.append((subject, sender, body.replace(mark, url), request._get_asker_email()))
        mailing = self.env["perf.feedback.mailing"]
        messages = mailing._create_messages(self.env, {row[:2] for row in rows})
        mailing._create_mails(
            self.env["mail.mail"],
            [(messages[subject, sender], body, address) for subject, sender, body, address in rows],
        )

    def _render_result_mail(self, template, lang, shown, url):
        """Subject and text in a language."""
        values = {f"{PREFIX}shown": shown, f"{PREFIX}url": url}
        template = template.with_context(lang=lang, **values)
        subject = template._render_template(template.subject, template.model, self.ids)[self.id]
        body = template._render_template(template.body_html, template.model, self.ids, engine="qweb")[self.id]
        return subject or "", str(body or "")
