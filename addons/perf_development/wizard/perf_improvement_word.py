from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.perf_base.wizard.perf_word_mixin import Words

PLAN = "perf.improvement.plan"
_lt = LazyTranslate(__name__)


class PerfImprovementWord(models.TransientModel):
    """The few words that go with a step of an improvement plan."""

    _name = "perf.improvement.word"
    _description = "Words with a Step of an Improvement Plan"
    _inherit = ["perf.word.mixin"]

    _words = {
        "submit": Words(
            PLAN,
            "action_submit",
            _lt("Hand in to HR"),
            _lt("Hand in"),
            _lt("The plan is complete. HR reads it next. You can't change it any more, unless HR gives it back."),
            text="none",
        ),
        "send_back": Words(
            PLAN,
            "action_send_back",
            _lt("Give back"),
            _lt("Give back"),
            _lt("Read by the author. Say what to change, in your own words."),
        ),
        "override": Words(
            PLAN,
            "action_override",
            _lt("Begin without an earlier talk"),
            _lt("Begin without a talk"),
            _lt(
                "Read by HR alone; it stands in the file with your name and the day. Nobody talked with "
                "the person about the matter in the last 90 days."
            ),
        ),
        "acknowledge": Words(
            PLAN,
            "action_acknowledge",
            _lt("I have read it"),
            _lt("I have read it"),
            _lt(
                "Read by your managers and HR. To have read the plan is not to agree with it. You can add "
                "what you think; it stays as you write it."
            ),
            text="optional",
        ),
        "respond": Words(
            PLAN,
            "action_respond",
            _lt("Respond"),
            _lt("Send"),
            _lt("Read by your managers and HR. It stays as you write it, also when the plan has ended."),
        ),
        "extend": Words(
            PLAN,
            "action_extend",
            _lt("Extend the plan"),
            _lt("Propose to HR"),
            _lt(
                "Read by HR first, then by the person. A plan is extended once; conversations go on every "
                "week until the new end."
            ),
        ),
        "pause": Words(
            PLAN,
            "action_pause",
            _lt("Pause the plan"),
            _lt("Pause"),
            _lt(
                "Read by the person, the managers above and HR. The clock stops, and the plan can be "
                "changed. The days of the pause are added to the end."
            ),
        ),
        "end": Words(
            PLAN,
            "action_end",
            _lt("End the plan"),
            _lt("End the plan"),
            _lt(
                "Read by the person, the managers above and HR. When it worked out, the plan ends at "
                "once. When not, HR reads it first, and the plan runs on until HR has agreed."
            ),
        ),
        "cancel": Words(
            PLAN,
            "action_cancel",
            _lt("Call the plan off"),
            _lt("Call it off"),
            _lt("Read by the managers above and HR; by the person too, if the plan began."),
        ),
        "note": Words(
            PLAN,
            "action_add_note",
            _lt("Add a note"),
            _lt("Save"),
            _lt(
                "Read by the managers above and HR, or by HR alone. The person does not read it. It stays "
                "as you write it."
            ),
        ),
        "outcome": Words(
            "perf.improvement.objective",
            "action_set_outcome",
            _lt("Outcome of the objective"),
            _lt("Save"),
            _lt("Read by the person, the managers above and HR."),
            text="optional",
        ),
    }

    days = fields.Integer(default=14)
    outcome = fields.Selection([("success", "It worked out"), ("not_met", "Not met")])
    objective_outcome = fields.Selection([("met", "Met"), ("partly", "Partly met"), ("not_met", "Not met")])
    audience = fields.Selection([("manager", "Managers and HR"), ("hr", "HR only")], default="manager")
    then_end = fields.Boolean(readonly=True)
    objective_ids = fields.Many2many("perf.improvement.objective", compute="_compute_ground")
    held_text = fields.Char(compute="_compute_ground")
    open_outcomes = fields.Integer(compute="_compute_ground")

    @api.depends("purpose", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_ground(self):
        """What the end of a plan rests on, before it is asked for: for those who may read the plan."""
        for word in self:
            # allow query-in-loop: a dialog is about one plan
            plan = self.env[PLAN].browse(word.res_id if word.purpose == "end" else [])
            # allow query-in-loop: a dialog is about one plan
            plan = plan.exists()._filtered_access("read")
            word.objective_ids = plan.objective_ids
            word.held_text = plan._get_held_text() if plan else False
            word.open_outcomes = len(plan.objective_ids.filtered(lambda each: not each.outcome))

    @api.model
    def _get_step_action(self, plan, purpose):
        """Action that opens the dialog for a step of a plan.

        :param plan: ``perf.improvement.plan`` that the current user reads
        :param purpose: whatever the client sent
        :raise UserError: there is no such step
        """
        if not isinstance(purpose, str) or purpose not in self._words or self._words[purpose].model != PLAN:
            raise UserError(self._get_target_error())
        return self._get_action(plan, purpose)

    def _get_arguments(self, text):
        arguments = {
            "submit": (),
            "extend": (self.days, text),
            "end": (self.outcome, text),
            "note": (text, self.audience),
            "outcome": (self.objective_outcome, text),
        }
        return arguments.get(self.purpose, (text,))

    def _get_next_action(self, record):
        """A document that the user reads no more gives way to the list; an outcome leads back to the end."""
        if self.then_end and record._name != PLAN:
            return self._get_action(record.plan_id, "end")
        if isinstance(record, self.env.registry["perf.hr.review.mixin"]):
            return record._get_next_action(self.purpose)
        return super()._get_next_action(record)
