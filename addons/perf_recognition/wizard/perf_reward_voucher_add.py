from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.vouchers import CODE_LIMIT, parse_codes

CODES_LIMIT = 10_000
SHOWN = 5


class PerfRewardVoucherAdd(models.TransientModel):
    """Dialog into which HR pastes a list of voucher codes."""

    _name = "perf.reward.voucher.add"
    _description = "Add Voucher Codes"
    _inherit = ["perf.text.mixin"]

    reward_id = fields.Many2one("perf.reward", required=True, ondelete="cascade")
    codes = fields.Text(required=True, help="One code a line.")

    def action_confirm(self):
        """Add all codes, or none when something is wrong with one of them; the text stays in the dialog then."""
        self.ensure_one()
        self.reward_id.check_access("write")
        codes = self._check_codes()
        self.env["perf.reward.voucher"].create([{"reward_id": self.reward_id.id, "code": code} for code in codes])
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _check_text(self, field, value):
        """A list may be longer than other texts; only characters that can't be kept are refused here."""
        odd = isinstance(value, str) and "\0" in value
        return super()._check_text(field, value if odd else "")

    def _check_codes(self):
        """The codes in the text.

        :return: list of texts
        :raise ValidationError: says which codes to take out
        """
        codes, doubles, long = parse_codes(self.codes)
        if not codes or len(codes) > CODES_LIMIT:
            raise ValidationError(self.env._("Paste between 1 and %(limit)s codes, one a line.", limit=CODES_LIMIT))
        if long:
            raise ValidationError(
                self.env._(
                    "A code has up to %(limit)s characters. Shorten: %(codes)s", limit=CODE_LIMIT, codes=long[0][:40]
                )
            )
        if doubles:
            raise ValidationError(
                self.env._(
                    "These codes stand more than once in the text; leave each of them once. Nothing was added yet: "
                    "%(codes)s",
                    codes=self._shorten(doubles),
                )
            )
        # sudo: a code may be in the list of another reward of the company, whatever the officer sees
        known = (
            self.env["perf.reward.voucher"]
            .sudo()
            .search([("company_id", "=", self.reward_id.company_id.id), ("code", "in", codes)])
        )
        if known:
            raise ValidationError(
                self.env._(
                    "These codes are in a list already; take them out of the text. Nothing was added yet: %(codes)s",
                    codes=self._shorten(known.mapped("code")),
                )
            )
        return codes

    def _shorten(self, codes):
        """A few of these codes in words."""
        rest = len(codes) - SHOWN
        text = ", ".join(codes[:SHOWN])
        return self.env._("%(codes)s and %(count)s more", codes=text, count=rest) if rest > 0 else text
