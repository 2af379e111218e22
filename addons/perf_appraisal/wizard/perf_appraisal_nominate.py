from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.perf_base.tools.emails import parse_email, split_emails

from ..tools.roles import EXTERNAL


class PerfAppraisalNominate(models.TransientModel):
    """The dialog in which employee, manager or HR choose reviewers in the back office."""

    _name = "perf.appraisal.nominate"
    _description = "Choose Reviewers"
    _inherit = ["hr.mixin", "perf.text.mixin"]

    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, ondelete="cascade")
    role = fields.Selection(
        [("peer", "Colleagues"), ("report", "People they lead"), ("external", "People from outside")],
        string="Who",
        required=True,
        default=lambda self: self._default_role(),
    )
    person_ids = fields.Many2many("hr.employee", string="People", domain="[('company_id', 'in', allowed_company_ids)]")
    outsiders = fields.Text(
        string="E-mail Addresses", help="One a line, with the name in front: Ann Lee <ann@example.com>"
    )
    roles = fields.Json(compute="_compute_page", help="The kinds of people that the form asks.")
    hint = fields.Char(compute="_compute_page")
    suggestions = fields.Json(compute="_compute_page")

    @api.model
    def _default_role(self):
        appraisal_id = self.env.context.get("default_appraisal_id")
        appraisal = self.env["perf.appraisal"].browse(appraisal_id if type(appraisal_id) is int else None)
        if not appraisal.exists() or not appraisal.has_access("read"):
            return "peer"
        roles = appraisal.get_reviewers()["roles"]
        return roles[0]["key"] if roles else "peer"

    @api.depends("appraisal_id")
    def _compute_page(self):
        for wizard in self:
            page = wizard.appraisal_id.get_reviewers() if wizard.appraisal_id else {}
            wizard.roles = [role["key"] for role in page.get("roles", [])]
            wizard.suggestions = page.get("suggestions", [])
            wizard.hint = page and self.env._(
                "%(least)s to %(most)s people give a round picture; outside only where it helps. Answers of "
                "colleagues and reports are shown as a group, from %(threshold)s on.",
                least=page["min"],
                most=page["max"],
                threshold=page["threshold"],
            )

    def action_confirm(self):
        """Propose these people, with the rights of the current user."""
        self.ensure_one()
        self.check_access("read")
        if self.role == EXTERNAL:
            self.appraisal_id.action_nominate(self.role, outsiders=self._get_outsiders())
        else:
            self.appraisal_id.action_nominate(self.role, self.person_ids.ids)
        return {"type": "ir.actions.act_window_close"}

    def _get_outsiders(self):
        """Names and addresses as they were typed: list of pairs."""
        people = []
        for text in split_emails(self.outsiders):
            parsed = parse_email(text)
            people.append(list(parsed) if parsed else ["", text])
        if not people:
            raise UserError(self.env._("Enter at least one e-mail address."))
        return people
