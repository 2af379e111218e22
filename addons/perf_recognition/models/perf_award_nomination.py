from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain


class PerfAwardNomination(models.Model):
    """What one person writes to nominate another. The nominee reads it only after winning."""

    _name = "perf.award.nomination"
    _description = "Award Nomination"
    _inherit = ["perf.employee.mixin", "perf.award.part.mixin"]
    _rec_name = "employee_id"
    _order = "id"

    round_id = fields.Many2one("perf.award.round", string="Award", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(compute=None, related="round_id.company_id", store=True, precompute=True)
    state = fields.Selection(related="round_id.state", related_sudo=False)
    employee_id = fields.Many2one(string="Nominee", readonly=True)
    employee_name = fields.Char(string="Name", compute="_compute_names", compute_sudo=True)
    nominator_id = fields.Many2one(
        "hr.employee", string="Nominated By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    nominator_name = fields.Char(compute="_compute_names", compute_sudo=True)
    reason = fields.Text(string="Why", required=True, readonly=True)
    is_winner = fields.Boolean(readonly=True, copy=False, index="btree_not_null")
    is_mine = fields.Boolean(string="By Me", compute="_compute_mine", search="_search_is_mine")
    is_for_jury = fields.Boolean(compute="_compute_mine", search="_search_is_for_jury")
    is_my_vote = fields.Boolean(string="My Vote", compute="_compute_is_my_vote")

    _person_uniq = models.UniqueIndex(
        "(round_id, employee_id, nominator_id)", "You have nominated this person already."
    )
    _round_idx = models.Index("(round_id, id)")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("employee_id.name", "nominator_id.name")
    def _compute_names(self):
        for nomination in self:
            nomination.employee_name = nomination.employee_id.name
            nomination.nominator_name = nomination.nominator_id.name

    @api.depends("employee_name")
    def _compute_display_name(self):
        for nomination in self:
            nomination.display_name = nomination.employee_name

    @api.depends("nominator_id", "employee_id", "round_id")
    @api.depends_context("uid")
    def _compute_mine(self):
        # sudo: what concerns oneself only
        model = self.sudo()
        mine = set(model._search(Domain("id", "in", self.ids) & self._get_mine_domain()))
        for_jury = set(model._search(Domain("id", "in", self.ids) & self._get_jury_domain()))
        for nomination in self:
            nomination.is_mine = nomination._origin.id in mine
            nomination.is_for_jury = nomination._origin.id in for_jury

    @api.model
    def _search_is_mine(self, operator, value):
        return self._get_mine_domain() if operator == "in" else NotImplemented

    @api.model
    def _search_is_for_jury(self, operator, value):
        return self._get_jury_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_mine_domain(self):
        """Domain of what the current user nominated."""
        return Domain("nominator_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())

    @api.model
    def _get_jury_domain(self):
        """Domain of what the current user reads as a member of a jury: not about oneself, as long as the round runs."""
        rounds = self.env["perf.award.round"]
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        return (
            rounds._get_juror_domain("round_id")
            & Domain("round_id.state", "in", ["nominating", "voting"])
            & Domain("employee_id", "not in", own)
        )

    @api.depends_context("uid")
    def _compute_is_my_vote(self):
        # sudo: the own votes only
        votes = (
            self.env["perf.award.vote"]
            .sudo()
            .search_fetch(
                [
                    ("nomination_id", "in", self.ids),
                    ("employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids()),
                ],
                ["nomination_id"],
            )
        )
        chosen = set(votes.nomination_id.ids)
        for nomination in self:
            nomination.is_my_vote = nomination._origin.id in chosen

    # ------------------------------------------------------------------
    # Only by the business methods
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Nominate somebody from the award."))
        return super().create(vals_list)

    def write(self, vals):
        """Refused for people: what was written stays, and wins or not by the votes."""
        if not self.env.su:
            raise AccessError(self.env._("A nomination can't be changed. Withdraw it and write another."))
        return super().write(vals)

    def copy_data(self, default=None):
        raise UserError(self.env._("A nomination can't be copied. Write another in your own words."))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_vote(self):
        """Give this nomination the one vote that one has in the round; it moves here from another.

        :raise AccessError: one is not in the jury, or it is about oneself
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_for_jury:
            raise AccessError(self.env._("Only the jury votes, and nobody on a nomination of their own."))
        # sudo: the jury is HR's, and votes are written and read here only
        nomination = self.sudo()
        if nomination.state != "voting" or nomination.round_id.voting_end < fields.Date.context_today(self):
            raise UserError(self.env._("The jury doesn't vote here at the moment."))
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        juror = nomination.round_id.jury_ids.filtered(lambda one: one.id in own)[:1]
        nominee = nomination.employee_id
        if nominee._perf_same_person_ids()[nominee.id] & set(own):
            raise AccessError(self.env._("Only the jury votes, and nobody on a nomination of their own."))
        nomination.env["perf.award.vote"]._cast(nomination, juror)
        self.invalidate_recordset(["is_my_vote"])
        return True

    def action_withdraw(self):
        """Who nominated takes it back, or HR removes it, before the jury votes."""
        self.check_access("read")
        officer = self.env.user.has_group("perf_base.group_perf_officer")
        for nomination in self:
            if not nomination.is_mine and not officer:
                raise AccessError(self.env._("Only who nominated can take this back, or HR."))
            if nomination.sudo().state != "nominating":  # sudo: its state is no secret to who reads the nomination
                raise UserError(self.env._("The jury has it already, so it can't be taken back."))
        # sudo: nominations are deleted here only
        self.sudo().unlink()
        return True

    def action_choose_winner(self):
        """HR chooses one of those with equally many votes, the most."""
        self.ensure_one()
        self.check_access("read")
        self._check_officer()
        self.round_id.check_access("write")
        self.round_id._check_can_decide()
        if self.id not in self.round_id._get_leaders().ids:
            raise UserError(self.env._("Others have more votes. The winner is one with the most."))
        self.round_id._decide(self.sudo())  # sudo: nobody writes on nominations by hand; the votes decided
        return True

    def action_certificate(self):
        """Download the certificate of a winner."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/recognition/awards/certificate/{self.id}",
            "target": "download",
        }

    def _notify_winner(self):
        """Tell winners by e-mail. Called in sudo."""
        template = self.env.ref("perf_recognition.mail_template_perf_award_won", raise_if_not_found=False)
        if not template:
            return
        for nomination in self:
            partner = nomination.employee_id._perf_partners()
            if partner:
                template.with_context(lang=partner.lang or self.env.lang).send_mail(
                    nomination.id, email_values={"recipient_ids": [Command.set(partner.ids)]}
                )

    # ------------------------------------------------------------------
    # Portal and certificate
    # ------------------------------------------------------------------

    def _prepare_portal_nominations(self):
        """What the portal shows of nominations that the current user can read, as plain values.

        :return: list of dicts, in the order of ``self``
        """
        self.check_access("read")
        # sudo: portal users may not read employees; names and photos of the people on these records go out.
        records = self.sudo()
        people = self.env["hr.employee"].browse((records.employee_id | records.nominator_id).ids)._perf_person_values()
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        return [
            {
                "id": nomination.id,
                "person": people[record.employee_id.id],
                "nominator": people[record.nominator_id.id],
                "reason": record.reason,
                "is_mine": nomination.is_mine,
                "is_my_vote": nomination.is_my_vote,
                "is_me": record.employee_id.id in own,
            }
            for nomination, record in zip(self, records, strict=True)
        ]
