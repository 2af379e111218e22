from odoo import fields, models


# allow record-rule: a tag is a word for all companies; who may write it is in the access lines
class PerfGoalTag(models.Model):
    """A word to sort goals by, such as *Quality* or *Growth*."""

    _name = "perf.goal.tag"
    _description = "Goal Tag"
    _inherit = ["perf.text.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.UniqueIndex("(name)", "There is already a tag of this name. Use that one.")
