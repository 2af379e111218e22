from odoo import fields, models


class PerfValue(models.Model):
    """One of the company's values, which feedback and recognition refer to."""

    _name = "perf.value"
    _description = "Company Value"
    _inherit = ["perf.text.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="What the value looks like in everyday work.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one("res.company", index=True, help="Leave empty to share the value with all companies.")
    active = fields.Boolean(default=True)

    _name_company_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is already a value of this name. Change that one, or choose another name.",
    )
