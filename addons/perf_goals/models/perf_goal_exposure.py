from odoo import api, fields, models

from ..tools.exposure import exposure

BATCH = 200  # goals whose people's calendars are read together


class PerfGoalExposure(models.AbstractModel):
    """How much of the working time of its period the owner of a goal works, for targets in proportion to it."""

    _name = "perf.goal.exposure"
    _description = "Fair Exposure of Goals"

    working_days = fields.Float(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Working days of the period for a full-time colleague, public holidays left out. 0: not counted yet.",
    )
    worked_days = fields.Float(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of these, the days that the owner works: without the time before joining or after leaving, time off, and "
        "what part-time people don't work.",
    )
    exposure = fields.Float(
        compute="_compute_exposure", help="Share of the working days of the period that the owner works, 0 to 1."
    )
    exposure_date = fields.Date(readonly=True, copy=False, help="Day on which the working days were counted last.")

    @api.depends("working_days", "worked_days")
    def _compute_exposure(self):
        for goal in self:
            goal.exposure = exposure(goal.worked_days, goal.working_days)

    def _refresh_exposure(self):
        """Count the working days of these goals where a key result is in proportion to them. Called in sudo."""
        goals = self.filtered(lambda goal: goal._is_prorated())
        for (date_start, date_end), group in goals.grouped(lambda goal: (goal.date_start, goal.date_end)).items():
            days = group.employee_id._get_perf_working_days(date_start, date_end)
            for goal in group:
                full, worked = days[goal.employee_id.id]
                if (full, worked) != (goal.working_days, goal.worked_days):
                    goal.write({"working_days": full, "worked_days": worked})

    def _is_prorated(self):
        """Whether a target of the goal is in proportion to the time worked."""
        self.ensure_one()
        return self.level == "individual" and self.date_end and any(self.key_result_ids.mapped("is_prorated"))

    @api.model
    def _cron_refresh_exposure(self, batch=BATCH):
        """Count anew each day, since leave is taken, people join, and working times change."""
        domain = [("state", "in", ("proposed", "active")), ("key_result_ids.is_prorated", "=", True)]
        self._run_daily("exposure_date", domain, batch, lambda goals: goals._refresh_exposure())
