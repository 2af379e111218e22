import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.chart import chart
from ..tools.clarity import POINTS, clarity
from ..tools.numbers import parse_number
from ..tools.progress import CLOSED, expected_share, health, is_far, needs_talk, outcome, weighted_mean

STATES = [
    ("draft", "Draft"),
    ("proposed", "Proposed"),
    ("active", "Active"),
    ("achieved", "Achieved"),
    ("partial", "Partly achieved"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]
OPEN_FIELDS = {"parent_id", "tag_ids"}
DRAFT_FIELDS = OPEN_FIELDS | {
    "name", "description", "date_start", "date_end", "weight", "commitment", "roll_up", "key_result_ids",
}  # fmt: skip
CREATE_FIELDS = DRAFT_FIELDS | {"level", "employee_id", "department_id", "company_id"}
FIRST_CONFIDENCE = 7  # what the slider stands at before the first check-in
RANK = {"company": 0, "department": 1, "individual": 2}


class PerfGoal(models.Model):
    """What a person, a department or the company wants to reach by a day, and how one will know.

    A draft is seen by its owner alone. Proposed, it is frozen until the manager approves it or sends it back; once
    active, check-ins move its progress, and everything that was agreed changes only by an amendment.
    """

    _name = "perf.goal"
    _description = "Goal"
    _inherit = ["perf.employee.mixin", "perf.goal.access", "perf.goal.words", "perf.goal.messages"]
    _order = "date_end desc, id desc"
    _mail_post_access = "read"

    _perf_evidence_kind = "goal"
    _perf_evidence_icon = "fa-bullseye"
    _perf_evidence_date = "date_start"

    # What
    name = fields.Char(required=True, index="trigram")
    description = fields.Text(string="Why It Matters")
    level = fields.Selection(
        [("company", "Company"), ("department", "Department"), ("individual", "Individual")],
        required=True,
        default="individual",
    )
    commitment = fields.Selection(
        [("committed", "Committed"), ("aspirational", "Aspirational")],
        required=True,
        default="committed",
        help="Committed: achieved at 100 %. Aspirational: set high on purpose, achieved from 70 % on.",
    )
    tag_ids = fields.Many2many("perf.goal.tag", string="Tags")

    # Whose
    employee_id = fields.Many2one(required=False, default=lambda self: self.env.user._perf_employee().id)
    company_id = fields.Many2one(readonly=False)
    department_id = fields.Many2one(readonly=False)
    parent_id = fields.Many2one(
        "perf.goal",
        string="Aligned to",
        index=True,
        ondelete="set null",
        help="The goal of the department, of the company or of your manager that this one contributes to.",
    )
    child_ids = fields.One2many("perf.goal", "parent_id", string="Aligned Goals")

    # When, and how much it counts
    date_start = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_end = fields.Date(string="Until")
    weight = fields.Float(default=1.0, aggregator=None, help="How much it counts among the goals of its owner.")

    # How it goes
    key_result_ids = fields.One2many("perf.goal.key.result", "goal_id", string="Key Results", copy=True)
    checkin_ids = fields.One2many("perf.goal.checkin", "goal_id", string="Check-ins")
    amendment_ids = fields.One2many("perf.goal.amendment", "goal_id", string="Amendments")
    roll_up = fields.Boolean(
        string="Progress from Aligned Goals",
        help="Without key results, the progress is the weighted mean of the goals that are aligned to this one.",
    )
    manual_progress = fields.Float(readonly=True, copy=False, aggregator=None)
    progress = fields.Float(
        compute="_compute_progress", store=True, recursive=True, aggregator="avg", copy=False, help="0 to 100 %."
    )
    progress_arithmetic = fields.Text(compute="_compute_progress_arithmetic")
    expected_progress = fields.Float(
        string="Expected Today", compute="_compute_expected_progress", help="Share of the period that has passed, in %."
    )
    health = fields.Selection(
        [("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track"), ("stale", "No news")],
        compute="_compute_health",
        store=True,
        copy=False,
        help="Progress compared with the time passed: on track from 90 % of what is expected today, at risk from 70 %. "
        "Nobody is behind in the first 15 % of the period. No news: no check-in for twice the cadence.",
    )
    attention_rank = fields.Integer(
        compute="_compute_attention_rank",
        store=True,
        copy=False,
        aggregator=None,
        help="0: waits for a decision of the manager. 1 to 4: active, the worst health first. 5: all others.",
    )
    decision_label = fields.Char(string="Waiting", compute="_compute_decision_label")
    confidence = fields.Integer(readonly=True, copy=False, aggregator="avg", help="As of the last check-in, 0 to 10.")
    needs_talk = fields.Boolean(
        readonly=True, copy=False, help="Confidence is below 4, or fell twice in a row: a talk may help."
    )
    last_checkin_date = fields.Date(string="Last Check-in", readonly=True, copy=False)
    checkin_due_date = fields.Date(
        string="Next Check-in", compute="_compute_checkin_due_date", store=True, copy=False, index="btree_not_null"
    )
    chart_data = fields.Json(compute="_compute_chart_data")

    # State
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False, tracking=True, group_expand=True
    )
    state_reason = fields.Text(string="Reason", readonly=True, copy=False, tracking=True)
    is_rejected = fields.Boolean(string="Sent Back", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.partner", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)

    # Clarity
    clarity_score = fields.Integer(string="Clarity", compute="_compute_clarity", help="0 to 100.")
    clarity_missing = fields.Json(compute="_compute_clarity")

    _end_idx = models.Index("(date_end DESC, id DESC)")
    _employee_end_idx = models.Index("(employee_id, date_end DESC, id DESC)")
    _shared_idx = models.Index("(level, department_id) WHERE level <> 'individual'")
    _draft_creator_idx = models.Index("(create_uid) WHERE state = 'draft'")
    _waiting_idx = models.Index("(employee_id) WHERE state = 'proposed'")
    _progress_range = models.Constraint(
        "CHECK(manual_progress BETWEEN 0 AND 100)", "Progress goes from 0 to 100 %. Enter a number in between."
    )

    # ------------------------------------------------------------------
    # Computes: whose
    # ------------------------------------------------------------------

    @api.depends("employee_id.company_id", "department_id.company_id", "level")
    def _compute_company_id(self):
        for goal in self:
            owner = {"individual": goal.employee_id, "department": goal.department_id}.get(goal.level)
            goal.company_id = (owner and owner.company_id) or goal.company_id or self.env.company

    @api.depends("employee_id.department_id", "level")
    def _compute_department_id(self):
        for goal in self:
            if goal.level == "individual":
                goal.department_id = goal.employee_id.department_id
            elif goal.level == "company":
                goal.department_id = False

    # ------------------------------------------------------------------
    # Computes: how it goes
    # ------------------------------------------------------------------

    @api.depends(
        "state",
        "roll_up",
        "manual_progress",
        "key_result_ids.progress",
        "key_result_ids.weight",
        "child_ids.progress",
        "child_ids.weight",
        "child_ids.state",
    )
    def _compute_progress(self):
        for goal in self:
            if goal.state in CLOSED or goal.state == "cancelled":
                goal.progress = goal.progress
                continue
            mean = None
            if goal.key_result_ids:
                mean = weighted_mean((result.progress, result.weight) for result in goal.key_result_ids)
            elif goal.roll_up:
                children = goal.child_ids.filtered(lambda child: child.state in ("active", *CLOSED))
                mean = weighted_mean((child.progress, child.weight) for child in children)
            else:
                mean = goal.manual_progress
            goal.progress = round(mean or 0.0, 4)

    @api.depends("roll_up", "key_result_ids.progress", "key_result_ids.weight", "key_result_ids.name")
    @api.depends_context("lang")
    def _compute_progress_arithmetic(self):
        for goal in self:
            goal.progress_arithmetic = "\n".join(goal._get_progress_arithmetic())

    @api.depends("date_start", "date_end")
    def _compute_expected_progress(self):
        today = fields.Date.context_today(self)
        for goal in self:
            goal.expected_progress = round(100 * (expected_share(goal.date_start, goal.date_end, today) or 0.0), 2)

    @api.depends("state", "date_start", "approved_on", "last_checkin_date", "roll_up", "key_result_ids")
    def _compute_checkin_due_date(self):
        for goal in self:
            due = False
            if goal.state == "active" and goal._is_checked_in_by_hand():
                due = fields.Date.add(goal._get_news_date(), days=goal.company_id._get_perf_cadence_days())
            goal.checkin_due_date = due

    @api.depends("state", "progress", "date_start", "date_end", "approved_on", "last_checkin_date", "roll_up")
    def _compute_health(self):
        today = fields.Date.context_today(self)
        for goal in self:
            goal.health = goal._get_health(today)

    @api.depends("state", "health", "amendment_ids.state")
    def _compute_attention_rank(self):
        ranks = {"off_track": 1, "at_risk": 2, "stale": 3, "on_track": 4}
        for goal in self:
            has_pending = "pending" in goal.amendment_ids.mapped("state")
            waits = goal.state == "proposed" or (goal.state == "active" and has_pending)
            goal.attention_rank = 0 if waits else ranks.get(goal.health, 5)

    @api.depends("state", "attention_rank")
    @api.depends_context("uid", "lang")
    def _compute_decision_label(self):
        for goal in self:
            goal.decision_label = goal._get_decision_label()

    def _get_health(self, today):
        """Word for how the goal is doing on that day; False unless it is active."""
        self.ensure_one()
        if self.state != "active":
            return False
        silent = (today - self._get_news_date()).days if self._is_checked_in_by_hand() else 0
        expected = expected_share(self.date_start, self.date_end, today)
        return health(self.progress / 100, expected, silent, self.company_id._get_perf_cadence_days())

    def _get_news_date(self):
        """Day of the latest news: start, approval or last check-in."""
        return max(filter(None, (self.date_start, self.approved_on, self.last_checkin_date)))

    def _is_checked_in_by_hand(self):
        """Whether somebody has to say how it goes; goals that follow others need no check-in."""
        return bool(self.key_result_ids) or not self.roll_up

    @api.depends("checkin_ids.progress", "checkin_ids.date", "checkin_ids.line_ids.value")
    @api.depends("date_start", "date_end", "state", "roll_up", "progress")
    @api.depends_context("lang", "tz")
    def _compute_chart_data(self):
        today = fields.Date.context_today(self)
        for goal in self:
            checkins = goal.checkin_ids.sorted(lambda checkin: (checkin.date, checkin.id))
            start = goal.date_start or today
            points = {checkin.date: checkin.progress for checkin in checkins}  # the last one of a day counts
            if goal.state == "active" and not goal._is_checked_in_by_hand():
                points[today] = goal.progress
            figure = chart(start, goal.date_end, today, 0, list(points.items()))
            rows = [
                {
                    "date": fields.Date.to_string(checkin.date),
                    "progress": round(checkin.progress, 1),
                    "expected": round(100 * (expected_share(start, goal.date_end, checkin.date) or 0), 1),
                    "confidence": checkin.confidence,
                    "note": checkin.note or "",
                    "values": checkin._get_shown_values(),
                    "by": checkin.author_id.sudo().name or "",
                }
                for checkin in checkins
            ]
            goal.chart_data = {**figure, "rows": rows, "from": str(start), "until": str(goal.date_end or "")}

    # ------------------------------------------------------------------
    # Computes: clarity
    # ------------------------------------------------------------------

    @api.depends(
        "name",
        "description",
        "date_end",
        "level",
        "employee_id",
        "roll_up",
        "key_result_ids.name",
        "key_result_ids.start_value",
        "key_result_ids.target_value",
    )
    def _compute_clarity(self):
        people = self.filtered(lambda goal: goal.level == "individual").employee_id._origin
        # sudo: only the number of goals counts, whether or not the reader may see each of them.
        groups = self.sudo()._read_group(
            [("employee_id", "in", people.ids), ("state", "in", ("draft", "proposed", "active"))],
            ["employee_id"],
            ["id:array_agg"],
        )
        others = {employee.id: set(ids) for employee, ids in groups}
        for goal in self:
            count = len(others.get(goal.employee_id._origin.id, set()) - {goal._origin.id}) + 1
            limit = goal.company_id.sudo().perf_goal_limit or self.env.company.perf_goal_limit
            results = [(result.name, result.start_value, result.target_value) for result in goal.key_result_ids]
            if goal.roll_up and not results:
                results = [(self.env._("Aligned goals"), 0, 1)]
            within = goal.level != "individual" or count <= limit
            score, missing = clarity(goal.name, goal.description, results, goal.date_end, within)
            goal.clarity_score = score
            goal.clarity_missing = self._prepare_clarity_hints(missing)

    @api.model
    def _prepare_clarity_hints(self, missing):
        """What is missing, in words.

        :param missing: keys of ``tools.clarity.POINTS``
        :return: list of dicts with ``key``, ``points`` and ``hint``
        """
        hints = {
            "name": self.env._("Say in a short sentence what will be different, in three words or more."),
            "outcome": self.env._("Name the result rather than the task, or write down why it matters."),
            "measure": self.env._("Add a key result: what is measured to tell whether it is reached?"),
            "baseline": self.env._("Give each key result where it stands today and a target that differs from it."),
            "end": self.env._("Say until when."),
            "count": self.env._("There are many open goals already. Finish or drop one first."),
        }
        return [{"key": key, "points": POINTS[key], "hint": hints[key]} for key in missing]

    def _check_clarity(self):
        """Refuse goals that nobody could tell whether they are reached."""
        for goal in self:
            minimum = goal.company_id.sudo().perf_clarity_minimum
            if goal.clarity_score >= minimum:
                continue
            hints = "\n".join(f"- {item['hint']}" for item in goal.clarity_missing)
            raise UserError(
                self.env._(
                    "“%(goal)s” is not clear enough yet (%(score)s of 100, %(minimum)s are needed). What is missing:\n"
                    "%(hints)s",
                    goal=goal.name,
                    score=goal.clarity_score,
                    minimum=minimum,
                    hints=hints,
                )
            )

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("level", "employee_id", "department_id")
    def _check_owner(self):
        for goal in self:
            if goal.level == "individual" and not goal.employee_id:
                raise ValidationError(self.env._("Say whose goal “%(goal)s” is.", goal=goal.name))
            if goal.level == "department" and not goal.department_id:
                raise ValidationError(self.env._("Say of which department “%(goal)s” is a goal.", goal=goal.name))

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for goal in self:
            if goal.date_end and goal.date_end < goal.date_start:
                raise ValidationError(
                    self.env._("“%(goal)s” would end before it starts. Choose a later end.", goal=goal.name)
                )

    @api.constrains("weight")
    def _check_weight(self):
        if not all(math.isfinite(goal.weight) and 0 <= goal.weight < 1e6 for goal in self):
            raise ValidationError(self.env._("A weight is an ordinary number, 0 or more."))

    @api.constrains("parent_id", "level", "employee_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A goal can't be aligned to itself, nor to a goal that is aligned to it. Choose another.")
            )
        aligned = self.sudo().filtered("parent_id")
        pairs = aligned._get_manager_pairs()
        for goal in aligned:
            parent = goal.parent_id
            upward = RANK[parent.level] <= RANK[goal.level]
            if parent.level == "individual" and parent.employee_id != goal.employee_id:
                upward = upward and (goal.employee_id.id, parent.employee_id.id) in pairs
            if not upward:
                raise ValidationError(
                    self.env._(
                        "“%(goal)s” can be aligned to a goal of the company, of a department, or of a manager of its "
                        "owner. Choose one of these.",
                        goal=goal.name,
                    )
                )

    def _get_manager_pairs(self):
        """Set of (employee id, manager id) for the owners of these goals and of the goals they are aligned to."""
        lines = self.env["perf.reporting.line"].sudo()
        self.env["hr.employee"].flush_model(["parent_id", "active"])
        found = lines.search_fetch(
            [("employee_id", "in", self.employee_id.ids), ("manager_id", "in", self.parent_id.employee_id.ids)],
            ["employee_id", "manager_id"],
        )
        return {(line.employee_id.id, line.manager_id.id) for line in found}

    # ------------------------------------------------------------------
    # CRUD: what RPC callers may set, and when
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self = self._without_protected_defaults()
            vals_list = [self._prepare_new_values(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("level", "individual") != "individual":
                vals["employee_id"] = False
        goals = super(PerfGoal, self.with_context(mail_create_nosubscribe=True)).create(vals_list)
        return goals.with_env(self.env)

    @api.model
    def default_get(self, fields_list):
        """A column of the kanban view or a link may not open a new goal in another state than draft."""
        if self.env.su:
            return super().default_get(fields_list)
        return super(PerfGoal, self._without_protected_defaults()).default_get(fields_list)

    def _without_protected_defaults(self):
        """The model without defaults in the context for what only the business methods may set."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_") or key.removeprefix("default_") in CREATE_FIELDS
        }
        return self.with_context(context)

    @api.model
    def _prepare_new_values(self, vals):
        """Values of a new goal as far as callers may give them; the others are refused, or follow from the owner."""
        self._check_editable(vals, CREATE_FIELDS)
        self._check_alignment(vals)
        level = vals.get("level") or self.default_get(["level"])["level"]
        derived = {"company_id", "department_id"} - {"company": {"company_id"}, "department": {"department_id"}}.get(
            level, set()
        )
        return {name: value for name, value in vals.items() if name not in derived and name in CREATE_FIELDS} | {
            "level": level
        }

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            states = set(self.mapped("state"))
            allowed = DRAFT_FIELDS if states <= {"draft"} else OPEN_FIELDS if states <= {"draft", "active"} else set()
            self._check_editable(vals, allowed, written=True)
            self._check_alignment(vals)
        return super().write(vals)

    @api.model
    def _check_editable(self, vals, allowed, written=False):
        """Refuse values of fields that are locked, or that only the business methods set."""
        defaults = {"state": "draft", "level": "individual"}
        for name, value in vals.items():
            if name in allowed or (not written and (not value or value == defaults.get(name))):
                continue
            label = self._fields[name]._description_string(self.env) if name in self._fields else name
            if name in DRAFT_FIELDS and written:
                message = self.env._(
                    "“%(field)s” was agreed and is locked. Withdraw the goal while it is proposed, or ask for an "
                    "amendment when it is active.",
                    field=label,
                )
            else:
                message = self.env._("“%(field)s” can't be set directly. Use the buttons of the goal.", field=label)
            raise UserError(message)

    def _check_alignment(self, vals):
        """Align only to agreed goals that the writer may read, so that a link never tells what rules hide."""
        if not vals.get("parent_id"):
            return
        parent = self.browse(vals["parent_id"])
        parent.check_access("read")
        if parent.state != "active":
            raise UserError(self.env._("“%(goal)s” is not active. Align to a goal that is.", goal=parent.display_name))

    def _check_is_draft(self):
        """Refuse to touch key results that were agreed."""
        if any(goal.state != "draft" for goal in self.sudo()):
            raise UserError(
                self.env._(
                    "The key results were agreed and are locked. Withdraw the goal while it is proposed, or ask for an "
                    "amendment when it is active."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        """Drafts can be deleted; what was proposed or agreed stays in the history."""
        if not self.env.su and any(goal.state != "draft" for goal in self):
            raise UserError(
                self.env._("Only drafts can be deleted. Withdraw or cancel the goal instead; its history stays.")
            )

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    def action_propose(self):
        """Owner: hand in drafts for approval."""
        self._require({"own"}, ("draft",), self.env._("Only the owner of a draft can propose it."))
        self._check_clarity()
        self.sudo().write({"state": "proposed", "is_rejected": False, "state_reason": False})
        self._notify_managers("perf_goals.mail_template_perf_goal_proposed")
        self._schedule_for_managers(
            "perf_goals.mail_activity_type_approve", self.env._("Approve the goal or send it back")
        )
        return True

    def action_withdraw(self):
        """Owner: take proposed goals back, to change them."""
        self._require({"own"}, ("proposed",), self.env._("Only the owner of a proposed goal can withdraw it."))
        self.sudo().write({"state": "draft"})
        self._unschedule("perf_goals.mail_activity_type_approve")
        return True

    def action_approve(self):
        """Manager at any level or HR officer: agree to goals; from then on they are locked and active."""
        self._require(
            {"approve"},
            ("draft", "proposed"),
            self.env._("A goal is approved by a manager of its owner or an HR officer, and never by its owner."),
        )
        self._check_clarity()
        self.sudo().write(
            {
                "state": "active",
                "is_rejected": False,
                "state_reason": False,
                "approved_by_id": self.env.user.partner_id.id,
                "approved_on": fields.Date.context_today(self),
            }
        )
        self._unschedule("perf_goals.mail_activity_type_approve")
        self._notify_owners("perf_goals.mail_template_perf_goal_approved")
        return True

    def action_reject(self, reason=None):
        """Manager or officer: send proposed goals back to their owners; without a reason, ask for it."""
        self._require({"approve"}, ("proposed",), self.env._("Only a manager or HR officer can send back a goal."))
        if reason is None:
            return self._open_reason_wizard("reject")
        reason = self._check_reason(reason)
        self.sudo().write({"state": "draft", "is_rejected": True, "state_reason": reason})
        self._unschedule("perf_goals.mail_activity_type_approve")
        self._notify_owners("perf_goals.mail_template_perf_goal_rejected")
        return True

    def action_close(self):
        """Manager or officer: end active goals; the outcome follows from the score."""
        self._require({"approve"}, ("active",), self.env._("Only a manager or HR officer can close an active goal."))
        today = fields.Date.context_today(self)
        for state, goals in self.grouped(lambda goal: goal._get_outcome()).items():
            goals.sudo().write({"state": state, "closed_on": today, "state_reason": False, "needs_talk": False})
        self._unschedule("perf_goals.mail_activity_type_talk")
        self._decline_amendments()
        return True

    def action_cancel(self, reason=None):
        """Manager or officer: stop goals that make no sense any more; without a reason, ask for it."""
        self._require(
            {"approve"}, ("proposed", "active"), self.env._("Only a manager or HR officer can cancel a goal.")
        )
        if reason is None:
            return self._open_reason_wizard("cancel")
        self.sudo().write(
            {
                "state": "cancelled",
                "state_reason": self._check_reason(reason),
                "closed_on": fields.Date.context_today(self),
                "needs_talk": False,
            }
        )
        self._unschedule("perf_goals.mail_activity_type_approve", "perf_goals.mail_activity_type_talk")
        self._decline_amendments()
        return True

    def action_reopen(self, reason=None):
        """Manager or officer: make closed or cancelled goals active again; without a reason, ask for it."""
        self._require(
            {"approve"}, (*CLOSED, "cancelled"), self.env._("Only a manager or HR officer can reopen a closed goal.")
        )
        if reason is None:
            return self._open_reason_wizard("reopen")
        self.sudo().write({"state": "active", "state_reason": self._check_reason(reason), "closed_on": False})
        return True

    def action_talked(self):
        """Manager or officer: note that the talk about a goal took place."""
        self._require({"approve"}, ("active",), self.env._("Only a manager or HR officer can note that you talked."))
        self.sudo().write({"needs_talk": False})
        self._unschedule("perf_goals.mail_activity_type_talk")
        return True

    def action_check_in(self):
        """Open the check-in sheet."""
        self.ensure_one()
        self._require_checkin()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_checkin_wizard_action"),
            "context": {"default_goal_id": self.id},
        }

    def action_amend(self):
        """Open the sheet to ask for a change of what was agreed."""
        self.ensure_one()
        self._require_amend()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_amend_wizard_action"),
            "context": {"default_goal_id": self.id},
        }

    def _require(self, powers, states, message):
        """Refuse the step unless the user has one of the powers over each goal, and all are in one of the states.

        :raise AccessError: with the message, or when a goal can't be read
        :raise UserError: when the step does not fit the state
        """
        self.check_access("read")
        granted = self._get_powers()
        if not all(powers & granted[goal] for goal in self):
            raise AccessError(message)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for goal in self:
            if goal.state not in states:
                raise UserError(
                    self.env._(
                        "“%(goal)s” is %(state)s, so this step does not apply. Reload the page to see what does.",
                        goal=goal.name,
                        state=labels[goal.state].lower(),
                    )
                )

    def _require_checkin(self):
        self._require(
            {"own", "approve"},
            ("active",),
            self.env._("Only the owner of a goal, a manager or an HR officer can check in."),
        )

    def _require_amend(self):
        self._require(
            {"own", "approve"},
            ("active",),
            self.env._("Only the owner of a goal, a manager or an HR officer can ask for an amendment."),
        )

    @api.model
    def _check_reason(self, reason):
        """The reason as it is kept.

        :raise UserError: when it is empty
        """
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give a reason, so that everybody concerned understands the step."))
        return reason.strip()

    def _open_reason_wizard(self, step):
        """Action that asks for the reason of a step."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_reason_wizard_action"),
            "context": {"default_goal_ids": self.ids, "default_step": step},
        }

    def _get_outcome(self):
        """State in which the goal would end with its present score."""
        return outcome(self.progress / 100, self.commitment)

    def _decline_amendments(self):
        """A goal that ended needs no decision on its amendments any more."""
        pending = self.sudo().amendment_ids.filtered(lambda amendment: amendment.state == "pending")
        pending.write({"state": "rejected", "decision_reason": self.env._("The goal has ended.")})

    # ------------------------------------------------------------------
    # Check-in
    # ------------------------------------------------------------------

    def check_in(self, values):
        """Say how an active goal is going. The owner does so; a manager or HR officer can for people without access.

        :param values: dict with ``confidence`` (0-10, required), ``note``, ``date`` (default today; not before the last
            check-in, not in the future), ``lines`` (dict key result id -> current value; key results that are left out
            keep theirs) and ``progress`` (0-100, only for goals that have no key results and don't follow others)
        :return: id of the check-in
        """
        self.ensure_one()
        self._require_checkin()
        vals, lines = self._parse_checkin(values)
        goal = self.sudo()
        old = {result: result.current_value for result in lines}
        for result, value in lines.items():
            result.current_value = value
        if "progress" in vals:
            goal.manual_progress = vals.pop("progress")
        goal.last_checkin_date = vals["date"]
        goal.confidence = vals["confidence"]
        checkin = goal.env["perf.goal.checkin"].create(
            {
                **vals,
                "goal_id": goal.id,
                "progress": goal.progress,
                "author_id": self.env.user.partner_id.id,
                "line_ids": [
                    fields.Command.create({"key_result_id": result.id, "old_value": old[result], "value": value})
                    for result, value in lines.items()
                ],
            }
        )
        goal._update_needs_talk()
        return checkin.id

    def _parse_checkin(self, values):
        """The values of a check-in as they are stored.

        :return: values of the check-in, dict of key result (in sudo) -> number
        :raise ValidationError: says which value can't be used
        """
        if not isinstance(values, dict):
            raise ValidationError(self.env._("A check-in is a set of named values."))
        vals = {
            "date": self._parse_checkin_date(values.get("date")),
            "confidence": self._parse_confidence(values.get("confidence")),
            "note": values.get("note") or False,
        }
        if vals["note"] and not isinstance(vals["note"], str):
            raise ValidationError(self.env._("Write in words what changed."))
        lines = self._parse_checkin_lines(values.get("lines") or {})
        if (
            values.get("progress") not in (None, False, "")
            and self._is_checked_in_by_hand()
            and not self.key_result_ids
        ):
            vals["progress"] = self._parse_checkin_progress(values["progress"])
        return vals, lines

    def _parse_checkin_progress(self, value):
        progress = self._parse_number(value, self._fields["progress"]._description_string(self.env))
        if not 0 <= progress <= 100:
            raise ValidationError(self.env._("Progress goes from 0 to 100 %. Enter a number in between."))
        return progress

    def _parse_checkin_date(self, value):
        today = fields.Date.context_today(self)
        try:
            day = fields.Date.to_date(value or today)
        except (ValueError, TypeError):
            raise ValidationError(self.env._("The date of the check-in is no date. Choose one.")) from None
        if day > today or (self.last_checkin_date and day < self.last_checkin_date):
            raise ValidationError(
                self.env._("A check-in is dated between the last one and today. Choose a day in between, or today.")
            )
        return day

    def _parse_confidence(self, value):
        try:
            confidence = parse_number(value)
        except ValueError:
            confidence = -1.0
        if not confidence.is_integer() or not 0 <= confidence <= 10:
            raise ValidationError(self.env._("Say how confident you are, from 0 to 10."))
        return int(confidence)

    def _parse_checkin_lines(self, lines):
        """Values by key result; a list of dicts with ``key_result_id`` and ``value`` is understood as well."""
        # sudo: values of the agreed key results are written by this method only, once the right to do so is checked.
        results = {result.id: result for result in self.sudo().key_result_ids}
        try:
            if not isinstance(lines, dict):
                lines = {line["key_result_id"]: line["value"] for line in lines}
            found = {results[int(key)]: value for key, value in lines.items()}
        except (KeyError, TypeError, ValueError):
            raise ValidationError(self.env._("A value does not belong to a key result of this goal.")) from None
        numbers = {result: self._parse_number(value, result.name) for result, value in found.items()}
        for result, number in numbers.items():
            result._check_range(number)
        return numbers

    def _get_shown_confidence(self):
        """What the slider of the check-in sheet stands at."""
        return self.confidence if self.last_checkin_date else FIRST_CONFIDENCE

    def _review_checkin(self, values, confidence):
        """Look through a check-in before it is saved, as the sheets do.

        :param values: as of :meth:`check_in`
        :param confidence: what the sheet showed before anything was typed
        :return: list of texts, one for each value that is so far from the last one that it may be a slip
        :raise UserError: when nothing changed and nothing is said
        """
        self._require_checkin()
        vals, lines = self._parse_checkin(values)
        moved = {result: value for result, value in lines.items() if not math.isclose(value, result.current_value)}
        progress = vals.get("progress", self.progress)
        has_moved = bool(moved) or not math.isclose(progress, self.progress, abs_tol=0.06)
        if not has_moved and not (vals["note"] or "").strip() and vals["confidence"] == confidence:
            raise UserError(
                self.env._(
                    "Nothing has changed yet. Change a value or how confident you are, or write how it is going."
                )
            )
        doubts = [
            self.env._(
                "%(name)s: from %(old)s to %(new)s",
                name=result.name,
                old=result._format_value(result.current_value),
                new=result._format_value(value),
            )
            for result, value in moved.items()
            if result._is_far(value)
        ]
        if is_far(self.progress / 100, progress / 100):
            doubts.append(self.env._("From %(old)s %% to %(new)s %%", old=round(self.progress), new=round(progress)))
        return doubts

    def _parse_number(self, value, label):
        try:
            return parse_number(value)
        except ValueError:
            raise ValidationError(self.env._("Enter a number for “%(name)s”.", name=label)) from None

    def _update_needs_talk(self):
        """Tell the manager when confidence is low or falling. Called in sudo after a check-in."""
        self.ensure_one()
        last = self.env["perf.goal.checkin"].search([("goal_id", "=", self.id)], limit=3)
        wanted = needs_talk([checkin.confidence for checkin in reversed(last)])
        if wanted and not self.needs_talk:
            self._schedule_for_managers(
                "perf_goals.mail_activity_type_talk", self.env._("Talk about how this goal is going")
            )
        elif self.needs_talk and not wanted:
            self._unschedule("perf_goals.mail_activity_type_talk")
        self.needs_talk = wanted

    # ------------------------------------------------------------------
    # Amendments
    # ------------------------------------------------------------------

    def amend(self, changes, reason):
        """Change what was agreed: at once by those who approve the goal, else as a request to them.

        :param changes: dict of ``name``, ``date_start``, ``date_end``, ``weight``, ``commitment`` -> new value, and
            ``key_results``: dict key result id -> dict of ``start_value``, ``target_value``, ``weight``
        :param reason: why, in words
        :return: ids of the amendments
        """
        self.ensure_one()
        self._require_amend()
        reason = self._check_reason(reason)
        # sudo: amendments are created by this method only, once the right to ask for them is checked.
        amendments = self.env["perf.goal.amendment"].sudo()._request(self.sudo(), changes, reason)
        if "approve" in self._get_powers()[self]:
            amendments._apply()
        else:
            self._notify_managers("perf_goals.mail_template_perf_goal_amendment")
            self._schedule_for_managers(
                "perf_goals.mail_activity_type_approve", self.env._("Decide on the amendment of this goal")
            )
        return amendments.ids

    # ------------------------------------------------------------------
    # Nightly job
    # ------------------------------------------------------------------

    @api.model
    def _cron_refresh_health(self, batch=1000):
        """Bring the health of active goals in step with the day that has passed."""
        today = fields.Date.context_today(self)
        last, progress = 0, self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count([("state", "=", "active")]))
        while goals := self.search([("state", "=", "active"), ("id", ">", last)], order="id", limit=batch):
            for word, changed in goals.grouped(lambda goal: goal._get_health(today)).items():
                changed.filtered(lambda goal, word=word: goal.health != word).write({"health": word})
            last = goals[-1].id
            if not progress(len(goals)):
                break
            self.env.invalidate_all()
