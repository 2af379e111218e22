from odoo import fields, models


class ResCompany(models.Model):
    """How a company reviews documents about performance issues, and how often its people talk."""

    _inherit = "res.company"

    # 1-on-1s

    # Concerns and improvement plans
    perf_review_days = fields.Integer(
        string="Days for HR to Review",
        default=2,
        help="Concerns and improvement plans reach the person on this day after they were handed in, at the earliest. "
        "So the time that a review takes tells nobody how many people read it.",
    )

    _perf_review_days_range = models.Constraint(
        "CHECK(perf_review_days BETWEEN 0 AND 30)",
        "Choose between 0 and 30 days for the review: an issue is best told while it is fresh.",
    )
