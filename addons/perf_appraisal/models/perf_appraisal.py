from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.days import LONG
from ..tools.deadlines import latest
from ..tools.evidence import fingerprint
from ..tools.roles import ANONYMOUS_ROLES, BLIND_ROLES, NOMINATED_ROLES
from ..tools.steps import EMPLOYEE, INDEPENDENT, MANAGER, OFFICER, appraisal_phase, get_roles

SIGN_DAYS = 14  # how long employees have to read their result and sign it off
APPEAL_DAYS = 14  # how long HR has to decide about an appeal
OPEN_STATES = ("open", "calibration")
SHARED_STATES = ("shared", "acknowledged", "closed")

# Shown from ``perf.appraisal.result`` to those who may read it there.
RESULT_FIELDS = (
    "score",
    "has_score",
    "score_lines",
    "suggested_level_id",
    "final_level_id",
    "rating_reason",
    "manager_summary",
    "original_level_id",
    "calibrated_level_id",
    "evidence",
    "evidence_hash",
)
RATING_FIELDS = {"final_level_id", "rating_reason", "manager_summary"}

# All that may be written from outside: everything else changes by actions.
CREATE_FIELDS = {"cycle_id", "employee_id", "template_id", "manager_id"}
WRITE_FIELDS = RATING_FIELDS | {"manager_id", "potential"}


def _search_result(name):
    """Search method of a field that stands on the confidential result: its rules decide what the search finds."""

    def search(self, operator, value):
        return Domain(f"result_ids.{name}", operator, value)

    return search


def search_lines(name):
    """Search method of a One2many field: as the rules of its lines say, also for a bare id, which Odoo would look up
    with all rights.

    :param name: of the field
    :return: function of ``self``, operator and value
    """

    def search(self, operator, value):
        field = self._fields[name]
        lines = self.env[field.comodel_name]
        if operator == "in":
            ids = [each for each in value if each]
            none = len(ids) < len(value)
            domain = Domain.FALSE if none and not ids else Domain("id", "in", ids)
        elif operator in ("any", "any!"):
            lines, none = lines.sudo(self.env.su or operator == "any!"), False
            domain = value if isinstance(value, Domain) else Domain("id", "in", value)
        else:
            return NotImplemented
        found = Domain("id", "in", lines._search(domain).subselect(field.inverse_name))
        if none:
            found |= Domain("id", "not in", lines._search(Domain.TRUE).subselect(field.inverse_name))
        return found

    return search


class PerfAppraisal(models.Model):
    """One person's appraisal in one cycle.

    The record itself says only who, when and how far it is. What was concluded stands in ``perf.appraisal.result``,
    what was answered in ``perf.appraisal.review``: each has its own readers.
    """

    _name = "perf.appraisal"
    _description = "Appraisal"
    _inherit = ["perf.appraisal.thread.mixin", "perf.employee.mixin"]
    _order = "date_to desc, id desc"

    cycle_id = fields.Many2one("perf.appraisal.cycle", required=True, index=True, ondelete="cascade")
    template_id = fields.Many2one("perf.appraisal.template", required=True, index=True, ondelete="cascade")
    manager_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="restrict",
        help="Who reviews and rates: the manager at the launch, or whom HR chose.",
    )
    date_from = fields.Date(string="Period From", related="cycle_id.date_from", store=True, precompute=True)
    date_to = fields.Date(string="Period To", related="cycle_id.date_to", store=True, precompute=True)
    share_deadline = fields.Date(compute="_compute_share_deadline", store=True, precompute=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("calibration", "Calibration"),
            ("shared", "Shared"),
            ("acknowledged", "Signed Off"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        group_expand=True,
    )

    # Reviews
    review_ids = fields.One2many(
        "perf.appraisal.review", "appraisal_id", string="Reviews", readonly=True, search=search_lines("review_ids")
    )
    has_self_review = fields.Boolean(compute="_compute_review_progress", store=True)
    self_review_submitted = fields.Boolean(string="Self Review In", compute="_compute_review_progress", store=True)
    manager_review_submitted = fields.Boolean(
        string="Manager's Review In", compute="_compute_review_progress", store=True
    )
    self_review_date = fields.Datetime(compute="_compute_review_progress", store=True)
    manager_review_date = fields.Datetime(compute="_compute_review_progress", store=True)
    colleagues_state = fields.Selection(
        [("none", "Nobody chosen"), ("open", "Being asked"), ("done", "In")],
        string="Colleagues' Reviews",
        compute="_compute_review_progress",
        store=True,
        help="Of peers, reports and people outside. Of those who answer as a group it says so only when their answers "
        "are collected: before, it would tell when the last one answered.",
    )
    reviews_complete = fields.Boolean(
        string="Both Reviews In",
        compute="_compute_review_progress",
        store=True,
        help="Self review and manager's review: once both are in, they are open to each other.",
    )

    # Result: shown to those who may read it, see perf.appraisal.result
    result_ids = fields.One2many(
        "perf.appraisal.result", "appraisal_id", readonly=True, search=search_lines("result_ids")
    )
    score = fields.Float(
        compute="_compute_result_values", search=_search_result("score"), digits=(5, 2), aggregator=None
    )
    has_score = fields.Boolean(compute="_compute_result_values")
    score_lines = fields.Json(string="Score, Line by Line", compute="_compute_result_values")
    suggested_level_id = fields.Many2one(
        "perf.rating.level", compute="_compute_result_values", search=_search_result("suggested_level_id")
    )
    final_level_id = fields.Many2one(
        "perf.rating.level",
        compute="_compute_result_values",
        search=_search_result("final_level_id"),
        readonly=False,
        domain="[('id', 'in', allowed_level_ids)]",
    )
    final_level_color = fields.Char(compute="_compute_level_colors", exportable=False)
    suggested_level_color = fields.Char(compute="_compute_level_colors", exportable=False)
    original_level_color = fields.Char(compute="_compute_level_colors", exportable=False)
    level_description = fields.Text(compute="_compute_level_description", help="What the chosen level means.")
    previous_rating = fields.Char(
        string="Last Time", compute="_compute_previous_rating", help="Level of the last shared appraisal."
    )
    rating_reason = fields.Text(
        string="Reason",
        compute="_compute_result_values",
        search=_search_result("rating_reason"),
        readonly=False,
        help="Needed for another level than the suggested one.",
    )
    manager_summary = fields.Text(
        string="Summary",
        compute="_compute_result_values",
        search=_search_result("manager_summary"),
        readonly=False,
        help="What went well, and what comes next. The employee reads it with the result.",
    )
    original_level_id = fields.Many2one(
        "perf.rating.level",
        string="Level before the Appeal",
        compute="_compute_result_values",
        search=_search_result("original_level_id"),
    )
    calibrated_level_id = fields.Many2one(
        "perf.rating.level",
        compute="_compute_result_values",
        search=_search_result("calibrated_level_id"),
        help="The level that a calibration session decided on.",
    )
    evidence = fields.Json(compute="_compute_result_values")
    evidence_hash = fields.Char(string="Fingerprint of the Evidence", compute="_compute_result_values")

    evidence_check = fields.Char(
        string="Evidence Since Sharing",
        compute="_compute_evidence_check",
        help="The fingerprint of the evidence is computed again and compared with the one taken at sharing.",
    )

    # Release
    ready_date = fields.Datetime(
        string="Ready to Share Since", readonly=True, copy=False, help="When the manager handed the result over to HR."
    )
    release = fields.Selection(
        [("manager", "The manager"), ("hr", "HR")],
        string="Shared by",
        compute="_compute_release",
        help="Who shares results with people: a setting of the company.",
    )
    release_pending = fields.Boolean(
        string="Being Shared",
        readonly=True,
        copy=False,
        help="HR shares it with others of its cycle, in the background.",
    )

    # Sign-off
    shared_date = fields.Datetime(readonly=True, copy=False)
    sign_deadline = fields.Date(
        string="Sign-Off Until", compute="_compute_sign_deadline", help="Two weeks after the result was shared."
    )
    acknowledged_date = fields.Datetime(string="Signed Off On", readonly=True, copy=False)
    employee_comment = fields.Text(readonly=True, copy=False)
    employee_agrees = fields.Boolean(readonly=True, copy=False)

    # Appeal
    appeal_state = fields.Selection(
        [("none", "None"), ("open", "Open"), ("upheld", "Upheld"), ("rejected", "Rejected")],
        string="Appeal",
        default="none",
        required=True,
        readonly=True,
        copy=False,
    )
    appeal_deadline = fields.Date(
        string="Decision Until", compute="_compute_appeal_deadline", help="Two weeks after the sign-off."
    )
    appeal_date = fields.Datetime(string="Decided On", readonly=True, copy=False)
    appeal_user_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False, ondelete="set null")
    appeal_reason = fields.Text(
        string="Reason of the Decision", readonly=True, copy=False, help="Read by the employee, the managers and HR."
    )

    log_ids = fields.One2many(
        "perf.appraisal.log", "appraisal_id", string="History", readonly=True, search=search_lines("log_ids")
    )

    # For screens
    phase = fields.Json(string="Steps", compute="_compute_phase")
    step_label = fields.Char(string="Phase", compute="_compute_step", help="The step that is on now.")
    due_date = fields.Date(string="Due", compute="_compute_step", help="Until when the step that is on now is due.")
    next_action = fields.Char(
        string="Next", compute="_compute_next_action", help="What you have to do now, or what you wait for."
    )
    allowed_level_ids = fields.Many2many("perf.rating.level", compute="_compute_allowed_level_ids")
    my_part = fields.Selection(
        [("employee", "Employee"), ("manager", "Reviewing manager"), ("officer", "HR"), ("reader", "Reader")],
        compute="_compute_my_part",
        help="What you do in this appraisal.",
    )
    is_officer = fields.Boolean(compute="_compute_my_part", help="Whether you may take the steps of HR here.")
    can_decide_appeal = fields.Boolean(compute="_compute_my_part", help="Whether you may decide about the appeal.")

    _cycle_employee_uniq = models.UniqueIndex(
        "(cycle_id, employee_id)", "This person has an appraisal in this cycle already. Open that one."
    )
    _manager_state_idx = models.Index("(manager_id, state)")
    _release_pending_idx = models.Index("(id) WHERE release_pending")
    _ready_idx = models.Index("(cycle_id) WHERE ready_date IS NOT NULL AND state IN ('open', 'calibration')")
    _appeal_idx = models.Index("(company_id) WHERE appeal_state = 'open'")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("employee_id", "cycle_id")
    def _compute_display_name(self):
        for appraisal in self:
            # sudo: the names of person and cycle are no secret to somebody who may read the appraisal.
            names = appraisal.sudo()
            appraisal.display_name = f"{names.employee_id.name or ''} · {names.cycle_id.name or ''}"

    @api.depends("review_ids.state", "review_ids.role", "review_ids.submitted_date", "collection_closed")
    def _compute_review_progress(self):
        reviews = self._get_reviews()
        chosen = reviews.filtered(lambda review: review.role in NOMINATED_ROLES).grouped("appraisal_id")
        states = {appraisal_id: {} for appraisal_id in self._origin.ids}
        days = {appraisal_id: {} for appraisal_id in self._origin.ids}
        for review in reviews:
            if review.state != "expired":
                states[review.appraisal_id.id][review.role] = review.state
                days[review.appraisal_id.id][review.role] = review.submitted_date
        for appraisal in self:
            own = states.get(appraisal._origin.id, {})
            blind = [own[role] for role in BLIND_ROLES if role in own]
            appraisal.has_self_review = "self" in own
            appraisal.self_review_submitted = own.get("self") == "submitted"
            appraisal.manager_review_submitted = own.get("manager") == "submitted"
            appraisal.self_review_date = days.get(appraisal._origin.id, {}).get("self")
            appraisal.manager_review_date = days.get(appraisal._origin.id, {}).get("manager")
            appraisal.colleagues_state = appraisal._get_colleagues_state(chosen.get(appraisal._origin))
            appraisal.reviews_complete = bool(blind) and all(state == "submitted" for state in blind)

    def _get_colleagues_state(self, reviews):
        """Whether those who were chosen are still waited for, as ``colleagues_state``.

        :param reviews: the reviews of those people, in sudo; None or empty when nobody was chosen
        """
        if not reviews:
            return "none"
        groups = reviews.filtered(lambda review: review.role in ANONYMOUS_ROLES)
        owed = (reviews - groups).filtered(lambda review: review.state in ("invited", "in_progress"))
        return "open" if owed or (groups and not self.collection_closed) else "done"

    @api.depends(*[f"result_ids.{name}" for name in RESULT_FIELDS])
    @api.depends_context("uid")
    def _compute_result_values(self):
        # No sudo here: the rules of the result decide whether the reader gets to see it.
        results = self.env["perf.appraisal.result"].search([("appraisal_id", "in", self.ids)])
        by_appraisal = {result.appraisal_id.id: result for result in results}
        nothing = self.env["perf.appraisal.result"]
        for appraisal in self:
            result = by_appraisal.get(appraisal._origin.id, nothing)
            for name in RESULT_FIELDS:
                appraisal[name] = result[name]

    @api.depends("evidence", "evidence_hash", "shared_date")
    @api.depends_context("uid", "lang", "tz")
    def _compute_evidence_check(self):
        # No sudo: who may not read the evidence, learns nothing about it.
        for appraisal in self:
            if not appraisal.evidence_hash:
                appraisal.evidence_check = False
                continue
            day = format_date(self.env, appraisal._get_day(appraisal.shared_date), date_format=LONG)
            intact = fingerprint(appraisal.evidence) == appraisal.evidence_hash
            appraisal.evidence_check = (
                self.env._("Unchanged since %(date)s: the fingerprint is still the same.", date=day)
                if intact
                else self.env._(
                    "Changed after it was frozen on %(date)s: don't rely on it, and tell your IT.", date=day
                )
            )

    @api.depends("final_level_id", "suggested_level_id", "original_level_id")
    @api.depends_context("uid")
    def _compute_level_colors(self):
        # No sudo: who may not see a level, sees no colour of it.
        for appraisal in self:
            for name in ("final", "suggested", "original"):
                appraisal[f"{name}_level_color"] = appraisal[f"{name}_level_id"].color

    @api.depends("final_level_id")
    @api.depends_context("uid")
    def _compute_level_description(self):
        # No sudo: who may not see the level, sees no description of it.
        for appraisal in self:
            appraisal.level_description = appraisal.final_level_id.description

    @api.depends("employee_id", "date_to")
    @api.depends_context("uid", "lang")
    def _compute_previous_rating(self):
        # No sudo: the rules of the result decide whether the reader gets to see the earlier ones.
        results = self.env["perf.appraisal.result"].search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("state", "in", SHARED_STATES),
                ("final_level_id", "!=", False),
            ]
        )
        # sudo: the names and periods of the cycles of results that the reader may see.
        earlier = results.sudo().sorted(lambda each: each.appraisal_id.date_to, reverse=True).grouped("employee_id")
        for appraisal in self:
            found = [
                each
                for each in earlier.get(appraisal.sudo().employee_id, [])
                if appraisal.date_to and each.appraisal_id.date_to < appraisal.date_to
            ]
            appraisal.previous_rating = f"{found[0].final_level_id.name} · {found[0].cycle_id.name}" if found else False

    @api.depends("template_id")
    def _compute_allowed_level_ids(self):
        for appraisal in self:
            # sudo: levels are readable by everybody, the template is not.
            appraisal.allowed_level_ids = appraisal.sudo().template_id.scale_id.level_ids

    @api.depends("employee_id", "manager_id", "state", "appeal_state", "ready_date")
    @api.depends_context("uid")
    def _compute_my_part(self):
        for appraisal in self:
            appraisal.my_part = appraisal._get_part()
            appraisal.is_officer = appraisal._has_part("officer")
            appraisal.can_decide_appeal = appraisal._can_take("action_decide_appeal")

    @api.depends("company_id.perf_appraisal_release")
    def _compute_release(self):
        for appraisal in self:
            # sudo: who shares results in a company is no secret.
            appraisal.release = appraisal.sudo().company_id.perf_appraisal_release or "manager"

    @api.depends("acknowledged_date")
    def _compute_appeal_deadline(self):
        for appraisal in self:
            begin = appraisal._get_day(appraisal.acknowledged_date)
            appraisal.appeal_deadline = begin and fields.Date.add(begin, days=APPEAL_DAYS)

    @api.depends("state", "self_review_submitted", "manager_review_submitted", "cycle_id", "ready_date", "appeal_state")
    @api.depends_context("uid", "lang")
    def _compute_phase(self):
        for appraisal in self:
            appraisal.phase = appraisal._get_phase() if appraisal.id else False

    @api.depends("cycle_id.share_deadline", "own_share_deadline")
    def _compute_share_deadline(self):
        for appraisal in self:
            appraisal.share_deadline = latest(appraisal.cycle_id.share_deadline, appraisal.own_share_deadline)

    @api.depends("share_deadline", "shared_date", "own_sign_deadline")
    def _compute_sign_deadline(self):
        for appraisal in self:
            begin = appraisal._get_day(appraisal.shared_date) or appraisal.share_deadline
            day = begin and fields.Date.add(begin, days=SIGN_DAYS)
            appraisal.sign_deadline = latest(day, appraisal.own_sign_deadline)

    @api.depends(
        "state",
        "self_review_submitted",
        "manager_review_submitted",
        "colleagues_state",
        "cycle_id",
        "sign_deadline",
    )
    @api.depends_context("lang")
    def _compute_step(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for appraisal in self:
            # sudo: the cycle's deadlines are no secret to somebody who may read the appraisal.
            step = appraisal.sudo()._get_current_step() if appraisal.id else None
            appraisal.step_label = step["label"] if step else states.get(appraisal.state)
            appraisal.due_date = step["date"] if step else False

    # ------------------------------------------------------------------
    # Who does what
    # ------------------------------------------------------------------

    def _get_part(self):
        """What the current user does in this appraisal: ``employee``, ``manager``, ``officer`` or ``reader``."""
        self.ensure_one()
        if self.perf_role == "self":
            return "employee"
        # sudo: portal managers may not read employees.
        if self.sudo().manager_id.user_id == self.env.user:
            return "manager"
        return "officer" if self.env.user.has_group("perf_base.group_perf_officer") else "reader"

    def _has_part(self, part):
        """Whether the current user may take a part's steps: who manages somebody can be their HR officer as well."""
        mine = self._get_part()
        if part == "officer" and mine != "employee":
            return self.env.user.has_group("perf_base.group_perf_officer")
        return mine == part

    def _get_parts(self):
        """All that the current user is to this appraisal, as the table of steps names it; everything as superuser."""
        self.ensure_one()
        if self.env.su:
            return {EMPLOYEE, MANAGER, OFFICER, INDEPENDENT}
        parts = {self._get_part()} & {EMPLOYEE, MANAGER}
        if self._has_part("officer"):
            parts |= {OFFICER} if MANAGER in parts else {OFFICER, INDEPENDENT}
        return parts

    def _get_table_phase(self):
        """Where this appraisal stands in the table of steps."""
        self.ensure_one()
        return appraisal_phase(self.state, bool(self.ready_date), self.appeal_state)

    def _can_take(self, action):
        """Whether the current user may take a step now.

        :param action: name of a step of ``tools/steps.py``
        """
        self.ensure_one()
        return bool(self._get_parts() & get_roles(self._name, action, self._get_table_phase(), self.release))

    def _check_step(self, action):
        """Refuse a step that is not the current user's, or not possible now; see ``tools/steps.py``.

        :param action: name of the step
        :raise AccessError: it is for others to take
        :raise UserError: it can't be taken (any more), with a sentence that says why
        """
        self.check_access("read")
        for appraisal in self:
            if not appraisal._get_parts() & get_roles(self._name, action):
                raise AccessError(
                    self.env._("This step of “%(appraisal)s” is not yours to take.", appraisal=appraisal.display_name)
                )
            if not appraisal._can_take(action):
                raise UserError(appraisal._get_step_problem(action))

    def _get_step_problem(self, action):
        """Why a step can't be taken now, in a sentence.

        :param action: name of a step of ``tools/steps.py``
        """
        self.ensure_one()
        if self.state == "calibration":
            return self.env._(
                "“%(appraisal)s” is in a calibration session, which decides about it. It goes on when the session is "
                "released.",
                appraisal=self.display_name,
            )
        if self._get_table_phase() == "ready" and action != "action_acknowledge":
            return self.env._("The result was handed over to HR. Take it back first to change something.")
        if action == "action_share" and self.state == "open":
            return self.env._("HR shares the results here. Hand this one over as soon as it is ready.")
        if action == "action_close" and self.appeal_state == "open":
            return self.env._(
                "“%(appraisal)s” was signed without agreeing. Decide about the appeal first.",
                appraisal=self.display_name,
            )
        return {
            "action_open": self.env._("Only drafts can be opened."),
            "action_set_rating": self.env._("The rating can't be changed any more: the result was shared."),
            "action_set_potential": self.env._("The potential can't be changed any more: the result was shared."),
            "action_refresh_score": self.env._("The score was frozen when the result was shared."),
            "action_hand_over": self.env._("There is nothing to hand over: managers share results here themselves.")
            if self.state in OPEN_STATES
            else self.env._("Only an open appraisal can be handed over to HR."),
            "action_take_back": self.env._("Only a result that was handed over and not shared yet can be taken back."),
            "action_share": self.env._("Only an open appraisal can be shared."),
            "action_acknowledge": self.env._("Only a shared result can be signed off, and only once."),
            "action_decide_appeal": self.env._("There is no open appeal: nothing is to be decided."),
            "action_close": self.env._("Only a shared or signed result can be closed."),
            "action_cancel": self.env._("The result was shared: it stays. Close the appraisal instead."),
            "action_extend": self.env._("This appraisal has ended: nothing is due any more."),
            "action_pause": self.env._("Only an open appraisal can be paused."),
            "action_resume": self.env._("Only an open appraisal can go on after a pause."),
            "action_change_manager": self.env._("The result was shared: the manager stays who they were."),
            "action_keep_manager": self.env._("The result was shared: the manager stays who they were."),
        }[action]

    def _check_part(self, *parts):
        """Refuse what is not a step of the table to everybody but those whose part it is.

        :param parts: of ``employee``, ``manager``, ``officer``
        """
        self.check_access("read")
        for appraisal in self:
            if not self.env.su and not any(appraisal._has_part(part) for part in parts):
                raise AccessError(
                    self.env._("This step of “%(appraisal)s” is not yours to take.", appraisal=appraisal.display_name)
                )

    def _get_reviews(self):
        """All reviews of these appraisals, whoever asks.

        Not through ``review_ids``: what the current user read there before, with their rights, stays in the cache.

        :return: ``perf.appraisal.review`` recordset in sudo
        """
        # sudo: how far the reviews are decides about steps; their answers are not read here.
        return self.env["perf.appraisal.review"].sudo().search([("appraisal_id", "in", self._origin.ids)])

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------

    @api.constrains("manager_id", "employee_id")
    def _check_manager(self):
        if any(appraisal.manager_id == appraisal.employee_id for appraisal in self):
            raise ValidationError(self.env._("Nobody reviews themselves. Choose somebody else as the manager."))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.keys() - CREATE_FIELDS for vals in vals_list):
            raise UserError(self.env._("An appraisal starts as a draft with person, cycle, template and manager only."))
        appraisals = super().create([self._with_manager(vals) for vals in vals_list])
        self.env["perf.appraisal.result"].sudo().create([{"appraisal_id": each.id} for each in appraisals])
        return appraisals

    def write(self, vals):
        if not self.env.su:
            self._check_write(vals)
        rating = {name: value for name, value in vals.items() if name in RATING_FIELDS}
        potential = vals.get("potential")
        vals = {name: value for name, value in vals.items() if name not in RATING_FIELDS | {"potential"}}
        # Not for a rating alone: the time of the last change would tell the employee when the manager works on it.
        result = super().write(vals) if vals else True
        if rating:
            self._write_rating(rating)
        if potential is not None:
            self.action_set_potential(potential)
        if "manager_id" in vals:
            self.sudo().filtered(lambda each: each.state in OPEN_STATES)._reassign_manager_review()
        return result

    def _with_manager(self, vals):
        """Values for ``create``, with the person's own manager where none is given."""
        if vals.get("manager_id") or not vals.get("employee_id"):
            return vals
        # sudo: an HR officer of one company may not see a manager of another
        person = self.env["hr.employee"].sudo().browse(vals["employee_id"])
        return {**vals, "manager_id": person._perf_get_appraiser().id}

    def _check_write(self, vals):
        """Refuse values that only actions set, and those that are not this user's to set."""
        if vals.keys() - WRITE_FIELDS:
            raise UserError(self.env._("An appraisal changes by its steps only: review, rate, share, sign off, close."))
        self.check_access("write")
        if "manager_id" in vals:
            self._check_part("officer")
            if any(appraisal.state not in ("draft", *OPEN_STATES) for appraisal in self):
                raise UserError(self.env._("The result was shared: the manager stays who they were."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(appraisal.state != "draft" for appraisal in self):
            raise UserError(self.env._("An appraisal that was opened is kept for the record. Cancel it instead."))

    def _write_rating(self, vals):
        """Route rating, reason and summary to the confidential result, with all checks.

        :param vals: some of ``RATING_FIELDS``
        """
        self._check_typed_values(vals)
        for appraisal in self:
            appraisal._check_step("action_set_rating")
            result = appraisal.sudo()._get_result_record()
            level = vals.get("final_level_id", result.final_level_id.id)
            appraisal._set_rating(
                appraisal._read_level(level),
                vals.get("rating_reason", result.rating_reason),
                vals.get("manager_summary", result.manager_summary),
            )

    @api.model
    def _read_level(self, level_id):
        """A level by its id, as it came from outside.

        :raise UserError: when there is no such level
        """
        levels = self.env["perf.rating.level"]
        if not level_id:
            return levels
        if type(level_id) is not int or not (level := levels.browse(level_id).exists()):
            raise UserError(self.env._("There is no such level. Reload the page and choose again."))
        return level

    def _set_state(self, state, reason=""):
        """Move to a state, with a line of history each. Called in sudo, after the checks.

        :param state: new state
        :param reason: why, in words
        """
        moved = self.filtered(lambda each: each.state != state)
        if state == "closed" and (appealed := moved.filtered(lambda each: each.appeal_state == "open")):
            raise UserError(appealed[0]._get_step_problem("action_close"))
        labels = dict(self._fields["state"]._description_selection(self.env))
        self.env["perf.appraisal.log"]._add(
            "state", [(each, labels[each.state], labels[state]) for each in moved], reason
        )
        moved.write({"state": state, "release_pending": False})
        if state not in OPEN_STATES:
            moved.filtered("paused_since").write({"paused_since": False, "pause_kind": False})
        if state in ("cancelled", "closed"):
            moved._unlink_activities()
        if state == "closed":
            moved._record_competencies()

    # ------------------------------------------------------------------
    # Hooks for other addons
    # ------------------------------------------------------------------

    def _get_goal_lines(self):
        """The goals of these people in the period, as the current user may see them. Filled by the goals glue.

        :return: dict appraisal id -> list of dicts with ``name``, ``progress`` (0-100), ``weight``, ``outcome`` (word
            for the state), ``url``
        """
        return {appraisal_id: [] for appraisal_id in self.ids}

    def _get_goal_history(self):
        """What was noted about the progress of the goals of the period. Filled by the goals glue.

        :return: dict appraisal id -> list with one list a goal, in the order of :meth:`_get_goal_lines`, of pairs of a
            day (text) and a progress (0-100), oldest first
        """
        return {appraisal_id: [] for appraisal_id in self.ids}

    def _get_goal_scores(self):
        """Score of the goals of these people in the period. Called in sudo. Filled by the goals glue.

        :return: dict appraisal id -> 0-100, or None when there is nothing to score
        """
        return dict.fromkeys(self.ids)
