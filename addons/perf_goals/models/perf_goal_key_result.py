import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.numbers import is_same, shown_number
from ..tools.progress import clamp, is_far, raw_score

DRAFT_FIELDS = {
    "name", "kind", "unit", "currency_id", "start_value", "target_value", "weight", "sequence", "metric_id",
    "is_prorated",
}  # fmt: skip

LOCKED_DEFAULTS = {
    "default_current_value",
    "default_is_measured",
    "default_measured_on",
    "default_measured_count",
    "default_refresh_run",
}


class PerfGoalKeyResult(models.Model):
    """One thing that is measured to tell whether a goal is reached: from a start to a target."""

    _name = "perf.goal.key.result"
    _description = "Key Result"
    _inherit = [
        "perf.goal.key.result.metric",
        "perf.goal.key.result.exposure",
        "perf.goal.key.result.realism",
        "perf.goal.part",
    ]
    _order = "goal_id, sequence, id"

    goal_id = fields.Many2one(readonly=False)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("number", "Number"), ("percentage", "Percentage"), ("monetary", "Money"), ("milestone", "Milestone")],
        required=True,
        default="number",
        help="A milestone is either not reached yet (0) or reached (1).",
    )
    unit = fields.Char(help="What is counted, e.g. orders, days, points.")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)

    # Values
    start_value = fields.Float(string="Start", aggregator=None)
    target_value = fields.Float(string="Target", required=True, default=1.0, aggregator=None)
    current_value = fields.Float(
        string="Current", readonly=True, copy=False, aggregator=None, help="As of the last check-in."
    )
    weight = fields.Float(default=1.0, aggregator=None, help="How much it counts among the key results of the goal.")

    # Values in words
    start_text = fields.Char(string="From", compute="_compute_texts")
    current_text = fields.Char(string="Now", compute="_compute_texts")
    target_text = fields.Char(string="To", compute="_compute_texts")

    # Result
    score_raw = fields.Float(
        string="Raw Score",
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="Share of the way from start to target, below 0 or above 1 where it went that way.",
    )
    progress = fields.Float(
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="0 to 100 %, or as far as the company counts what goes beyond a target.",
    )

    # ------------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------------

    @api.depends(
        "start_value",
        "target_value",
        "current_value",
        "is_prorated",
        "goal_id.working_days",
        "goal_id.worked_days",
    )
    def _compute_score(self):
        for result in self:
            score = raw_score(result.current_value, result.start_value, result.adjusted_target)
            result.score_raw = score or 0.0
            result.progress = round(100 * (clamp(score, result._get_cap()) or 0.0), 4)

    @api.depends("kind", "unit", "currency_id", "start_value", "current_value", "target_value", "adjusted_target")
    @api.depends_context("lang")
    def _compute_texts(self):
        for result in self:
            result.start_text = result._format_value(result.start_value)
            result.current_text = result._format_value(result.current_value)
            result.target_text = result._get_target_text()

    @api.constrains("name", "start_value", "target_value", "current_value", "weight")
    def _check_numbers(self):
        """Refuse values that are no numbers or make no sense together."""
        for result in self:
            if not (result.name or "").strip():
                raise ValidationError(self.env._("Say of each key result what is measured."))
            numbers = (result.start_value, result.target_value, result.current_value, result.weight)
            if not all(math.isfinite(number) and abs(number) < 1e15 for number in numbers):
                raise ValidationError(
                    self.env._("The values of “%(name)s” must be ordinary numbers.", name=result.name)
                )
            if result.weight < 0:
                raise ValidationError(
                    self.env._("The weight of “%(name)s” can't be negative. Use 0 or more.", name=result.name)
                )
            if is_same(result.target_value, result.start_value):
                raise ValidationError(
                    self.env._(
                        "Target and start of “%(name)s” are the same, so there is nothing to reach. Change one.",
                        name=result.name,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "milestone":
            self.start_value, self.target_value = 0.0, 1.0

    # ------------------------------------------------------------------
    # CRUD: key results change only while their goal is a draft
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self = self._without_defaults()
            for vals in vals_list:
                self._check_fields(vals, DRAFT_FIELDS | {"goal_id"})
        vals_list = [self._take_over_metric(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("kind") == "milestone":
                vals.setdefault("start_value", 0.0)
                vals.setdefault("target_value", 1.0)
            vals.setdefault("current_value", vals.get("start_value", 0.0))
        results = super().create(vals_list)
        if not self.env.su:
            results.goal_id._check_is_draft()
        return results

    def write(self, vals):
        if not self.env.su:
            self._check_fields(vals, DRAFT_FIELDS)
            self.check_access("write")
            self.goal_id._check_is_draft()
        vals = self._take_over_metric(vals)
        if "start_value" in vals and "current_value" not in vals:
            fresh = self.filtered(lambda result: not result.goal_id.sudo().checkin_ids)
            super(PerfGoalKeyResult, fresh).write({**vals, "current_value": vals["start_value"]})
            self = self - fresh
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        if not self.env.su:
            self.goal_id._check_is_draft()

    def _without_defaults(self):
        """The same model without defaults from the context for what only check-ins may set."""
        context = {key: value for key, value in self.env.context.items() if key not in LOCKED_DEFAULTS}
        return self.with_context(context)

    def _check_fields(self, vals, allowed):
        """Refuse values that only business methods may set."""
        for name in vals.keys() - allowed - {"id"}:
            if vals[name] and vals[name] != vals.get("start_value"):
                raise UserError(
                    self.env._(
                        "“%(field)s” of a key result follows from the check-ins. Check in to change it.",
                        field=self._fields[name]._description_string(self.env) if name in self._fields else name,
                    )
                )
            del vals[name]

    def _prepare_clone_values(self, keep_value=False):
        """Values of the same key result in a goal for another period or person.

        :param keep_value: start at the last value; a target that was reached moves on by the same distance. What is
            counted anew in each period starts where it did.
        """
        self.ensure_one()
        names = ("name", "sequence", "kind", "unit", "weight", "start_value", "target_value", "is_prorated")
        values = {name: self[name] for name in names}
        values |= {"currency_id": self.currency_id.id, "metric_id": self.metric_id.id}
        if keep_value and self.kind != "milestone" and not self.metric_id.is_cumulative:
            reached = self.score_raw >= 1
            values["start_value"] = self.current_value
            values["target_value"] += (self.current_value - self.start_value) if reached else 0.0
        return values

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _get_unit_label(self):
        """What the values of this key result are counted in, as a short word or sign."""
        self.ensure_one()
        if self.kind == "percentage":
            return "%"
        if self.kind == "monetary":
            return self.currency_id.symbol or ""
        return self.unit or ""

    def _get_typed_value(self, value):
        """A value as it stands in a box for typing."""
        return shown_number(value)

    def _is_far(self, value):
        """Whether a new value is so far from the last one, or behind the start, that it may be a slip."""
        self.ensure_one()
        if self.kind == "milestone":
            return False
        scores = (raw_score(number, self.start_value, self.target_value) for number in (self.current_value, value))
        return is_far(*(score or 0.0 for score in scores))

    def _check_range(self, value):
        """Refuse percentages beyond 0 to 100, unless start or target lie there too.

        :raise ValidationError: says what to enter
        """
        self.ensure_one()
        ends = (self.start_value, self.target_value)
        if self.kind != "percentage" or 0 <= value <= 100:
            return
        if (value < 0 and min(ends) >= 0) or (value > 100 and max(ends) <= 100):
            raise ValidationError(
                self.env._("“%(name)s” goes from 0 to 100 %%. Enter a number in between.", name=self.name)
            )

    def _get_target_text(self):
        """The target as it counts, and the full one behind it."""
        self.ensure_one()
        full = self._format_value(self.target_value)
        if not self._is_adjusted():
            return full
        return self.env._(
            "%(adjusted)s (of %(target)s)", adjusted=self._format_number(self.adjusted_target), target=full
        )

    def _format_value(self, value):
        """A value as people read it, with its unit."""
        self.ensure_one()
        if self.kind == "milestone" and value in (0, 1):
            return self.env._("Reached") if value else self.env._("Not yet")
        return self._add_unit(self._format_number(value))

    def _add_unit(self, text):
        """Figures with what they are counted in."""
        unit = self._get_unit_label()
        return f"{text} {unit}" if unit else text

    def _format_number(self, value):
        """A number as people read it, without decimals that mean nothing."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        rounded = round(float(value), 2)
        digits = next(digits for digits in (0, 1, 2) if digits == 2 or round(rounded, digits) == rounded)
        return self.env["res.lang"].browse(lang.id).format(f"%.{digits}f", value, grouping=True)
