from odoo import api, fields, models


class PerfGoalCheckinWizard(models.TransientModel):
    """The check-in sheet of one goal in the back office."""

    _name = "perf.goal.checkin.wizard"
    _description = "Check In"
    _inherit = ["perf.text.mixin"]

    goal_id = fields.Many2one("perf.goal", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("perf.goal.checkin.wizard.line", "wizard_id", string="Values")
    is_manual = fields.Boolean(compute="_compute_is_manual")
    progress = fields.Float(help="0 to 100 %.")
    confidence = fields.Selection(
        [(str(number), str(number)) for number in range(11)],
        required=True,
        help="0: it won't work out. 5: it can go either way. 10: it surely will.",
    )
    note = fields.Text(string="What Changed?")
    doubts = fields.Text(readonly=True, help="Values that are far from the last ones, to be looked at again.")

    @api.depends("goal_id")
    def _compute_is_manual(self):
        for wizard in self:
            goal = wizard.goal_id
            wizard.is_manual = not goal.key_result_ids and goal._is_checked_in_by_hand()

    @api.model
    def default_get(self, fields_list):
        """Start from the last values of the key results."""
        values = super().default_get(fields_list)
        goal = self.env["perf.goal"].browse(values.get("goal_id")).exists()
        if goal:
            goal.check_access("read")
            values["progress"] = goal.progress
            if goal.last_checkin_date:
                values["confidence"] = str(goal.confidence)
            values["line_ids"] = [
                fields.Command.create({"key_result_id": result.id, "value": result.current_value})
                for result in goal._get_typed_results()
            ]
        return values

    def action_save(self):
        """Hand the sheet in; when a value may be a slip, ask about it first."""
        self.ensure_one()
        goal = self.goal_id
        shown = goal.confidence if goal.last_checkin_date else None
        doubts = goal._review_checkin(self._prepare_checkin(), shown)
        if not doubts:
            return self.action_save_anyway()
        self.doubts = "\n".join(doubts)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_checkin_wizard_action"),
            "res_id": self.id,
        }

    def action_save_anyway(self):
        """Hand the sheet in, once what looked like a slip was found to be right."""
        self.ensure_one()
        values = self._prepare_checkin()
        self.goal_id.check_in(values)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Check-in saved."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _prepare_checkin(self):
        """The values of ``perf.goal.check_in`` from the sheet."""
        values = {
            "date": self.date,
            "confidence": self.confidence,
            "note": self.note,
            "lines": {line.key_result_id.id: line.value for line in self.line_ids},
        }
        if self.is_manual:
            values["progress"] = self.progress
        return values
