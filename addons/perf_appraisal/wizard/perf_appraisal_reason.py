from odoo import api, fields, models
from odoo.exceptions import UserError

# Steps that ask for a reason; each of them checks rights and state itself.
STEPS = {
    ("perf.appraisal.cycle", "action_cancel"),
    ("perf.appraisal", "action_cancel"),
    ("perf.appraisal.review", "action_reopen"),
    ("perf.appraisal.review", "action_decline"),
    ("perf.appraisal.nomination", "action_refuse"),
    ("perf.calibration", "action_reopen"),
    ("perf.calibration", "action_cancel"),
}


class PerfAppraisalReason(models.TransientModel):
    """The question "why?" before a step that others will want to understand later."""

    _name = "perf.appraisal.reason"
    _description = "Reason for a Step"
    _inherit = ["perf.text.mixin"]

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    method = fields.Char(required=True)
    subject = fields.Char(string="About", compute="_compute_subject")
    reason = fields.Text(required=True)

    @api.depends("res_model", "res_id")
    def _compute_subject(self):
        """Name of the record, for those who may read it."""
        for wizard in self:
            wizard.subject = self._read_subject(wizard)

    @api.model
    def _read_subject(self, wizard):
        """Name of the record that a dialog is about, empty for those who may not read it."""
        if wizard.res_model not in {model for model, _method in STEPS}:
            return ""
        # No sudo: the name of a record that the user may not read stays unknown.
        found = self.env[wizard.res_model].search([("id", "=", wizard.res_id)])
        return found.display_name if found else ""

    def action_confirm(self):
        """Take the step with this reason, with the rights of the current user."""
        self.ensure_one()
        self.check_access("read")
        if (self.res_model, self.method) not in STEPS:
            raise UserError(self.env._("This step does not take a reason."))
        record = self.env[self.res_model].browse(self.res_id)
        getattr(record, self.method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
