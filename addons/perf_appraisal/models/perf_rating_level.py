from odoo import api, fields, models

MEANING_FIELDS = {"scale_id", "value", "name", "description", "min_score"}


class PerfRatingLevel(models.Model):
    """One step of a rating scale: a label and the words that say what it looks like at work."""

    _name = "perf.rating.level"
    _description = "Rating Level"
    _inherit = ["perf.text.mixin"]
    _order = "scale_id, sequence, value, id"

    scale_id = fields.Many2one("perf.rating.scale", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    value = fields.Integer(required=True, aggregator=None, help="Place on the scale, such as 1 to 5; higher is better.")
    name = fields.Char(string="Label", required=True, translate=True)
    description = fields.Text(string="What It Looks Like", translate=True)
    min_score = fields.Float(
        string="From Score",
        aggregator=None,
        help="An overall score from here on suggests this level. Between 0 and 100.",
    )

    _scale_value_uniq = models.UniqueIndex(
        "(scale_id, value)", "Two levels of a scale can't have the same value. Give each level its own number."
    )
    _min_score_range = models.Constraint(
        "CHECK(min_score >= 0 AND min_score <= 100)", "The score from which a level counts lies between 0 and 100."
    )

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels.scale_id._check_unlocked()
        return levels

    def write(self, vals):
        if MEANING_FIELDS & vals.keys():
            self.scale_id._check_unlocked()
        result = super().write(vals)
        if "scale_id" in vals:
            self.scale_id._check_unlocked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.scale_id._check_unlocked()
