from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.period import next_period


class PerfGoalCloneWizard(models.TransientModel):
    """Goals of one period as drafts for the next."""

    _name = "perf.goal.clone.wizard"
    _description = "Clone to the Next Period"
    _inherit = ["perf.text.mixin"]

    goal_ids = fields.Many2many("perf.goal", string="Goals", required=True)
    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="Until", required=True)
    keep_values = fields.Boolean(
        string="Start Where It Ended", default=True, help="The last value of each key result is the start of the next."
    )

    @api.model
    def default_get(self, fields_list):
        """The goals chosen in the list, and the period after that of the first one."""
        values = super().default_get(fields_list)
        ids = self.env.context.get("active_ids") or []
        goals = self.env["perf.goal"].browse(ids if self.env.context.get("active_model") == "perf.goal" else [])
        goals = goals.exists()
        if goals:
            goals.check_access("read")
            values.setdefault("goal_ids", [fields.Command.set(goals.ids)])
            first = goals.filtered("date_end")[:1]
            if first:
                values["date_start"], values["date_end"] = next_period(first.date_start, first.date_end)
        return values

    def action_clone(self):
        """Make the drafts and open them."""
        self.ensure_one()
        drafts = self.goal_ids._clone(self.date_start, self.date_end, self.keep_values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Drafts for the Next Period"),
            "res_model": "perf.goal",
            "views": [[False, "list"], [False, "kanban"], [False, "form"]],
            "domain": [("id", "in", drafts.ids)],
        }

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        if any(wizard.date_end < wizard.date_start for wizard in self):
            raise UserError(self.env._("The goals would end before they start. Choose a later end."))
