from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.steps import get_roles

# In the order in which they come.
DEADLINE_FIELDS = ("self_deadline", "peer_deadline", "manager_deadline", "calibration_deadline", "share_deadline")

# How many days from today a new cycle gives for its steps, unless HR says otherwise.
SELF_DAYS, MANAGER_DAYS, SHARE_DAYS = 14, 28, 42

# Fields that only actions and jobs set.
PROTECTED_FIELDS = {
    "state",
    "launch_pending",
    "launch_failures",
    "launch_total",
    "launch_done",
    "cancel_reason",
    "launched_date",
    "plan_id",
    "plan_key",
}
# Fields that stay as they are once people are being appraised on them.
LAUNCHED_FIELDS = {"company_id", "date_from", "date_to", "population_ids"}


class PerfAppraisalCycle(models.Model):
    """A round of appraisals: whom it covers, the period that is looked at, and until when each step is due."""

    _name = "perf.appraisal.cycle"
    _description = "Appraisal Cycle"
    _inherit = ["perf.appraisal.company.mixin", "perf.text.mixin"]
    _order = "date_to desc, id desc"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("calibration", "Calibration"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    cancel_reason = fields.Text(readonly=True, copy=False)

    # Period and deadlines
    date_from = fields.Date(
        string="Period From",
        required=True,
        default=lambda self: fields.Date.subtract(self._get_month_start(), years=1),
        help="First day of the work that is looked at.",
    )
    date_to = fields.Date(
        string="Period To",
        required=True,
        default=lambda self: fields.Date.subtract(self._get_month_start(), days=1),
        help="Last day of the work that is looked at.",
    )
    self_deadline = fields.Date(
        string="Self Reviews Until", required=True, default=lambda self: self._get_day_in(SELF_DAYS)
    )
    peer_deadline = fields.Date(
        string="Peer Reviews Until",
        help="For peers, reports and people from outside. Left empty: as for managers.",
    )
    manager_deadline = fields.Date(
        string="Manager Reviews Until", required=True, default=lambda self: self._get_day_in(MANAGER_DAYS)
    )
    calibration_deadline = fields.Date(string="Calibrated Until", help="Leave empty without calibration.")
    share_deadline = fields.Date(
        string="Results Shared Until", required=True, default=lambda self: self._get_day_in(SHARE_DAYS)
    )

    # People
    population_ids = fields.One2many("perf.appraisal.population", "cycle_id", string="Who Takes Part", copy=True)
    people_count = fields.Integer(string="People", compute="_compute_people_count")
    appraisal_ids = fields.One2many("perf.appraisal", "cycle_id", string="Appraisals")
    anomalies = fields.Json(
        string="Worth a Look", compute="_compute_anomalies", help="People for whom something is missing or doubled."
    )

    # While it runs
    add_newcomers = fields.Boolean(
        default=True,
        help="Once a day, people who belong to the groups by now are invited, until the managers' reviews are due.",
    )
    hand_over = fields.Selection(
        [("confirm", "HR confirms"), ("automatic", "At once")],
        string="When Somebody Gets a New Manager",
        default="confirm",
        required=True,
        help="The new manager starts with an empty form; what the former one began stays unread by others.",
    )

    # Launch job
    launched_date = fields.Datetime(readonly=True, copy=False)
    launch_pending = fields.Boolean(string="Being Launched", readonly=True, copy=False, index="btree_not_null")
    launch_failures = fields.Json(readonly=True, copy=False)
    launch_total = fields.Integer(string="People to Add", readonly=True, copy=False, aggregator=None)
    launch_done = fields.Integer(string="People Added", readonly=True, copy=False, aggregator=None)

    # Where it comes from
    plan_id = fields.Many2one("perf.appraisal.plan", readonly=True, copy=False, index=True, ondelete="set null")
    plan_key = fields.Char(readonly=True, copy=False, help="The occasion of the plan, such as 2027-03.")

    # Progress
    appraisal_count = fields.Integer(string="Number of Appraisals", compute="_compute_progress")
    self_done_count = fields.Integer(string="Self Reviews In", compute="_compute_progress")
    self_count = fields.Integer(string="Self Reviews", compute="_compute_progress")
    manager_done_count = fields.Integer(string="Manager Reviews In", compute="_compute_progress")
    shared_count = fields.Integer(string="Results Shared", compute="_compute_progress")
    signed_count = fields.Integer(string="Signed Off", compute="_compute_progress")
    appeal_count = fields.Integer(string="Open Appeals", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", aggregator="avg", help="Share of the steps that are done.")

    _period_order = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins. Correct its first or its last day."
    )
    _plan_key_uniq = models.UniqueIndex(
        "(plan_id, plan_key) WHERE plan_id IS NOT NULL", "The plan has made a cycle for this occasion already."
    )

    # ------------------------------------------------------------------
    # Defaults
    # ------------------------------------------------------------------

    @api.model
    def _get_month_start(self):
        """First day of the current month: the year before it is what a new cycle looks at."""
        return fields.Date.context_today(self).replace(day=1)

    @api.model
    def _get_day_in(self, days):
        """The day so many days from today."""
        return fields.Date.add(fields.Date.context_today(self), days=days)

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("population_ids.domain", "company_id")
    def _compute_people_count(self):
        for cycle in self:
            cycle.people_count = cycle._count_people()

    @api.depends("appraisal_ids.state", "appraisal_ids.review_ids.state")
    def _compute_progress(self):
        states = self._count_states()
        reviews = self._count_reviews()
        for cycle in self:
            by_state = states.get(cycle._origin.id, {})
            by_review = reviews.get(cycle._origin.id, {})
            appraisals = sum(by_state.values())
            closed = by_state.get("acknowledged", 0) + by_state.get("closed", 0)
            cycle.appraisal_count = appraisals
            cycle.self_count = sum(count for (role, _state), count in by_review.items() if role == "self")
            cycle.self_done_count = by_review.get(("self", "submitted"), 0)
            cycle.manager_done_count = by_review.get(("manager", "submitted"), 0)
            cycle.shared_count = by_state.get("shared", 0) + closed
            cycle.signed_count = closed
            steps = cycle.self_count + 3 * appraisals
            done = cycle.self_done_count + cycle.manager_done_count + cycle.shared_count + cycle.signed_count
            cycle.progress = done / steps * 100 if steps else 0.0
        appeals = self.env["perf.appraisal"]._read_group(
            [("cycle_id", "in", self.ids), ("appeal_state", "=", "open")], ["cycle_id"], ["__count"]
        )
        counts = {cycle.id: count for cycle, count in appeals}
        for cycle in self:
            cycle.appeal_count = counts.get(cycle._origin.id, 0)

    def _count_states(self):
        """Number of appraisals by state, without cancelled ones: dict cycle id -> dict state -> count."""
        # sudo: plain numbers, which include the officer's own appraisal.
        groups = (
            self.env["perf.appraisal"]
            .sudo()
            ._read_group(
                [("cycle_id", "in", self.ids), ("state", "!=", "cancelled")], ["cycle_id", "state"], ["__count"]
            )
        )
        result = {}
        for cycle, state, count in groups:
            result.setdefault(cycle.id, {})[state] = count
        return result

    def _count_reviews(self):
        """Number of reviews by role and state: dict cycle id -> dict (role, state) -> count."""
        # sudo: plain numbers, which include the reviews about the officer.
        groups = (
            self.env["perf.appraisal.review"]
            .sudo()
            ._read_group(
                [
                    ("appraisal_id.cycle_id", "in", self.ids),
                    ("appraisal_id.state", "!=", "cancelled"),
                    ("state", "!=", "expired"),
                ],
                ["appraisal_id.cycle_id", "role", "state"],
                ["__count"],
            )
        )
        result = {}
        for cycle, role, state, count in groups:
            result.setdefault(cycle.id, {})[role, state] = count
        return result

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("company_id")
    def _check_templates(self):
        self.population_ids._check_template()

    @api.constrains("date_to", *DEADLINE_FIELDS)
    def _check_deadlines(self):
        for cycle in self:
            names = [name for name in DEADLINE_FIELDS if cycle[name]]
            clash = next((pair for pair in pairwise(names) if cycle[pair[0]] > cycle[pair[1]]), None)
            if clash:
                earlier, later = (self._fields[name]._description_string(self.env) for name in clash)
                raise ValidationError(
                    self.env._(
                        "The deadlines of “%(cycle)s” are out of order: “%(later)s” can't come before “%(earlier)s”.",
                        cycle=cycle.name,
                        earlier=earlier,
                        later=later,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(PROTECTED_FIELDS & vals.keys() for vals in vals_list):
            raise UserError(self.env._("A cycle starts as a draft. Create it, then launch it."))
        context = {key: value for key, value in self.env.context.items() if key[8:] not in PROTECTED_FIELDS}
        cycles = super(PerfAppraisalCycle, self.with_context(context)).create(vals_list)
        return self.browse(cycles.ids)

    def write(self, vals):
        if not self.env.su:
            if PROTECTED_FIELDS & vals.keys():
                raise UserError(self.env._("The state of a cycle changes by launching, closing or cancelling it."))
            if LAUNCHED_FIELDS & vals.keys() and any(cycle.state != "draft" for cycle in self):
                raise UserError(
                    self.env._("Period, company and people stay as they were at the launch. You can move deadlines.")
                )
            self._check_moved_deadlines(vals)
        return super().write(vals)

    def _check_moved_deadlines(self, vals):
        """Refuse days of launched cycles that are past, and an earlier end of the officer's own collection.

        :param vals: as for ``write``
        """
        names = [name for name in DEADLINE_FIELDS if name in vals]
        running = self.filtered(lambda each: each.state in ("running", "calibration"))
        if not names or not running:
            return
        self._check_typed_values(vals)
        days = {name: fields.Date.to_date(vals[name]) for name in names}
        today = fields.Date.context_today(self)
        for cycle in running:
            if any(day and day < today and day != cycle[name] for name, day in days.items()):
                raise UserError(
                    self.env._("This day is past. People would have no time left: choose today or a later day.")
                )
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: the collection about the officer, who may not lead it
        appraised = (
            self.env["perf.appraisal"]
            .sudo()
            .search([("cycle_id", "in", running.ids), ("employee_id", "in", own), ("collection_closed", "=", False)])
        )
        for cycle in appraised.cycle_id:
            peers, manager = (days.get(name, cycle[name]) for name in ("peer_deadline", "manager_deadline"))
            before, after = cycle.peer_deadline or cycle.manager_deadline, peers or manager
            if before and after and after < before:
                raise UserError(
                    self.env._(
                        "You are appraised in this cycle yourself. Have another officer bring forward the day of the "
                        "peers, or choose a later day."
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        if any(cycle.state != "draft" for cycle in self):
            raise UserError(self.env._("A cycle that was launched is kept for the record. Cancel it instead."))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for cycle, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(cycle)s (copy)", cycle=cycle.name)
        return vals_list

    def _check_officer(self):
        """HR officers of the company only; also for callers of the external API."""
        self.check_access("write")

    def _check_step(self, action):
        """Refuse a step that is not for the current user to take, or not possible now; see ``tools/steps.py``.

        :param action: name of the step
        :raise AccessError: it is for HR officers of the company
        :raise UserError: it can't be taken (any more), with a sentence that says why
        """
        self._check_officer()
        for cycle in self:
            if not get_roles(self._name, action, cycle.state):
                raise UserError(cycle._get_step_problem(action))

    def _get_step_problem(self, action):
        """Why a step can't be taken now, in a sentence.

        :param action: name of a step of ``tools/steps.py``
        """
        self.ensure_one()
        problems = {
            "action_launch": self.env._("“%(cycle)s” was launched already.", cycle=self.name),
            "action_add_newcomers": self.env._("Only a running cycle can take in more people."),
            "action_cancel": self.env._("“%(cycle)s” has ended already.", cycle=self.name),
        }
        return problems.get(action) or self.env._("“%(cycle)s” is not running.", cycle=self.name)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_launch(self):
        """Start the cycle. Returns at once: a job invites people in the background.

        With ``perf_confirm`` in the context, ask first; what is missing is said before that question.
        """
        self._check_step("action_launch")
        for cycle in self:
            cycle._check_launch()
        if self.env.context.get("perf_confirm"):
            self.ensure_one()
            return self.env["perf.appraisal.confirm"]._open(self, "action_launch", self.env._("Launch the cycle"))
        self._start_launch_job({"state": "running", "launched_date": fields.Datetime.now()})
        return True

    def action_add_newcomers(self):
        """Invite people who belong to the cycle by now, and those whom the launch could not add."""
        self._check_step("action_add_newcomers")
        self._start_launch_job({})
        return True

    def action_close(self):
        """End the cycle: results that were shared are closed, signed or not.

        With ``perf_confirm`` in the context, ask first.
        """
        self._check_step("action_close")
        appraisals = self._check_can_close()
        if self.env.context.get("perf_confirm"):
            self.ensure_one()
            return self.env["perf.appraisal.confirm"]._open(self, "action_close", self.env._("Close the cycle"))
        appraisals.filtered(lambda each: each.state in ("shared", "acknowledged"))._set_state("closed")
        # sudo: the state is changed by this step only; the part was checked.
        self.sudo().write({"state": "closed"})
        return True

    def _check_can_close(self):
        """Refuse to close a cycle with results that were not shared.

        :return: all appraisals of these cycles, in sudo
        """
        # sudo: the count includes the officer's own appraisal, whatever its state.
        appraisals = self.env["perf.appraisal"].sudo().search([("cycle_id", "in", self.ids)])
        by_cycle = appraisals.grouped("cycle_id")
        for cycle in self:
            owed = by_cycle.get(cycle, appraisals.browse()).filtered(
                lambda each: each.state in ("draft", "open", "calibration")
            )
            if owed or cycle.launch_pending:
                raise UserError(
                    self.env._(
                        "%(count)s appraisals of “%(cycle)s” are not shared yet. Share or cancel them first.",
                        count=len(owed) or self.env._("Some"),
                        cycle=cycle.name,
                    )
                )
        return appraisals

    def _get_close_question(self):
        """What closing means, to be read before it by those who may close."""
        self.ensure_one()
        self._check_step("action_close")
        states = self._check_can_close().mapped("state")
        unsigned = states.count("shared")
        lines = [
            self.env._("All results of this cycle were shared. Closing ends the time for signing and for objecting."),
            self.env._("%(count)s people have not signed theirs: it is closed unsigned.", count=unsigned)
            if unsigned
            else "",
        ]
        return "\n".join(filter(None, lines))

    def action_cancel(self, reason):
        """Stop the cycle: appraisals that were not shared are cancelled, results that were shared stay.

        :param reason: why, in words
        """
        self._check_step("action_cancel")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        for cycle in self:
            # sudo: the officer's own appraisal is cancelled with the others.
            appraisals = (
                self.env["perf.appraisal"]
                .sudo()
                .search([("cycle_id", "=", cycle.id), ("state", "in", ("draft", "open", "calibration"))])
            )
            appraisals._set_state("cancelled", reason)
        self.sudo().write({"state": "cancelled", "cancel_reason": reason, "launch_pending": False})
        return True
