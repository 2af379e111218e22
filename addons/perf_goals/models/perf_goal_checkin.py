from odoo import fields, models


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

    _confidence_range = models.Constraint(
        "CHECK(confidence BETWEEN 0 AND 10)", "Confidence goes from 0 to 10. Choose a number in between."
    )
    _goal_date_idx = models.Index("(goal_id, date DESC, id DESC)")
