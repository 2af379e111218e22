from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.vouchers import CODE_LIMIT


class PerfRewardVoucher(models.Model):
    """One code out of the list of a reward, which one person gets."""

    _name = "perf.reward.voucher"
    _description = "Voucher Code"
    _inherit = ["perf.text.mixin"]
    _rec_name = "code"
    _order = "id"

    reward_id = fields.Many2one("perf.reward", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="reward_id.company_id", store=True, precompute=True)
    code = fields.Char(required=True)
    order_id = fields.Many2one("perf.reward.order", readonly=True, copy=False, ondelete="restrict")
    employee_id = fields.Many2one(related="order_id.employee_id", string="For")
    state = fields.Selection(
        [("free", "Free"), ("reserved", "Reserved"), ("given", "Handed out")],
        compute="_compute_state",
        store=True,
        precompute=True,
    )

    _code_uniq = models.UniqueIndex("(company_id, code)", "This voucher code is in a list already. Leave it out.")
    _order_uniq = models.UniqueIndex("(order_id) WHERE order_id IS NOT NULL", "An order has one voucher code.")
    _free_idx = models.Index("(reward_id, id) WHERE order_id IS NULL")

    @api.depends("order_id.state")
    def _compute_state(self):
        for voucher in self:
            given = voucher.order_id.state == "delivered"
            voucher.state = "given" if given else "reserved" if voucher.order_id else "free"

    @api.model_create_multi
    def create(self, vals_list):
        codes = [{**vals, "code": self._check_code(vals.get("code"))} for vals in vals_list]
        if not self.env.su:
            codes = [{"reward_id": vals.get("reward_id"), "code": vals["code"], "order_id": False} for vals in codes]
        vouchers = super().create(codes)
        if any(reward.delivery != "voucher" for reward in vouchers.reward_id):
            raise ValidationError(
                self.env._("This reward is handed over by HR. Set it to “Voucher code” first, or choose another one.")
            )
        return vouchers

    def write(self, vals):
        """Refused for people: a code stays what it is; orders take it and give it back."""
        if not self.env.su:
            raise AccessError(
                self.env._("A voucher code can't be changed. Delete it, as long as it is free, and add it anew.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        if any(voucher.order_id for voucher in self):
            raise UserError(
                self.env._("A code that is reserved or was handed out stays in the list. Delete free ones only.")
            )

    @api.model
    def _check_code(self, code):
        """Clean text of a code.

        :raise ValidationError: it is empty, no text or too long
        """
        code = code.strip() if isinstance(code, str) else ""
        if not code or len(code) > CODE_LIMIT:
            raise ValidationError(
                self.env._("A voucher code has between 1 and %(limit)s characters.", limit=CODE_LIMIT)
            )
        return code
