from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.improvement import checkpoint_dates


class PerfImprovementPlan(models.Model):
    """What is proposed for a running improvement plan, and what happens when HR confirms it."""

    _inherit = "perf.improvement.plan"

    proposal_id = fields.Many2one(
        "perf.improvement.proposal", string="Proposed", compute="_compute_proposal", exportable=False
    )
    proposal_note = fields.Text(compute="_compute_proposal", exportable=False)
    proposal_open = fields.Boolean(compute="_compute_proposal", exportable=False)  # HR reads it now
    can_review_proposal = fields.Boolean(compute="_compute_proposal", exportable=False)
    can_withdraw_proposal = fields.Boolean(compute="_compute_proposal", exportable=False)

    @api.depends("state", "resume_requested_on", "extension_days")
    @api.depends_context("uid", "lang")
    def _compute_proposal(self):
        """What is open, for those who read proposals: never for the person."""
        open_ = self.env["perf.improvement.proposal"].sudo(False)
        open_ = open_.search([("plan_id", "in", self._origin.ids), ("state", "in", ["draft", "hr_review"])])
        found = {proposal.plan_id.id: proposal for proposal in open_}
        nothing = open_.browse()
        for plan in self:
            proposal = found.get(plan._origin.id, nothing)
            plan.proposal_id = proposal
            plan.proposal_note = proposal._get_proposal_text() if proposal else False
            plan.proposal_open = proposal.state == "hr_review"
            plan.can_review_proposal = proposal.can_send_back
            plan.can_withdraw_proposal = bool(proposal) and proposal.is_author

    def action_open_proposal(self):
        """Open what HR is to confirm."""
        self.ensure_one()
        self.check_access("read")
        if not self.proposal_id:
            raise UserError(self.env._("Nothing is proposed for this plan any more."))
        return {
            "type": "ir.actions.act_window",
            "name": self.proposal_id.display_name,
            "res_model": self.proposal_id._name,
            "res_id": self.proposal_id.id,
            "views": [(False, "form")],
        }

    def action_open_withdraw_proposal(self):
        """Ask why, then take the proposal back."""
        self.ensure_one()
        self.check_access("read")
        if not self.proposal_id:
            raise UserError(self.env._("Nothing is proposed for this plan any more."))
        return self.proposal_id.action_open_withdraw()

    def _check_no_proposal(self):
        """Refuse steps while HR reads what was proposed: the ground may not move under its feet."""
        # sudo: whoever may take the step learns of another's proposal; the message is the same for all of them
        domain = [("plan_id", "in", self.ids), ("state", "=", "hr_review")]
        if self.env["perf.improvement.proposal"].sudo().search_count(domain, limit=1):
            raise UserError(
                self.env._("HR reads a proposal for this plan. Wait for HR, or take the proposal back first.")
            )

    def _apply_proposal(self, proposal):
        """What HR confirmed takes effect. Called in sudo.

        :param proposal: ``perf.improvement.proposal``
        """
        self.ensure_one()
        if proposal.kind == "not_met":
            self._end("not_met", proposal.reason)
        elif proposal.kind == "extend":
            self._extend(proposal.days, proposal.reason, proposal.author_employee_id)
        else:
            self._resume(changed=True, author=proposal.author_employee_id)

    def _extend(self, days, reason, author):
        """Move the end, and plan conversations until then. Called in sudo.

        :param author: ``hr.employee`` who proposed it
        """
        before = self.date_end
        self.write({"extension_days": days, "extension_reason": reason})
        last = max([before, *self.checkpoint_ids.mapped("date_planned")])
        self.checkpoint_ids = [
            (0, 0, {"date_planned": day}) for day in checkpoint_dates(last, self.date_end, 7) if last < self.date_end
        ]
        self._add_version([self._get_end_change(before)], reason, author=author)

    def _withdraw_proposals(self, reason):
        """Close what HR still reads, or gave back: the plan went another way.

        :param reason: why
        """
        # sudo: the callers checked who may take the step
        proposals = self.env["perf.improvement.proposal"].sudo()
        proposals.search([("plan_id", "in", self.ids), ("state", "in", ["draft", "hr_review"])])._withdraw(reason)
