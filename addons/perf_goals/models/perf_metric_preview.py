import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, formatLang

from ..tools.metric import MetricWindow
from .perf_metric_engine import PEOPLE

_logger = logging.getLogger(__name__)
SHOWN_PEOPLE = 3
SHOWN_RECORDS = 5
SHOWN_WAYS = 6
DAYS = 365  # how far back the preview looks
MEANING = (
    "aggregate", "model_id", "domain", "field_id", "field_date_id", "field_deadline_id", "employee_path",
    "numerator_id", "denominator_id", "currency_id", "is_percentage",
)  # fmt: skip
COMPARISONS = ("=", "in", "!=", "not in", ">", ">=", "<", "<=")
NOT_OWN = ("create_uid", "write_uid", "company_id")  # they lead to whoever typed, or to nobody


class PerfMetricPreview(models.AbstractModel):
    """What a metric says before it is saved: in a sentence, for three people, and with the records behind it."""

    _name = "perf.metric.preview"
    _description = "Preview of Metrics"

    sentence = fields.Char(compute="_compute_sentence", string="In Words")
    preview = fields.Json(
        compute="_compute_preview",
        groups="perf_base.group_perf_admin",
        help="The value for the three people with most records, and the latest records behind it.",
    )
    path_choices = fields.Json(
        compute="_compute_path_choices",
        groups="perf_base.group_perf_admin",
        help="The short ways from a record to a person.",
    )

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    @api.depends(*MEANING)
    @api.depends_context("lang")
    def _compute_sentence(self):
        # sudo: everybody who is measured by a metric may know what it says; its parts are for administrators.
        for metric in self.sudo():
            metric.sentence = metric._get_sentence()

    def _get_sentence(self):
        """What is measured, in one sentence that fills itself in."""
        if self.aggregate == "ratio":
            return self.env._(
                "%(top)s out of %(bottom)s",
                top=self.numerator_id.name or self.env._("(choose a metric)"),
                bottom=self.denominator_id.name or self.env._("(choose a metric)"),
            )
        words = {
            "aggregate": dict(self._fields["aggregate"]._description_selection(self.env))[self.aggregate or "count"],
            "amount": self.field_id.field_description or self.env._("(choose an amount)"),
            "records": self.model_id.name or self.env._("(choose records)"),
        }
        if self.aggregate == "count":
            first = self.env._("%(aggregate)s of “%(records)s”", **words)
        else:
            first = self.env._("%(aggregate)s of %(amount)s of “%(records)s”", **words)
        return ", ".join(filter(None, [first, *self._get_sentence_parts()]))

    def _get_sentence_parts(self):
        """The rest of the sentence: which records, of whom, when, in which currency."""
        if conditions := self._get_condition_words():
            yield self.env._("where %(conditions)s", conditions=conditions)
        if self.employee_path:
            yield self.env._("by %(path)s", path=" › ".join(self._get_path_labels()))
        if self.field_date_id:
            yield self.env._("dated by %(date)s", date=self.field_date_id.field_description)
        if self.field_deadline_id:
            yield self.env._("in time for %(deadline)s", deadline=self.field_deadline_id.field_description)
        if self._is_monetary():
            yield self.env._("in %(currency)s", currency=self.currency_id.name or self.env._("the company's currency"))

    def _get_path_labels(self):
        """Labels of the relations on the way to the person, as far as they exist."""
        labels, model = [], self.env.get(self.model_name or "")
        for name in (self.employee_path or "").split("."):
            field = model._fields.get(name) if model is not None else None
            labels.append(field._description_string(self.env) if field else name)
            model = self.env.get(field.comodel_name or "") if field else None
        return labels

    def _get_condition_words(self):
        """The conditions in words where they are simple; else that there are some."""
        model = self.env.get(self.model_name or "")
        if model is None or not self.domain:
            return ""
        try:
            domain = Domain(self._parse_domain())
        except UserError:
            return self.env._("(mend the conditions)")
        conditions = [condition for condition in domain.iter_conditions() if not self._is_any(condition)]
        words = [self._get_one_condition(model, condition) for condition in conditions]
        if domain != Domain.AND(domain.iter_conditions()) or not all(words):
            return self.env._("its conditions hold")
        return self.env._(" and ").join(words)

    def _is_any(self, condition):
        """Whether a condition takes in what is archived as well, and so says nothing."""
        return condition.field_expr == "active" and condition.operator == "in" and {True, False} == set(condition.value)

    def _get_one_condition(self, model, condition):
        """One comparison of a plain field with known values; empty when it is not as simple as that."""
        field = model._fields.get(condition.field_expr)
        if field is None or field.relational or condition.operator not in COMPARISONS:
            return ""
        name, values = field._description_string(self.env), condition.value
        values = list(values) if isinstance(values, (list, tuple, set, frozenset)) else [values]
        is_negative = condition.operator in ("!=", "not in")
        if values == [False] and field.type != "boolean":
            return self.env._("%(field)s is set", field=name) if is_negative else self.env._("no %(field)s", field=name)
        words = {"field": name, "values": self.env._(" or ").join(self._get_value_words(field, values))}
        if condition.operator in ("=", "in"):
            return self.env._("%(field)s is %(values)s", **words)
        if is_negative:
            return self.env._("%(field)s is not %(values)s", **words)
        return f"{words['field']} {condition.operator} {words['values']}"

    def _get_value_words(self, field, values):
        """The values of a condition as people read them."""
        labels = {True: self.env._("yes"), False: self.env._("no")} if field.type == "boolean" else {}
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
        return [str(labels.get(value, value)) for value in values]

    # ------------------------------------------------------------------
    # Ways to a person
    # ------------------------------------------------------------------

    @api.depends("model_id")
    @api.depends_context("lang", "uid")
    def _compute_path_choices(self):
        may_see = self._is_builder()
        for metric in self:
            model = self.env.get(metric.model_name or "") if may_see else None
            is_open = model is not None and self._is_open_model(model._name)
            metric.path_choices = metric._list_path_choices(model) if is_open else []

    def _list_path_choices(self, model):
        """The short ways from a record to a person: list of dicts with ``path`` and ``label``, the best first."""
        found = []
        for name, field in self._list_relations(model):
            label = field._description_string(self.env)
            if field.comodel_name in PEOPLE:
                found.append((field.comodel_name, name, label))
            elif field.type == "many2one" and self._is_open_model(field.comodel_name):
                deeper = self._list_relations(self.env[field.comodel_name])
                found += [
                    (last.comodel_name, f"{name}.{end}", f"{label} › {last._description_string(self.env)}")
                    for end, last in deeper
                    if last.comodel_name in PEOPLE and last.type == "many2one"
                ]
        rank = {"hr.employee": 0, "res.users": 1, "hr.employee.public": 2, "res.partner": 3}
        found.sort(key=lambda way: (way[1].count("."), rank[way[0]], way[2]))
        return [{"path": path, "label": label} for _end, path, label in found[:SHOWN_WAYS]]

    def _list_relations(self, model):
        """Stored relations of a model that may lead to a person: list of (name, field)."""
        return [
            (name, field)
            for name, field in sorted(model._fields.items())
            if field.type in ("many2one", "many2many") and field.store and name not in NOT_OWN
        ]

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    @api.depends(*MEANING, "unit")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_preview(self):
        may_see = self._is_builder()
        for metric in self:
            metric.preview = metric._get_preview() if may_see and metric._has_source() else {}

    @api.model
    def _is_builder(self):
        """Whether the user builds metrics: groups of fields don't guard what is computed while a form is filled in."""
        return self.env.su or self.env.user.has_group("perf_base.group_perf_admin")

    def _has_source(self):
        """Whether enough is chosen to try."""
        if self.aggregate == "ratio":
            return bool(self.numerator_id and self.denominator_id)
        return bool(self.model_id)

    def _get_preview(self):
        """The figures of three people and the records behind, or what is wrong, as the form shows them."""
        today = fields.Date.context_today(self)
        period = fields.Date.subtract(today, days=DAYS), today
        try:
            with self.env.cr.savepoint(flush=False):  # nothing is written, and what is being typed stays
                self.sudo()._check_usable()
                self._check_author_reads()
                return self._prepare_preview(*period)
        except UserError as error:
            return {"error": str(error)}
        except (ValueError, TypeError, psycopg2.DataError, psycopg2.ProgrammingError) as error:
            _logger.info("A metric can't be previewed: %s", error)
            return {"error": self.env._("This can't be measured as it stands: %(reason)s", reason=str(error)[:300])}

    def _prepare_preview(self, date_from, date_to):
        """The figures of the three people with most records."""
        employees = self.env["hr.employee"].search([("company_id", "in", self.env.companies.ids)])
        rows = self._list_preview_windows(employees, date_from, date_to)
        best = sorted(rows.items(), key=lambda row: (-row[1][1], row[0]))[:SHOWN_PEOPLE]
        people = employees.browse([key for key, (_value, count) in best if count])
        return {
            "period": self.env._(
                "%(start)s to %(end)s", start=format_date(self.env, date_from), end=format_date(self.env, date_to)
            )
            if self.sudo()._is_periodic()
            else "",
            "people": [
                {
                    "name": person.name,
                    "value": self._format_preview(rows[person.id][0], person.company_id),
                    "count": rows[person.id][1],
                }
                for person in people
            ],
            **self._prepare_preview_records(people, date_from, date_to),
        }

    def _list_preview_windows(self, employees, date_from, date_to):
        """Figure and number of records of each person: dict employee id -> (value or None, count)."""
        return self._measure_windows(
            [MetricWindow(employee_id, (employee_id,), date_from, date_to) for employee_id in employees.ids]
        )

    def _format_preview(self, value, company):
        """A figure with its unit."""
        if value is None:
            return "—"
        metric = self.sudo()
        kind = metric._get_kind()
        if kind == "monetary":
            return formatLang(self.env, value, currency_obj=metric.currency_id or company.currency_id)
        text = formatLang(self.env, value, digits=0 if float(value).is_integer() else 2)
        unit = "%" if kind == "percentage" else metric.unit
        return f"{text} {unit}" if unit else text

    def _prepare_preview_records(self, people, date_from, date_to):
        """The latest records behind the figures, as far as the reader may read them."""
        source = self._get_source_metric()
        model = self.env[source.model_name].sudo(False)
        if not people:
            return {"records": [], "model": model._description}
        day = source.field_date_id.name
        domain = self._get_records_domain(people, date_from, date_to)
        records = model.search(domain, limit=SHOWN_RECORDS, order=f"{day} desc, id desc" if day else "id desc")
        return {
            "model": model._description,
            "records": [
                {
                    "id": record.id,
                    "name": record.display_name or "",
                    "date": self._format_moment(record[day]) if day else "",
                    "amount": self._format_preview(record[source.field_id.name], record.env.company)
                    if source.field_id and self.aggregate != "ratio"
                    else "",
                }
                for record in records
            ],
        }

    def _format_moment(self, value):
        """A date or a moment as the reader writes it."""
        if not value:
            return ""
        if self._get_source_metric()._is_moment():
            return format_datetime(self.env, value, dt_format="short")
        return format_date(self.env, value)
