from odoo import fields, models


class ResCompany(models.Model):
    """A company, which decides how many points its people can give."""

    _inherit = "res.company"

    perf_points_allowance = fields.Integer(
        string="Points to Give a Month",
        default=100,
        help="Points that each person can give away in a month. What is left lapses on the 1st. "
        "0: recognition without points.",
    )
    perf_points_person_cap = fields.Integer(
        string="Share for One Person",
        default=30,
        help="Percentage of the monthly points that one person can get from the same colleague in a month.",
    )
    perf_points_private = fields.Boolean(
        string="Points on Private Thanks",
        help="Let points go with thanks that nobody else can read. Off: points are given where others see them.",
    )
    perf_milestone_anniversary = fields.Boolean(
        string="Celebrate Work Anniversaries",
        default=True,
        help="Post on the wall how many years somebody has been here, from the start of the first contract.",
    )
    perf_milestone_birthday = fields.Boolean(
        string="Celebrate Birthdays", default=True, help="Of those who chose it themselves, without their age."
    )
    perf_milestone_goal = fields.Boolean(
        string="Celebrate Goals", default=True, help="Goals achieved, of those who chose it themselves."
    )
    perf_points_rate = fields.Float(
        string="Value of a Point",
        digits=(16, 4),
        default=0.0,
        help="What a point costs the company, in its currency, for the budget and the files for payroll and purchase.",
    )
    perf_recognition_nudge_days = fields.Integer(
        string="Days Without Thanks",
        default=90,
        help="Managers are told of people of theirs whom nobody has thanked for so many days. 0: they are not.",
    )

    _perf_recognition_nudge_range = models.Constraint(
        "CHECK(perf_recognition_nudge_days BETWEEN 0 AND 3650)", "Choose 0 to 3650 days."
    )
    _perf_points_rate_range = models.Constraint(
        "CHECK(perf_points_rate BETWEEN 0 AND 1000000)", "The value of a point lies between 0 and 1,000,000."
    )
    _perf_points_allowance_range = models.Constraint(
        "CHECK(perf_points_allowance BETWEEN 0 AND 1000000)",
        "The monthly points must lie between 0 and 1,000,000.",
    )
    _perf_points_person_cap_range = models.Constraint(
        "CHECK(perf_points_person_cap BETWEEN 0 AND 100)",
        "The share for one person is a percentage: choose a number from 0 to 100.",
    )
