from odoo import api, fields, models

from odoo.addons.perf_goals.tools.progress import CLOSED, expected_share, weighted_mean

from ..tools.period import period_score, value_on


class PerfGoal(models.Model):
    """A goal stands in the appraisals whose period it overlaps, as it was when the period ended."""

    _inherit = "perf.goal"

    def _get_period_history(self, days=()):
        """What was noted about the progress of these goals, and what metrics say of them, in one query a kind.

        :param days: last days of the periods that are looked at
        :return: dict goal id -> list of tuples (date, progress), oldest first; and (goal id, day) -> progress for goals
            that are measured
        """
        # sudo: the figures of goals that the caller may show; nothing else of the check-ins is read.
        checkins = self.env["perf.goal.checkin"].sudo()
        history = {goal_id: [] for goal_id in self.ids}
        for checkin in checkins.search_fetch(
            [("goal_id", "in", self.ids)], ["goal_id", "date", "progress"], order="date, id"
        ):
            history[checkin.goal_id.id].append((checkin.date, checkin.progress))
        # sudo: as above.
        history.update(self.sudo()._get_measured_progress(days))
        return history

    # ------------------------------------------------------------------
    # Measured goals, as they were
    # ------------------------------------------------------------------

    def _get_measured_progress(self, days):
        """How far measured goals were at the end of days that are over: what happened later counts later.

        Metrics are asked once more, each in one query. One that tells how things stand, rather than what happened in a
        period, can't be asked about the past: such a goal keeps what was noted. Called in sudo.

        :param days: dates
        :return: dict (goal id, day) -> progress
        """
        today = fields.Date.context_today(self)
        wanted = [
            (goal, day)
            for goal in self.filtered(lambda each: each._is_measured_by_period())
            for day in days
            if goal.date_start <= day < today and not goal._is_closed_on(day)
        ]
        if not wanted:
            return {}
        goals = self.browse({goal.id for goal, _day in wanted})
        values = goals.key_result_ids._get_values_on({day for _goal, day in wanted})
        return {(goal.id, day): goal._get_progress_on(day, values) for goal, day in wanted}

    def _is_measured_by_period(self):
        """Whether metrics measure this goal, all of them by what happened in its period."""
        self.ensure_one()
        metrics = self.key_result_ids.metric_id
        return bool(metrics) and all(metric._is_periodic() for metric in metrics)

    def _get_progress_on(self, day, values):
        """Progress as the key results made it on a day. Called in sudo.

        :param day: date
        :param values: as of ``perf.goal.key.result._get_values_on``
        """
        self.ensure_one()
        results = self.key_result_ids
        return round(
            weighted_mean(
                (result._get_progress_of(values.get((result.id, day))), result.weight)
                for result in results
                if result.has_value
            )
            or 0.0,
            4,
        )

    def _is_closed_on(self, day):
        """Whether the goal had ended with an outcome on that day.

        :param day: date
        """
        self.ensure_one()
        return self.state in CLOSED and (not self.closed_on or self.closed_on <= day)

    def _get_value_on(self, day, history):
        """Progress at the end of a day. A goal that follows others has no notes of its own: its value is today's.

        :param day: date
        :param history: as of :meth:`_get_period_history`
        """
        self.ensure_one()
        if self._is_closed_on(day) or day >= fields.Date.context_today(self):
            return self.progress
        if (self.id, day) in history:
            return history[self.id, day]
        return value_on(day, history.get(self.id, []), self.progress)

    def _prepare_period_value(self, date_to, history):
        """What the goal brings into a period. Called in sudo.

        :param date_to: last day of the period
        :param history: as of :meth:`_get_period_history`
        :return: dict with ``progress``, ``day`` on which it stood there, ``expected`` (0-100, or None for a goal that
            ended within the period) and ``score`` (0-100, or None when it had only just begun)
        """
        self.ensure_one()
        day = min(fields.Date.context_today(self), date_to)
        progress = self._get_value_on(day, history)
        runs = not self._is_closed_on(date_to) and self.date_end and self.date_end > date_to
        expected = expected_share(self.date_start, self.date_end, date_to) if runs else None
        return {
            "progress": progress,
            "day": fields.Date.to_string(day),
            "expected": None if expected is None else 100 * expected,
            "score": period_score(progress, expected),
        }

    def _prepare_appraisal_line(self, readable, value):
        """The goal as an appraisal shows it. Called in sudo.

        :param readable: whether the current user may open the goal itself
        :param value: as of :meth:`_prepare_period_value`
        :return: dict of plain values
        """
        self.ensure_one()
        day = fields.Date.to_date(value["day"])
        state = "active" if self.state in CLOSED and not self._is_closed_on(day) else self.state
        return {
            "name": self.name,
            "progress": round(value["progress"], 2),
            "weight": self.weight,
            "outcome": dict(self._fields["state"]._description_selection(self.env))[state],
            "day": "" if state in CLOSED else value["day"],
            "url": f"/my/goals/{self.id}" if readable else "",
        }

    @api.model
    def _get_perf_evidence(self, employees, date_from, date_to):
        """In a period that is over, a goal shows how far it was when the period ended."""
        items = super()._get_perf_evidence(employees, date_from, date_to)
        if not items or date_to >= fields.Date.context_today(self):
            return items
        goals = self.browse([item["res_id"] for item in items])
        history = goals._get_period_history({date_to})
        for goal, item in zip(goals, items, strict=True):
            if not goal._is_closed_on(date_to):
                item["summary"] = self.env._(
                    "%(progress)s %% on %(day)s",
                    progress=round(goal._get_value_on(date_to, history)),
                    day=goal._format_date(date_to),
                )
        return items
