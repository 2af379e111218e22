from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import format_date

from ..tools.improvement import due_so_far, end_date

RUNNING = ("active", "paused")
ENDED = ("success", "not_met", "cancelled")
OBJECTIVES_LIMIT = 5
BACK_DAYS = 31  # how far back somebody may date the start of a plan that they write
# What the author writes, while it is a draft and while it is paused; all else is set by the business methods.
DRAFT_FIELDS = {
    "employee_id", "concern_ids", "date_start", "duration", "gap", "expectation", "impact", "support", "consequences",
    "objective_ids", "checkpoint_ids",
}  # fmt: skip
PAUSED_FIELDS = {"support", "objective_ids", "checkpoint_ids"}


class PerfImprovementPlan(models.Model):
    """What a person and their manager do together, for some weeks, so that the work meets what is expected again."""

    _name = "perf.improvement.plan"
    _description = "Improvement Plan"
    _inherit = ["perf.hr.review.mixin", "perf.evidence.mixin"]
    _order = "date_start desc, id desc"
    _rec_names_search = ["gap"]

    _perf_guard_action = "improvement_plan"
    _perf_list_action = "perf_development.perf_improvement_plan_action_review"
    _perf_evidence_kind = "improvement_plan"
    _perf_evidence_icon = "fa-life-ring"
    _perf_evidence_date = "released_on"

    # Whom it is about, and when
    employee_id = fields.Many2one(string="Person")
    date_start = fields.Date(
        string="Starts on", required=True, default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7)
    )
    duration = fields.Selection(
        [("30", "30 days"), ("60", "60 days"), ("90", "90 days")], required=True, default="60", string="Takes"
    )
    date_end = fields.Date(string="Ends on", compute="_compute_date_end", store=True, precompute=True)
    extension_days = fields.Integer(string="Extended by (days)", readonly=True, copy=False)
    extension_reason = fields.Text(string="Why It Was Extended", readonly=True, copy=False)
    pause_days = fields.Integer(string="Days of Pauses", readonly=True, copy=False)

    # What it says, in the order of a conversation
    gap = fields.Text(string="What happened", help="Facts with dates and examples, as you would say them face to face.")
    expectation = fields.Text(string="What is expected", help="The standard that the work is measured by.")
    impact = fields.Text(string="What it led to")
    concern_ids = fields.Many2many("perf.concern", string="Goes back to", help="Shared concerns about the same person.")
    support = fields.Text(
        string="What help we give", help="Training, time, tools, people: what the company does so that it works out."
    )
    consequences = fields.Text(string="If it doesn't work out", help="What follows if the objectives are not met.")
    objective_ids = fields.One2many("perf.improvement.objective", "plan_id", string="Objectives")
    checkpoint_ids = fields.One2many("perf.improvement.checkpoint", "plan_id", string="When we meet")
    response_ids = fields.One2many("perf.improvement.response", "plan_id", string="What the person says", readonly=True)
    note_ids = fields.One2many("perf.improvement.note", "plan_id", string="Notes", readonly=True)
    version_ids = fields.One2many("perf.improvement.version", "plan_id", string="Changes", readonly=True)
    version_no = fields.Integer(string="Version", readonly=True, copy=False, default=1)

    # What became of it
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("hr_review", "HR reviews"),
            ("active", "Running"),
            ("paused", "Paused"),
            ("success", "Worked out"),
            ("not_met", "Not met"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )
    acknowledged_on = fields.Date(string="Read by the Person on", readonly=True, copy=False)
    pause_reason = fields.Text(string="Why It Is Paused", readonly=True, copy=False)
    paused_on = fields.Date(string="Paused since", readonly=True, copy=False)
    resume_requested_on = fields.Date(string="Changes Handed in on", readonly=True, copy=False)
    paused_content = fields.Json(readonly=True, copy=False, groups=NO_ACCESS, exportable=False)
    ended_on = fields.Date(readonly=True, copy=False)
    end_reason = fields.Text(string="Why It Ended", readonly=True, copy=False)
    manager_informed_on = fields.Date(string="Read by the Manager's Manager on", readonly=True, copy=False)

    # Without earlier guidance, for a reason that HR takes responsibility for
    # Nobody reads the fields: HR people who wrote the plan are not to know, see ``hr_note``
    override_reason = fields.Text(
        string="Why Without Earlier Guidance", readonly=True, copy=False, groups=NO_ACCESS, exportable=False
    )
    override_by_id = fields.Many2one(
        "hr.employee",
        string="Decided by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups=NO_ACCESS,
        exportable=False,
    )
    override_on = fields.Date(string="Decided on", readonly=True, copy=False, groups=NO_ACCESS, exportable=False)

    # What the reader may do, and what the figures say
    can_lead = fields.Boolean(compute="_compute_rights")
    is_editable = fields.Boolean(compute="_compute_rights", search="_search_is_editable")
    is_readable = fields.Boolean(compute="_compute_is_readable", search="_search_is_readable")
    checkpoints_due = fields.Integer(compute="_compute_checkpoints", aggregator=None)
    checkpoints_held = fields.Integer(compute="_compute_checkpoints", aggregator=None)
    checkpoints_overdue = fields.Integer(string="Overdue", compute="_compute_checkpoints", aggregator=None)
    next_checkpoint_on = fields.Date(string="Next Checkpoint", compute="_compute_checkpoints")
    next_hold_id = fields.Many2one("perf.improvement.checkpoint", string="To Hold", compute="_compute_next_hold_id")
    running_note = fields.Char(compute="_compute_running_note", exportable=False)

    _one_running = models.UniqueIndex(
        "(employee_id) WHERE state IN ('active', 'paused')",
        "This person has a running improvement plan already. End that one first.",
    )
    _days_positive = models.Constraint(
        "CHECK(extension_days >= 0 AND pause_days >= 0)", "A plan is extended or paused by whole days."
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("employee_id")
    def _compute_display_name(self):
        for plan in self:
            # sudo: the name of the person, which portal users can't read from employees
            person = plan.employee_id.sudo().name or ""
            plan.display_name = self.env._("Improvement plan of %(person)s", person=person)

    @api.depends("date_start", "duration", "extension_days", "pause_days")
    def _compute_date_end(self):
        for plan in self:
            plan.date_end = end_date(plan.date_start, int(plan.duration or 0), plan.extension_days, plan.pause_days)

    @api.depends("employee_id", "author_employee_id", "state", "resume_requested_on")
    @api.depends_context("uid")
    def _compute_rights(self):
        for plan in self:
            manager = plan.perf_role == "manager"
            plan.can_lead = manager or (plan.is_author and plan.perf_role == "officer")
            paused = plan.state == "paused" and not plan.resume_requested_on
            plan.is_editable = (plan.state == "draft" and plan.is_author) or (paused and plan.can_lead)

    @api.model
    def _search_is_editable(self, operator, value):
        """For the rules: who may change what the plan says, and when."""
        if operator != "in" or True not in value:
            return NotImplemented
        author = Domain("is_author", "=", True)
        leads = Domain("perf_role", "=", "manager") | (author & Domain("perf_role", "=", "officer"))
        paused = Domain("state", "=", "paused") & Domain("resume_requested_on", "=", False)
        return (Domain("state", "=", "draft") & author) | (paused & leads)

    @api.depends("state", "author_employee_id", "employee_id", "released_on")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_readable(self):
        readable = self.sudo(False)._filtered_access("read")
        for plan in self:
            plan.is_readable = plan.sudo(False) in readable

    @api.model
    def _search_is_readable(self, operator, value):
        """For the rules of what hangs on a plan: whoever reads the plan reads that too."""
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("id", "in", self.sudo(False)._search([]))

    @api.depends("checkpoint_ids.date_planned", "checkpoint_ids.held_on", "state")
    def _compute_checkpoints(self):
        today = fields.Date.context_today(self)
        for plan in self:
            checkpoints = plan.checkpoint_ids
            due, held = due_so_far(checkpoints.mapped(lambda each: (each.date_planned, each.held_on)), today)
            plan.checkpoints_due = due
            plan.checkpoints_held = held
            plan.checkpoints_overdue = due - held
            open_days = checkpoints.filtered(lambda each: not each.held_on and each.date_planned).mapped("date_planned")
            plan.next_checkpoint_on = min(open_days, default=False) if plan.state not in ENDED else False

    @api.depends("checkpoint_ids.can_hold")
    @api.depends_context("uid")
    def _compute_next_hold_id(self):
        """The earliest checkpoint that the current user can hold now."""
        for plan in self:
            plan.next_hold_id = plan.checkpoint_ids.filtered("can_hold").sorted("date_planned")[:1]

    def action_open_next_hold(self):
        """Open the dialog for the earliest checkpoint that is due."""
        self.ensure_one()
        self.check_access("read")
        if not self.next_hold_id:
            raise UserError(self.env._("No checkpoint is due that you can hold."))
        return self.next_hold_id.action_open_hold()

    @api.depends("employee_id", "author_employee_id", "state")
    @api.depends_context("uid")
    def _compute_running_note(self):
        """Say early that a second plan can't begin; to those alone who may write one about the person."""
        drafts = self.filtered(lambda plan: plan.state == "draft" and plan.is_author)._filter_may_write_about()
        domain = Domain("employee_id", "in", drafts.employee_id._origin.ids) & Domain("state", "in", list(RUNNING))
        # sudo: a plan of another author counts as well; only that there is one leaves this method
        busy = set(self.sudo().search(domain).employee_id.ids) if drafts else set()
        for plan in self:
            plan.running_note = plan in drafts and plan.employee_id._origin.id in busy and self._get_running_text()

    @api.model
    def _get_running_text(self):
        """Why a second plan has to wait."""
        return self.env._("This person has a running improvement plan already. End that one before another begins.")

    # ------------------------------------------------------------------
    # Writing, while it is a draft or paused
    # ------------------------------------------------------------------

    @api.onchange("employee_id")
    def _onchange_employee_id(self):
        """A plan goes back to concerns about the same person."""
        self.concern_ids = self.concern_ids.filtered(lambda concern: concern.employee_id == self.employee_id._origin)

    @api.constrains("objective_ids")
    def _check_objectives_limit(self):
        if any(len(plan.objective_ids) > OBJECTIVES_LIMIT for plan in self):
            raise ValidationError(
                self.env._(
                    "A plan has at most %(limit)s objectives. Keep those that matter most.", limit=OBJECTIVES_LIMIT
                )
            )

    @api.constrains("date_start", "checkpoint_ids")
    def _check_days(self):
        """Refuse days long gone, which are slips of the keyboard; the superuser may bring in plans of the past."""
        if self.env.user._is_superuser():
            return
        today = fields.Date.context_today(self)
        first = fields.Date.subtract(today, days=BACK_DAYS)
        for plan in self:
            if plan.state == "draft" and plan.date_start and plan.date_start < first:
                raise ValidationError(
                    self.env._(
                        "A plan looks ahead: %(day)s lies more than a month back. Choose a start date from today on.",
                        day=format_date(self.env, plan.date_start),
                    )
                )
            before = fields.Date.subtract(plan.date_start or today, days=BACK_DAYS)
            plan.checkpoint_ids._refuse_long_gone(min(first, before))

    @api.constrains("concern_ids", "employee_id")
    def _check_concerns(self):
        for plan in self:
            # sudo: concerns about others are refused, whether the author may read them or not
            concerns = plan.sudo().concern_ids
            if concerns.employee_id - plan.sudo().employee_id or any(not each.released_on for each in concerns):
                raise ValidationError(self.env._("A plan goes back to concerns that were shared with the same person."))

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        plans = super(PerfImprovementPlan, self._without_closed_defaults()).create(vals_list)
        return plans.with_env(self.env)

    @api.model
    def default_get(self, fields):
        """A link or a column of the kanban view may not open a plan in another state than draft."""
        if self.env.su:
            return super().default_get(fields)
        return super(PerfImprovementPlan, self._without_closed_defaults()).default_get(fields)

    def _without_closed_defaults(self):
        """The model without defaults in the context for what only the business methods may set."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_") or key.removeprefix("default_") in DRAFT_FIELDS
        }
        return self.with_context(context)

    @api.model
    def _prepare_draft_values(self, vals):
        """The values of a new draft, signed by the current user; all else than what it says is refused.

        :param vals: values as given to ``create``
        :return: dict
        """
        starts = self._get_protected_values()
        closed = vals.keys() - DRAFT_FIELDS - starts.keys() - {"author_employee_id"}
        self._refuse_protected({name for name in closed if name in self._fields and vals[name]})
        return super()._prepare_draft_values({name: value for name, value in vals.items() if name not in closed})

    @api.model
    def _get_protected_values(self):
        """The state belongs to the steps; whatever else a step sets is refused by name, see ``DRAFT_FIELDS``."""
        return {**super()._get_protected_values(), "version_no": 1}

    def _check_changeable(self, vals):
        """Refuse changes by others than those who lead the plan, to what is frozen, and to what nobody writes.

        :param vals: values as given to ``write``
        """
        self._check_may_edit()
        self._refuse_protected((vals.keys() - DRAFT_FIELDS) & self._fields.keys())
        if any(plan.state == "paused" for plan in self) and vals.keys() - PAUSED_FIELDS:
            raise UserError(
                self.env._("In a pause you can change the objectives, the help and the checkpoints. The rest stays.")
            )

    def _check_may_edit(self):
        """Refuse changes to these plans, or to a part of them, that the current user may not make now."""
        self.check_access("read")
        for plan in self:
            if not plan.is_editable and (plan.can_lead or plan.is_author):
                raise UserError(plan._get_frozen_text())
        self.check_access("write")

    def _get_frozen_text(self):
        """Why nobody can change the plan now, and what to do."""
        self.ensure_one()
        if self.state == "hr_review":
            return self.env._("HR reads the plan. Ask HR to give it back, then change it.")
        if self.state == "paused":
            return self.env._("HR reads your changes. Ask HR to give them back, then go on.")
        if self.state == "active":
            return self.env._("What was agreed stays as it is. Pause the plan to change it.")
        return self.env._("The plan has ended, and stays as it is.")

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------

    @api.model
    def _get_perf_evidence_domain(self, employees, date_from, date_to):
        """Plans that the person has, or had, and that were not called off."""
        domain = super()._get_perf_evidence_domain(employees, date_from, date_to)
        return domain & Domain("state", "in", ["active", "paused", "success", "not_met"])

    @api.model
    def _get_perf_evidence_shared_domain(self):
        """What the person has got."""
        return Domain("released_on", "!=", False)

    def _prepare_perf_evidence_values(self):
        """A plan speaks by how it stands; what it says is read in the plan."""
        values = super()._prepare_perf_evidence_values()
        return {**values, "summary": self._get_phase_sentence(), "url": self._get_portal_url()}
