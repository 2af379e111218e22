from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PerfRatingScale(models.Model):
    """A ladder of rating levels, each with words that say what it means."""

    _name = "perf.rating.scale"
    _description = "Rating Scale"
    _inherit = ["perf.text.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="When to use this scale.")
    level_ids = fields.One2many("perf.rating.level", "scale_id", string="Levels", copy=True)
    level_count = fields.Integer(string="Number of Levels", compute="_compute_level_count")
    is_locked = fields.Boolean(
        string="In Use",
        compute="_compute_is_locked",
        help="Levels of a scale that a launched cycle uses stay as they are, so that past results keep their meaning.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Leave empty to share the scale with all companies.")
    active = fields.Boolean(default=True)

    @api.depends("level_ids")
    def _compute_level_count(self):
        for scale in self:
            scale.level_count = len(scale.level_ids)

    def _compute_is_locked(self):
        locked = self._get_locked_ids()
        for scale in self:
            scale.is_locked = scale._origin.id in locked

    def _get_locked_ids(self):
        """Which of these scales a launched cycle uses, in two queries.

        :return: set of ids
        """
        # sudo: whether a scale is in use does not depend on which templates the reader may see.
        Template = self.env["perf.appraisal.template"].sudo().with_context(active_test=False)
        Question = self.env["perf.appraisal.question"].sudo().with_context(active_test=False)
        finals = Template._read_group([("scale_id", "in", self.ids), ("snapshot_of_id", "!=", False)], ["scale_id"])
        asked = Question._read_group(
            [("scale_id", "in", self.ids), ("template_id.snapshot_of_id", "!=", False)], ["scale_id"]
        )
        return {scale.id for (scale,) in [*finals, *asked]}

    def _check_unlocked(self):
        """Refuse to change the meaning of ratings that were given already."""
        locked = self._get_locked_ids()
        for scale in self:
            if scale.id in locked:
                raise ValidationError(
                    self.env._(
                        "“%(scale)s” is used in a cycle that was launched, and its levels keep their meaning there. "
                        "Duplicate the scale, change the copy, and choose the copy in your template.",
                        scale=scale.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A scale stays as long as a template asks for it."""
        # sudo: templates of other companies count as well.
        Template = self.env["perf.appraisal.template"].sudo().with_context(active_test=False)
        used = Template.search(
            ["|", ("scale_id", "in", self.ids), ("section_ids.question_ids.scale_id", "in", self.ids)], limit=1
        )
        if used:
            raise ValidationError(
                self.env._(
                    "The template “%(template)s” uses this scale. Archive it, or choose another one there first.",
                    template=used.name,
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for scale, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(scale)s (copy)", scale=scale.name)
        return vals_list
