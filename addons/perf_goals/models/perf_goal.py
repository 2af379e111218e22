import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ..tools.chart import chart
from ..tools.progress import CLOSED, expected_share, weighted_mean

_lt = LazyTranslate(__name__)

NO_HEALTH = _lt("Not under way")  # drafts, proposed, closed and cancelled goals
STATES = [
    ("draft", "Draft"),
    ("proposed", "Proposed"),
    ("active", "Active"),
    ("achieved", "Achieved"),
    ("partial", "Partly achieved"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]


class PerfGoal(models.Model):
    """What a person, a department or the company wants to reach by a day, and how one will know.

    A draft is seen by its owner alone. Proposed, it is frozen until the manager approves it or sends it back; once
    active, check-ins move its progress, and everything that was agreed changes only by an amendment.
    """

    _name = "perf.goal"
    _description = "Goal"
    _inherit = [
        "perf.goal.guard",
        "perf.goal.steps",
        "perf.goal.checking",
        "perf.goal.cadence",
        "perf.goal.exposure",
        "perf.goal.clarity",
        "perf.goal.alignment",
        "perf.goal.copying",
        "perf.employee.mixin",
        "perf.goal.access",
        "perf.goal.words",
        "perf.goal.messages",
    ]
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
        compute="_compute_progress",
        store=True,
        recursive=True,
        aggregator="avg",
        copy=False,
        help="0 to 100 %, or as far as the company counts what goes beyond a target.",
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
        group_expand=True,
        falsy_value_label=NO_HEALTH,
        help="Progress compared with the time passed: on track from 90 % of what is expected today, at risk from 70 %. "
        "Nobody is behind in the first 15 % of the period. No news: no check-in for twice the cadence.",
    )
    off_track_since = fields.Date(
        compute="_compute_off_track_since",
        store=True,
        copy=False,
        help="Day on which the goal went off track. It stays while nobody says how it goes.",
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
        "key_result_ids.has_value",
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
                mean = weighted_mean(
                    (result.progress if result.has_value else None, result.weight) for result in goal.key_result_ids
                )
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

    @api.depends("state", "attention_rank")
    @api.depends_context("uid", "lang")
    def _compute_decision_label(self):
        for goal in self:
            goal.decision_label = goal._get_decision_label()

    @api.depends(
        "checkin_ids.progress",
        "checkin_ids.date",
        "checkin_ids.line_ids.value",
        "date_start",
        "date_end",
        "state",
        "roll_up",
        "progress",
        "closed_on",
    )
    @api.depends_context("lang", "tz")
    def _compute_chart_data(self):
        today = fields.Date.context_today(self)
        for goal in self:
            checkins = goal.checkin_ids.sorted(lambda checkin: (checkin.date, checkin.id))
            start = goal.date_start or today
            points = {checkin.date: checkin.progress for checkin in checkins}  # the last one of a day counts
            if goal.state == "active" and not goal._is_checked_in_by_hand():
                points[today] = goal.progress
            elif goal.state in CLOSED and goal.closed_on:
                points[goal.closed_on] = goal.progress
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
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("level", "employee_id", "department_id")
    def _check_owner(self):
        for goal in self:
            if goal.level == "individual" and not goal.employee_id:
                raise ValidationError(self.env._("Say whose goal “%(goal)s” is.", goal=goal.name))
            if goal.level == "department" and not goal.department_id:
                raise ValidationError(self.env._("Say of which department “%(goal)s” is a goal.", goal=goal.name))

    @api.constrains("name")
    def _check_name(self):
        if not all((goal.name or "").strip() for goal in self):
            raise ValidationError(self.env._("Say in a short sentence what will be different."))

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for goal in self:
            if goal.date_start and goal.date_end and goal.date_end < goal.date_start:
                raise ValidationError(
                    self.env._("“%(goal)s” would end before it starts. Choose a later end.", goal=goal.name)
                )

    @api.constrains("weight")
    def _check_weight(self):
        if not all(math.isfinite(goal.weight) and 0 <= goal.weight < 1e6 for goal in self):
            raise ValidationError(self.env._("A weight is an ordinary number, 0 or more."))
