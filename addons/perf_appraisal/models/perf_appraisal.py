from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.evidence import common_items

SIGN_DAYS = 14  # how long employees have to read their result and sign it off
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
    "evidence",
    "evidence_hash",
)
RATING_FIELDS = {"final_level_id", "rating_reason", "manager_summary"}

# All that may be written from outside: everything else changes by actions.
CREATE_FIELDS = {"cycle_id", "employee_id", "template_id", "manager_id"}
WRITE_FIELDS = RATING_FIELDS | {"manager_id"}


def _search_result(name):
    """Search method of a field that stands on the confidential result: its rules decide what the search finds."""

    def search(self, operator, value):
        return Domain(f"result_ids.{name}", operator, value)

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
    share_deadline = fields.Date(related="cycle_id.share_deadline", store=True, precompute=True)
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
    review_ids = fields.One2many("perf.appraisal.review", "appraisal_id", string="Reviews", readonly=True)
    has_self_review = fields.Boolean(compute="_compute_review_progress", store=True)
    self_review_submitted = fields.Boolean(string="Self Review In", compute="_compute_review_progress", store=True)
    manager_review_submitted = fields.Boolean(
        string="Manager's Review In", compute="_compute_review_progress", store=True
    )
    self_review_date = fields.Datetime(compute="_compute_review_progress", store=True)
    manager_review_date = fields.Datetime(compute="_compute_review_progress", store=True)
    reviews_complete = fields.Boolean(
        string="All Reviews In",
        compute="_compute_review_progress",
        store=True,
        help="From then on, self review and manager's review are open to each other.",
    )

    # Result: shown to those who may read it, see perf.appraisal.result
    result_ids = fields.One2many("perf.appraisal.result", "appraisal_id", readonly=True)
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
    evidence = fields.Json(compute="_compute_result_values")
    evidence_hash = fields.Char(string="Fingerprint of the Evidence", compute="_compute_result_values")

    # Sign-off
    shared_date = fields.Datetime(readonly=True, copy=False)
    sign_deadline = fields.Date(
        string="Sign-Off Until", compute="_compute_sign_deadline", help="Two weeks after the result was shared."
    )
    acknowledged_date = fields.Datetime(string="Signed Off On", readonly=True, copy=False)
    employee_comment = fields.Text(readonly=True, copy=False)
    employee_agrees = fields.Boolean(readonly=True, copy=False)
    appeal_state = fields.Selection(
        [("none", "None"), ("open", "Open")], string="Appeal", default="none", required=True, readonly=True, copy=False
    )

    log_ids = fields.One2many("perf.appraisal.log", "appraisal_id", string="History", readonly=True)

    # For screens
    phase = fields.Json(string="Steps", compute="_compute_phase")
    step_label = fields.Char(string="Phase", compute="_compute_step", help="The step that is on now.")
    due_date = fields.Date(string="Due", compute="_compute_step", help="Until when the step that is on now is due.")
    allowed_level_ids = fields.Many2many("perf.rating.level", compute="_compute_allowed_level_ids")
    my_part = fields.Selection(
        [("employee", "Employee"), ("manager", "Reviewing manager"), ("officer", "HR"), ("reader", "Reader")],
        compute="_compute_my_part",
        help="What you do in this appraisal.",
    )
    is_officer = fields.Boolean(compute="_compute_my_part", help="Whether you may take the steps of HR here.")

    _cycle_employee_uniq = models.UniqueIndex(
        "(cycle_id, employee_id)", "This person has an appraisal in this cycle already. Open that one."
    )
    _manager_state_idx = models.Index("(manager_id, state)")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("employee_id", "cycle_id")
    def _compute_display_name(self):
        for appraisal in self:
            # sudo: the names of person and cycle are no secret to somebody who may read the appraisal.
            names = appraisal.sudo()
            appraisal.display_name = f"{names.employee_id.name or ''} · {names.cycle_id.name or ''}"

    @api.depends("review_ids.state", "review_ids.role", "review_ids.submitted_date")
    def _compute_review_progress(self):
        states = {appraisal_id: {} for appraisal_id in self._origin.ids}
        days = {appraisal_id: {} for appraisal_id in self._origin.ids}
        for review in self._get_reviews():
            if review.state != "expired":
                states[review.appraisal_id.id][review.role] = review.state
                days[review.appraisal_id.id][review.role] = review.submitted_date
        for appraisal in self:
            own = states.get(appraisal._origin.id, {})
            appraisal.has_self_review = "self" in own
            appraisal.self_review_submitted = own.get("self") == "submitted"
            appraisal.manager_review_submitted = own.get("manager") == "submitted"
            appraisal.self_review_date = days.get(appraisal._origin.id, {}).get("self")
            appraisal.manager_review_date = days.get(appraisal._origin.id, {}).get("manager")
            appraisal.reviews_complete = bool(own) and all(state == "submitted" for state in own.values())

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

    @api.depends("employee_id", "manager_id")
    @api.depends_context("uid")
    def _compute_my_part(self):
        for appraisal in self:
            appraisal.my_part = appraisal._get_part()
            appraisal.is_officer = appraisal._has_part("officer")

    @api.depends("state", "self_review_submitted", "manager_review_submitted", "cycle_id")
    @api.depends_context("uid", "lang")
    def _compute_phase(self):
        for appraisal in self:
            appraisal.phase = appraisal._get_phase() if appraisal.id else False

    @api.depends("share_deadline", "shared_date")
    def _compute_sign_deadline(self):
        for appraisal in self:
            begin = appraisal._get_day(appraisal.shared_date) or appraisal.share_deadline
            appraisal.sign_deadline = begin and fields.Date.add(begin, days=SIGN_DAYS)

    @api.depends("state", "self_review_submitted", "manager_review_submitted", "cycle_id", "sign_deadline")
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

    def _check_part(self, *parts):
        """Refuse a step to everybody but those whose part it is.

        :param parts: of ``employee``, ``manager``, ``officer``
        """
        self.check_access("read")
        for appraisal in self:
            if not self.env.su and not any(appraisal._has_part(part) for part in parts):
                raise AccessError(
                    self.env._("This step of “%(appraisal)s” is not yours to take.", appraisal=appraisal.display_name)
                )

    def _check_state(self, states, message):
        """Refuse a step in other states.

        :param states: tuple of states
        :param message: what to say
        """
        if any(appraisal.state not in states for appraisal in self):
            raise UserError(message)

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
        vals = {name: value for name, value in vals.items() if name not in RATING_FIELDS}
        result = super().write(vals)
        if rating:
            self._write_rating(rating)
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
            self._check_state(
                ("draft", *OPEN_STATES), self.env._("The result was shared: the manager stays who they were.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(appraisal.state != "draft" for appraisal in self):
            raise UserError(self.env._("An appraisal that was opened is kept for the record. Cancel it instead."))

    def _write_rating(self, vals):
        """Route rating, reason and summary to the confidential result, with all checks.

        :param vals: some of ``RATING_FIELDS``
        """
        for appraisal in self:
            appraisal._check_part("manager", "officer")
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
        if not isinstance(level_id, int) or not (level := levels.browse(level_id).exists()):
            raise UserError(self.env._("There is no such level. Reload the page and choose again."))
        return level

    def _set_state(self, state, reason=""):
        """Move to a state, with a line of history each. Called in sudo, after the checks.

        :param state: new state
        :param reason: why, in words
        """
        moved = self.filtered(lambda each: each.state != state)
        labels = dict(self._fields["state"]._description_selection(self.env))
        self.env["perf.appraisal.log"]._add(
            "state", [(each, labels[each.state], labels[state]) for each in moved], reason
        )
        moved.write({"state": state})
        if state in ("cancelled", "closed"):
            moved._unlink_activities()

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def action_open(self):
        """Open drafts: employee and manager are asked for their reviews."""
        self._check_part("officer")
        self._check_state(("draft",), self.env._("Only drafts can be opened."))
        if any(appraisal.cycle_id.state != "running" for appraisal in self):
            raise UserError(self.env._("Launch the cycle first."))
        # sudo: reviews and snapshots are made by the suite only; rights were checked.
        for appraisal in self.sudo():
            appraisal.template_id = appraisal.template_id._get_snapshot(appraisal.cycle_id)
        self.sudo()._open()
        return True

    def _open(self):
        """Create the reviews and tell the reviewers. Called in sudo, for drafts."""
        self.env["perf.appraisal.review"].create(
            [values for appraisal in self for values in appraisal._prepare_review_values()]
        )
        self._set_state("open")
        self._get_reviews()._invite()

    def _prepare_review_values(self):
        """Values of the reviews that this appraisal starts with.

        :return: list of dicts
        """
        self.ensure_one()
        values = [{"appraisal_id": self.id, "role": "manager", "reviewer_employee_id": self.manager_id.id}]
        if self.template_id.section_ids.question_ids._filter_role("self"):
            values.append({"appraisal_id": self.id, "role": "self", "reviewer_employee_id": self.employee_id.id})
        return values

    def _reassign_manager_review(self):
        """Give open manager reviews to the new manager. What the former one began stays theirs, unread by others."""
        self.env["perf.appraisal.log"]._add("manager", [(each, "", each.manager_id.name or "") for each in self])
        manager_reviews = self._get_reviews().filtered(lambda each: each.role == "manager")
        open_ = manager_reviews.filtered(lambda each: each.state in ("invited", "in_progress"))
        open_._unlink_activities()
        begun = open_._get_answers().review_id
        begun.write({"state": "expired"})
        begun.flush_recordset()  # an appraisal has one review of a role that counts: the old one goes first
        for review in open_ - begun:
            review.reviewer_employee_id = review.appraisal_id.manager_id
        replaced = self.env["perf.appraisal.review"].create(
            [
                {
                    "appraisal_id": review.appraisal_id.id,
                    "role": "manager",
                    "reviewer_employee_id": review.appraisal_id.manager_id.id,
                }
                for review in begun
            ]
        )
        (open_ - begun + replaced)._invite()

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------

    def action_set_rating(self, level_id, reason=""):
        """Set the final level; with a reason when the score suggests another one.

        :param level_id: id of a level of the appraisal's final scale, or False to take the rating back
        :param reason: why, in words
        """
        self.ensure_one()
        self._check_part("manager", "officer")
        if reason and not isinstance(reason, str):
            raise UserError(self.env._("The reason must be a text."))
        self._write_rating({"final_level_id": level_id, "rating_reason": reason or ""})
        return True

    def _set_rating(self, level, reason, summary):
        """Keep rating, reason and summary, after all checks; history notes who changed the level.

        :param level: ``perf.rating.level``, may be empty
        :param reason: text
        :param summary: text
        """
        self.ensure_one()
        self._check_part("manager", "officer")
        self._check_state(OPEN_STATES, self.env._("The rating can't be changed any more: the result was shared."))
        # sudo: results are written by the suite only; part and state were checked.
        result = self.sudo()._get_result_record()
        if (level, reason or False) != (result.final_level_id, result.rating_reason or False):
            if level and not self.manager_review_submitted:
                raise UserError(self.env._("Submit the manager's review first: the rating rests on it."))
            result._check_rating(level, reason)
        if level != result.final_level_id:
            change = (self, result.final_level_id.name or "", level.name or "")
            self.env["perf.appraisal.log"]._add("rating", [change], reason or "")
        result.write({"final_level_id": level.id, "rating_reason": reason, "manager_summary": summary})

    def _get_result_record(self):
        """The result of this appraisal, if the current user may read it."""
        return self.env["perf.appraisal.result"].search([("appraisal_id", "in", self.ids)])

    def action_refresh_score(self):
        """Compute the score again, when goals have moved since the review was submitted."""
        self._check_part("manager", "officer")
        self._check_state(OPEN_STATES, self.env._("The score was frozen when the result was shared."))
        self.sudo()._get_result_record()._refresh()
        return True

    # ------------------------------------------------------------------
    # Sharing and signing
    # ------------------------------------------------------------------

    def action_share(self):
        """Show the result to the employee. From now on nothing of it changes.

        With ``perf_confirm`` in the context, ask first; what is missing is said before that question.
        """
        self._check_part("manager", "officer")
        self._check_state(OPEN_STATES, self.env._("Only an open appraisal can be shared."))
        if self.env.context.get("perf_confirm"):
            self.ensure_one()
            if notice := self._get_moved_notice():
                return notice
        for appraisal in self:
            # sudo: to see whether the result is complete; part and state were checked.
            appraisal.sudo()._check_complete()
        if self.env.context.get("perf_confirm"):
            return self.env["perf.appraisal.confirm"]._open(
                self, "action_share", self.env._("Share the result"), self._get_share_question()
            )
        for appraisal in self:
            appraisal._share()
        return True

    def _get_moved_notice(self):
        """Compute the score as sharing will; when it now suggests another level, show that and ask for the reason.

        :return: action, or None when the suggested level stays
        """
        self.ensure_one()
        # sudo: results are written by the suite only; part and state were checked.
        result = self.sudo()._get_result_record()
        before = result.suggested_level_id
        if self.manager_review_submitted:
            result._refresh()
        if result.suggested_level_id == before or not self.sudo()._get_missing():
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "Goals have moved since the review. %(missing)s", missing=self.sudo()._get_missing()
                ),
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_share_question(self):
        """What sharing means, to be read before it."""
        self.ensure_one()
        # sudo: names and result for one who may share it.
        appraisal = self.sudo()
        result, name = appraisal._get_result_record(), appraisal.employee_id.name
        lines = [
            self.env._("%(name)s will read the level “%(level)s”.", name=name, level=result.final_level_id.name)
            if result.final_level_id
            else "",
            self.env._("%(name)s will read your summary, the answers and the score.", name=name)
            if result.manager_summary
            else self.env._(
                "There is no summary yet: %(name)s will read answers and figures only. A few words of yours help more.",
                name=name,
            ),
            self.env._("Nothing of it changes after you share it."),
        ]
        return "\n".join(filter(None, lines))

    def _get_missing(self):
        """What has to be done before the result can be shared. Called in sudo.

        :return: a sentence that says what to do, empty when nothing is missing
        """
        self.ensure_one()
        if not self.manager_review_submitted:
            return self.env._("Submit the manager's review first: the result rests on it.")
        result = self._get_result_record()
        if self.template_id.scale_id and not result.final_level_id:
            return self.env._("Choose the final level first.")
        if result._needs_reason(result.final_level_id) and not (result.rating_reason or "").strip():
            return result._get_reason_request(result.final_level_id)
        return ""

    def _check_complete(self):
        """Refuse to share what is not complete. Called in sudo."""
        if missing := self._get_missing():
            raise UserError(missing)

    def _share(self):
        """Check that the result is complete, freeze it, and tell the employee."""
        self.ensure_one()
        # sudo: state, result and frozen evidence are written by the suite only; part and state were checked.
        appraisal = self.sudo()
        appraisal._check_complete()
        result = appraisal._get_result_record()
        result._refresh()
        result._check_rating(result.final_level_id, result.rating_reason)
        result._freeze(self._prepare_evidence())
        unfinished = appraisal._get_reviews().filtered(lambda each: each.state in ("invited", "in_progress"))
        unfinished.write({"state": "expired"})
        unfinished._unlink_activities()
        appraisal._set_state("shared")
        appraisal.shared_date = fields.Datetime.now()
        appraisal._unlink_activities()
        appraisal._tell_shared()

    def _prepare_evidence(self):
        """What the result rests on and both sides may see: events of the period, goals, and the arithmetic.

        :return: dict of plain values
        """
        self.ensure_one()
        # sudo: to act as each of the two readers in turn, with exactly their rights.
        appraisal = self.sudo()
        views = [
            appraisal._get_timeline_as(user)
            for user in (appraisal.employee_id.user_id, appraisal.manager_id.user_id)
            if user
        ]
        result = appraisal._get_result_record()
        return {
            "period": [str(appraisal.date_from), str(appraisal.date_to)],
            "timeline": common_items(*views) if len(views) == 2 else [],
            "goals": appraisal._get_goal_lines().get(appraisal.id, []),
            "score": result.score if result.has_score else None,
            "score_lines": result.score_lines or [],
            "final_level": result.final_level_id.name or "",
        }

    def _get_timeline_as(self, user):
        """The employee's timeline of the period, as one user sees it.

        :param user: ``res.users``
        :return: list of dicts with plain values
        """
        self.ensure_one()
        employee = self.employee_id.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return [{**item, "date": str(item["date"])} for item in employee._perf_timeline(self.date_from, self.date_to)]

    def action_acknowledge(self, comment="", agree=True):
        """Sign off as the employee. Having read is not the same as agreeing: to disagree opens an appeal to HR.

        :param comment: what the employee wants to say, kept with the appraisal
        :param agree: bool
        """
        self.ensure_one()
        self._check_part("employee")
        self._check_state(("shared",), self.env._("Only a shared result can be signed off, and only once."))
        if comment and not isinstance(comment, str):
            raise UserError(self.env._("The comment must be a text."))
        if not agree and not (comment or "").strip():
            raise UserError(
                self.env._("Say in a sentence what you see differently: HR will read it and speak with you.")
            )
        self._check_typed_values({"employee_comment": comment or ""})
        # sudo: the employee has no right to write; part, state and text were checked.
        appraisal = self.sudo()
        appraisal._set_state("acknowledged")
        appraisal.write(
            {
                "acknowledged_date": fields.Datetime.now(),
                "employee_comment": (comment or "").strip(),
                "employee_agrees": bool(agree),
                "appeal_state": "none" if agree else "open",
            }
        )
        appraisal._unlink_activities()
        appraisal._tell_acknowledged()
        return True

    def action_close(self):
        """End the appraisal, as HR: after the sign-off, or when it can't be had."""
        self._check_part("officer")
        self._check_state(("shared", "acknowledged"), self.env._("Only a shared or signed result can be closed."))
        # sudo: the state is written by the suite only; part and state were checked.
        self.sudo()._set_state("closed")
        self.sudo().write({"appeal_state": "none"})
        return True

    def action_cancel(self, reason):
        """Stop an appraisal, as HR.

        :param reason: why, in words
        """
        self._check_part("officer")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        self._check_state(
            ("draft", *OPEN_STATES), self.env._("The result was shared: it stays. Close the appraisal instead.")
        )
        # sudo: the state is written by the suite only; part and state were checked.
        self.sudo()._set_state("cancelled", reason)
        return True

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------

    def _unlink_activities(self):
        """What waited for somebody waits no more."""
        self.activity_unlink(
            [
                "perf_appraisal.mail_activity_type_share",
                "perf_appraisal.mail_activity_type_sign",
                "perf_appraisal.mail_activity_type_appeal",
            ]
        )
        self._get_reviews()._unlink_activities()

    def _tell_shared(self):
        """E-mail and activity for the employee. Called in sudo."""
        with_user = self.filtered(lambda each: each.employee_id.user_id)
        with_user._send_template("perf_appraisal.mail_template_perf_appraisal_shared")
        self._schedule(
            "perf_appraisal.mail_activity_type_sign",
            {each: each.employee_id.user_id for each in with_user},
            "sign_deadline",
        )

    def _tell_acknowledged(self):
        """E-mail for the manager; an activity for HR when the employee disagrees. Called in sudo."""
        with_manager = self.filtered(lambda each: each.manager_id.user_id)
        with_manager._send_template("perf_appraisal.mail_template_perf_appraisal_acknowledged")
        appeals = self.filtered(lambda each: each.appeal_state == "open")
        self.env["perf.appraisal.log"]._add("appeal", [(each, "", self.env._("Open")) for each in appeals])
        for appraisal in appeals:
            officer = appraisal._get_officers()[:1]
            appraisal._schedule("perf_appraisal.mail_activity_type_appeal", {appraisal: officer})

    def _get_officers(self):
        """HR officers who can look into this appraisal: those of the company, apart from the people concerned."""
        self.ensure_one()
        group = self.env.ref("perf_base.group_perf_officer")
        officers = group.sudo().all_user_ids.filtered(lambda user: self.company_id in user.company_ids and user.active)
        concerned = (self.employee_id | self.manager_id).sudo().user_id
        return (officers - concerned).sorted(lambda user: (user._is_superuser() or user._is_admin(), user.id))

    def _schedule_reviews(self, reviews):
        """Activities for the reviewers. Called in sudo.

        :param reviews: ``perf.appraisal.review`` recordset
        """
        self._schedule(
            "perf_appraisal.mail_activity_type_review",
            {review: review.reviewer_employee_id.user_id for review in reviews},
            "deadline",
        )

    def _schedule(self, xmlid, users, date_deadline="share_deadline"):
        """Activities in one batch, for internal users: portal users see their work in the portal and by e-mail.

        :param xmlid: activity type
        :param users: dict record -> ``res.users``
        :param date_deadline: name of the field with the day on which it is due
        """
        activity_type = self.env.ref(xmlid, raise_if_not_found=False)
        internal = {record: user for record, user in users.items() if user and not user.share}
        if not activity_type or not internal:
            return
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary,
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "user_id": user.id,
                    "date_deadline": record[date_deadline] or fields.Date.context_today(self),
                    "automated": True,
                }
                for record, user in internal.items()
            ]
        )

    # ------------------------------------------------------------------
    # Hooks for other addons
    # ------------------------------------------------------------------

    def _get_goal_lines(self):
        """The goals of these people in the period, as the current user may see them. Filled by the goals glue.

        :return: dict appraisal id -> list of dicts with ``name``, ``progress`` (0-100), ``weight``, ``outcome`` (word
            for the state), ``url``
        """
        return {appraisal_id: [] for appraisal_id in self.ids}

    def _get_goal_scores(self):
        """Score of the goals of these people in the period. Called in sudo. Filled by the goals glue.

        :return: dict appraisal id -> 0-100, or None when there is nothing to score
        """
        return dict.fromkeys(self.ids)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_open_my_review(self):
        """Open the current user's own review in this appraisal."""
        self.ensure_one()
        self.check_access("read")
        review = self.env["perf.appraisal.review"].search(
            [("appraisal_id", "=", self.id), ("is_mine", "=", True)], order="id desc", limit=1
        )
        if not review:
            raise UserError(self.env._("You have no review to write in this appraisal."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "perf.appraisal.review",
            "res_id": review.id,
            "views": [(False, "form")],
        }

    def get_result(self):
        """The result as its reader may see it, for screens; see :meth:`_get_result`."""
        self.ensure_one()
        return self._get_result()

    def _get_result(self):
        """The result: for the employee once shared, for the reviewing manager and HR as it grows.

        :return: dict of plain values, see the README
        :raise AccessError: when the current user may not see it
        """
        self.ensure_one()
        self.check_access("read")
        result = self._get_result_record()
        if not result:
            raise AccessError(self.env._("The result can be read once it is shared."))
        level = result.sudo().final_level_id
        frozen = result.evidence or {}
        goals = frozen["goals"] if "goals" in frozen else self._get_goal_lines().get(self.id, [])
        return {
            "level": {"name": level.name or "", "description": level.description or ""},
            "score": result.score if result.has_score else None,
            "score_lines": result.score_lines or [],
            "summary": result.manager_summary or "",
            "reason": result.rating_reason or "",
            "sections": self._prepare_result_sections(),
            "goals": goals,
        }

    def _prepare_result_sections(self):
        """Submitted answers side by side, by section and question, as far as the current user may read them."""
        self.ensure_one()
        answers = self.env["perf.appraisal.answer"].search(
            [("review_id.appraisal_id", "=", self.id), ("review_id.state", "=", "submitted")]
        )
        # sudo: which sides there are; of their answers only those are shown that the rules gave to this reader.
        roles = answers.sudo().review_id.mapped("role")
        by_question = {}
        # sudo: questions and levels of answers that the rules just gave to this reader.
        for answer in answers.sudo().sorted(lambda each: (each.review_id.role != "self", each.id)):
            by_question.setdefault(answer.question_id, []).append(
                {
                    "role": answer.review_id.role,
                    "is_empty": not (answer._is_given() or answer.text),
                    "text": answer.text or "",
                    "choice": answer.choice or "",
                    "unable": answer.unable,
                    "level_name": answer.level_id.name or "",
                    "level_description": answer.level_id.description or "",
                }
            )
        sections = []
        for section in self.sudo().template_id.section_ids:
            questions = [
                {
                    "name": question.name,
                    "kind": question.kind,
                    "answers": self._fill_sides(by_question[question], question, roles),
                }
                for question in section.question_ids
                if question in by_question
            ]
            if questions:
                sections.append({"name": section.name, "questions": questions})
        return sections

    def _fill_sides(self, answers, question, roles):
        """The answers to one question, with an empty one for each side that was asked and wrote nothing.

        :param answers: list of dicts of the answers that there are
        :param question: ``perf.appraisal.question``
        :param roles: roles of the reviews that the reader may read
        """
        nothing = {"text": "", "choice": "", "unable": False, "level_name": "", "level_description": ""}
        given = {answer["role"] for answer in answers}
        missing = [
            {"role": role, "is_empty": True, **nothing}
            for role in roles
            if role not in given and question._filter_role(role)
        ]
        return sorted([*answers, *missing], key=lambda answer: answer["role"] != "self")

    def _get_phase(self):
        """Where the appraisal stands, for the stepper and the sentence above it.

        :return: dict with ``sentence`` and ``steps``: dicts with ``key``, ``label``, ``date``, ``state`` (``done``,
            ``current`` or ``todo``)
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the cycle's deadlines are no secret to somebody who may read the appraisal.
        appraisal = self.sudo()
        steps = appraisal._prepare_steps()
        current = next((step for step in steps if step["state"] == "current"), None)
        following = next((step for step in steps if step["state"] == "todo"), None)
        return {"sentence": self._get_phase_sentence(current, following), "steps": steps}

    def _get_current_step(self):
        """The step that is on now: a dict as of :meth:`_prepare_steps`, or None. Called in sudo."""
        self.ensure_one()
        if self.state not in (*OPEN_STATES, "shared"):
            return None
        return next((step for step in self._prepare_steps() if step["state"] == "current"), None)

    def _prepare_steps(self):
        """The steps of this appraisal in order; the first one that is not done is the current one. Called in sudo.

        A step that is done has the day on which it was done, the others the day until which they are due.
        """
        self.ensure_one()
        cycle = self.cycle_id
        shared = self.state in SHARED_STATES
        manager_done = self.manager_review_submitted
        # One line a step: key, label, whether it is done, when it was done, until when it is due.
        steps = [
            ("self", self.env._("Self review"), self.self_review_submitted or shared, self.self_review_date,
             cycle.self_deadline),
            ("manager", self.env._("Manager's review"), manager_done, self.manager_review_date,
             cycle.manager_deadline),
            ("share", self.env._("Result shared"), shared, self.shared_date, cycle.share_deadline),
            ("sign", self.env._("Sign-off"), self.state in SHARED_STATES[1:], self.acknowledged_date,
             self.sign_deadline),
        ]  # fmt: skip
        if not self.has_self_review and self.state != "draft":
            steps = steps[1:]
        result, current = [], self.state == "cancelled"
        for key, label, done, moment, deadline in steps:
            state = "done" if done else "todo" if current else "current"
            current = current or not done
            date = self._get_day(moment) if done else deadline
            result.append({"key": key, "label": label, "date": date or False, "state": state})
        return result

    def _get_day(self, moment):
        """The day of a moment where the current user is."""
        return moment and fields.Datetime.context_timestamp(self, moment).date()

    def _get_phase_sentence(self, current, following):
        """One sentence that says what is on now and what comes next, worded for the reader."""
        if self.state == "cancelled":
            return self.env._("This appraisal was cancelled.")
        if self.appeal_state == "open":
            return self.env._("Signed without agreeing. HR looks into it and gets in touch.")
        if self.state == "closed" or not current:
            return self.env._("This appraisal is complete.")
        own = self._get_part() == "employee"
        now, then = self._get_step_words(own)[current["key"]], ""
        if following:
            nexts = {
                "manager": self.env._("your manager's review") if own else self.env._("the manager's review"),
                "share": self.env._("the result"),
                "sign": self.env._("your sign-off") if own else self.env._("the sign-off"),
            }
            then = self.env._("Next: %(step)s.", step=nexts[following["key"]])
        day = current["date"]
        if day:
            now = self.env._("%(step)s until %(date)s.", step=now, date=format_date(self.env, day, date_format="d MMM"))
        else:
            now = self.env._("%(step)s.", step=now)
        return f"{now} {then}".strip()

    def _get_step_words(self, own):
        """How the current step is called in the sentence.

        :param own: whether the reader is the employee
        """
        return {
            "self": self.env._("Self review"),
            "manager": self.env._("Your manager's review") if own else self.env._("Manager's review"),
            "share": self.env._("Your manager shares the result") if own else self.env._("Share the result"),
            "sign": self.env._("Read your result and sign it off") if own else self.env._("Waiting for the sign-off"),
        }

    def _prepare_todo_item(self, action, title, button, since):
        """An item of *Waiting for me*, as ``hr.employee._perf_todo`` wants it. Called in sudo.

        :param action: word for the step
        :param title: what to do
        :param button: label
        :param since: moment from which it waits
        """
        self.ensure_one()
        sign = action == "sign"
        return {
            "key": f"{self._name},{self.id},{action}",
            "icon": "fa-check-square-o",
            "title": title,
            "subject": self.cycle_id.name if sign else self.employee_id.name,
            "due": {"share": self.share_deadline, "sign": self.sign_deadline}.get(action, False),
            "since": (since or self.create_date).date(),
            "url": f"/my/appraisals/{self.id}",
            "button": button,
        }

    def _prepare_team_fact(self):
        """What a manager reads in the team's overview, as ``hr.employee._perf_team_facts`` wants it. Called in sudo."""
        self.ensure_one()
        late = bool(self.due_date and self.due_date < fields.Date.context_today(self))
        return {
            "label": self.env._("Appraisal"),
            "text": self.step_label,
            "url": f"/my/appraisals/{self.id}",
            "tone": "warning" if late else "secondary",
        }
