from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools.plan import is_web_link

# What people type; everything else is set by the business methods.
CONTENT = {
    "name", "sequence", "kind", "skill_id", "skill_level_id", "link", "budget", "date_due", "mentor_id", "progress",
}  # fmt: skip
# Written along by forms; they follow from the plan.
DERIVED = {"employee_id", "company_id", "department_id"}
# Set by the business methods alone; the values that a new step has.
PROTECTED = {
    "state": "todo",
    "learned": False,
    "done_on": False,
    "cancel_reason": False,
    "mentor_seen": False,
    "mentor_since": False,
    "reached_level_id": False,
    "level_state": "none",
    "level_note": False,
    "claimed_on": False,
    "decided_by_id": False,
    "decided_on": False,
}
KINDS = [
    ("course", "Course"),
    ("mentoring", "Mentoring"),
    ("project", "Project"),
    ("reading", "Reading"),
    ("other", "Other"),
]
OPEN_STATES = ("todo", "doing")


class PerfDevelopmentAction(models.Model):
    """One step of a development plan: a course, a mentor, a project, a book..., and the skill that it builds.

    Done, it stands in the timeline of the person. When the person says which level of the skill was reached, a manager
    confirms it; only then the skill of the employee record is written.
    """

    _name = "perf.development.action"
    _description = "Step of a Development Plan"
    _inherit = ["perf.employee.mixin", "perf.evidence.mixin"]
    _order = "sequence, date_due, id"

    _perf_evidence_kind = "development"
    _perf_evidence_icon = "fa-compass"
    _perf_evidence_date = "done_on"
    _perf_evidence_summary = "learned"

    # Of which plan
    plan_id = fields.Many2one("perf.development.plan", required=True, index=True, ondelete="cascade")
    plan_state = fields.Selection(related="plan_id.state", string="Status of the Plan", store=True, precompute=True)
    employee_id = fields.Many2one(related="plan_id.employee_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)

    # What
    name = fields.Char(string="Step", required=True)
    kind = fields.Selection(KINDS, required=True, default="course")
    skill_id = fields.Many2one("hr.skill", index="btree_not_null", ondelete="set null")
    skill_type_id = fields.Many2one(related="skill_id.skill_type_id")
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        string="Target Level",
        ondelete="set null",
        domain="[('skill_type_id', '=', skill_type_id)]",
    )
    link = fields.Char(help="Web address of the course, the book or the project.")
    budget = fields.Monetary(
        string="Budget Hint", aggregator=None, help="What it may cost. A hint for planning: nothing is spent by it."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_due = fields.Date(string="Due")

    # With whom
    mentor_id = fields.Many2one("hr.employee", index="btree_not_null", ondelete="set null")
    is_mentor = fields.Boolean(string="I Am the Mentor", compute="_compute_is_mentor", search="_search_is_mentor")
    mentor_seen = fields.Boolean(readonly=True, copy=False, help="The mentor knows of it.")
    mentor_since = fields.Date(readonly=True, copy=False)

    # How it goes
    state = fields.Selection(
        [("todo", "To do"), ("doing", "Under way"), ("done", "Done"), ("cancelled", "Cancelled")],
        string="Status",
        required=True,
        default="todo",
        readonly=True,
        group_expand=True,
    )
    progress = fields.Integer(aggregator="avg", help="0 to 100 %.")
    learned = fields.Text(string="What Was Learned", readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False)
    cancel_reason = fields.Text(readonly=True, copy=False)
    can_edit = fields.Boolean(compute="_compute_can_edit")

    # The level that was reached
    reached_level_id = fields.Many2one("hr.skill.level", readonly=True, copy=False, ondelete="set null")
    level_state = fields.Selection(
        [
            ("none", "No level said"),
            ("waiting", "Level to confirm"),
            ("confirmed", "Confirmed"),
            ("refused", "Not yet"),
        ],
        string="Level",
        required=True,
        default="none",
        readonly=True,
        copy=False,
    )
    level_note = fields.Text(string="What Is Missing", readonly=True, copy=False)
    claimed_on = fields.Date(string="Level Said on", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "hr.employee", string="Decided by", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    decided_on = fields.Date(readonly=True, copy=False)
    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    _employee_state_idx = models.Index("(employee_id, state)")
    _waiting_idx = models.Index("(employee_id) WHERE level_state = 'waiting'")
    _progress_range = models.Constraint(
        "CHECK(progress BETWEEN 0 AND 100)", "Progress goes from 0 to 100 %. Choose a number in between."
    )
    _budget_positive = models.Constraint(
        "CHECK(budget IS NULL OR budget >= 0)", "A budget can't be below zero. Leave it empty if nothing is planned."
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("mentor_id")
    @api.depends_context("uid")
    def _compute_is_mentor(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for step in self:
            step.is_mentor = step.mentor_id._origin.id in own

    @api.model
    def _search_is_mentor(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain("mentor_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        return own if (True in value) == (operator == "in") else ~own

    @api.depends("plan_state", "plan_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_edit(self):
        editable = self.sudo(False)._filtered_access("write")
        for step in self:
            step.can_edit = not step._origin or step.sudo(False) in editable

    @api.depends("level_state", "employee_id")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for step in self:
            step.can_confirm = step.level_state == "waiting" and step.perf_role in ("manager", "officer")

    # ------------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------------

    @api.constrains("link")
    def _check_link(self):
        for step in self:
            if step.link and not is_web_link(step.link):
                raise ValidationError(
                    self.env._("“%(link)s” is no web address. It begins with https:// or http://.", link=step.link)
                )

    @api.constrains("skill_id", "skill_level_id")
    def _check_level(self):
        for step in self.sudo():  # sudo: portal users can't read skills
            if step.skill_level_id and step.skill_level_id.skill_type_id != step.skill_id.skill_type_id:
                raise step._get_level_error(step.skill_level_id)

    def _get_level_error(self, level):
        """The error for a level that does not belong to the skill. Called in sudo.

        :return: ValidationError
        """
        self.ensure_one()
        if not self.skill_id:
            return ValidationError(self.env._("Choose the skill first, then its level."))
        return ValidationError(
            self.env._(
                "“%(level)s” is no level of “%(skill)s”. Choose one of these: %(levels)s.",
                level=level.name,
                skill=self.skill_id.name,
                levels=", ".join(self.skill_id.skill_type_id.skill_level_ids.mapped("name")),
            )
        )

    @api.constrains("mentor_id", "employee_id")
    def _check_mentor(self):
        for step in self.sudo():  # sudo: portal users can't read employees
            if step.mentor_id and step.mentor_id == step.employee_id:
                raise ValidationError(self.env._("A mentor is somebody else. Choose a colleague."))
            if step.mentor_id and not step.mentor_id.active:
                raise ValidationError(
                    self.env._("%(mentor)s does not work here any more. Choose another.", mentor=step.mentor_id.name)
                )

    @api.constrains("date_due", "plan_id")
    def _check_date_due(self):
        for step in self:
            start = step.plan_id.sudo().date_start  # sudo: mentors don't read the plan
            if step.date_due and step.date_due < start:
                raise ValidationError(
                    self.env._(
                        "“%(step)s” can't be due before the plan begins. Choose a day from %(start)s on.",
                        step=step.name,
                        start=start,
                    )
                )

    @api.onchange("skill_id")
    def _onchange_skill_id(self):
        """A level of another kind of skill means nothing here."""
        if self.skill_level_id.skill_type_id != self.skill_id.skill_type_id:
            self.skill_level_id = False

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        steps = super().create([self._prepare_new_values(vals) for vals in vals_list])
        steps._after_mentor_change()
        for step in steps:
            step.plan_id._log_change(self.env._("Step added: %(step)s", step=step.name))
        return steps

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        self._check_typed_fields(vals)
        closed = self.filtered(lambda step: step.state not in OPEN_STATES)
        if closed and vals.keys() - {"sequence"}:
            raise UserError(self.env._("This step is closed. Reopen it to change it."))
        mentors = {step: step.mentor_id for step in self}
        self._check_new_mentor(vals.get("mentor_id"))
        result = super().write(vals)
        self.filtered(lambda step: step.mentor_id != mentors[step])._after_mentor_change()
        names = vals.keys() - {"sequence"}
        if names:
            labels = self._get_labels(names)
            for step in self:
                step.plan_id._log_change(self.env._("Step “%(step)s”: %(changes)s", step=step.name, changes=labels))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(step.plan_state != "draft" for step in self):
            raise UserError(self.env._("A step of a plan that was started stays. Cancel it instead."))

    @api.model
    def default_get(self, fields):
        """A column of the kanban view opens a new step as one to do, whatever the column."""
        values = super().default_get(fields)
        return values if self.env.su or "state" not in values else {**values, "state": PROTECTED["state"]}

    @api.model
    def _prepare_new_values(self, vals):
        """The values of a new step: whatever only the business methods may set is at its start.

        :param vals: values as given to ``create``
        :return: dict
        """
        given = {name: value for name, value in vals.items() if name not in PROTECTED or value != PROTECTED[name]}
        given = {name: value for name, value in given.items() if value or name in CONTENT}
        self._check_typed_fields(given, also={"plan_id"})
        self._check_new_mentor(given.get("mentor_id"))
        return {**{name: value for name, value in given.items() if name not in DERIVED}, **PROTECTED}

    @api.model
    def _check_typed_fields(self, vals, also=()):
        """Refuse values that only the business methods may set.

        :param also: names of fields that may be set too
        """
        names = vals.keys() - CONTENT - DERIVED - set(also)
        if names:
            raise UserError(
                self.env._(
                    "%(fields)s can't be set directly. Use the buttons of the step.", fields=self._get_labels(names)
                )
            )

    @api.model
    def _get_labels(self, names):
        """Labels of these fields, for a sentence."""
        return ", ".join(
            sorted(self._fields[name]._description_string(self.env) if name in self._fields else name for name in names)
        )

    @api.model
    def _check_new_mentor(self, mentor_id):
        """Refuse mentors whom the current user may not name."""
        if not mentor_id or mentor_id in self.env["perf.reporting.line"]._get_own_employee_ids():
            return
        if not isinstance(mentor_id, int) or not self.env["hr.employee"]._perf_find_colleagues([mentor_id]):
            raise ValidationError(
                self.env._("A mentor is a colleague of your company who works there. Choose another.")
            )

    def _after_mentor_change(self):
        """A new mentor is told; who was it before is no more."""
        today = fields.Date.context_today(self)
        for step in self:
            # sudo: these are written here alone; who names oneself knows of it
            step.sudo().write({"mentor_seen": step.is_mentor, "mentor_since": today if step.mentor_id else False})

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    def action_start(self):
        """Begin with steps that were to do."""
        self._check_step(("todo",), self.env._("This step is under way or closed already."))
        self._set_state({"state": "doing"}, self.env._("begun"))
        return True

    def action_done(self, learned="", level_id=False):
        """Complete steps, and say which level of the skill was reached.

        :param learned: what was learned, may be empty
        :param level_id: id of the level that was reached; a manager or HR confirms it
        """
        self._check_step(OPEN_STATES, self.env._("This step is closed already."))
        learned = learned.strip() if isinstance(learned, str) else ""
        self._check_text(self._fields["learned"], learned)
        values = {
            "state": "done",
            "progress": 100,
            "learned": learned or False,
            "done_on": fields.Date.context_today(self),
        }
        self._set_state(values, self.env._("done"))
        if level_id:
            self.action_claim_level(level_id)
        return True

    def action_cancel(self, reason=""):
        """Give up steps; they stay in the plan.

        :param reason: why; the other side reads it
        """
        self._check_step(OPEN_STATES, self.env._("This step is closed already."))
        reason = reason.strip() if isinstance(reason, str) else ""
        self._check_text(self._fields["cancel_reason"], reason)
        if not reason:
            raise UserError(self.env._("Say why this step is cancelled, so that the other side understands it."))
        self._set_state({"state": "cancelled", "cancel_reason": reason}, self.env._("cancelled"))
        return True

    def action_reopen(self):
        """Go on with closed steps, unless a level was confirmed for them."""
        self._check_step(("done", "cancelled"), self.env._("This step is not closed."))
        if any(step.level_state == "confirmed" for step in self):
            raise UserError(self.env._("The level of this step was confirmed. Add a new step to go further."))
        start = {name: value for name, value in PROTECTED.items() if name not in ("mentor_seen", "mentor_since")}
        self._set_state({**start, "state": "doing", "progress": 0}, self.env._("reopened"))
        return True

    def action_mentor_seen(self):
        """As the mentor, know of the steps."""
        self.check_access("read")
        if not all(step.is_mentor for step in self):
            raise AccessError(self.env._("Only the mentor can say so."))
        # sudo: mentors read only
        self.sudo().write({"mentor_seen": True})
        return True

    def _check_step(self, states, message):
        """Refuse a step by those who may not edit, in a plan that is not under way, or in other states.

        :param states: states in which it is possible
        :param message: said otherwise
        """
        self.check_access("read")
        if any(step.state not in states for step in self):
            raise UserError(message)
        self.check_access("write")
        if any(step.plan_state != "active" for step in self):
            raise UserError(self.env._("Start the plan first: until then its steps are only planned."))

    def _set_state(self, values, word):
        """Write what only the business methods write, and tell the other side.

        :param values: dict
        :param word: what happened to the step
        """
        # sudo: the state is written here alone; who may do it was checked
        self.sudo().write(values)
        for step in self:
            step.plan_id._log_change(self.env._("Step “%(step)s”: %(changes)s", step=step.name, changes=word))

    def _open_word_wizard(self, purpose, title):
        self.ensure_one()
        self.check_access("read")
        return self.env["perf.development.word"]._get_action(self, purpose, title)

    def action_open_done(self):
        """Ask what was learned, and which level was reached."""
        return self._open_word_wizard("done", self.env._("Complete the Step"))

    def action_open_cancel(self):
        """Ask for the reason, then cancel."""
        return self._open_word_wizard("cancel", self.env._("Cancel the Step"))

    def action_open_refuse(self):
        """Ask what is missing, then say "not yet"."""
        return self._open_word_wizard("refuse", self.env._("Not Yet"))

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------

    @api.model
    def _get_perf_evidence_domain(self, employees, date_from, date_to):
        """Steps that were done."""
        return super()._get_perf_evidence_domain(employees, date_from, date_to) & Domain("state", "=", "done")

    @api.model
    def _get_perf_evidence_shared_domain(self):
        """Steps of plans that were started."""
        return Domain("plan_state", "!=", "draft")

    def _prepare_perf_evidence_values(self):
        """A step speaks by its name, and by the level that was confirmed."""
        values = super()._prepare_perf_evidence_values()
        title = values["title"]
        if self.level_state == "confirmed" and self.skill_id and self.reached_level_id:
            # sudo: names of skill and level, which portal users can't read
            step = self.sudo()
            title = self.env._(
                "%(step)s (%(skill)s: %(level)s)",
                step=title,
                skill=step.skill_id.name,
                level=step.reached_level_id.name,
            )
        return {**values, "title": title, "url": f"/my/development/actions/{self.id}"}
