from odoo import api, fields, models


class PerfGoalCheckin(models.Model):
    """What the owner of a goal said about it on one day: how far, how confident, what changed. Never changed later."""

    _name = "perf.goal.checkin"
    _description = "Goal Check-in"
    _inherit = ["perf.goal.history"]
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    employee_id = fields.Many2one(related="goal_id.employee_id", string="Employee")
    progress = fields.Float(
        readonly=True, aggregator="avg", help="Progress of the goal after this check-in, 0 to 100 %."
    )
    confidence = fields.Integer(readonly=True, aggregator="avg", help="0: it won't work out. 10: it surely will.")
    note = fields.Text(string="What Changed?", readonly=True)
    author_id = fields.Many2one("res.partner", string="By", readonly=True, ondelete="set null")
    line_ids = fields.One2many("perf.goal.checkin.line", "checkin_id", string="Values", readonly=True)

    shown_values = fields.Text(string="Figures", compute="_compute_shown_values")

    _confidence_range = models.Constraint(
        "CHECK(confidence BETWEEN 0 AND 10)", "Confidence goes from 0 to 10. Choose a number in between."
    )
    _goal_date_idx = models.Index("(goal_id, date DESC, id DESC)")

    @api.depends("line_ids.value")
    @api.depends_context("lang")
    def _compute_shown_values(self):
        for checkin in self:
            checkin.shown_values = "\n".join(checkin._get_shown_values())

    def _get_shown_values(self):
        """What was typed for each key result, as people read it: list of texts."""
        self.ensure_one()
        return [f"{line.key_result_id.name}: {line._get_shown_value()}" for line in self.line_ids]
