from odoo import fields, models

from ..tools.progress import CADENCE_DAYS

CADENCES = [("weekly", "Every week"), ("fortnightly", "Every two weeks"), ("monthly", "Every month")]


class ResCompany(models.Model):
    """A company, with its rules for goals."""

    _inherit = "res.company"

    perf_checkin_cadence = fields.Selection(
        CADENCES,
        string="Check-in Cadence",
        required=True,
        default="fortnightly",
        help="How often people say how their goals are going. A change takes effect from the next check-in on.",
    )
    perf_clarity_minimum = fields.Integer(
        string="Clarity Needed",
        default=50,
        help="A goal below this clarity, from 0 to 100, can't be proposed or approved.",
    )
    perf_goal_limit = fields.Integer(
        string="Goals per Person",
        default=7,
        help="With more open goals than this a person can hardly care for each; the clarity of a further one suffers.",
    )

    perf_score_cap = fields.Float(
        string="What Counts Beyond a Target",
        default=1.0,
        digits=(3, 2),
        help="Share of a target up to which results count: 1 for nothing beyond it, 1.2 for up to 120 %. The result "
        "itself is kept as it is.",
    )

    _perf_score_cap_range = models.Constraint(
        "CHECK(perf_score_cap BETWEEN 1 AND 2)", "Results count up to 1 (100 %) at the least and 2 (200 %) at the most."
    )
    _perf_clarity_minimum_range = models.Constraint(
        "CHECK(perf_clarity_minimum BETWEEN 0 AND 100)", "The clarity needed goes from 0 to 100."
    )
    _perf_goal_limit_min = models.Constraint("CHECK(perf_goal_limit >= 1)", "Allow at least one goal per person.")

    def write(self, vals):
        """How far results count applies at once to all goals that are not closed."""
        res = super().write(vals)
        if "perf_score_cap" in vals:
            open_goals = [("company_id", "in", self.ids), ("state", "in", ("draft", "proposed", "active"))]
            results = self.env["perf.goal"].sudo().search(open_goals).key_result_ids
            results.modified(["current_value"])
        return res

    def _get_perf_cadence_days(self):
        """Days between two check-ins."""
        return CADENCE_DAYS[self.perf_checkin_cadence or "fortnightly"]
