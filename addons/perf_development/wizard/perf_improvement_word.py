from odoo import api, fields, models
from odoo.exceptions import UserError

PLAN = "perf.improvement.plan"


class PerfImprovementWord(models.TransientModel):
    """The few words that go with a step of an improvement plan."""

    _name = "perf.improvement.word"
    _description = "Words with a Step of an Improvement Plan"
    _inherit = ["perf.text.mixin"]

    # A plain id instead of a link: a link would show the name of a record that the user may not read.
    res_id = fields.Integer(required=True)
    purpose = fields.Selection(
        [
            ("submit", "Hand in"),
            ("send_back", "Send back"),
            ("override", "Go on without earlier guidance"),
            ("acknowledge", "I have read it"),
            ("respond", "Respond"),
            ("extend", "Extend"),
            ("pause", "Pause"),
            ("refuse_changes", "Send changes back"),
            ("end", "End"),
            ("cancel", "Cancel"),
            ("note", "Note"),
            ("outcome", "Outcome of an objective"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Text()
    days = fields.Integer(default=14)
    outcome = fields.Selection([("success", "It worked out"), ("not_met", "Not met")])
    objective_outcome = fields.Selection([("met", "Met"), ("partly", "Partly met"), ("not_met", "Not met")])
    audience = fields.Selection([("manager", "Managers and HR"), ("hr", "HR only")], default="manager")

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
        model = "perf.improvement.objective" if self.purpose == "outcome" else PLAN
        record = self.env[model].browse(self.res_id)
        record.check_access("read")
        self._take_step(record, self.text or "")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _take_step(self, record, text):
        """Call the method of the step."""
        steps = {
            "submit": lambda: record.action_submit(),
            "send_back": lambda: record.action_send_back(text),
            "override": lambda: record.action_override(text),
            "acknowledge": lambda: record.action_acknowledge(text),
            "respond": lambda: record.action_respond(text),
            "extend": lambda: record.action_extend(self.days, text),
            "pause": lambda: record.action_pause(text),
            "refuse_changes": lambda: record.action_refuse_changes(text),
            "end": lambda: record.action_end(self.outcome, text),
            "cancel": lambda: record.action_cancel(text),
            "note": lambda: record.action_add_note(text, self.audience),
            "outcome": lambda: record.action_set_outcome(self.objective_outcome, text),
        }
        if self.purpose not in steps:
            raise UserError(self.env._("Choose what to do."))
        steps[self.purpose]()
