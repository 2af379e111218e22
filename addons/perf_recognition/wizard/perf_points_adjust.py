from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

AMOUNT_LIMIT = 1_000_000
REASON_MINIMUM = 5


class PerfPointsAdjust(models.TransientModel):
    """Dialog in which HR adds points to people or takes some off, with a reason that they read."""

    _name = "perf.points.adjust"
    _description = "Adjust Points"
    _inherit = ["perf.points.whole.mixin"]

    employee_ids = fields.Many2many("hr.employee", string="People", required=True)
    account = fields.Selection(
        [("balance", "Points earned"), ("allowance", "Points to give this month")], required=True, default="balance"
    )
    amount = fields.Integer(string="Points Each", required=True, help="Negative to take points off.")
    reason = fields.Char(required=True, help="The people read it in their statement.")
    key = fields.Char(default=lambda self: uuid4().hex, required=True)

    def action_confirm(self):
        """Book the adjustment, once however often it is confirmed."""
        self.ensure_one()
        self._check_rights()
        self._check_values()
        # sudo: nobody may write into the ledger by hand; rights and values are checked above
        self.env["perf.points.entry"]._adjust(
            self.employee_ids.sudo(), self.account, self.amount, self.reason.strip(), f"{self.env.uid},{self.key}"
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_rights(self):
        """HR officers adjust the points of people of their companies, never their own."""
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            raise AccessError(self.env._("Only HR officers adjust points."))
        # sudo: whether these people work in the companies of the officer
        people = self.employee_ids.sudo()
        if people.company_id - self.env.companies:
            raise AccessError(self.env._("Choose people of your own companies."))
        if set(people.ids) & set(self.env["perf.reporting.line"]._get_own_employee_ids()):
            raise AccessError(self.env._("You can't adjust your own points. Ask a colleague in HR."))

    def _check_values(self):
        """Refuse what would say nothing."""
        if not self.employee_ids:
            raise ValidationError(self.env._("Choose whose points are adjusted."))
        if not self.amount or abs(self.amount) > AMOUNT_LIMIT:
            raise ValidationError(
                self.env._("Choose between 1 and %(limit)s points, negative to take them off.", limit=AMOUNT_LIMIT)
            )
        if len((self.reason or "").strip()) < REASON_MINIMUM:
            raise ValidationError(self.env._("Say why, in a few words: the people read it in their statement."))

    @api.model_create_multi
    def create(self, vals_list):
        """As usual, with a key that nobody chooses for others."""
        return super().create([{**vals, "key": str(vals.get("key") or uuid4().hex)[:64]} for vals in vals_list])
