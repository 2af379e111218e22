from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS

ACTIVE_STATES = ("proposed", "approved")


class PerfAppraisalNomination(models.Model):
    """Somebody whom the employee or the manager would like to write a review, until the manager has decided.

    It says who was asked, and never whether that person answered. A nomination is made by
    ``perf.appraisal.action_nominate`` and changes by its steps only.
    """

    _name = "perf.appraisal.nomination"
    _description = "Proposed Reviewer"
    _inherit = ["perf.employee.mixin"]
    _order = "appraisal_id, role, id"
    _rec_name = "person_name"

    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    cycle_id = fields.Many2one(related="appraisal_id.cycle_id", store=True, precompute=True)
    role = fields.Selection(
        [("peer", "Colleague"), ("report", "Report"), ("external", "From outside")],
        string="As",
        required=True,
        readonly=True,
    )
    reviewer_employee_id = fields.Many2one("hr.employee", string="Reviewer", readonly=True, ondelete="restrict")
    reviewer_name = fields.Char(string="Name Outside", readonly=True)
    reviewer_email = fields.Char(string="E-mail Outside", readonly=True)
    person_name = fields.Char(string="Who", compute="_compute_person_name")
    proposed_by_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [("proposed", "Proposed"), ("approved", "Asked"), ("refused", "Not Chosen"), ("withdrawn", "Withdrawn")],
        default="proposed",
        required=True,
        readonly=True,
    )
    reason = fields.Text(string="Why Not", readonly=True, help="Read by those who may propose reviewers.")
    review_id = fields.Many2one(
        "perf.appraisal.review", readonly=True, index="btree_not_null", ondelete="set null", groups=NO_ACCESS
    )

    # For screens
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_withdraw = fields.Boolean(compute="_compute_can_decide")
    warning = fields.Char(compute="_compute_warning", help="Whether the person has much to write already.")
    declined = fields.Boolean(string="Can't", compute="_compute_declined")
    decline_reason = fields.Text(string="Why They Can't", compute="_compute_declined")
    note = fields.Text(compute="_compute_note", help="What there is to say: too much to write, or why not.")

    _reviewer_uniq = models.UniqueIndex(
        "(appraisal_id, reviewer_employee_id) WHERE state IN ('proposed', 'approved')",
        "This person was proposed for this appraisal already.",
    )
    _email_uniq = models.UniqueIndex(
        "(appraisal_id, lower(reviewer_email)) WHERE state IN ('proposed', 'approved')",
        "This address was proposed for this appraisal already.",
    )
    _somebody = models.Constraint(
        "CHECK((reviewer_employee_id IS NULL) <> (reviewer_email IS NULL))",
        "Propose either a colleague or an address outside.",
    )
    _load_idx = models.Index("(cycle_id, reviewer_employee_id) WHERE state = 'approved'")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("reviewer_employee_id", "reviewer_name", "reviewer_email")
    def _compute_person_name(self):
        for nomination in self:
            # sudo: the name of somebody on a nomination that the reader may see; portal users can't read employees.
            person = nomination.sudo().reviewer_employee_id
            nomination.person_name = person.name or nomination.reviewer_name or nomination.reviewer_email

    @api.depends("state", "appraisal_id", "proposed_by_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for nomination in self:
            decides = nomination._is_decider()
            waits = nomination.state == "proposed" and nomination.sudo().appraisal_id._takes_reviewers()
            nomination.can_decide = waits and decides
            nomination.can_withdraw = waits and (decides or nomination.sudo().proposed_by_id._origin.id in own)

    @api.depends("state", "reviewer_employee_id")
    def _compute_warning(self):
        loads = self._get_loads()
        for nomination in self:
            # sudo: the settings of the template, which the reader need not see.
            cap = nomination.sudo().appraisal_id.template_id.nominate_cap
            load = loads[nomination.sudo().cycle_id.id, nomination.sudo().reviewer_employee_id.id]
            if nomination.state != "proposed" or load < max(cap - 1, 1):
                nomination.warning = False
            elif load >= cap:
                nomination.warning = self.env._("Has as many reviews to write as one person can take.")
            else:
                nomination.warning = self.env._("Has many reviews to write already.")

    @api.depends("warning", "reason", "decline_reason")
    @api.depends_context("uid")
    def _compute_note(self):
        for nomination in self:
            nomination.note = nomination.warning or nomination.decline_reason or nomination.reason

    @api.depends("state", "review_id")
    @api.depends_context("uid")
    def _compute_declined(self):
        for nomination in self:
            # sudo: that somebody declined, and why, is for those who decide.
            review = nomination.sudo().review_id
            declined = review.state == "declined" and nomination._is_decider()
            nomination.declined = declined
            nomination.decline_reason = review.decline_reason if declined else False

    def _is_decider(self):
        """Whether the current user approves reviewers here: the reviewing manager, or HR."""
        self.ensure_one()
        # sudo: to tell the user's part in the appraisal.
        appraisal = self.sudo().appraisal_id.with_user(self.env.user)
        return self.env.su or appraisal._has_part("manager") or appraisal._has_part("officer")

    def _get_loads(self):
        """How many reviews these people were asked for in the cycle.

        Those that they have written already count as well: a number that gets smaller would tell who has answered.

        :return: Counter of pairs of the ids of cycle and employee
        """
        # sudo: plain numbers over all appraisals of the cycle.
        nominations = self.sudo()
        groups = nominations._read_group(
            [
                ("cycle_id", "in", nominations.cycle_id.ids),
                ("reviewer_employee_id", "in", nominations.reviewer_employee_id.ids),
                ("state", "=", "approved"),
                ("review_id.state", "not in", ["declined"]),
            ],
            ["cycle_id", "reviewer_employee_id"],
            ["__count"],
        )
        return Counter({(cycle.id, person.id): count for cycle, person, count in groups})

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Reviewers are proposed on the appraisal. Open it, and choose them there."))
        context = {key: value for key, value in self.env.context.items() if not key.startswith("default_")}
        return super(PerfAppraisalNomination, self.with_context(context)).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A proposal is approved, refused or withdrawn; it can't be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_superuser(self):
        if not self.env.su:
            raise UserError(self.env._("Proposals are kept for the record. Withdraw it instead."))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_approve(self):
        """Ask these people for a review, as the reviewing manager or HR."""
        self._check_step(self.env._("Only the reviewing manager or HR decides who is asked."))
        # sudo: nominations and reviews are written by the suite only; part and state were checked.
        self.sudo()._approve()
        return True

    def action_refuse(self, reason):
        """Leave these people out, as the reviewing manager or HR.

        :param reason: why, in words
        """
        self._check_step(self.env._("Only the reviewing manager or HR decides who is asked."))
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        # sudo: nominations are written by the suite only; part and state were checked.
        self.sudo().write({"state": "refused", "reason": reason})
        return True

    def action_withdraw(self):
        """Take a proposal back, as the one who made it, the reviewing manager or HR."""
        self._check_step(self.env._("You can take back your own proposals only."), "can_withdraw")
        # sudo: nominations are written by the suite only; part and state were checked.
        self.sudo().write({"state": "withdrawn"})
        return True

    def _check_step(self, message, right="can_decide"):
        """Refuse a step on proposals that are decided, and to those whose step it is not.

        :param message: what to say to somebody without the right
        :param right: name of the field that says whether the current user may take the step
        """
        self.check_access("read")
        if any(nomination.state != "proposed" for nomination in self):
            raise UserError(self.env._("This was decided already. Reload the page to see how."))
        self.appraisal_id._check_takes_reviewers()
        if not self.env.su and not all(nomination[right] for nomination in self):
            raise AccessError(message)

    def _approve(self):
        """Create the reviews and invite the reviewers. Called in sudo, after the checks."""
        self._check_people()
        self._check_loads()
        reviews = self.env["perf.appraisal.review"].create([nomination._prepare_review_values() for nomination in self])
        for nomination, review in zip(self, reviews, strict=True):
            nomination.write({"state": "approved", "review_id": review.id})
        reviews._invite()

    def _prepare_review_values(self):
        """Values of the review that an approved nomination leads to."""
        self.ensure_one()
        return {
            "appraisal_id": self.appraisal_id.id,
            "role": self.role,
            "reviewer_employee_id": self.reviewer_employee_id.id,
            "reviewer_name": self.reviewer_name,
            "reviewer_email": self.reviewer_email,
        }

    def _check_people(self):
        """Refuse to ask people who have left since they were proposed, and those who write another review here."""
        others = self.appraisal_id._get_other_reviewers()
        for nomination in self:
            person = nomination.reviewer_employee_id
            if person and not person.active:
                raise UserError(
                    self.env._("%(name)s does not work here any more. Choose somebody else.", name=person.name)
                )
            if person in others[nomination.appraisal_id]:
                raise UserError(
                    self.env._("%(name)s writes a review here already. Choose somebody else.", name=person.name)
                )

    def _check_loads(self):
        """Refuse to ask somebody for more reviews in a cycle than one person can take."""
        loads = self._get_loads()
        for nomination in self.filtered("reviewer_employee_id"):
            key = nomination.cycle_id.id, nomination.reviewer_employee_id.id
            loads[key] += 1
            if loads[key] > nomination.appraisal_id.template_id.nominate_cap:
                raise UserError(
                    self.env._(
                        "%(name)s was asked for %(count)s reviews in this cycle already, which is as many as one "
                        "person can take. Choose somebody else.",
                        name=nomination.reviewer_employee_id.name,
                        count=nomination.appraisal_id.template_id.nominate_cap,
                    )
                )

    def _get_active(self):
        """Those that count: waiting or asked, and not declined by the person. Called in sudo."""
        return self.filtered(
            lambda each: each.state in ACTIVE_STATES and not (each.review_id and each.review_id.state == "declined")
        )

    def _get_named(self):
        """The colleagues who can't be proposed again: they wait, are asked, or declined. Called in sudo."""
        return self.filtered(lambda each: each.state in ACTIVE_STATES).reviewer_employee_id
