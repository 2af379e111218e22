from odoo import models

from odoo.addons.perf_goals.tools.metric import MetricWindow
from odoo.addons.perf_goals.tools.progress import clamp, raw_score


class PerfGoalKeyResult(models.Model):
    """A key result can say where it stood on a day that is over."""

    _inherit = "perf.goal.key.result"

    def _get_values_on(self, days):
        """Values at the end of these days: measured ones anew, the others by their last check-in. Called in sudo.

        :param days: set of dates
        :return: dict (key result id, day) -> value, or None where there is none
        """
        measured = self.filtered("metric_id")
        return {**(self - measured)._get_noted_values(days), **measured._get_measured_values(days)}

    def _get_noted_values(self, days):
        """Values that were said at check-ins, in one query; before the first one, the value from which it started."""
        lines = self.env["perf.goal.checkin.line"].search([("key_result_id", "in", self.ids)])
        noted = {}
        for line in lines.sorted(lambda each: (each.checkin_id.date, each.id)):
            noted.setdefault(line.key_result_id, []).append((line.checkin_id.date, line.value))
        return {
            (result.id, day): next(
                (value for date, value in reversed(noted.get(result, [])) if date <= day), result.start_value
            )
            for result in self
            for day in days
        }

    def _get_measured_values(self, days):
        """Values that metrics give up to these days, one query a metric."""
        people = self._get_department_people()
        windows = {}
        for result in self:
            goal = result.goal_id
            for day in days:
                window = MetricWindow(
                    (result.id, day),
                    result._get_measured_ids(people),
                    goal.date_start,
                    max(goal.date_start, min(goal.date_end or day, day)),
                    goal.company_id.id,
                    result._get_window_currency(),
                )
                windows.setdefault(result.metric_id, []).append(window)
        values = {}
        for metric, group in windows.items():
            values.update({key: value for key, (value, _count) in metric._measure_soundly(group).items()})
        return values

    def _get_progress_of(self, value):
        """Progress that a value means, 0 to 100 or the cap of the company; None without a value.

        :param value: float or None
        """
        self.ensure_one()
        if value is None:
            return None
        return 100 * (clamp(raw_score(value, self.start_value, self.adjusted_target), self._get_cap()) or 0.0)
