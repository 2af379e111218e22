from odoo import api, fields, models
from odoo.exceptions import AccessError


class PerfAwardVote(models.Model):
    """One vote of one member of a jury. Nobody reads it, HR neither: only sums and who leads leave."""

    _name = "perf.award.vote"
    _description = "Vote of a Jury"
    _inherit = ["perf.text.mixin"]
    _order = "id"

    round_id = fields.Many2one("perf.award.round", required=True, readonly=True, ondelete="cascade")
    nomination_id = fields.Many2one(
        "perf.award.nomination", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="restrict")

    _one_each = models.UniqueIndex("(round_id, employee_id)", "You have voted already. Reload the page to see it.")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        """Refused for people, as all else with votes."""
        self._check_system()
        return super().write(vals)

    @api.model
    def _check_system(self):
        """Refuse whatever comes from outside of the business methods."""
        if not self.env.su:
            raise AccessError(self.env._("Votes are secret. Vote on the page of the award."))

    @api.model
    def _cast(self, nomination, juror):
        """Keep the one vote of a member of the jury. Called in sudo; who may vote is for the caller to check.

        :param nomination: ``perf.award.nomination``
        :param juror: ``hr.employee`` of one record
        """
        mine = self.search([("round_id", "=", nomination.round_id.id), ("employee_id", "=", juror.id)])
        if mine:
            mine.write({"nomination_id": nomination.id})
        else:
            self.create({"round_id": nomination.round_id.id, "nomination_id": nomination.id, "employee_id": juror.id})
