from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.progress import CADENCE_DAYS, attention_rank, expected_share, health, off_track_since


class PerfGoalCadence(models.AbstractModel):
    """When news about a goal is due, and how it is doing for the time that has passed."""

    _name = "perf.goal.cadence"
    _description = "Cadence and Health of Goals"

    health_date = fields.Date(readonly=True, copy=False, help="Day on which the health was looked at last.")

    @api.depends("state", "date_start", "approved_on", "last_checkin_date", "roll_up", "key_result_ids")
    def _compute_checkin_due_date(self):
        for goal in self:
            due = False
            if goal.state == "active" and goal._is_checked_in_by_hand():
                due = fields.Date.add(goal._get_news_date(), days=goal._get_cadence_days())
            goal.checkin_due_date = due

    @api.depends("state", "progress", "date_start", "date_end", "approved_on", "last_checkin_date", "roll_up")
    def _compute_health(self):
        today = fields.Date.context_today(self)
        for goal in self:
            goal.health = goal._get_health(today)

    @api.depends("health")
    def _compute_off_track_since(self):
        """Stored, since nothing else tells the day: a measured value may fall from one night to the next."""
        today = fields.Date.context_today(self)
        for goal in self:
            goal.off_track_since = off_track_since(goal.health, goal.off_track_since, today)

    @api.depends("state", "health", "amendment_ids.state")
    def _compute_attention_rank(self):
        for goal in self:
            has_pending = "pending" in goal.amendment_ids.mapped("state")
            goal.attention_rank = attention_rank(goal.state, goal.health, has_pending)

    def _get_health(self, today):
        """Word for how the goal is doing on that day; False unless it is active."""
        self.ensure_one()
        if self.state != "active":
            return False
        silent = (today - self._get_news_date()).days if self._is_checked_in_by_hand() else 0
        expected = expected_share(self.date_start, self.date_end, today)
        return health(self.progress / 100, expected, silent, self._get_cadence_days())

    def _get_cadence_days(self):
        """Days between two check-ins: the person's own, else of the nearest department upward, else of the company."""
        self.ensure_one()
        goal = self.sudo()  # sudo: neither managers nor portal users may read it on the person; only days leave here.
        if goal.level == "individual" and goal.employee_id.perf_checkin_cadence:
            return CADENCE_DAYS[goal.employee_id.perf_checkin_cadence]
        return goal.department_id._get_perf_cadence_days() or goal.company_id._get_perf_cadence_days()

    def _get_news_date(self):
        """Day of the latest news: start, approval or last check-in."""
        return max(filter(None, (self.date_start, self.approved_on, self.last_checkin_date)))

    def _is_checked_in_by_hand(self):
        """Whether somebody has to say how it goes; goals that are measured or follow others need no check-in."""
        if self.key_result_ids:
            return not all(result.metric_id for result in self.key_result_ids)
        return not self.roll_up

    @api.model
    def _cron_refresh_health(self, batch=1000):
        """Bring the health of active goals in step with the day that has passed."""
        self._run_daily("health_date", [("state", "=", "active")], batch, lambda goals: goals._refresh_health())

    def _refresh_health(self):
        today = fields.Date.context_today(self)
        for word, changed in self.grouped(lambda goal: goal._get_health(today)).items():
            changed.filtered(lambda goal, word=word: goal.health != word).write({"health": word})

    @api.model
    def _run_daily(self, marker, domain, batch, work):
        """Do something once a day with each goal, in batches that are committed; a stopped run goes on where it was.

        :param marker: name of the date field that says when it was done last
        :param domain: which goals
        :param work: function of a batch of goals
        """
        today = fields.Date.context_today(self)
        waiting = Domain(domain) & (Domain(marker, "=", False) | Domain(marker, "<", today))
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(waiting))
        while goals := self.search(waiting, order="id", limit=batch):
            work(goals)
            goals.write({marker: today})
            if not progress(len(goals)):
                break
            self.env.invalidate_all()
