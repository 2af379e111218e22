from odoo import api, fields, models

# purpose -> model and method that takes the text
PURPOSES = {
    "retract": ("perf.feedback", "action_retract"),
    "reply": ("perf.feedback", "reply"),
    "decline": ("perf.feedback.request.line", "action_decline"),
}


class PerfFeedbackWord(models.TransientModel):
    """The few words that go with a step: why feedback is taken back or declined, or a reply."""

    _name = "perf.feedback.word"
    _description = "Words with a Step"
    _inherit = ["perf.text.mixin"]

    # Plain ids instead of links to records: a link would show the name of records that the user may not read.
    res_id = fields.Integer(required=True)
    purpose = fields.Selection(
        [("retract", "Take back"), ("reply", "Reply"), ("decline", "Decline")], required=True, readonly=True
    )
    text = fields.Text()

    @api.model
    def _get_action(self, record, purpose, title):
        """Action that opens the dialog for one record."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_id": record.id, "default_purpose": purpose},
        }

    def action_confirm(self):
        """Take the step, with the rights of the current user."""
        self.ensure_one()
        self.check_access("write")
        model, method = PURPOSES[self.purpose]
        record = self.env[model].browse(self.res_id)
        record.check_access("read")
        getattr(record, method)(self.text or "")
        return {"type": "ir.actions.client", "tag": "soft_reload"}
