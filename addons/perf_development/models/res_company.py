from odoo import fields, models


class ResCompany(models.Model):
    """How a company reviews documents about performance issues, and how often its people talk."""

    _inherit = "res.company"

    # Neglect
    perf_neglect_days = fields.Integer(
        string="Days until HR Is Told",
        default=14,
        help="When work goes less well than agreed, the manager is asked to talk with the person. So many days later "
        "without a conversation, HR sees it too.",
    )

    # 1-on-1s
    perf_one_on_one_days = fields.Integer(
        string="Days between 1-on-1s",
        default=30,
        help="Managers are reminded of people with whom they had no 1-on-1 for this many days, and plan none. "
        "0 reminds nobody.",
    )
    perf_one_on_one_start_date = fields.Date(
        string="1-on-1s Since",
        default=fields.Date.context_today,
        help="The first day on which people of the company could plan 1-on-1s here. Days before it do not count.",
    )

    # Concerns and improvement plans
    perf_review_days = fields.Integer(
        string="Days for HR to Review",
        default=2,
        help="Concerns and improvement plans reach the person on this day after they were handed in, at the earliest. "
        "So the time that a review takes tells nobody how many people read it.",
    )

    perf_guard_days = fields.Integer(
        string="Days an Event Protects",
        default=180,
        groups="perf_base.group_perf_admin",  # with the share below it would tell HR officers why a second one reads
        help="So many days after a protected event, such as a complaint, an independent person reads harmful steps "
        "against the one who is protected. 0 switches it off.",
    )
    perf_guard_percent = fields.Float(
        string="Second Reviews by Chance",
        default=10,
        groups="perf_base.group_perf_admin",
        help="Share of the other people, in percent, about whom an independent person reads as well, for as long as an "
        "event protects. They cover for those with a reason: without them a second review would tell that there is "
        "one.",
    )

    _perf_guard_days_range = models.Constraint(
        "CHECK(perf_guard_days BETWEEN 0 AND 1095)",
        "Choose between 0 and 1095 days (three years) for the protection.",
    )
    _perf_guard_percent_range = models.Constraint(
        "CHECK(perf_guard_percent BETWEEN 0 AND 100)",
        "Choose between 0 and 100 percent for second reviews by chance.",
    )
    _perf_one_on_one_days_range = models.Constraint(
        "CHECK(perf_one_on_one_days BETWEEN 0 AND 365)",
        "Choose between 0 and 365 days between 1-on-1s. Enter 0 to remind nobody.",
    )
    _perf_neglect_days_range = models.Constraint(
        "CHECK(perf_neglect_days BETWEEN 3 AND 365)",
        "Choose between 3 and 365 days until HR is told: managers have the first three days to themselves.",
    )
    _perf_review_days_range = models.Constraint(
        "CHECK(perf_review_days BETWEEN 0 AND 30)",
        "Choose between 0 and 30 days for the review: an issue is best told while it is fresh.",
    )
