import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.numbers import is_same


class PerfGoalTemplateLine(models.Model):
    """One key result of a goal template."""

    _name = "perf.goal.template.line"
    _description = "Key Result of a Goal Template"
    _inherit = ["perf.text.mixin"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("perf.goal.template", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("number", "Number"), ("percentage", "Percentage"), ("monetary", "Money"), ("milestone", "Milestone")],
        required=True,
        default="number",
    )
    unit = fields.Char(translate=True)
    metric_id = fields.Many2one("perf.metric", ondelete="set null", help="Where the value comes from.")
    start_value = fields.Float(string="Start", aggregator=None)
    target_value = fields.Float(string="Target", required=True, default=1.0, aggregator=None)
    weight = fields.Float(default=1.0, aggregator=None)
    is_prorated = fields.Boolean(
        string="Fair Exposure",
        help="For joiners, part-time people and time off, bring the target in proportion to the days worked.",
    )

    @api.constrains("start_value", "target_value", "weight")
    def _check_numbers(self):
        for line in self:
            if not all(
                math.isfinite(number) and abs(number) < 1e15 for number in (line.start_value, line.target_value)
            ):
                raise ValidationError(self.env._("The values of “%(name)s” must be ordinary numbers.", name=line.name))
            if is_same(line.start_value, line.target_value):
                raise ValidationError(
                    self.env._(
                        "Target and start of “%(name)s” are the same, so there is nothing to reach. Change one.",
                        name=line.name,
                    )
                )
            if not 0 <= line.weight < 1e6:
                raise ValidationError(self.env._("A weight is an ordinary number, 0 or more."))

    @api.onchange("metric_id", "kind")
    def _onchange_source(self):
        if self.metric_id:
            is_cumulative = self.metric_id.is_cumulative
            self.update({"kind": self.metric_id.kind, "unit": self.metric_id.unit, "is_prorated": is_cumulative})
            self.name = self.name or self.metric_id.name
        elif self.kind == "milestone":
            self.update({"start_value": 0.0, "target_value": 1.0})

    def _prepare_result_values(self):
        """Values of the key result of a goal made from the template."""
        self.ensure_one()
        return {
            "name": self.name,
            "sequence": self.sequence,
            "kind": self.kind,
            "unit": self.unit,
            "metric_id": self.metric_id.id,
            "start_value": self.start_value,
            "target_value": self.target_value,
            "weight": self.weight,
            "is_prorated": self.is_prorated,
        }
