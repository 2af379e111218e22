from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_repr

from ..tools.scale import CROSSED, GAP, SAME, find_minimum_problem, spread_minimums


class PerfRatingScale(models.Model):
    """A ladder of rating levels, each with words that say what it means."""

    _name = "perf.rating.scale"
    _description = "Rating Scale"
    _inherit = ["perf.appraisal.company.mixin", "perf.text.mixin"]
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

    # ------------------------------------------------------------------
    # Levels
    # ------------------------------------------------------------------

    @api.constrains("level_ids")
    def _check_levels(self):
        """The levels of a scale cover all scores from 0 to 100, each score once."""
        for scale in self:
            if problem := scale._get_level_problem():
                raise ValidationError(problem)

    def _get_level_problem(self):
        """What is wrong with the scores from which levels count: a sentence that says what to do, or empty."""
        self.ensure_one()
        problem = find_minimum_problem([(level, level.value, level.min_score) for level in self.level_ids])
        if not problem:
            return ""
        word, levels = problem
        names = {"scale": self.name, "lower": levels[0].name, "higher": levels[-1].name}
        begins = float_repr(levels[0].min_score, 0), float_repr(levels[-1].min_score, 0)
        sentences = {
            GAP: self.env._(
                "No level of “%(scale)s” covers the scores below %(score)s. Let “%(lower)s”, the lowest, begin at 0.",
                score=begins[0],
                **names,
            ),
            SAME: self.env._(
                "“%(lower)s” and “%(higher)s” of “%(scale)s” both begin at the score %(score)s. "
                "Let the higher one begin later.",
                score=begins[0],
                **names,
            ),
            CROSSED: self.env._(
                "“%(higher)s” of “%(scale)s” is above “%(lower)s” and yet begins at a lower score, %(after)s instead "
                "of more than %(before)s. Correct one of the two.",
                before=begins[0],
                after=begins[1],
                **names,
            ),
        }
        return sentences[word]

    def _get_launch_problem(self):
        """Why results can't be put on this scale yet: a sentence that says what to do, or an empty string."""
        self.ensure_one()
        if len(self.level_ids) < 2:
            return self.env._(
                "The rating scale “%(scale)s” has fewer than two levels. Add levels, or choose another scale.",
                scale=self.name,
            )
        return self._get_level_problem()

    def action_spread_levels(self):
        """Let the levels begin at scores that are evenly apart."""
        self.check_access("write")
        for scale in self:
            levels = scale.level_ids.sorted("value")
            minimums = spread_minimums(len(levels))
            commands = [
                Command.update(level.id, {"min_score": minimum})
                for level, minimum in zip(levels, minimums, strict=True)
            ]
            scale.write({"level_ids": commands})
        return True

    # ------------------------------------------------------------------
    # In use
    # ------------------------------------------------------------------

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

    def _is_company_fixed(self):
        """Templates ask for it."""
        # sudo: templates of other companies count as well.
        Template = self.env["perf.appraisal.template"].sudo().with_context(active_test=False)
        return super()._is_company_fixed() or bool(
            Template.search_count(
                ["|", ("scale_id", "=", self.id), ("section_ids.question_ids.scale_id", "=", self.id)], limit=1
            )
        )

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
