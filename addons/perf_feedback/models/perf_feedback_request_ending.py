from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

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
        self.sudo()._set_ended(state)
        return True

    def _set_ended(self, state):
        """End open requests. Called in sudo; whoever it is leaves no trace on an anonymous request.

        :param state: ``closed`` or ``cancelled``
        """
        named = self.filtered(lambda request: not request.anonymous)
        named.write({"state": state})
        anonymous = (self - named).with_user(SUPERUSER_ID)
        anonymous.write({"state": state})
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
                break
