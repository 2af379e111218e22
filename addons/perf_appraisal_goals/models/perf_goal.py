from odoo import api, fields, models

from odoo.addons.perf_goals.tools.progress import CLOSED, expected_share

from ..tools.period import period_score, value_on


class PerfGoal(models.Model):
    """A goal stands in the appraisals whose period it overlaps, as it was when the period ended."""

    _inherit = "perf.goal"

    def _get_period_history(self):
        """What was noted about the progress of these goals, in one query.

        :return: dict goal id -> list of tuples (date, progress), oldest first
        """
        # sudo: the figures of goals that the caller may show; nothing else of the check-ins is read.
        checkins = self.env["perf.goal.checkin"].sudo()
        history = {goal_id: [] for goal_id in self.ids}
        for checkin in checkins.search_fetch(
            [("goal_id", "in", self.ids)], ["goal_id", "date", "progress"], order="date, id"
        ):
            history[checkin.goal_id.id].append((checkin.date, checkin.progress))
        return history

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
        history = goals._get_period_history()
        for goal, item in zip(goals, items, strict=True):
            if not goal._is_closed_on(date_to):
                item["summary"] = self.env._(
                    "%(progress)s %% on %(day)s",
                    progress=round(goal._get_value_on(date_to, history)),
                    day=goal._format_date(date_to),
                )
        return items
