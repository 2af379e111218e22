from odoo import fields, models


class PerfAppraisalImportLevel(models.TransientModel):
    """One final rating of the other addon, with its place on the scale that the import makes."""

    _name = "perf.appraisal.import.level"
    _description = "Rating to Import"
    _order = "sequence, id"

    import_id = fields.Many2one("perf.appraisal.import", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    note_id = fields.Integer(string="Number There", readonly=True)
    name = fields.Char(string="Rating", readonly=True)
    count = fields.Integer(string="Appraisals", readonly=True)
