from odoo import fields, models


class ResCompany(models.Model):
    """How often a company's people are to have feedback."""

    _inherit = "res.company"

    perf_feedback_cadence_days = fields.Integer(
        string="Feedback Cadence",
        default=60,
        help="Managers are reminded of people who have had no feedback for this many days. 0 reminds nobody.",
    )
    perf_feedback_first_days = fields.Integer(
        string="First Feedback",
        default=21,
        help="Managers are reminded of new people this many days after the first day at work. 0 reminds nobody.",
    )

    perf_feedback_start_date = fields.Date(
        string="Feedback Since",
        default=fields.Date.context_today,
        help="The first day on which people of the company could give feedback here. Days before it do not count.",
    )

    _perf_feedback_days_positive = models.Constraint(
        "CHECK(perf_feedback_cadence_days >= 0 AND perf_feedback_first_days >= 0)",
        "The days between two feedbacks can't be negative. Enter 0 to remind nobody.",
    )
