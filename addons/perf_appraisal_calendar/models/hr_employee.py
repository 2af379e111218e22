from odoo import fields, models
from odoo.tools import SQL

MEETING = "meeting"
PEOPLE_AT_MOST = 20  # of larger meetings nobody learns how somebody works


class HrEmployee(models.Model):
    """Meetings that people share, counted for choosing reviewers: never what they were about."""

    _inherit = "hr.employee"

    def _perf_works_with(self, date_from, date_to):
        """With those who come to the same meetings, apart from private ones and large gatherings."""
        works = super()._perf_works_with(date_from, date_to)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT me.id, other.id, COUNT(DISTINCT event.id)
                  FROM hr_employee me
                  JOIN res_users my_user ON my_user.id = me.user_id
                  JOIN calendar_attendee mine
                       ON mine.partner_id = my_user.partner_id AND mine.state IS DISTINCT FROM 'declined'
                  JOIN calendar_event event ON event.id = mine.event_id
                  JOIN calendar_attendee theirs
                       ON theirs.event_id = event.id AND theirs.partner_id <> mine.partner_id
                          AND theirs.state IS DISTINCT FROM 'declined'
                  JOIN res_users their_user ON their_user.partner_id = theirs.partner_id
                  JOIN hr_employee other ON other.user_id = their_user.id AND other.active AND other.id <> me.id
                 WHERE me.id = ANY(%(ids)s)
                   AND event.active
                   AND COALESCE(event.privacy, 'public') = 'public'
                   AND event.start >= %(begin)s AND event.start < %(end)s
                   AND (SELECT COUNT(*) FROM calendar_attendee every WHERE every.event_id = event.id) <= %(most)s
              GROUP BY me.id, other.id
                """,
                ids=list(self.ids),
                begin=date_from,
                end=fields.Date.add(date_to, days=1),
                most=PEOPLE_AT_MOST,
            )
        )
        self._add_perf_work(works, MEETING, rows)
        return works

    def _get_perf_work_text(self, kind, count):
        """With meetings."""
        if kind != MEETING:
            return super()._get_perf_work_text(kind, count)
        return self.env._("1 meeting") if count == 1 else self.env._("%(count)s meetings", count=count)
