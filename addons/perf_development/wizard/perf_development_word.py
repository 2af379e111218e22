from odoo import api, fields, models

# purpose -> model and method that takes the text
PURPOSES = {
    "done": ("perf.development.action", "action_done"),
    "refuse": ("perf.development.action", "action_refuse_level"),
    "cancel": ("perf.development.action", "action_cancel"),
    "cancel_plan": ("perf.development.plan", "action_cancel"),
}


class PerfDevelopmentWord(models.TransientModel):
    """The few words that go with a step of a development plan: what was learned, what is missing, or why it ends."""

    _name = "perf.development.word"
    _description = "Words with a Step of Development"
    _inherit = ["perf.text.mixin"]

    # Plain ids instead of links to records: a link would show the name of records that the user may not read.
    res_id = fields.Integer(required=True)
    purpose = fields.Selection(
        [
            ("done", "Complete"),
            ("refuse", "Not yet"),
            ("cancel", "Cancel the step"),
            ("cancel_plan", "Cancel the plan"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Text()
    skill_type_id = fields.Many2one("hr.skill.type", readonly=True)
    level_id = fields.Many2one(
        "hr.skill.level", string="Level Reached", domain="[('skill_type_id', '=', skill_type_id)]"
    )

    @api.model
    def _get_action(self, record, purpose, title):
        """Action that opens the dialog for one record, which the user reads."""
        context = {"default_res_id": record.id, "default_purpose": purpose}
        if purpose == "done" and not record.skill_type_id.is_certification:
            context["default_skill_type_id"] = record.skill_type_id.id
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_confirm(self):
        """Take the step, with the rights of the current user."""
        self.ensure_one()
        self.check_access("write")
        model, method = PURPOSES[self.purpose]
        record = self.env[model].browse(self.res_id)
        record.check_access("read")
        if self.purpose == "done":
            record.action_done(self.text or "", self.level_id.id)
        else:
            getattr(record, method)(self.text or "")
        return {"type": "ir.actions.client", "tag": "soft_reload"}
