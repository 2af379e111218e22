from odoo import fields, models


# allow record-rule: talking points for all companies; who may write them is in the access lines
class PerfOneOnOneTemplate(models.Model):
    """Talking points for a kind of 1-on-1, which either of the two can put on the agenda."""

    _name = "perf.one.on.one.template"
    _description = "Template of Talking Points"
    _inherit = ["perf.text.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    line_ids = fields.One2many("perf.one.on.one.template.line", "template_id", string="Talking Points", copy=True)
