from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .perf_improvement_plan import RUNNING

OUTCOMES = [("met", "Met"), ("partly", "Partly met"), ("not_met", "Not met")]


class PerfImprovementObjective(models.Model):
    """One thing that a person is to reach within an improvement plan, and how both see whether it is reached."""

    _name = "perf.improvement.objective"
    _description = "Objective of an Improvement Plan"
    _inherit = ["perf.improvement.part"]
    _order = "sequence, id"

    _perf_open_fields = frozenset({"sequence", "name", "measure", "target"})

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Objective", required=True)
    measure = fields.Char(string="How It Is Measured", required=True)
    target = fields.Char(string="What Is Enough", required=True)
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False)
    outcome_note = fields.Text(string="Why", readonly=True, copy=False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        result = super()._unlink_except_frozen()
        # sudo: asks whether there is any, also for those who may not read them
        if self.env["perf.improvement.progress"].sudo().search_count([("objective_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("You talked about this objective already. Change it instead of deleting it."))
        return result

    def action_open_outcome(self):
        """Ask what became of it."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["perf.improvement.word"]._get_action(self, "outcome", self.name)
        action["context"] |= {
            "default_objective_outcome": self.outcome,
            "default_text": self.outcome_note,
            "default_then_end": bool(self.env.context.get("perf_then_end")),
        }
        return action

    def action_set_outcome(self, outcome="", note=""):
        """Say what became of these objectives; it stands in the plan from then on.

        :param outcome: ``met``, ``partly`` or ``not_met``
        :param note: why, a text
        """
        self.check_access("read")
        if outcome not in list(dict(OUTCOMES)):
            raise UserError(self.env._("Choose whether the objective was met, partly met or not met."))
        if not all(objective.plan_id.can_lead for objective in self):
            raise AccessError(self.env._("Only those who lead the person say what became of an objective."))
        if any(objective.plan_id.state not in RUNNING for objective in self):
            raise UserError(self.env._("Outcomes are said while the plan runs."))
        self.plan_id._check_no_proposal()
        # sudo: those who lead the plan may say the outcome, but not write the objective
        self.sudo().write({"outcome": outcome, "outcome_note": note.strip() if isinstance(note, str) else False})
        return True

    def _get_content_text(self):
        """What the objective says, in one line."""
        self.ensure_one()
        return self.env._(
            "%(name)s. Measured by: %(measure)s. Enough is: %(target)s",
            name=self.name or "",
            measure=self.measure or "",
            target=self.target or "",
        )
