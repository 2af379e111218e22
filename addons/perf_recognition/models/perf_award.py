from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.awards import round_dates

OFFICER = "perf_base.group_perf_officer"


class PerfAward(models.Model):
    """A program of awards: what it honours, how often, and who decides. Each time is a round of its own."""

    _name = "perf.award"
    _description = "Award Program"
    _inherit = ["perf.award.part.mixin", "perf.points.whole.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="What it honours. Shown to those who nominate and to the jury.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    kind = fields.Selection(
        [("spot", "Whenever it is due"), ("monthly", "Every month"), ("yearly", "Every year")],
        string="How Often",
        required=True,
        default="monthly",
        help="Rounds of every month and every year open by themselves.",
    )
    nomination_days = fields.Integer(
        string="Days to Nominate",
        default=14,
        help="For an award whenever it is due. Others take the month or the year.",
    )
    voting_days = fields.Integer(string="Days to Vote", required=True, default=5)
    points = fields.Integer(
        string="Points for the Winner", default=0, help="On top of the honour; they can be redeemed."
    )
    jury_ids = fields.Many2many(
        "hr.employee",
        "perf_award_jury_rel",
        "award_id",
        "employee_id",
        groups=OFFICER,
        help="Who votes on the nominations of the next round. Each has one vote, and nobody sees who voted for whom.",
    )
    round_ids = fields.One2many("perf.award.round", "award_id", readonly=True)
    open_count = fields.Integer(string="Open Rounds", compute="_compute_open_count")

    _days_range = models.Constraint(
        "CHECK(voting_days BETWEEN 1 AND 365 AND nomination_days BETWEEN 1 AND 365)",
        "Give at least 1 day to nominate and 1 to vote, and at most 365.",
    )
    _points_range = models.Constraint("CHECK(points BETWEEN 0 AND 1000000)", "Points are 0 to 1,000,000.")

    @api.depends("round_ids.state")
    def _compute_open_count(self):
        groups = self.env["perf.award.round"]._read_group(
            [("award_id", "in", self.ids), ("state", "in", ["nominating", "voting"])], ["award_id"], ["__count"]
        )
        counts = {award.id: count for award, count in groups}
        for award in self:
            award.open_count = counts.get(award.id, 0)

    @api.constrains("jury_ids", "company_id")
    def _check_jury(self):
        for award in self:
            if award.jury_ids.company_id - award.company_id:
                raise ValidationError(self.env._("The jury works in the company of the award. Choose others."))

    @api.constrains("company_id")
    def _check_company(self):
        # sudo: rounds that the writer can't read keep the company too
        awards = self.sudo()
        if any(award.round_ids.company_id - award.company_id for award in awards):
            raise ValidationError(self.env._("This award has rounds in its company. Make a new one for the other."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_rounds(self):
        # sudo: rounds of a company that is not active count too
        if self.sudo().round_ids:
            raise UserError(self.env._("This award has rounds, which stay. Archive it instead."))

    def action_open_round(self):
        """HR opens the round of today.

        :return: action that shows it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_officer()
        opened = self._open_rounds(fields.Date.context_today(self))
        if not opened:
            raise UserError(
                self.env._("The round of this period is there already. Change its dates, or wait for the next.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": opened.display_name,
            "res_model": "perf.award.round",
            "res_id": opened.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _open_rounds(self, day):
        """Open the rounds of these awards in which a day lies, unless they are there.

        :param day: date
        :return: the new rounds, as the current user
        """
        # sudo: rounds are opened here only; who may open them is for the caller to check
        awards = self.sudo()
        dates = {award: round_dates(award.kind, day, award.nomination_days, award.voting_days) for award in awards}
        there = awards.env["perf.award.round"].search_fetch(
            [("award_id", "in", awards.ids), ("period_key", "in", [key for key, *_rest in dates.values() if key])],
            ["award_id", "period_key"],
        )
        known = {(one.award_id, one.period_key) for one in there}
        rounds = awards.env["perf.award.round"].create(
            [
                {
                    "award_id": award.id,
                    "period_key": key,
                    "date_start": first,
                    "nomination_end": last,
                    "voting_end": voting_end,
                    "points": award.points,
                    "jury_ids": [(6, 0, award.jury_ids.ids)],
                }
                for award, (key, first, last, voting_end) in dates.items()
                if (award, key) not in known
            ]
        )
        return rounds.sudo(self.env.su)
