from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfGoalAmendWizard(models.TransientModel):
    """The sheet on which one asks for a change of what was agreed in a goal."""

    _name = "perf.goal.amend.wizard"
    _description = "Amend a Goal"
    _inherit = ["perf.text.mixin"]

    goal_id = fields.Many2one("perf.goal", required=True, readonly=True, ondelete="cascade")
    what = fields.Selection(
        [
            ("date_end", "Until when"),
            ("date_start", "From when"),
            ("target_value", "Target of a key result"),
            ("start_value", "Start of a key result"),
            ("result_weight", "Weight of a key result"),
            ("is_prorated", "Fair exposure of a key result"),
            ("weight", "Weight of the goal"),
            ("commitment", "Commitment"),
            ("name", "Name"),
        ],
        required=True,
        default="date_end",
    )
    key_result_id = fields.Many2one("perf.goal.key.result", domain="[('goal_id', '=', goal_id)]", ondelete="cascade")
    new_date = fields.Date()
    new_number = fields.Float()
    new_text = fields.Char()
    new_choice = fields.Boolean(string="In Proportion to the Time Worked")
    new_commitment = fields.Selection([("committed", "Committed"), ("aspirational", "Aspirational")])
    reason = fields.Text(required=True)

    @api.onchange("what", "key_result_id")
    def _onchange_what(self):
        """Start from the present value."""
        goal, result = self.goal_id, self.key_result_id
        if self.what in ("date_start", "date_end"):
            self.new_date = goal[self.what]
        elif self.what in ("target_value", "start_value", "result_weight"):
            self.new_number = result["weight" if self.what == "result_weight" else self.what]
        elif self.what == "is_prorated":
            self.new_choice = result.is_prorated
        elif self.what == "weight":
            self.new_number = goal.weight
        elif self.what == "commitment":
            self.new_commitment = goal.commitment
        else:
            self.new_text = goal.name

    def action_confirm(self):
        """Ask for the amendment, or make it, if one may."""
        self.ensure_one()
        self.goal_id.amend(self._prepare_changes(), self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_changes(self):
        """The change in the form that ``perf.goal.amend`` takes."""
        if self.what in ("target_value", "start_value", "result_weight", "is_prorated"):
            if not self.key_result_id:
                raise UserError(self.env._("Choose the key result."))
            name = "weight" if self.what == "result_weight" else self.what
            value = self.new_choice if self.what == "is_prorated" else self.new_number
            return {"key_results": {self.key_result_id.id: {name: value}}}
        values = {
            "date_start": self.new_date,
            "date_end": self.new_date,
            "weight": self.new_number,
            "commitment": self.new_commitment,
            "name": self.new_text,
        }
        return {self.what: values[self.what]}
