from odoo import api, fields, models

from odoo.addons.perf_goals.tools.numbers import shown_number

METRIC = "metric"


class PerfAppraisalQuestion(models.Model):
    """A question may show a figure from the company's records, and let it count in the score."""

    _inherit = "perf.appraisal.question"

    kind = fields.Selection(
        selection_add=[(METRIC, "Metric")],
        ondelete={METRIC: lambda questions: questions.write({"kind": "text"})},
    )
    metric_id = fields.Many2one(
        "perf.metric",
        ondelete="set null",
        index="btree_not_null",
        help="For metrics: the figure of the person in the period of the appraisal.",
    )
    metric_start = fields.Float(string="Counts 0 At", aggregator=None, help="From this figure on something is reached.")
    metric_target = fields.Float(string="Counts 100 At", aggregator=None, help="At this figure all is reached.")

    @api.model
    def _get_measured_kinds(self):
        return (*super()._get_measured_kinds(), METRIC)

    @api.constrains("kind", "metric_id", "metric_start", "metric_target")
    def _check_metric(self):
        self._check_answerable()

    def _get_problem(self):
        problem = super()._get_problem()
        return self._get_metric_problem() if not problem and self.kind == METRIC else problem

    def _get_metric_problem(self):
        """What is wrong with the figure: a sentence that says what to do, or an empty string."""
        self.ensure_one()
        if not self.metric_id:
            return self.env._("“%(question)s” is a figure without a metric. Choose a metric.", question=self.name)
        if self.metric_start == self.metric_target:
            return self.env._(
                "“%(question)s” counts 0 and 100 at the same figure. Say at which figure it counts 100.",
                question=self.name,
            )
        if self.metric_id.sudo().lower_is_better != (self.metric_target < self.metric_start):
            words = {"question": self.name, "metric": self.metric_id.name}
            if self.metric_id.sudo().lower_is_better:
                return self.env._(
                    "Less is better for “%(metric)s”: let “%(question)s” count 100 at a lower figure than 0.", **words
                )
            return self.env._(
                "More is better for “%(metric)s”: let “%(question)s” count 100 at a higher figure than 0.", **words
            )
        return ""

    def _format_figure(self, value):
        """A figure of the metric as people read it, with its unit.

        :param value: float
        """
        self.ensure_one()
        unit = self.metric_id._get_unit_label()
        return f"{shown_number(round(value, 2))} {unit}".strip()

    @api.model
    def _get_kind_icons(self):
        return {**super()._get_kind_icons(), METRIC: "fa-line-chart"}

    def _get_version_fields(self):
        return [*super()._get_version_fields(), "metric_id", "metric_start", "metric_target"]

    def _prepare_builder_values(self):
        """With the metric, and the figures between which it counts."""
        return {
            **super()._prepare_builder_values(),
            "metric_id": self.metric_id.id,
            "metric_start": self.metric_start,
            "metric_target": self.metric_target,
        }

    def _prepare_form_values(self):
        """Without an appraisal, a sentence says what will stand there."""
        values = super()._prepare_form_values()
        if self.kind == METRIC and self.metric_id:
            values["figure"] = self.env._(
                "%(metric)s of the person stands here, with how it counts.", metric=self.metric_id.name
            )
        return values
