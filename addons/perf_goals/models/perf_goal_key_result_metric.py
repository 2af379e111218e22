import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.metric import MetricWindow


class PerfGoalKeyResultMetric(models.AbstractModel):
    """A key result that is measured from the company's records instead of being typed at check-ins."""

    _name = "perf.goal.key.result.metric"
    _description = "Measured Key Results"

    metric_id = fields.Many2one(
        "perf.metric",
        index="btree_not_null",
        ondelete="set null",
        help="Where the value comes from. Empty: it is said at check-ins.",
    )
    is_measured = fields.Boolean(
        readonly=True, default=True, copy=False, help="Off while the metric has nothing to measure yet."
    )
    has_value = fields.Boolean(
        compute="_compute_has_value",
        store=True,
        help="Only key results with a value count in the progress of the goal.",
    )
    measured_on = fields.Datetime(readonly=True, copy=False)
    refresh_run = fields.Integer(
        readonly=True, copy=False, aggregator=None, help="Number of the refresh that measured."
    )
    measured_count = fields.Integer(string="Records", readonly=True, copy=False, aggregator=None)
    source_text = fields.Char(string="Source", compute="_compute_source_text")

    can_open_records = fields.Boolean(
        compute="_compute_can_open_records", help="Whether you may read the kind of records that the value comes from."
    )

    @api.depends("metric_id")
    @api.depends_context("uid")
    def _compute_can_open_records(self):
        # sudo: of what a metric reads, nothing but whether the reader may see it is told.
        names = {metric: metric._get_source_metric().model_name for metric in self.sudo().metric_id}
        for result in self:
            model = self.env.get(names.get(result.sudo().metric_id) or "")
            result.can_open_records = model is not None and model.sudo(False).has_access("read")

    @api.depends("metric_id", "is_measured", "is_prorated", "goal_id.working_days", "goal_id.worked_days")
    def _compute_has_value(self):
        for result in self:
            has_time = result.adjusted_target != result.start_value  # else the owner works none of the period
            result.has_value = has_time and (not result.metric_id or result.is_measured)

    @api.depends("metric_id", "measured_on", "metric_id.last_error")
    @api.depends_context("lang", "tz")
    def _compute_source_text(self):
        today = fields.Date.context_today(self)
        for result in self:
            result.source_text = result._get_source_text(today) if result.metric_id else False

    def _get_source_text(self, today):
        """Where the value comes from, and how fresh it is."""
        name = self.metric_id.name
        if not self.measured_on:
            return self.env._("from %(metric)s, not measured yet", metric=name)
        day = fields.Datetime.context_timestamp(self, self.measured_on).date()
        if self.metric_id.last_error:
            return self.env._(
                "from %(metric)s, as of %(day)s; HR is looking into it", metric=name, day=format_date(self.env, day)
            )
        if day == today:
            return self.env._("from %(metric)s, updated today", metric=name)
        return self.env._("from %(metric)s, as of %(day)s", metric=name, day=format_date(self.env, day))

    @api.onchange("metric_id")
    def _onchange_metric_id(self):
        if self.metric_id:
            self.update(self._prepare_metric_values(self.metric_id))
            self.name = self.name or self.metric_id.name

    @api.model
    def _prepare_metric_values(self, metric):
        """What a key result takes over from its metric: how its values are written."""
        metric = metric.sudo()
        values = {"kind": metric.kind, "unit": metric.unit}
        if metric.currency_id:
            values["currency_id"] = metric.currency_id.id
        return values

    @api.model
    def _take_over_metric(self, vals):
        """Values for ``create`` or ``write`` with what follows from the metric that they name."""
        metric = self.env["perf.metric"].browse(vals.get("metric_id") or [])
        if not metric:
            return vals
        metric.check_access("read")
        if metric.sudo().last_error and not self.env.su:
            raise UserError(
                self.env._("“%(metric)s” can't be measured at present. Choose another one.", metric=metric.name)
            )
        return {**vals, **self._prepare_metric_values(metric)}

    # ------------------------------------------------------------------
    # Measuring
    # ------------------------------------------------------------------

    def _get_windows(self):
        """What is to be measured for each of these key results: dict key result -> ``MetricWindow``.

        Goals of a person are measured by that person's records, those of a department by the records of its people,
        those of a company by all of its records; in the period of the goal, up to today.
        """
        today = fields.Date.context_today(self)
        people = self._get_department_people()
        windows = {}
        for result in self:
            goal = result.goal_id
            windows[result] = MetricWindow(
                result.id,
                result._get_measured_ids(people),
                goal.date_start,
                max(goal.date_start, min(goal.date_end or today, today)),
                goal.company_id.id,
                result._get_window_currency(),
            )
        return windows

    def _get_measured_ids(self, people):
        """Whose records are measured: tuple of employee ids, or None for all records of the company.

        :param people: as of :meth:`_get_department_people`
        """
        goal = self.goal_id
        by_level = {"individual": tuple(goal.employee_id._origin.ids), "company": None}
        return by_level.get(goal.level, people.get(goal.department_id._origin.id, ()))

    def _get_window_currency(self):
        """Id of the currency in which amounts are compared; None where there are none."""
        return (self.currency_id._origin.id or None) if self.kind == "monetary" else None

    def _get_department_people(self):
        """The people in the departments of these goals and below: dict department id -> tuple of employee ids."""
        departments = self.goal_id.filtered(lambda goal: goal.level == "department").department_id
        if not departments:
            return {}
        employees = self.env["hr.employee"].search([("department_id", "child_of", departments.ids)])
        paths = [(employee.id, employee.department_id.parent_path) for employee in employees]
        return {
            department.id: tuple(key for key, path in paths if path.startswith(department.parent_path))
            for department in departments
        }

    def _refresh_metric_values(self):
        """Measure these key results and bring them, their goals and the history in step. Called in sudo.

        A metric that fails is reported and skipped; its key results keep their last value.

        :return: whether all could be measured
        """
        results = self.filtered("metric_id")
        windows = results._get_windows()
        is_sound = True
        for metric, group in results.grouped("metric_id").items():
            found = metric._try(metric._measure_windows, [windows[result] for result in group])
            if found is None:
                is_sound = False
                continue
            group._keep_measured(found)
            self.env["perf.metric.value"]._upsert(metric, group._list_history(found))
        return is_sound

    def _keep_measured(self, found):
        """Write what was measured of one metric: dict key result id -> (value or None, number of records)."""
        changed = self.browse()
        for result in self:
            value, count = found[result.id]
            known = value is not None and math.isfinite(value)
            if (
                known != result.is_measured
                or count != result.measured_count
                or (known and value != result.current_value)
            ):
                changed |= result
                result.write(
                    {
                        "is_measured": known,
                        "measured_count": count,
                        **({"current_value": value} if known else {}),
                    }
                )
        self.write({"measured_on": fields.Datetime.now(), "refresh_run": self.metric_id.refresh_run})

    def _list_history(self, found):
        """Values of people for the history: list of (employee id, first day, last day, value)."""
        rows = {}
        for result in self:
            goal, value = result.goal_id, found[result.id][0]
            if goal.level == "individual" and value is not None:
                end = goal.date_end or fields.Date.context_today(self)
                rows[goal.employee_id.id, goal.date_start, end] = value
        return [(*key, value) for key, value in rows.items()]

    # ------------------------------------------------------------------
    # The records behind the value
    # ------------------------------------------------------------------

    def _get_source(self):
        """The records behind the value, as far as the current user may read them.

        :return: recordset of the source model (empty when the user may read none), ``Domain`` of all of them
        """
        self.ensure_one()
        self.check_access("read")
        result = self.sudo()
        metric = result.metric_id._get_source_metric()
        window = result._get_windows()[result]
        employees = None if window.employee_ids is None else self.env["hr.employee"].browse(window.employee_ids)
        domain = result.metric_id._get_records_domain(employees, window.date_from, window.date_to)
        return self.env[metric.model_name].sudo(False), domain

    def _list_source_rows(self, limit):
        """The latest records behind the value, as far as the reader may see them.

        :return: list of dicts with ``name``, ``date`` and ``amount``, as texts
        :raise UserError: when the metric can't be measured
        """
        self.ensure_one()
        model, domain = self._get_source()
        if not model.has_access("read"):
            return []
        metric = self.sudo().metric_id._get_source_metric()
        day, amount = metric.field_date_id.name, metric.field_id.name
        records = model.search(domain, limit=limit, order=f"{day} desc, id desc" if day else "id desc")
        return [
            {
                "name": record.display_name or "",
                "date": metric._format_moment(record[day]) if day else "",
                "amount": self._format_number(record[amount]) if amount and record[amount] else "",
            }
            for record in records
        ]

    def action_open_records(self):
        """Open the records behind the value of this key result, as far as the reader may see them.

        :raise UserError: when the reader may read none of that kind
        """
        self.ensure_one()
        self.check_access("read")
        if not self.metric_id:
            raise UserError(
                self.env._("This key result isn't measured from records. Its values are said at check-ins.")
            )
        model, domain = self._get_source()
        if not model.has_access("read"):
            raise UserError(
                self.env._(
                    "%(count)s records are behind this value. You may not open them; ask your manager or HR.",
                    count=self.measured_count,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Behind “%(name)s”", name=self.name),
            "res_model": model._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False},
        }
