from ast import literal_eval
from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.metric import PATH_LIMIT, MetricWindow, day_bounds, ratio


class CompanyFacts(NamedTuple):
    """What the figures of a company's people depend on."""

    id: int
    currency_id: int
    root_id: int
    zone: ZoneInfo


WINDOW = "perf_window"  # alias of the windows in the query
NUMERIC = ("integer", "float", "monetary")
PEOPLE = ("hr.employee", "hr.employee.public", "res.users", "res.partner")
CLOSED_PREFIXES = (
    "perf.",
    "ir.",
    "mail.",
    "bus.",
    "base.",
    "res.users.",
    "auth_totp.",
    "discuss.",
    "calendar.",
)


class PerfMetricEngine(models.AbstractModel):
    """How a metric becomes figures: one grouped query over the source records for any number of people and periods."""

    _name = "perf.metric.engine"
    _description = "Measuring"

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    def _measure(self, employees, date_from, date_to):
        """The figure of each of these people in a period, whoever asks.

        :param employees: ``hr.employee``
        :param date_from: first day
        :param date_to: last day, included, in the time zone of each person
        :return: dict employee id -> float in the unit of the metric (money in its currency, or in that of the person's
            company), or None where there is nothing to average or to relate to
        :raise UserError: names what is wrong with the metric
        """
        windows = [MetricWindow(employee_id, (employee_id,), date_from, date_to) for employee_id in employees.ids]
        return {key: value for key, (value, _count) in self._measure_windows(windows).items()}

    def _measure_windows(self, windows):
        """One figure for each window: one grouped query for all of them, or two for a ratio.

        :param windows: list of ``MetricWindow`` with unique keys
        :return: dict key -> (value or None, number of records behind it)
        :raise UserError: names what is wrong with the metric
        """
        self.ensure_one()
        metric = self.sudo()  # sudo: figures are counted over all records; who may ask is decided by the callers.
        metric._check_usable()
        if metric.aggregate == "ratio":
            return metric._measure_ratio(windows)
        people = [window for window in windows if window.employee_ids is not None]
        companies = [window for window in windows if window.employee_ids is None]
        found = {**metric._measure_group(people, True), **metric._measure_group(companies, False)}
        empty = (0.0, 0) if metric.aggregate in ("count", "sum") else (None, 0)
        return {window.key: found.get(window.key, empty) for window in windows}

    def _measure_ratio(self, windows):
        """One metric in relation to another, for each window."""
        tops = self.numerator_id._measure_windows(windows)
        bottoms = self.denominator_id._measure_windows(windows)
        factor = 100 if self.is_percentage else 1
        return {key: (ratio(tops[key][0], value, factor), count) for key, (value, count) in bottoms.items()}

    def _measure_group(self, windows, by_person):
        """Figures of windows that are all for people, or all for whole companies: dict key -> (value, count)."""
        if not windows:
            return {}
        rows = self._list_window_rows(windows, by_person)
        if not rows:
            return {}
        found = {}
        for slot, count, total, unpriced in self.env.execute_query(self._get_measure_sql(rows, windows, by_person)):
            if unpriced:
                self._raise_unpriced(unpriced)
            found[windows[slot].key] = (self._get_value(count, total), count)
        return found

    def _get_value(self, count, total):
        if self.aggregate == "count":
            return float(count)
        if self.aggregate == "sum":
            return float(total or 0.0)
        return None if total is None else float(total)

    def _raise_unpriced(self, currency_id):
        currency = self.env["res.currency"].browse(currency_id)
        raise UserError(
            self.env._(
                "“%(metric)s” sums amounts in %(currency)s, which has no exchange rate. Enter one in the accounting or "
                "currency settings.",
                metric=self.name,
                currency=currency.name,
            )
        )

    # ------------------------------------------------------------------
    # Windows
    # ------------------------------------------------------------------

    def _list_window_rows(self, windows, by_person):
        """What the records are compared with, one row for each person of each window.

        :return: list of (position of the window, id of the person or None, company id, first moment, moment after the
            last one, currency id, root company id)
        """
        employees = self.env["hr.employee"].browse(
            {employee_id for window in windows for employee_id in window.employee_ids or ()}
        )
        employees = employees.with_context(active_test=False)
        keys = self._get_person_keys(employees) if by_person else {}
        companies = {company.id: self._get_company_facts(company) for company in employees.company_id}
        facts = {employee.id: companies[employee.company_id.id] for employee in employees}
        zones = employees._get_perf_timezones()
        rows, bounds = [], {}
        for slot, window in enumerate(windows):
            for employee_id in (None,) if window.employee_ids is None else window.employee_ids:
                company = (
                    facts[employee_id]
                    if employee_id
                    else self._get_company_facts(self.env["res.company"].browse(window.company_id))
                )
                zone = zones[employee_id] if employee_id else company.zone
                days = window.date_from, window.date_to, zone
                if days not in bounds:
                    bounds[days] = self._get_bounds(window, zone)
                currency_id = window.currency_id or self.currency_id.id or company.currency_id
                rest = (company.id, *bounds[days], currency_id, company.root_id)
                rows += [(slot, key, *rest) for key in (keys[employee_id] if by_person else (None,))]
        return rows

    def _get_company_facts(self, company):
        """What windows need to know of a company: ``CompanyFacts``."""
        zone = self._get_company_zone(company)
        return CompanyFacts(company.id, company.currency_id.id, company.root_id.id, zone)

    def _get_company_zone(self, company):
        """Time zone in which the days of a whole company begin."""
        return ZoneInfo(company.resource_calendar_id.tz or "UTC")

    def _get_bounds(self, window, zone):
        """The window as the date field of the source keeps it: from, up to but without."""
        if self._is_moment():
            return day_bounds(window.date_from, window.date_to, zone)
        return window.date_from, window.date_to + timedelta(days=1)

    def _is_moment(self):
        """Whether the source is dated to the second."""
        return self.field_date_id.ttype == "datetime"

    def _get_person_keys(self, employees):
        """What the path ends at for each of these people: dict employee id -> set of ids."""
        end = self._get_path_end()
        if end == "res.users":
            return {employee.id: set(employee.user_id.ids) for employee in employees}
        if end == "res.partner":
            return {
                employee.id: set((employee.work_contact_id | employee.user_id.partner_id).ids) for employee in employees
            }
        return {employee.id: {employee.id} for employee in employees}

    # ------------------------------------------------------------------
    # The query
    # ------------------------------------------------------------------

    def _get_measure_sql(self, rows, windows, by_person):
        """One statement: position of the window, number of records, total or mean, a currency without a rate."""
        model = self.env[self.model_name].with_context(active_test=True)
        query = model._search(self._get_source_domain())
        conditions = []
        has_list = False
        if by_person:
            person, has_list = self._join_path(model, query)
            conditions.append(SQL("%s = %s", person, SQL.identifier(WINDOW, "person")))
        if company := self._get_company_sql(model, query, by_person):
            conditions.append(company)
        day = self._get_day_sql(model, query)
        if day:
            conditions.append(
                SQL(
                    "%(day)s >= %(lower)s AND %(day)s < %(upper)s",
                    day=day,
                    lower=SQL.identifier(WINDOW, "lower"),
                    upper=SQL.identifier(WINDOW, "upper"),
                )
            )
            query.add_where(SQL("%s >= %s AND %s < %s", day, min(r[3] for r in rows), day, max(r[4] for r in rows)))
        if in_time := self._get_in_time_sql(model, query):
            query.add_where(in_time)
        query.add_join("JOIN", WINDOW, self._get_window_table(rows), SQL(" AND ").join(conditions) or SQL("TRUE"))
        amount, unpriced = self._get_amount_sql(model, query, day)
        columns = [SQL("%s AS slot", SQL.identifier(WINDOW, "slot")), SQL("%s AS amount", amount)]
        columns.append(SQL("%s AS unpriced", unpriced))
        source = query.select(*columns)
        if has_list and any(len(window.employee_ids) > 1 for window in windows):
            # A record that belongs to several people of one window counts once.
            columns.append(SQL("%s AS record", SQL.identifier(query.table, "id")))
            source = SQL("SELECT DISTINCT * FROM (%s) AS found", query.select(*columns))
        return SQL(
            "SELECT slot, COUNT(*), %s(amount), MIN(unpriced) FROM (%s) AS source GROUP BY slot",
            SQL("AVG" if self.aggregate == "avg" else "SUM"),
            source,
        )

    def _get_window_table(self, rows):
        """The windows as a table for the join."""
        slots, people, companies, lowers, uppers, currencies, roots = (
            list(column) for column in zip(*rows, strict=True)
        )
        moment = SQL("timestamp[]" if self._is_moment() else "date[]")
        return SQL(
            "(SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::%s, %s::%s, %s::int[], %s::int[])"
            " AS t(slot, person, company, lower, upper, currency, root))",
            slots,
            people,
            companies,
            lowers,
            moment,
            uppers,
            moment,
            currencies,
            roots,
        )

    def _get_company_sql(self, model, query, by_person):
        """Records of a company count for that employment of a person; those without company for each."""
        field = model._fields.get("company_id")
        if not field or field.type != "many2one" or not (field.store or field.related):
            return None if by_person else SQL("TRUE")
        if by_person and self._get_path_end().startswith("hr.employee"):
            return None
        return SQL(
            "(%(company)s = %(own)s OR %(company)s IS NULL)",
            company=model._field_to_sql(query.table, "company_id", query),
            own=SQL.identifier(WINDOW, "company"),
        )

    def _get_day_sql(self, model, query):
        return model._field_to_sql(query.table, self.field_date_id.name, query) if self.field_date_id else None

    def _get_in_time_sql(self, model, query):
        """Records that are not later than their own deadline; those without a deadline are left out."""
        if not self.field_deadline_id:
            return None
        day = self._get_day_sql(model, query)
        deadline = model._field_to_sql(query.table, self.field_deadline_id.name, query)
        if "date" in (self.field_date_id.ttype, self.field_deadline_id.ttype):
            day, deadline = SQL("(%s)::date", day), SQL("(%s)::date", deadline)
        return SQL("%s <= %s", day, deadline)

    def _join_path(self, model, query):
        """Join the way from the record to the person.

        :return: SQL of the person's id, whether a record can belong to several people
        """
        alias, names = query.table, self.employee_path.split(".")
        for name in names[:-1]:
            model, alias = model._fields[name].join(model, alias, query)
        field = model._fields[names[-1]]
        if field.type != "many2many":
            return model._field_to_sql(alias, field.name, query), False
        link = query.make_alias(alias, field.name)
        query.add_join(
            "JOIN",
            link,
            field.relation,
            SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(link, field.column1)),
        )
        return SQL.identifier(link, field.column2), True

    def _get_amount_sql(self, model, query, day):
        """The amount of a record in the currency of the window, and the currency that has no rate, if any.

        Rates are those of the record's day, as ``res.currency`` finds them: of the company before general ones, the
        latest until that day, else the first.
        """
        if self.aggregate == "count":
            return SQL("1"), SQL("NULL::int")
        field = model._fields[self.field_id.name]
        amount = model._field_to_sql(query.table, field.name, query)
        source = self._get_currency_name(model, field)
        if field.type != "monetary":
            return amount, SQL("NULL::int")
        currency = (
            model._field_to_sql(query.table, source, query)
            if source
            else SQL("(SELECT currency_id FROM res_company WHERE id = %s)", SQL.identifier(WINDOW, "company"))
        )
        own = SQL.identifier(WINDOW, "currency")
        day = SQL("(%s)::date", day) if day else SQL("CURRENT_DATE")
        values = {"currency": currency, "own": own, "amount": amount}
        is_foreign = SQL("%(currency)s <> %(own)s AND %(amount)s <> 0", **values)
        rates = {"to": self._get_rate_sql(own, day), "since": self._get_rate_sql(currency, day)}
        converted = SQL(
            "CASE WHEN %(is_foreign)s THEN %(amount)s * %(to)s / %(since)s ELSE %(amount)s END",
            is_foreign=is_foreign,
            **values,
            **rates,
        )
        unpriced = SQL(
            "CASE WHEN %(is_foreign)s AND %(since)s IS NULL THEN %(currency)s"
            " WHEN %(is_foreign)s AND %(to)s IS NULL THEN %(own)s END",
            is_foreign=is_foreign,
            **values,
            **rates,
        )
        return converted, unpriced

    def _get_currency_name(self, model, field):
        """Name of the field that says in which currency the amounts are; None if the database doesn't know.

        Such fields are computed from the company.
        """
        if field.type != "monetary":
            return None
        name = field.get_currency_field(model)
        currency = model._fields.get(name)
        return name if currency and (currency.store or currency.related) else None

    def _get_rate_sql(self, currency, day):
        """Rate of a currency on a day; 1 for the currency of the window's company without any."""
        self.env["res.currency.rate"].flush_model(["name", "rate", "currency_id", "company_id"])
        root = SQL.identifier(WINDOW, "root")
        condition = SQL("r.currency_id = %s AND (r.company_id IS NULL OR r.company_id = %s)", currency, root)
        return SQL(
            "COALESCE("
            "(SELECT r.rate FROM res_currency_rate r WHERE %(condition)s AND r.name <= %(day)s"
            " ORDER BY r.company_id, r.name DESC LIMIT 1),"
            "(SELECT r.rate FROM res_currency_rate r WHERE %(condition)s ORDER BY r.company_id, r.name LIMIT 1),"
            "(SELECT 1.0 FROM res_company c WHERE c.id = %(root)s AND c.currency_id = %(currency)s))",
            condition=condition,
            day=day,
            root=root,
            currency=currency,
        )

    # ------------------------------------------------------------------
    # The records behind a figure
    # ------------------------------------------------------------------

    def _get_source_domain(self):
        """Which records are measured, whoever they belong to."""
        return Domain(self._parse_domain())

    def _get_records_domain(self, employees, date_from, date_to):
        """The records behind the figure of these people in a period; without people, those of everybody.

        :param employees: ``hr.employee``, or None for all
        :return: ``Domain`` on the source model (for a ratio: on that of what it is out of)
        :raise UserError: names what is wrong with the metric
        """
        self.ensure_one()
        metric = self.sudo()
        metric._check_usable()
        if metric.aggregate == "ratio":
            return metric.denominator_id._get_records_domain(employees, date_from, date_to)
        domain = metric._get_source_domain()
        zone = metric._get_company_zone(self.env.company)
        if employees is not None:
            people = employees.sudo()
            keys = set().union(*metric._get_person_keys(people).values())
            domain &= Domain(metric.employee_path, "in", sorted(keys))
            zone = people[0]._get_perf_timezone() if people else zone
        if metric.field_date_id:
            lower, upper = metric._get_bounds(MetricWindow(None, None, date_from, date_to), zone)
            name = metric.field_date_id.name
            domain &= Domain(name, ">=", lower) & Domain(name, "<", upper)
        if metric.field_deadline_id:
            # No domain compares two fields, so the records are found here.
            model = self.env[metric.model_name].sudo()
            query = model._search(domain)
            query.add_where(metric._get_in_time_sql(model, query))
            domain = Domain("id", "in", list(query))
        return domain

    def _get_source_metric(self):
        """The metric whose records are shown: itself, or what a ratio is out of."""
        metric = self.sudo()
        return metric.denominator_id if metric.aggregate == "ratio" else metric

    # ------------------------------------------------------------------
    # Soundness
    # ------------------------------------------------------------------

    def _check_usable(self):
        """Refuse to measure a metric whose definition is incomplete or does not fit the database any more.

        :raise UserError: names the field and says what to do
        """
        self.ensure_one()
        if self.aggregate == "ratio":
            self._check_ratio()
        else:
            self._check_source()

    def _check_source(self):
        """The checks of a metric that reads records itself."""
        self._check_model()
        self._parse_domain()
        self._check_field(self.field_id, NUMERIC, "field_id", self.aggregate in ("sum", "avg"))
        self._check_field(self.field_date_id, ("date", "datetime"), "field_date_id", False)
        self._check_field(self.field_deadline_id, ("date", "datetime"), "field_deadline_id", False)
        if self.field_deadline_id and not self.field_date_id:
            self._refuse("field_date_id", self.env._("Say which date has to be in time."))
        self._walk_path()
        self._check_domain()

    def _refuse(self, name, text):
        """Raise an error about one field of the metric."""
        raise UserError(
            self.env._(
                "“%(metric)s” can't be measured. %(field)s: %(text)s",
                metric=self.name or self.env._("New metric"),
                field=self._fields[name]._description_string(self.env),
                text=text,
            )
        )

    def _check_ratio(self):
        for name in ("numerator_id", "denominator_id"):
            part = self[name]
            if not part:
                self._refuse(name, self.env._("Choose a metric."))
            if part == self or part.aggregate == "ratio":
                self._refuse(name, self.env._("Choose a count, a sum or an average, not another ratio."))
            part._check_usable()

    def _check_model(self):
        model = self.env.get(self.model_name) if self.model_name else None
        if model is None:
            self._refuse("model_id", self.env._("Choose the records. Those chosen before are not installed any more."))
        if model._abstract or model._transient or not model._auto or not self._is_open_model(model._name):
            self._refuse("model_id", self.env._("These records can't be measured. Choose others."))

    def _is_open_model(self, name):
        """Whether records of this model may be read by a metric; private talk, reviews and technical ones may not."""
        return not name.startswith(CLOSED_PREFIXES)

    def _parse_domain(self):
        """The domain as a list.

        :raise UserError: when it is none
        """
        try:
            domain = literal_eval(self.domain or "[]")
            Domain(domain)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            domain = None
        if not isinstance(domain, (list, tuple)):
            self._refuse("domain", self.env._("It is no filter. Build it again with the conditions below."))
        return list(domain)

    def _check_domain(self):
        """Refuse conditions on fields that don't exist, or on records that no metric may read."""
        model = self.env[self.model_name]
        domain = self._get_source_domain()
        list(self._list_domain_fields(model, domain))  # refuses what is missing or closed
        try:
            model._search(domain)
        except (ValueError, TypeError, AttributeError, KeyError, NotImplementedError, UserError) as error:
            self._refuse("domain", str(error))

    def _list_domain_fields(self, model, domain):
        """Yield (model name, field names) for all that a domain reads."""
        for condition in domain.iter_conditions():
            current = model
            for name in condition.field_expr.split("."):
                if name not in current._fields:
                    self._refuse(
                        "domain",
                        self.env._(
                            "%(model)s have no field “%(name)s” any more. Remove or replace this condition.",
                            model=current._description,
                            name=name,
                        ),
                    )
                yield current._name, [name]
                field = current._fields[name]
                if not field.relational:
                    break
                if not self._is_open_model(field.comodel_name):
                    self._refuse("domain", self.env._("“%(name)s” can't be used for measuring.", name=name))
                yield field.comodel_name, []  # compared with its names
                current = self.env[field.comodel_name]
            if condition.operator in ("any", "not any"):
                yield from self._list_domain_fields(current, Domain(condition.value))

    def _check_field(self, field, types, name, required):
        """Refuse a field of another model, of another type, or that is not stored."""
        if not field:
            if required:
                is_new = not self._origin
                gone = self.env._("Choose a field. The one chosen before may have been removed.")
                self._refuse(name, self.env._("Choose a field.") if is_new else gone)
            return
        found = self.env[self.model_name]._fields.get(field.name)
        if field.model != self.model_name or found is None or not found.store or found.type not in types:
            self._refuse(
                name,
                self.env._("“%(name)s” can't be used here. Choose another field.", name=field.field_description),
            )

    def _get_path_end(self):
        """Name of the model at which the path ends."""
        return self._walk_path()[-1][1].comodel_name

    def _walk_path(self):
        """The steps from a record to its person.

        :return: list of (model name, field)
        :raise UserError: says which step is wrong
        """
        names = (self.employee_path or "").split(".")
        if not self.employee_path or len(names) > PATH_LIMIT:
            self._refuse("employee_path", self.env._("Say how a record leads to a person, e.g. by its salesperson."))
        model, steps = self.env[self.model_name], []
        for position, name in enumerate(names, start=1):
            steps.append((model._name, self._get_step(model, name, position == len(names))))
            model = self.env[steps[-1][1].comodel_name]
        if model._name not in PEOPLE:
            self._refuse(
                "employee_path",
                self.env._(
                    "It ends at %(model)s. Go on until an employee, a user or a contact.", model=model._description
                ),
            )
        return steps

    def _get_step(self, model, name, is_last):
        """One relation of the path."""
        field = model._fields.get(name)
        kinds = ("many2one", "many2many") if is_last else ("many2one",)
        if field is None or field.type not in kinds or not field.store:
            self._refuse(
                "employee_path",
                self.env._(
                    "“%(name)s” of %(model)s does not lead on to one person. Choose another way.",
                    name=name[:80],
                    model=model._description,
                ),
            )
        if not self._is_open_model(field.comodel_name):
            self._refuse("employee_path", self.env._("“%(name)s” can't be used for measuring.", name=name))
        return field

    def _list_read_fields(self):
        """All that the metric reads: list of (model name, field names)."""
        self.ensure_one()
        if self.aggregate == "ratio":
            return [pair for part in (self.numerator_id, self.denominator_id) for pair in part._list_read_fields()]
        found = defaultdict(set)
        chosen = (self.field_id | self.field_date_id | self.field_deadline_id).mapped("name")
        found[self.model_name].update(chosen)
        for model, field in self._walk_path():
            found[model].add(field.name)
        for model, names in self._list_domain_fields(self.env[self.model_name], self._get_source_domain()):
            found[model].update(names)
        return list(found.items())
