from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.plan import plan_progress

STATES = [("draft", "Draft"), ("active", "Active"), ("done", "Done"), ("cancelled", "Cancelled")]
# What people type; everything else is set by the business methods.
CONTENT = {"name", "aim", "date_start", "date_target", "change_note", "action_ids"}
DERIVED = {"company_id", "department_id"}
# Set by the business methods alone.
PROTECTED = ("closed_on", "changed_by_id", "changed_on", "last_change", "cancel_reason")
NOTE_LIMIT = 500


class PerfDevelopmentPlan(models.Model):
    """What a person wants to learn until a day, as a path of steps.

    The person or one of the managers begins it. A draft is read by its author alone; once started, the person and the
    managers see and change the same plan, and each sees what the other changed last. Nobody approves it.
    """

    _name = "perf.development.plan"
    _description = "Development Plan"
    _inherit = ["perf.authored.mixin", "perf.employee.mixin"]
    _order = "date_start desc, id desc"

    # Whose, and what for
    name = fields.Char(required=True, help="What the person can do at the end of it.")
    aim = fields.Text(string="Why It Matters")
    employee_id = fields.Many2one(default=lambda self: self.env.user._perf_employee().id)
    author_employee_id = fields.Many2one(string="Begun by")
    is_author = fields.Boolean(string="Begun by Me")

    # When
    date_start = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_target = fields.Date(string="Until")
    closed_on = fields.Date(readonly=True, copy=False)

    # How it goes
    state = fields.Selection(STATES, string="Status", required=True, default="draft", readonly=True, group_expand=True)
    action_ids = fields.One2many("perf.development.action", "plan_id", string="Steps", copy=True)
    progress = fields.Float(
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        help="Mean of the steps, in %. Cancelled steps don't count.",
    )
    step_text = fields.Char(string="Steps Done", compute="_compute_step_text")
    can_edit = fields.Boolean(compute="_compute_can_edit")
    levels_text = fields.Char(string="Levels to Confirm", compute="_compute_levels_text", exportable=False)

    # What the other side sees of a change
    changed_by_id = fields.Many2one(
        "hr.employee", string="Changed by", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    changed_on = fields.Datetime(readonly=True, copy=False)
    last_change = fields.Char(readonly=True, copy=False)
    change_note = fields.Char(string="Note on the Change", copy=False, help="What the other side should know about it.")
    cancel_reason = fields.Text(readonly=True, copy=False)

    # Help
    gap_text = fields.Text(string="The Job Asks For", compute="_compute_gap_text")

    _employee_state_idx = models.Index("(employee_id, state)")
    _dates_order = models.Constraint(
        "CHECK(date_target IS NULL OR date_target >= date_start)",
        "The plan can't end before it begins. Choose a later “Until”, or an earlier “From”.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("action_ids.state", "action_ids.progress")
    def _compute_progress(self):
        for plan in self:
            plan.progress = plan_progress([(step.state, step.progress) for step in plan.action_ids])

    @api.depends("action_ids.state")
    def _compute_step_text(self):
        for plan in self:
            steps = plan.action_ids.filtered(lambda step: step.state != "cancelled")
            done = len(steps.filtered(lambda step: step.state == "done"))
            plan.step_text = self.env._("%(done)s of %(count)s steps done", done=done, count=len(steps))

    @api.depends("state", "author_employee_id", "employee_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_edit(self):
        editable = self.sudo(False)._filtered_access("write")
        for plan in self:
            plan.can_edit = not plan._origin or plan.sudo(False) in editable

    @api.depends("action_ids.can_confirm")
    @api.depends_context("uid", "lang")
    def _compute_levels_text(self):
        """How many levels wait for the reader to be confirmed, in words."""
        for plan in self:
            count = len(plan.action_ids.filtered("can_confirm"))
            plan.levels_text = False
            if count == 1:
                plan.levels_text = self.env._("1 level waits for you to confirm it.")
            elif count:
                plan.levels_text = self.env._("%(count)s levels wait for you to confirm them.", count=count)

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_gap_text(self):
        people = self.filtered(lambda plan: plan.perf_role in ("self", "manager", "officer")).employee_id
        gaps = people._get_perf_skill_gaps()
        for plan in self:
            plan.gap_text = "\n".join(gap["text"] for gap in gaps.get(plan.employee_id._origin.id, []))

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        self._check_typed_fields(vals)
        if vals.get("change_note"):
            self._check_note(vals["change_note"])
        result = super().write(vals)
        changed = [name for name in vals if name not in ("action_ids", "change_note")]
        if changed or "change_note" in vals:
            self._log_change(self._get_labels(changed), vals.get("change_note"))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(self.env._("A plan that was started stays. Cancel it and say why."))

    def copy_data(self, default=None):
        """A copy begins anew: as a draft of whoever copies."""
        own = self.env.user._perf_employee().id
        return [{**vals, "author_employee_id": own} for vals in super().copy_data(default)]

    @api.model
    def _get_protected_values(self):
        return {**super()._get_protected_values(), **dict.fromkeys(PROTECTED, False)}

    @api.model
    def _prepare_draft_values(self, vals):
        """A plan is for its author when it names nobody else."""
        given = {name: value for name, value in vals.items() if value or name in CONTENT}
        values = super()._prepare_draft_values(given)
        self._check_typed_fields(values, also={"state", "author_employee_id", "employee_id"})
        person_id = values.setdefault("employee_id", values["author_employee_id"])
        role = self.env["perf.reporting.line"]._get_roles([person_id])[person_id]
        if role not in ("self", "manager"):
            raise AccessError(self.env._("You can begin a plan for yourself, and for people who report to you."))
        return values

    @api.model
    def _check_typed_fields(self, vals, also=()):
        """Refuse values that only the business methods may set, or that follow from the person.

        :param also: names of fields that may be set too
        """
        names = vals.keys() - CONTENT - set(also)
        if names - DERIVED and names & {"employee_id", "author_employee_id"}:
            raise UserError(self.env._("A plan stays with its person. Begin another plan instead."))
        if names - DERIVED:
            self._refuse_protected(names)

    @api.model
    def _get_labels(self, names):
        """Labels of these fields, for a sentence."""
        known = [self._fields[name] for name in names if name in self._fields]
        return ", ".join(sorted(field._description_string(self.env) for field in known)) or ", ".join(sorted(names))

    @api.model
    def _check_note(self, note):
        """Refuse notes that are no note any more."""
        if isinstance(note, str) and len(note) > NOTE_LIMIT:
            raise UserError(
                self.env._("The note is too long: %(limit)s characters are possible. Talk about it.", limit=NOTE_LIMIT)
            )

    def _log_change(self, text, note=None):
        """Keep who changed started plans last, so that the other side sees it; drafts have no other side.

        :param text: what was changed
        :param note: what the other side should know; that of somebody else's earlier change goes
        """
        person = self.env.user._perf_employee()
        # sudo: these are written here alone
        for plan in self.sudo().filtered(lambda each: each.state != "draft"):
            values = {"changed_by_id": person.id, "changed_on": fields.Datetime.now()}
            if text:
                values["last_change"] = text[:NOTE_LIMIT]
            if note is not None or plan.changed_by_id != person:
                values["change_note"] = note or False
            plan.write(values)

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    def action_start(self):
        """Begin: from now on the person, the managers and HR see the plan."""
        self._check_step(("draft",), self.env._("This plan was started already."))
        if any(not plan.action_ids for plan in self):
            raise UserError(self.env._("Add a first step, then start the plan."))
        # sudo: who may edit a draft may start it, but not write the state
        self.sudo().write({"state": "active"})
        self._log_change(self.env._("Started"))
        return True

    def action_done(self):
        """End a plan whose steps are all done or cancelled."""
        self._check_step(("active",), self.env._("Only a plan that is under way can be completed."))
        if any(step.state in ("todo", "doing") for step in self.action_ids):
            raise UserError(self.env._("Some steps are still open. Finish or cancel them, then complete the plan."))
        # sudo: who may edit a plan may end it, but not write the state
        self.sudo().write({"state": "done", "closed_on": fields.Date.context_today(self)})
        self._log_change(self.env._("Completed"))
        return True

    def action_cancel(self, reason=""):
        """Give up a plan that was started; it stays readable.

        :param reason: why; the other side reads it
        """
        self._check_step(("active",), self.env._("Only a plan that is under way can be cancelled. Delete a draft."))
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why the plan is cancelled, so that the other side understands it."))
        # sudo: who may edit a plan may end it, but not write the state
        self.sudo().write({"state": "cancelled", "closed_on": fields.Date.context_today(self), "cancel_reason": reason})
        self._log_change(self.env._("Cancelled"))
        return True

    def action_reopen(self):
        """Go on with a plan that was completed or cancelled."""
        self.check_access("read")
        if any(plan.perf_role not in ("self", "manager") for plan in self):
            raise AccessError(self.env._("Only the person and the managers go on with a plan."))
        if any(plan.state not in ("done", "cancelled") for plan in self):
            raise UserError(self.env._("This plan is not closed."))
        # sudo: closed plans are frozen; who may go on was checked
        self.sudo().write({"state": "active", "closed_on": False, "cancel_reason": False})
        self._log_change(self.env._("Reopened"))
        return True

    def _check_step(self, states, message):
        """Refuse a step by those who may not edit, or in other states.

        :param states: states in which the step is possible
        :param message: said otherwise
        """
        self.check_access("read")
        if any(plan.state not in states for plan in self):
            raise UserError(message)
        self.check_access("write")

    def action_add_gaps(self):
        """Add a step for each skill of which the job asks for more."""
        self.ensure_one()
        self.check_access("write")
        gaps = self._get_gaps()
        if not gaps:
            raise UserError(self.env._("The job asks for nothing that is not there, or in a plan, already."))
        self.action_ids.create([{"plan_id": self.id, **self._prepare_gap_values(gap)} for gap in gaps])
        return True

    def add_gap(self, skill_id):
        """Add a step for one skill of which the job asks for more.

        :param skill_id: id of the skill
        :return: ``perf.development.action``
        """
        self.ensure_one()
        self.check_access("write")
        gap = next((each for each in self._get_gaps() if each["skill_id"] == skill_id), None)
        if not gap:
            raise UserError(self.env._("The job does not ask for that any more, or a step for it is there already."))
        return self.action_ids.create({"plan_id": self.id, **self._prepare_gap_values(gap)})

    def _get_gaps(self):
        """What the job of the person asks for and no open step aims at.

        :return: list of dicts, see ``hr.employee._get_perf_skill_gaps``
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the job and the skills of a person whose plan the user reads
        return self.employee_id.sudo()._get_perf_skill_gaps()[self.employee_id.id]

    @api.model
    def _prepare_gap_values(self, gap):
        """Values of a step that closes a gap."""
        return {
            "name": self.env._("%(skill)s: reach %(level)s", skill=gap["skill"], level=gap["level"]),
            "kind": "course",
            "skill_id": gap["skill_id"],
            "skill_level_id": gap["level_id"],
        }

    def action_open_cancel(self):
        """Ask for the reason, then cancel."""
        self.ensure_one()
        self.check_access("read")
        return self.env["perf.development.word"]._get_action(self, "cancel_plan", self.env._("Cancel Plan"))
