from odoo import models


# allow record-rule: nobody has access
class PerfAppraisalAttempt(models.Model):
    """How often somebody tried links to reviews that don't work, in one hour."""

    _name = "perf.appraisal.attempt"
    _description = "Attempts with Wrong Links"
    _inherit = ["perf.outside.attempt"]
    _log_access = False
    _rec_name = "bucket"

    _bucket_uniq = models.UniqueIndex("(bucket)", "This is counted already.")
