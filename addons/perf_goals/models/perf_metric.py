from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

DEFINITION = {
    "aggregate", "model_id", "domain", "field_id", "field_date_id", "field_deadline_id", "employee_path",
    "numerator_id", "denominator_id",
}  # fmt: skip


class PerfMetric(models.Model):
    """A figure that the company's own records tell about people: how many orders, how much revenue, which share.

    It is defined once, without code, and then measures any number of goals each night.
    """

    _name = "perf.metric"
    _description = "Metric"
    _inherit = [
        "perf.metric.engine",
        "perf.metric.refresh",
        "perf.metric.bulk",
        "perf.metric.preview",
        "perf.text.mixin",
        "perf.thread.mixin",
    ]
    _order = "sequence, name, id"

    # What
    name = fields.Char(required=True, translate=True)
    purpose = fields.Text(
        translate=True, help="What it is measured for. Everybody who is measured by it can read this."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user if not self.env.user._is_public() else False,
        domain=[("share", "=", False)],
        help="Is told when the metric can't be measured any more.",
    )

    # How it is measured
    aggregate = fields.Selection(
        [("count", "Count"), ("sum", "Sum"), ("avg", "Average"), ("ratio", "Ratio")], required=True, default="count"
    )
    model_id = fields.Many2one(
        "ir.model", string="Records", ondelete="set null", groups="perf_base.group_perf_admin", index="btree_not_null"
    )
    model_name = fields.Char(
        related="model_id.model", string="Technical Name of Records", groups="perf_base.group_perf_admin"
    )
    domain = fields.Char(string="Which", default="[]", groups="perf_base.group_perf_admin")
    field_id = fields.Many2one(
        "ir.model.fields", string="Amount", ondelete="set null", groups="perf_base.group_perf_admin"
    )
    field_date_id = fields.Many2one(
        "ir.model.fields",
        string="Dated By",
        ondelete="set null",
        groups="perf_base.group_perf_admin",
        help="The day by which a record belongs to a period. Empty: all records as they stand, whatever the period.",
    )
    field_deadline_id = fields.Many2one(
        "ir.model.fields",
        string="Only in Time For",
        ondelete="set null",
        groups="perf_base.group_perf_admin",
        help="Count only records whose date is not later than this one, such as a deadline. Empty: all of them.",
    )
    employee_path = fields.Char(
        string="Of Whom",
        groups="perf_base.group_perf_admin",
        help="The way from a record to the person it counts for, e.g. user_id or order_id.user_id.",
    )
    numerator_id = fields.Many2one("perf.metric", string="Share Of", ondelete="restrict")
    denominator_id = fields.Many2one("perf.metric", string="Out Of", ondelete="restrict")
    is_percentage = fields.Boolean(string="As Percentage", default=True, help="Show the ratio in percent.")

    # How it is read
    lower_is_better = fields.Boolean()
    unit = fields.Char(translate=True, help="What is counted, e.g. orders, hours.")
    currency_id = fields.Many2one("res.currency", help="Empty: the currency of the person's company.")
    kind = fields.Selection(
        [("number", "Number"), ("percentage", "Percentage"), ("monetary", "Money")], compute="_compute_kind"
    )
    is_cumulative = fields.Boolean(
        compute="_compute_kind", help="A longer period gives a higher figure, as for counts and sums."
    )

    # How it goes
    key_result_ids = fields.One2many("perf.goal.key.result", "metric_id", string="Key Results")
    key_result_count = fields.Integer(compute="_compute_key_result_count", compute_sudo=True)
    last_refresh = fields.Datetime(readonly=True, copy=False)
    last_error = fields.Text(string="Needs Attention", readonly=True, copy=False)
    is_refreshing = fields.Boolean(
        readonly=True, copy=False, help="A refresh began that has not reached the end of this metric yet."
    )
    refresh_run = fields.Integer(readonly=True, copy=False, aggregator=None, help="Number of the last refresh.")

    @api.depends("aggregate", "is_percentage", "field_id", "numerator_id", "denominator_id")
    def _compute_kind(self):
        for metric in self.sudo():
            metric.kind = metric._get_kind()
            metric.is_cumulative = metric.aggregate in ("count", "sum") and bool(metric.field_date_id)

    def _get_kind(self):
        """Whether the figure is money, a percentage or a plain number."""
        self.ensure_one()
        if self.aggregate == "ratio":
            if self.is_percentage:
                return "percentage"
            top, bottom = self.numerator_id, self.denominator_id
            return "monetary" if top._is_monetary() and not bottom._is_monetary() else "number"
        return "monetary" if self._is_monetary() else "number"

    def _get_unit_label(self):
        """What the figure is counted in, as a short word or sign."""
        metric = self.sudo()  # sudo: how it is measured is for administrators, in what it is counted for everybody.
        if metric.kind == "percentage":
            return "%"
        if metric.kind == "monetary":
            return (metric.currency_id or self.env.company.currency_id).symbol
        return metric.unit or ""

    def _is_periodic(self):
        """Whether the figure tells about a period, rather than how things stand."""
        if self.aggregate == "ratio":
            return self.numerator_id._is_periodic() and self.denominator_id._is_periodic()
        return bool(self.field_date_id)

    def _is_monetary(self):
        """Whether amounts of money are summed or averaged."""
        return self.aggregate in ("sum", "avg") and self.field_id.ttype == "monetary"

    def _compute_key_result_count(self):
        groups = self.env["perf.goal.key.result"]._read_group(
            [("metric_id", "in", self.ids), ("goal_id.state", "in", ("proposed", "active"))],
            ["metric_id"],
            ["__count"],
        )
        counts = {metric.id: count for metric, count in groups}
        for metric in self:
            metric.key_result_count = counts.get(metric.id, 0)

    # ------------------------------------------------------------------
    # Definition: complete, sound, and over what its author may read
    # ------------------------------------------------------------------

    @api.constrains(*DEFINITION)
    def _check_definition(self):
        """Refuse a metric that can't be measured, in the words of :meth:`_check_usable`."""
        for metric in self:
            try:
                metric.sudo()._check_usable()
            except UserError as error:
                raise ValidationError(str(error)) from None

    @api.model_create_multi
    def create(self, vals_list):
        metrics = super().create(vals_list)
        metrics._check_author()
        return metrics

    def _check_author(self):
        """Refuse to measure what its author may not read; constraints can't, as they run in superuser mode.

        :raise AccessError: says what to do
        """
        if self.env.su:
            return
        self.flush_recordset()
        for metric in self:
            metric._check_author_reads()

    def _check_author_reads(self):
        """Refuse if one model or field that this metric reads is closed to the current user."""
        self.ensure_one()
        for model, names in self.sudo()._list_read_fields():
            reader = self.env[model].sudo(False)
            if not reader.has_access("read") or not all(
                reader._has_field_access(reader._fields[name], "read") for name in names
            ):
                raise AccessError(
                    self.env._(
                        "“%(metric)s” reads %(model)s, which you may not read. Ask somebody who may to set it up, or "
                        "ask for the right.",
                        metric=self.name,
                        model=reader._description,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """Goals measure themselves by it: archive it instead."""
        if any(metric.key_result_count for metric in self):
            raise UserError(self.env._("Goals are measured by this metric. Archive it instead; their values stay."))

    def write(self, vals):
        res = super().write(vals)
        if DEFINITION & vals.keys():
            self._check_author()
            self.sudo()._clear_error()
        return res

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        return [
            {**vals, "name": self.env._("%(metric)s (copy)", metric=metric.name)}
            for metric, vals in zip(self, vals_list, strict=True)
        ]

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    def action_refresh(self):
        """HR administrator: measure the goals of these metrics now instead of in the night."""
        self.check_access("write")
        results = (
            self.env["perf.goal.key.result"]
            .sudo()
            .search([("metric_id", "in", self.ids), ("goal_id.state", "=", "active")])
        )
        results._refresh_metric_values()
        self.sudo().write({"last_refresh": fields.Datetime.now()})
        return True

    def action_open_key_results(self):
        """Open the goals that are measured by this metric, as far as the reader may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_action_all")
        return {
            **action,
            "name": self.env._("Goals measured by %(metric)s", metric=self.name),
            "domain": [("key_result_ids.metric_id", "=", self.id)],
            "context": {},
        }

    def action_open_values(self):
        """Open what this metric said so far, as far as the reader may see it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_metric_value_action")
        return {**action, "name": self.name, "domain": [("metric_id", "=", self.id)], "context": {}}
