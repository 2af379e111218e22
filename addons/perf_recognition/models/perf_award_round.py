from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date
from odoo.tools.misc import get_lang

from ..tools.awards import leaders
from .perf_award import OFFICER

REASON_MINIMUM = 20
REASON_LIMIT = 2000
# What HR may change while a round runs; everything else follows from its steps.
OPEN_FIELDS = {"nomination_end", "voting_end", "jury_ids"}
STEPS = {
    # state -> states from which it is reached
    "voting": ("nominating",),
    "decided": ("voting",),
    "cancelled": ("nominating", "voting"),
}


class PerfAwardRound(models.Model):
    """One time that an award is given: people nominate, the jury votes in secret, HR announces who won."""

    _name = "perf.award.round"
    _description = "Award"
    _inherit = ["perf.award.part.mixin"]
    _rec_name = "award_id"
    _order = "date_start desc, id desc"

    award_id = fields.Many2one("perf.award", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="award_id.company_id", store=True, precompute=True, index=True)
    description = fields.Text(related="award_id.description", related_sudo=False)
    kind = fields.Selection(related="award_id.kind", related_sudo=False)
    period_key = fields.Char(readonly=True, copy=False, groups="base.group_system")
    date_start = fields.Date(string="From", required=True, readonly=True)
    nomination_end = fields.Date(string="Nominate Until", required=True)
    voting_end = fields.Date(string="Vote Until", required=True)
    points = fields.Integer(string="Points for the Winner", readonly=True)
    jury_ids = fields.Many2many("hr.employee", "perf_award_round_jury_rel", "round_id", "employee_id", groups=OFFICER)
    state = fields.Selection(
        [
            ("nominating", "Nominations"),
            ("voting", "Jury votes"),
            ("decided", "Winner announced"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="nominating",
        copy=False,
        index=True,
    )
    nomination_ids = fields.One2many("perf.award.nomination", "round_id", readonly=True)
    winner_names = fields.Char(string="Winner", compute="_compute_winner_names", compute_sudo=True)
    nomination_count = fields.Integer(string="Nominations Made", compute="_compute_counts", groups=OFFICER)
    turnout = fields.Char(string="Votes Cast", compute="_compute_counts", groups=OFFICER)
    is_juror = fields.Boolean(string="I Am in the Jury", compute="_compute_is_juror", search="_search_is_juror")
    can_nominate = fields.Boolean(compute="_compute_can_nominate")
    can_decide = fields.Boolean(compute="_compute_can_decide", help="HR decides, except who is nominated here.")

    _period_uniq = models.UniqueIndex("(award_id, period_key)", "The round of this period is there already.")
    _dates_in_order = models.Constraint(
        "CHECK(date_start <= nomination_end AND nomination_end < voting_end)",
        "First come the nominations, then the votes: choose a later last day to vote.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("award_id.name", "kind", "date_start")
    @api.depends_context("lang")
    def _compute_display_name(self):
        forms = {"monthly": "MMMM y", "yearly": "y", "spot": "d MMMM y"}
        code = get_lang(self.env).code
        for one in self:
            period = format_date(self.env, one.date_start, code, forms.get(one.kind)) if one.date_start else ""
            one.display_name = self.env._("%(award)s, %(period)s", award=one.award_id.name or "", period=period)

    @api.depends("nomination_ids.is_winner")
    def _compute_winner_names(self):
        for one in self:
            winners = one.nomination_ids.filtered("is_winner").employee_id
            one.winner_names = ", ".join(winners.mapped("name"))

    @api.depends("nomination_ids", "jury_ids", "state")
    def _compute_counts(self):
        domain = [("round_id", "in", self.ids)]
        # sudo: HR reads how many voted, never who, and never for whom
        votes = self.env["perf.award.vote"].sudo()._read_group(domain, ["round_id"], ["__count"])
        nominations = self.env["perf.award.nomination"].sudo()._read_group(domain, ["round_id"], ["__count"])
        votes = {one.id: count for one, count in votes}
        nominations = {one.id: count for one, count in nominations}
        for one in self:
            one.nomination_count = nominations.get(one.id, 0)
            one.turnout = self.env._("%(votes)s of %(jury)s", votes=votes.get(one.id, 0), jury=len(one.sudo().jury_ids))

    @api.depends("jury_ids")
    @api.depends_context("uid")
    def _compute_is_juror(self):
        # sudo: whether one is in the jury is no secret to oneself
        found = set(self.sudo()._search(Domain("id", "in", self.ids) & self._get_juror_domain()))
        for one in self:
            one.is_juror = one._origin.id in found

    @api.model
    def _search_is_juror(self, operator, value):
        return self._get_juror_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_juror_domain(self, path="id"):
        """Domain of the rounds in whose jury the current user is.

        :param path: field that holds the id of a round
        """
        self.flush_model(["jury_ids"])
        own = list(self.env["perf.reporting.line"]._get_own_employee_ids())
        rows = self.env.execute_query(
            SQL("SELECT round_id FROM perf_award_round_jury_rel WHERE employee_id = ANY(%s)", own)
        )
        return Domain(path, "in", [round_id for (round_id,) in rows])

    @api.depends("state", "nomination_end", "company_id")
    @api.depends_context("uid")
    def _compute_can_nominate(self):
        companies = self.env.user._perf_employees().company_id
        today = fields.Date.context_today(self)
        for one in self:
            one.can_nominate = one.state == "nominating" and one.nomination_end >= today and one.company_id in companies

    @api.depends("nomination_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        officer = self.env.user.has_group(OFFICER)
        # sudo: nobody reads the nomination of oneself; here it only says that somebody else decides
        own = (
            self.env["perf.award.nomination"]
            .sudo()
            ._read_group(
                [
                    ("round_id", "in", self.ids),
                    ("employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids()),
                ],
                ["round_id"],
            )
        )
        nominated = {one.id for (one,) in own}
        for one in self:
            one.can_decide = officer and one.id not in nominated

    # ------------------------------------------------------------------
    # Only by the business methods
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Open a round from its award."))
        return super().create(vals_list)

    def write(self, vals):
        """HR changes dates and jury of a round that runs; all else changes by its steps."""
        if not self.env.su:
            self.check_access("write")
            self._check_officer()
            self._check_change(vals)
        return super().write(vals)

    def _check_change(self, vals):
        """Refuse what can't be changed by hand, or not any more.

        :raise AccessError: for what follows from the steps
        :raise UserError: says what to do instead
        """
        if vals.keys() - OPEN_FIELDS:
            raise AccessError(self.env._("A round changes by its steps. Only its dates and its jury can be set."))
        if any(one.state not in ("nominating", "voting") for one in self):
            raise UserError(self.env._("This round is over, so it stays as it is."))
        if {"jury_ids", "nomination_end"} & vals.keys() and any(one.state == "voting" for one in self):
            raise UserError(self.env._("The jury votes already. Only the last day to vote can be moved."))

    @api.constrains("jury_ids")
    def _check_jury(self):
        for one in self:
            if one.sudo().jury_ids.company_id - one.company_id:  # sudo: the jury is HR's
                raise ValidationError(self.env._("The jury works in the company of the award. Choose others."))

    def copy_data(self, default=None):
        raise UserError(self.env._("A round can't be copied. Open the next one from its award."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Rounds are never deleted. Cancel this one instead."))

    # ------------------------------------------------------------------
    # Nominating and voting
    # ------------------------------------------------------------------

    def nominate(self, employee_id, reason):
        """Nominate a colleague.

        :param employee_id: id of the colleague
        :param reason: text, read by jury and HR, and by everybody if the colleague wins
        :return: the nomination
        """
        self.ensure_one()
        self.check_access("read")
        author = self.env.user._perf_employees().filtered(lambda one: one.company_id == self.company_id)[:1]
        if not author:
            raise UserError(self.env._("Only employees of the company nominate colleagues here."))
        self._check_open()
        reason = self._check_reason(reason)
        nominee = self._find_nominee(employee_id)
        # sudo: nominations are made here only; who may, and whom, was checked.
        Nomination = self.env["perf.award.nomination"].sudo()
        same = [("round_id", "=", self.id), ("employee_id", "=", nominee.id), ("nominator_id", "=", author.id)]
        if Nomination.search_count(same, limit=1):
            raise UserError(self.env._("You have nominated this person already. Withdraw it to write another."))
        values = {"round_id": self.id, "employee_id": nominee.id, "nominator_id": author.id, "reason": reason}
        return Nomination.create(values).with_env(self.env)

    def _check_open(self):
        """Refuse nominations before and after their time."""
        if self.state != "nominating" or self.nomination_end < fields.Date.context_today(self):
            raise UserError(self.env._("Nominations are closed here. The next round comes."))

    @api.model
    def _check_reason(self, reason):
        """Clean text of a nomination, or refuse it."""
        reason = reason.strip() if isinstance(reason, str) else ""
        if not REASON_MINIMUM <= len(reason) <= REASON_LIMIT:
            raise ValidationError(
                self.env._(
                    "Say what the person did, and what it made possible: %(least)s to %(most)s characters.",
                    least=REASON_MINIMUM,
                    most=REASON_LIMIT,
                )
            )
        return reason

    def _find_nominee(self, employee_id):
        """The colleague to nominate. Unknown and foreign people give the same message.

        :return: ``hr.employee`` in sudo
        """
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        if employee_id in own:
            raise ValidationError(self.env._("You can't nominate yourself. Choose a colleague."))
        # sudo: portal users may not read employees; only whether this one can be named goes out.
        Employee = self.env["hr.employee"].sudo()
        wanted = employee_id if type(employee_id) is int and 0 < employee_id < 2**31 else 0
        nominee = Employee.search([("id", "=", wanted), ("company_id", "=", self.company_id.id), ("active", "=", True)])
        if nominee and nominee._perf_same_person_ids()[nominee.id] & set(own):
            raise ValidationError(self.env._("You can't nominate yourself. Choose a colleague."))
        if not nominee:
            raise ValidationError(self.env._("Choose a colleague from the list."))
        return nominee

    def action_open_nominate(self):
        """Nominate in a dialog."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Nominate a colleague"),
            "res_model": "perf.award.nominate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_round_id": self.id},
        }

    # ------------------------------------------------------------------
    # Steps of HR
    # ------------------------------------------------------------------

    def action_start_voting(self):
        """HR ends the nominations, and the jury votes."""
        self.check_access("write")
        self._check_officer()
        # sudo: the jury and all nominations count, also what HR may not read about oneself
        rounds = self.sudo()
        for one in rounds:
            if not one.jury_ids:
                raise UserError(self.env._("Choose the jury first: there is nobody to vote yet."))
            if not one.nomination_ids:
                raise UserError(self.env._("Nobody is nominated yet. Move the last day, or cancel the round."))
        self._move("voting")
        return True

    def action_decide(self):
        """HR announces the nomination with the most votes as the winner."""
        self.check_access("write")
        self._check_officer()
        for one in self:
            one._check_can_decide()
            best = one._get_leaders()
            if len(best) > 1:
                raise UserError(
                    self.env._(
                        "Equally many votes went to %(names)s. Choose one of them: Make Winner in the list below.",
                        names=", ".join(best.employee_id.mapped("name")),
                    )
                )
            one._decide(best)
        return True

    def action_cancel(self):
        """HR calls the round off; nobody wins."""
        self.check_access("write")
        self._check_officer()
        self._move("cancelled")
        return True

    def _check_can_decide(self):
        """Refuse to announce before all have voted or had the time to, and by who is nominated."""
        self.ensure_one()
        if not self.can_decide:
            raise AccessError(self.env._("You are nominated here, so a colleague in HR announces the winner."))
        if self.state != "voting":
            raise UserError(self.env._("The jury doesn't vote here at the moment, so there is nothing to announce."))
        # sudo: the number of votes only
        voted = self.env["perf.award.vote"].sudo().search_count([("round_id", "=", self.id)])
        if voted < len(self.sudo().jury_ids) and fields.Date.context_today(self) <= self.voting_end:
            raise UserError(
                self.env._(
                    "The jury can vote until %(day)s, and not all have. Wait, or move that day.",
                    day=format_date(self.env, self.voting_end),
                )
            )

    def _get_leaders(self):
        """The nominations with the most votes, in sudo.

        :raise UserError: nobody voted
        """
        self.ensure_one()
        # sudo: votes are secret; only who leads leaves
        groups = (
            self.env["perf.award.vote"].sudo()._read_group([("round_id", "=", self.id)], ["nomination_id"], ["__count"])
        )
        best = leaders({nomination.id: count for nomination, count in groups})
        if not best:
            raise UserError(self.env._("Nobody has voted. Move the last day to vote, or cancel the round."))
        return self.env["perf.award.nomination"].sudo().browse(best)

    def _decide(self, nomination):
        """Make a nomination the winner of this round. Who may is for the caller to check.

        :param nomination: in sudo
        """
        self.ensure_one()
        self._move("decided")
        nomination.write({"is_winner": True})
        if self.points:
            self.env["perf.points.entry"].sudo()._adjust(  # sudo: nobody books by hand
                nomination.employee_id, "balance", self.points, self.display_name, f"award {self.id}"
            )
        nomination._notify_winner()

    def _move(self, state):
        """Bring these rounds into a state, all or none. The rows are locked first.

        :raise UserError: one of them is somewhere else by now
        """
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT id FROM perf_award_round WHERE id = ANY(%s) ORDER BY id FOR UPDATE", self.ids))
        self.invalidate_recordset(["state"], flush=False)
        wrong = self.filtered(lambda one: one.state not in STEPS[state])
        if wrong:
            raise UserError(
                self.env._(
                    "“%(award)s” is somewhere else by now, so this step isn't possible. Reload to see how it stands.",
                    award=wrong[0].display_name,
                )
            )
        # sudo: nobody writes the state by hand; the callers check who takes the step
        self.sudo().write({"state": state})

    @api.model
    def _cron_advance(self):
        """Open the rounds of the month and the year; end nominations whose last day is over.

        Nobody is made the winner by a job: HR announces. A round without jury waits for HR; one in which nobody is
        nominated ends.
        """
        today = fields.Date.context_today(self)
        self.env["perf.award"].search([("kind", "in", ["monthly", "yearly"])])._open_rounds(today)
        late = self.search([("state", "=", "nominating"), ("nomination_end", "<", today)])
        late.filtered(lambda one: not one.nomination_ids)._move("cancelled")
        late.filtered(lambda one: one.nomination_ids and one.jury_ids)._move("voting")

    # ------------------------------------------------------------------
    # Portal
    # ------------------------------------------------------------------

    def _prepare_portal_rounds(self):
        """What the portal shows of rounds that the current user can read, as plain values.

        :return: list of dicts, in the order of ``self``
        """
        self.check_access("read")
        states = dict(self._fields["state"]._description_selection(self.env))
        tones = {"nominating": "info", "voting": "warning", "decided": "success"}
        winners = self.env["perf.award.nomination"].search([("round_id", "in", self.ids), ("is_winner", "=", True)])
        cards = winners._prepare_portal_nominations()
        won = {}
        for nomination, card in zip(winners, cards, strict=True):
            won.setdefault(nomination.round_id.id, []).append(card)
        return [
            {
                "id": one.id,
                "url": one._get_portal_url(),
                "name": one.display_name,
                "description": one.description or "",
                "state": one.state,
                "state_label": states[one.state],
                "tone": tones.get(one.state, "secondary"),
                "nomination_end": one.nomination_end,
                "voting_end": one.voting_end,
                "points": one.points,
                "can_nominate": one.can_nominate,
                "is_juror": one.is_juror,
                "winners": won.get(one.id, []),
            }
            for one in self
        ]

    def _get_portal_url(self):
        """Page of this round in the portal."""
        self.ensure_one()
        return f"/my/recognition/awards/{self.id}"
