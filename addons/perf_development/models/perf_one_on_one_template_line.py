from odoo import fields, models


# allow record-rule: talking points for all companies; who may write them is in the access lines
class PerfOneOnOneTemplateLine(models.Model):
    """One talking point of a template."""

    _name = "perf.one.on.one.template.line"
    _description = "Talking Point"
    _inherit = ["perf.text.mixin"]
    _order = "sequence, id"

    template_id = fields.Many2one("perf.one.on.one.template", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="What to Talk About", required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
