from odoo import api, fields, models

from ..tools.exposure import adjusted_target
from ..tools.progress import CAP, clamp, raw_score


class PerfGoalKeyResultExposure(models.AbstractModel):
    """A key result whose target is in proportion to the time that the owner of the goal works in its period."""

    _name = "perf.goal.key.result.exposure"
    _description = "Fair Exposure of Key Results"

    is_prorated = fields.Boolean(
        string="Fair Exposure",
        help="The target is meant for somebody who works all of the period full-time. For joiners, part-time people "
        "and time off it is brought in proportion to the days worked.",
    )
    adjusted_target = fields.Float(
        compute="_compute_adjusted_target", help="The target in proportion to the time worked, as it counts."
    )
    exposure_text = fields.Char(string="How It Was Adjusted", compute="_compute_exposure_text")

    @api.depends("start_value", "target_value", "is_prorated", "goal_id.working_days", "goal_id.worked_days")
    def _compute_adjusted_target(self):
        for result in self:
            result.adjusted_target = adjusted_target(result.start_value, result.target_value, result._get_exposure())

    @api.depends("adjusted_target", "current_value")
    @api.depends_context("lang")
    def _compute_exposure_text(self):
        for result in self:
            result.exposure_text = result._get_exposure_text() if result._is_adjusted() else False

    def _get_exposure(self):
        """Share of the full target that counts."""
        self.ensure_one()
        return self.goal_id.exposure if self.is_prorated and self.goal_id.level == "individual" else 1.0

    def _is_adjusted(self):
        """Whether less than the full target counts."""
        self.ensure_one()
        return self.is_prorated and self.adjusted_target != self.target_value

    def _get_exposure_text(self):
        """The arithmetic behind the adjusted target, with what the progress would be without it."""
        self.ensure_one()
        full = clamp(raw_score(self.current_value, self.start_value, self.target_value), self._get_cap()) or 0.0
        return self.env._(
            "%(worked)s of %(full)s working days worked (%(share)s %%): the target is %(adjusted)s instead of "
            "%(target)s. Without this it would be %(progress)s %%.",
            worked=self._format_number(self.goal_id.worked_days),
            full=self._format_number(self.goal_id.working_days),
            share=round(100 * self._get_exposure()),
            adjusted=self._format_value(self.adjusted_target),
            target=self._format_value(self.target_value),
            progress=round(100 * full, 1),
        )

    def _get_cap(self):
        """Share of the target from which on more counts no further, as the company of the goal has it."""
        self.ensure_one()
        # sudo: portal users may read their own company only; a number leaves this method.
        return self.goal_id.sudo().company_id.perf_score_cap or CAP
