from odoo import fields, models


class PerfAppraisalAppeal(models.TransientModel):
    """The decision of HR about an appeal, with its reason and what changes."""

    _name = "perf.appraisal.appeal"
    _description = "Decide about an Appeal"
    _inherit = ["perf.text.mixin"]

    # A plain id instead of a link: a link would show the name of a record that the user may not read.
    res_id = fields.Integer(required=True)
    employee_comment = fields.Text(compute="_compute_values")
    current_level = fields.Char(string="Level Now", compute="_compute_values")
    allowed_level_ids = fields.Many2many("perf.rating.level", compute="_compute_values")
    decision = fields.Selection(
        [("upheld", "Upheld: level or text changes"), ("rejected", "Rejected: the result stays as it is")],
        required=True,
    )
    reason = fields.Text(required=True)
    level_id = fields.Many2one("perf.rating.level", string="New Level", domain="[('id', 'in', allowed_level_ids)]")
    summary = fields.Text(string="Corrected Summary", help="Leave it as it is when the text stays.")

    def _compute_values(self):
        # No sudo: what the user may not read stays empty.
        readable = self.env["perf.appraisal"].search([("id", "in", self.mapped("res_id"))])
        for wizard in self:
            appraisal = readable.filtered(lambda each, wizard=wizard: each.id == wizard.res_id)
            wizard.employee_comment = appraisal.employee_comment
            wizard.current_level = appraisal.final_level_id.name
            wizard.allowed_level_ids = appraisal.allowed_level_ids

    def action_confirm(self):
        """Decide; the appraisal checks who decides, when, and what."""
        self.ensure_one()
        self.check_access("read")
        upheld = self.decision == "upheld"
        self.env["perf.appraisal"].browse(self.res_id).action_decide_appeal(
            self.decision,
            self.reason or "",
            self.level_id.id if upheld else None,
            (self.summary or "") if upheld else None,
        )
        return {"type": "ir.actions.act_window_close"}
