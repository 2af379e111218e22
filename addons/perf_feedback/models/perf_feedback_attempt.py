from odoo import models


# allow record-rule: nobody has access
class PerfFeedbackAttempt(models.Model):
    """How often somebody tried links to requests for feedback that don't work, in one hour."""

    _name = "perf.feedback.attempt"
    _description = "Attempts with Wrong Links"
    _inherit = ["perf.outside.attempt"]
    _log_access = False
    _rec_name = "bucket"

    _bucket_uniq = models.UniqueIndex("(bucket)", "This is counted already.")
