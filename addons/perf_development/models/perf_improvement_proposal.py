from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

OPEN = ("draft", "hr_review")


class PerfImprovementProposal(models.Model):
    """A step against the person in a running improvement plan, which HR confirms before it takes effect.

    To end the plan as not met, to extend it, or to change what it says: these go the same way as the start of a plan,
    with the same days and the same guard. The plan stays as it is until then. The person never reads a proposal, only
    what came of it. What a paused plan says counts when HR has agreed.
    """

    _name = "perf.improvement.proposal"
    _description = "Proposal for an Improvement Plan"
    _inherit = ["perf.hr.review.mixin"]
    _order = "id desc"

    _perf_guard_action = "improvement_plan"
    _perf_list_action = "perf_development.perf_improvement_proposal_action"

    # What is proposed
    plan_id = fields.Many2one("perf.improvement.plan", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(string="Person", readonly=True)
    author_employee_id = fields.Many2one(string="Proposed by")
    kind = fields.Selection(
        [("not_met", "End as not met"), ("extend", "Give more time"), ("changes", "Go on with changes")],
        string="What",
        required=True,
        readonly=True,
    )
    days = fields.Integer(string="Days more", readonly=True, aggregator=None)
    reason = fields.Text(string="Why", required=True, readonly=True)

    # Where it stands
    state = fields.Selection(
        [
            ("draft", "HR asks for a change"),
            ("hr_review", "HR reviews"),
            ("done", "In effect"),
            ("withdrawn", "Taken back"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )
    released_on = fields.Date(string="In Effect since")
    withdraw_reason = fields.Text(string="Why It Was Taken Back", readonly=True, copy=False)
    note = fields.Char(string="Where It Stands", compute="_compute_note")
    content_html = fields.Html(string="What It Rests on", compute="_compute_content_html", sanitize=False)

    _one_open = models.UniqueIndex(
        "(plan_id) WHERE state IN ('draft', 'hr_review')", "HR reads a proposal for this plan already."
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("plan_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = self.env._(
                "%(step)s: %(plan)s", step=proposal._get_kind_label(), plan=proposal.plan_id.display_name
            )

    @api.depends("author_employee_id", "plan_id.author_employee_id")
    @api.depends_context("uid")
    def _compute_is_author(self):
        """Whoever wrote the plan takes part in what is proposed for it."""
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for proposal in self:
            # sudo: who wrote the plan, for readers of the proposal alone
            authors = proposal.author_employee_id | proposal.sudo().plan_id.author_employee_id
            proposal.is_author = bool(own & set(authors._origin.ids))

    @api.model
    def _search_is_author(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        ids = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: who wrote the plan, whether the user may read the plan or not
        plans = self.env["perf.improvement.plan"].sudo()._search([("author_employee_id", "in", ids)])
        own = Domain("author_employee_id", "in", ids) | Domain("plan_id", "in", plans.subselect())
        return own if (True in value) == (operator == "in") else ~own

    @api.depends("state", "submitted_on", "released_on", "send_back_reason", "withdraw_reason")
    @api.depends_context("lang")
    def _compute_note(self):
        for proposal in self:
            proposal.note = proposal._get_note()

    def _get_note(self):
        """Where it stands, and what comes next: one sentence."""
        self.ensure_one()
        if self.state == "hr_review":
            # sudo: the setting
            first = fields.Date.add(self.submitted_on, days=self.sudo().company_id.perf_review_days)
            return self.env._(
                "Proposed on %(day)s. HR reads it; it takes effect on %(first)s at the earliest. Until then the plan"
                " stays as it is.",
                day=format_date(self.env, self.submitted_on),
                first=format_date(self.env, first),
            )
        if self.state == "draft":
            return self.env._("HR asks for a change: “%(reason)s”", reason=self.send_back_reason or "")
        if self.state == "done":
            return self.env._("In effect since %(day)s.", day=format_date(self.env, self.released_on))
        return self.env._("Taken back: “%(reason)s”", reason=self.withdraw_reason or "")

    def _get_proposal_text(self):
        """What is proposed, why, and where it stands: for the plan."""
        self.ensure_one()
        return self.env._(
            "%(step)s: “%(reason)s” %(note)s", step=self._get_kind_label(), reason=self.reason, note=self.note
        )

    @api.depends("plan_id", "state", "reason")
    @api.depends_context("lang", "uid")
    def _compute_content_html(self):
        for proposal in self:
            # sudo: whoever reads the proposal reads what it rests on
            parts = proposal.sudo()._get_basis_parts() if proposal.plan_id else []
            proposal.content_html = self.env["ir.qweb"]._render(
                "perf_development.second_review_document", {"parts": parts}
            )

    def _get_kind_label(self):
        """What is proposed, in words."""
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env)).get(self.kind, "")

    # ------------------------------------------------------------------
    # Proposing
    # ------------------------------------------------------------------

    @api.model
    def _propose(self, plan, kind, reason, days=0):
        """Hand a proposal in to HR, for a user who may take the step; one that HR gave back is used again.

        :param plan: ``perf.improvement.plan``
        :param kind: as in the field
        :param reason: why
        :param days: days more, for an extension
        """
        proposals = self.sudo()  # sudo: proposals are made here alone, by those who lead the plan
        author = self.env.user._perf_employee()
        if not author:
            raise UserError(
                self.env._("Your user is not linked to an employee, so there is nobody to sign it. Ask HR to link it.")
            )
        back = proposals.search([("plan_id", "=", plan.id), ("state", "=", "draft")])
        values = {"author_employee_id": author.id, "reason": reason, "days": days}
        if back.kind == kind and back.author_employee_id == author:
            back.write(values)
            proposal = back
        else:
            back._withdraw(self.env._("Another step was proposed."))
            values |= {"plan_id": plan.id, "employee_id": plan.employee_id.id, "kind": kind}
            proposal = proposals.create(values)
        own = proposal.sudo(False)
        own._check_can_submit()
        own._hand_in()

    def action_submit(self):
        """Refuse: what it rests on may have changed since. The step in the plan checks it again, and hands it in."""
        raise UserError(self.env._("Take the step in the plan again: what it rests on may have changed since."))

    def _get_parties(self):
        return super()._get_parties() | self.plan_id.author_employee_id

    def _check_releasable(self):
        """Refuse what the plan does not bear out any more."""
        result = super()._check_releasable()
        if self.plan_id.state != ("paused" if self.kind == "changes" else "active") or self.plan_id.is_editable:
            raise UserError(self.env._("The plan is not as it was when this was proposed. Give it back."))
        if self.kind == "changes":
            self.plan_id._check_content()
        elif self.kind == "not_met":
            self.plan_id._check_outcomes("not_met")
            self.plan_id._check_held()
        return result

    def _apply_release(self):
        """The step takes effect."""
        self.write({"state": "done"})
        for proposal in self:
            proposal.plan_id._apply_proposal(proposal)

    # ------------------------------------------------------------------
    # Giving back, taking back
    # ------------------------------------------------------------------

    def action_send_back(self, reason=""):
        """Give it back to those who lead the plan; changes in a pause can be changed again.

        :param reason: what to change; the managers read it, the person does not
        """
        result = super().action_send_back(reason)
        self._reopen_pause()
        return result

    def action_withdraw(self, reason=""):
        """Take it back. The plan stays as it is, and the person never hears of it.

        :param reason: why
        """
        reason = self._check_withdraw(reason)
        if any(proposal.state not in OPEN for proposal in self):
            raise UserError(self.env._("It is closed already."))
        self.sudo()._withdraw(reason)  # sudo: author and HR may withdraw, but not write the state
        return True

    def _withdraw(self, reason):
        """Close these proposals. Called in sudo.

        :param reason: why
        """
        self.write({"state": "withdrawn", "withdraw_reason": reason, "send_back_reason": False})
        self.flush_recordset(["state"])  # before another is made: one is open at a time
        self._reopen_pause()

    def _reopen_pause(self):
        """Let the plans of changes that were not agreed to be changed again."""
        # sudo: HR gives back and authors take back, but don't write the plan
        self.filtered(lambda proposal: proposal.kind == "changes").sudo().plan_id.resume_requested_on = False

    # ------------------------------------------------------------------
    # What others read of it
    # ------------------------------------------------------------------

    def _get_review_parts(self):
        """The proposal as the second reviewer reads it, with what it rests on. Called in sudo."""
        self.ensure_one()
        return [
            *super()._get_review_parts(),
            (self._get_kind_label(), self.reason),
            *self._get_basis_parts(),
        ]

    def _get_basis_parts(self):
        """What speaks for or against the proposal, and what the plan says. Called in sudo.

        :return: list of pairs of a label and a text
        """
        self.ensure_one()
        plan = self.plan_id
        parts = [
            (
                self.env._("%(part)s is to change", part=label),
                self.env._("Until now: %(old)s\nFrom then on: %(new)s", old=old or "-", new=new or "-"),
            )
            for label, old, new in (plan._get_changes() if self.kind == "changes" and plan.state == "paused" else [])
        ]
        if self.kind == "extend":
            parts.append((self._fields["days"]._description_string(self.env), str(self.days)))
        outcomes = dict(plan.objective_ids._fields["outcome"]._description_selection(self.env))
        parts += [
            (each.name, " ".join(filter(None, [outcomes[each.outcome], each.outcome_note])))
            for each in plan.objective_ids
            if each.outcome
        ]
        parts.append((self.env._("Checkpoints"), plan._get_held_text()))
        return [*parts, *plan._get_review_parts()]

    def _get_file_lines(self):
        """Who agreed to what and when, for the file that HR keeps: list of sentences, oldest first.

        None of those that the current user does not read as HR.
        """
        return [
            self.env._(
                "%(officer)s agreed on %(day)s: %(step)s, as %(author)s had proposed.",
                officer=each.agreed_by_id.name or self.env._("HR"),
                day=format_date(self.env, each.agreed_on),
                step=each._get_kind_label(),
                author=each.author_employee_id.name,
            )
            # sudo: fields that nobody reads directly, told to HR alone
            for each in self._filter_for_hr().sudo().sorted("id")
        ]

    def _get_author_url(self):
        """Whoever proposed it goes on in the plan."""
        self.ensure_one()
        if self.author_employee_id.user_id.share:
            return self.plan_id._get_portal_url()
        return f"/odoo/improvement-plans/{self.plan_id.id}"
