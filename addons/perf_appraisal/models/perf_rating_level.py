from odoo import api, fields, models

from ..tools.scale import spread_minimums

# Calm colours that say nothing about good and bad: no green, amber or red for people.
COLORS = [
    ("stone", "Stone"),
    ("sand", "Sand"),
    ("sky", "Sky"),
    ("blue", "Blue"),
    ("indigo", "Indigo"),
    ("violet", "Violet"),
    ("plum", "Plum"),
]

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
    color = fields.Selection(
        COLORS, default="stone", required=True, help="Shown beside the label, never instead of it."
    )
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
        levels = super().create(self._spread_minimums(vals_list))
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

    @api.model
    def _spread_minimums(self, vals_list):
        """Values for ``create``: new scales for which nobody said from which scores their levels count get them evenly.

        :param vals_list: list of dicts
        :return: list of dicts
        """
        by_scale = {}
        for vals in vals_list:
            by_scale.setdefault(vals.get("scale_id"), []).append(vals)
        said = {scale for scale, group in by_scale.items() if any(vals.get("min_score") for vals in group)}
        known = self.search_fetch([("scale_id", "in", [scale for scale in by_scale if scale])], ["scale_id"])
        minimums = {}
        for scale, group in by_scale.items():
            if scale not in said and scale not in known.scale_id.ids:
                ordered = sorted(group, key=lambda vals: vals.get("value") or 0)
                minimums.update(zip(map(id, ordered), spread_minimums(len(ordered)), strict=True))
        return [{**vals, "min_score": minimums[id(vals)]} if id(vals) in minimums else vals for vals in vals_list]

    def _prepare_form_option(self):
        """The level as a form offers it."""
        self.ensure_one()
        return {
            "id": self.id,
            "label": self.name,
            "description": self.description or "",
            "value": self.value,
            "color": self.color,
        }
