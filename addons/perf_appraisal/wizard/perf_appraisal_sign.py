from odoo import fields, models


class PerfAppraisalSign(models.TransientModel):
    """The employee's sign-off: a comment, and whether they agree."""

    _name = "perf.appraisal.sign"
    _description = "Sign Off an Appraisal"
    _inherit = ["perf.text.mixin"]

    appraisal_id = fields.Many2one("perf.appraisal", required=True, ondelete="cascade")
    agree = fields.Selection(
        [("yes", "I agree with the result"), ("no", "I don't agree: HR reads why and speaks with me")],
        required=True,
        default="yes",
    )
    comment = fields.Text()

    def action_confirm(self):
        """Sign off; the appraisal checks who signs and when."""
        self.ensure_one()
        self.check_access("read")
        self.appraisal_id.action_acknowledge(self.comment or "", self.agree == "yes")
        return {"type": "ir.actions.act_window_close"}
