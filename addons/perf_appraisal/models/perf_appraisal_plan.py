import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools.plans import count_occasions, is_fixed_due, next_fixed, occasion

_logger = logging.getLogger(__name__)

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
DATES_SHOWN = 3


class PerfAppraisalPlan(models.Model):
    """A rule by which appraisals come again: in the same month of each year, or so long after somebody joined.

    Once a day it is looked at which plans are due. Each occasion makes one cycle, however often the job runs.
    """

    _name = "perf.appraisal.plan"
    _description = "Appraisal Plan"
    _inherit = ["perf.appraisal.company.mixin", "perf.text.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )

    # Who
    department_ids = fields.Many2many("hr.department", string="Departments", help="With the departments below them.")
    job_ids = fields.Many2many("hr.job", string="Jobs")
    people_count = fields.Integer(string="People", compute="_compute_people_count")

    # When
    kind = fields.Selection(
        [("month", "In the same month every year"), ("hire", "Some time after somebody joins")],
        string="When",
        default="month",
        required=True,
    )
    month = fields.Selection(MONTHS, default="1", required=True)
    first_months = fields.Integer(string="First", default=3)
    every_months = fields.Integer(string="Then Every", default=12, help="0 for a single appraisal.")
    date_start = fields.Date(
        string="Not Before", required=True, default=fields.Date.context_today, help="Earlier occasions are left out."
    )

    # What
    template_id = fields.Many2one(
        "perf.appraisal.template",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('snapshot_of_id', '=', False)]",
    )
    period_months = fields.Integer(string="Looks Back", default=12)
    self_days = fields.Integer(string="Self Reviews", default=10)
    manager_days = fields.Integer(string="Manager Reviews", default=20)
    share_days = fields.Integer(string="Results Shared", default=30)
    launch = fields.Selection(
        [("draft", "HR looks at the draft and launches it"), ("launch", "The cycle is launched at once")],
        string="Start",
        default="draft",
        required=True,
    )

    # For screens
    sentence = fields.Char(string="In Words", compute="_compute_sentence")
    next_dates = fields.Char(string="Next", compute="_compute_next_dates")
    cycle_ids = fields.One2many("perf.appraisal.cycle", "plan_id", string="Cycles", readonly=True)
    problem = fields.Char(string="Last Problem", readonly=True, copy=False)

    _months_positive = models.Constraint(
        "CHECK(first_months > 0 AND every_months >= 0 AND period_months > 0)",
        "Months can't be negative, and an appraisal looks back at least one month. Correct the months of the plan.",
    )
    _days_order = models.Constraint(
        "CHECK(0 <= self_days AND self_days <= manager_days AND manager_days <= share_days)",
        "Self reviews come first, then the managers' reviews, then the results. Correct the days of the plan.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("department_ids", "job_ids", "company_id")
    def _compute_people_count(self):
        for plan in self:
            plan.people_count = plan._count_people()

    def _count_people(self):
        """How many people the plan covers: one query, since each plan has people of its own."""
        return self.env["hr.employee"].search_count(self._get_people_domain())

    @api.depends("department_ids", "job_ids", "kind", "month", "first_months", "every_months", "launch")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for plan in self:
            plan.sentence = self.env._("%(who)s: %(when)s.", who=plan._get_who(), when=plan._get_when())

    def _get_who(self):
        """Whom the plan covers, in words."""
        self.ensure_one()
        places = ", ".join(self.department_ids.mapped("name"))
        jobs = ", ".join(self.job_ids.mapped("name"))
        if places and jobs:
            return self.env._("Everyone in %(departments)s who works as %(jobs)s", departments=places, jobs=jobs)
        if places:
            return self.env._("Everyone in %(departments)s", departments=places)
        return self.env._("Everyone who works as %(jobs)s", jobs=jobs) if jobs else self.env._("Everyone")

    def _get_when(self):
        """When the plan is due, in words."""
        self.ensure_one()
        if self.kind == "month":
            month = dict(self._fields["month"]._description_selection(self.env)).get(self.month, "")
            return self.env._("every year in %(month)s", month=month)
        first, every = self.first_months, self.every_months
        joined = (
            self.env._("one month after joining")
            if first == 1
            else self.env._("%(months)s months after joining", months=first)
        )
        if not every:
            return self.env._("%(first)s, once", first=joined)
        then = self.env._("every month") if every == 1 else self.env._("every %(months)s months", months=every)
        return self.env._("%(first)s, then %(again)s", first=joined, again=then)

    @api.depends("kind", "month", "first_months", "every_months", "date_start", "department_ids", "job_ids")
    @api.depends_context("lang")
    def _compute_next_dates(self):
        today = fields.Date.context_today(self)
        for plan in self:
            plan.next_dates = ", ".join(plan._get_next_dates(today)[:DATES_SHOWN]) or self.env._("Nobody soon")

    def _get_next_dates(self, today):
        """The next occasions in words.

        :param today: date
        :return: list of texts
        """
        self.ensure_one()
        first_day = self.date_start or today
        if self.kind == "month":
            return [self._get_month_words(day) for day in next_fixed(int(self.month), first_day, today, DATES_SHOWN)]
        days = self._get_hire_days().values()
        return [
            self.env._("%(month)s (%(count)s people)", month=self._get_month_words(day), count=count)
            if count > 1
            else self.env._("%(month)s (1 person)", month=self._get_month_words(day))
            for day, count in count_occasions(days, self.first_months, self.every_months, today)
            if day >= first_day.replace(day=1)
        ]

    def _get_month_words(self, day):
        """Month and year, such as *March 2027*."""
        return format_date(self.env, day, date_format="MMMM y")

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def _get_filter(self):
        """The departments and jobs of the plan as a filter on employees: list for a domain."""
        self.ensure_one()
        domain = []
        if self.department_ids:
            domain.append(("department_id", "child_of", self.department_ids._origin.ids))
        if self.job_ids:
            domain.append(("job_id", "in", self.job_ids._origin.ids))
        return domain

    def _get_people_domain(self):
        """Domain of the active employees whom the plan covers."""
        return Domain(self._get_filter()) & Domain("company_id", "=", self.company_id._origin.id)

    def _get_hire_days(self):
        """First day at work of everybody whom the plan covers: dict employee id -> date.

        The contract decides, else the earliest day from which the person's data are known.
        """
        self.ensure_one()
        # sudo: contracts are read for the day only.
        people = self.env["hr.employee"].sudo().search(self._get_people_domain())
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id, MIN(COALESCE(contract_date_start, date_version))
                  FROM hr_version
                 WHERE employee_id = ANY(%s) AND active
              GROUP BY employee_id
                """,
                list(people.ids),
            )
        )
        return {employee_id: day for employee_id, day in rows if day}

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("template_id", "company_id")
    def _check_template(self):
        for plan in self:
            if plan.template_id.snapshot_of_id:
                raise ValidationError(self.env._("Choose a template, not the copy that another cycle uses."))
            if plan.template_id.company_id and plan.template_id.company_id != plan.company_id:
                raise ValidationError(
                    self.env._("The template “%(name)s” belongs to another company.", name=plan.template_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_no_problem(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_no_problem([vals])
        return super().write(vals)

    def _is_company_fixed(self):
        """Cycles came of it."""
        # sudo: whether there are any
        return super()._is_company_fixed() or bool(self.sudo().cycle_ids)

    def _check_no_problem(self, vals_list):
        """What went wrong is written by the job alone."""
        if not self.env.su and any({"problem", "cycle_ids"} & vals.keys() for vals in vals_list):
            raise UserError(self.env._("Cycles and problems of a plan are noted by its daily job."))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for plan, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(plan)s (copy)", plan=plan.name)
        return vals_list

    # ------------------------------------------------------------------
    # Daily job
    # ------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Make the cycles that are due, a plan at a time; one that fails says why and does not stop the others."""
        progress = self.env["ir.cron"]._commit_progress
        plans = self.search([("active", "=", True)], order="id")
        progress(remaining=len(plans))
        for plan in plans:
            plan._run_safely()
            if not progress(1):
                return

    def action_run(self):
        """Look now whether the plan is due, as the daily job does."""
        self.check_access("write")
        for plan in self:
            # sudo: the job's marks are nobody's to write by hand; rights were checked.
            plan.sudo()._run_safely()
        return True

    def _run_safely(self):
        """Make the cycles of one plan that are due; what goes wrong is kept on the plan."""
        self.ensure_one()
        problem = False
        try:
            with self.env.cr.savepoint():
                self.with_company(self.company_id)._run(fields.Date.context_today(self))
        except UserError as error:
            problem = str(error)
        except Exception:
            _logger.exception("Plan %s of appraisals failed", self.id)
            problem = self.env._("The plan could not be carried out. Details stand in the log of the server.")
        if (self.problem or False) != problem:
            self.problem = problem

    def _run(self, today):
        """Make the cycles that are due on a day. Called in sudo.

        :param today: date
        """
        for due in self._get_due(today):
            cycle = self.cycle_ids.filtered(lambda each, due=due: each.plan_key == due["key"])
            if cycle:
                self._add_due(cycle, due)
                continue
            cycle = cycle.create(self._prepare_cycle_values(due))
            if self.launch == "launch":
                cycle._check_launch()
                cycle._start_launch_job({"state": "running", "launched_date": fields.Datetime.now()})

    def _get_due(self, today):
        """What is due in the month of a day.

        :param today: date
        :return: list of dicts with ``key``, ``day``, ``months`` (looked back), and ``people``: ids, or None for all
        """
        self.ensure_one()
        day = today.replace(day=1)
        key = day.strftime("%Y-%m")
        if self.kind == "month":
            due = is_fixed_due(int(self.month), self.date_start, today)
            return [{"key": key, "day": day, "months": self.period_months, "people": None}] if due else []
        if day < self.date_start.replace(day=1):
            return []
        groups = {}
        for employee_id, hired in sorted(self._get_hire_days().items()):
            number = occasion(hired, self.first_months, self.every_months, day)
            if number is not None:
                groups.setdefault(bool(number), []).append(employee_id)
        return [
            {
                "key": key if again else f"{key}-first",
                "day": day,
                "months": self.every_months if again else self.first_months,
                "people": people,
            }
            for again, people in groups.items()
        ]

    def _prepare_cycle_values(self, due):
        """Values of the cycle of an occasion.

        :param due: dict as of :meth:`_get_due`
        """
        today = max(due["day"], fields.Date.context_today(self))
        people = self._get_filter() if due["people"] is None else [("id", "in", due["people"])]
        return {
            "name": self.env._("%(plan)s, %(month)s", plan=self.name, month=self._get_month_words(due["day"])),
            "company_id": self.company_id.id,
            "plan_id": self.id,
            "plan_key": due["key"],
            "date_from": fields.Date.subtract(due["day"], months=due["months"]),
            "date_to": fields.Date.subtract(due["day"], days=1),
            "self_deadline": fields.Date.add(today, days=self.self_days),
            "manager_deadline": fields.Date.add(today, days=self.manager_days),
            "share_deadline": fields.Date.add(today, days=self.share_days),
            "population_ids": [(0, 0, {"template_id": self.template_id.id, "domain": str(people)})],
        }

    def _add_due(self, cycle, due):
        """Take in people who became known as due after the cycle was made, such as a contract entered late.

        :param cycle: the cycle of the occasion
        :param due: dict as of :meth:`_get_due`
        """
        population = cycle.population_ids[:1]
        if due["people"] is None or cycle.state not in ("draft", "running") or not population:
            return
        known = self.env["hr.employee"].sudo().search(population._get_people_domain()).ids
        if set(due["people"]) - set(known):
            population.domain = str([("id", "in", sorted({*known, *due["people"]}))])
            if cycle.state == "running":
                cycle._start_launch_job({})
