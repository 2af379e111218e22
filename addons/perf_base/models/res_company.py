from odoo import fields, models


class ResCompany(models.Model):
    """A company, with its own settings of the suite."""

    _inherit = "res.company"

    perf_anonymity_threshold = fields.Integer(
        string="Anonymity Threshold",
        default=3,
        help="Anonymous answers are shown only when at least this many people gave one.",
    )
    perf_digest = fields.Boolean(
        string="Reminder E-mails",
        default=True,
        help="Send at most one e-mail a day to each person who still owes something.",
    )

    _perf_anonymity_threshold_min = models.Constraint(
        "CHECK(perf_anonymity_threshold >= 2)",
        "With a threshold below 2 an anonymous answer would show who gave it. Choose 2 or more.",
    )
