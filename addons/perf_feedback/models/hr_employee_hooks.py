from odoo import models
from odoo.tools import SQL

from .perf_feedback import FOR_EMPLOYEE

KEY = "feedback"


class HrEmployee(models.Model):
    """What feedback says about people to the other addons: when managers spoke, and a place for a point to tell."""

    _inherit = "hr.employee"

    def _perf_conversations(self):
        """The latest feedback that each person reads, by one of the managers at any level."""
        days = super()._perf_conversations()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT feedback.employee_id, MAX(feedback.date)
                  FROM perf_feedback feedback
                  JOIN perf_reporting_line line
                    ON line.employee_id = feedback.employee_id AND line.manager_id = feedback.author_employee_id
                 WHERE feedback.employee_id = ANY(%s)
                   AND feedback.state = 'sent'
                   AND feedback.visibility = ANY(%s)
              GROUP BY feedback.employee_id
                """,
                list(self.ids),
                list(FOR_EMPLOYEE),
            )
        )
        for employee_id, day in rows:
            days[employee_id].append(day)
        return days

    def _perf_text_targets(self):
        """A draft of feedback, for those who may write to this person."""
        targets = super()._perf_text_targets()
        if self._can_get_perf_feedback():
            targets.append({"key": KEY, "label": self.env._("Draft of feedback"), "icon": "fa-comment-o"})
        return targets

    def _perf_keep_text(self, key, text):
        """Make a draft that the current user sends later; until then nobody else reads it."""
        if key != KEY or not self._can_get_perf_feedback():
            return super()._perf_keep_text(key, text)
        return self.env(su=False)["perf.feedback"].create(
            {"employee_id": self.id, "body": text, "kind": "note", "visibility": "employee"}
        )

    def _can_get_perf_feedback(self):
        """Whether the current user may write feedback to this person."""
        self.ensure_one()
        return bool(self.env.user._perf_employee() and self._perf_find_colleagues(self.ids))
