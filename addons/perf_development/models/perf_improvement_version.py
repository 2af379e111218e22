from odoo import fields, models


class PerfImprovementVersion(models.Model):
    """One change to an improvement plan after the person got it: what it said before, and what it says since."""

    _name = "perf.improvement.version"
    _description = "Change of an Improvement Plan"
    _order = "id"

    plan_id = fields.Many2one("perf.improvement.plan", required=True, readonly=True, index=True, ondelete="restrict")
    version_no = fields.Integer(string="Version", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    author_employee_id = fields.Many2one(
        "hr.employee", string="Changed by", readonly=True, index=True, ondelete="restrict"
    )
    part = fields.Char(string="What", required=True, readonly=True)
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="Since", readonly=True)
    reason = fields.Text(readonly=True)
