from odoo import fields, models
from odoo.fields import NO_ACCESS


class ResPartner(models.Model):
    """A contact, whose meetings tell nobody who has 1-on-1s with whom."""

    _inherit = "res.partner"

    # Core searches by it without the rules of events, and shows it nowhere.
    meeting_ids = fields.Many2many(groups=NO_ACCESS)
