from odoo import fields, models
from odoo.tools import LazyTranslate

from odoo.addons.perf_base.wizard.perf_word_mixin import Words

PLAN = "perf.improvement.plan"
_lt = LazyTranslate(__name__)
CONFIRM = _lt("Confirm")


class PerfImprovementWord(models.TransientModel):
    """The few words that go with a step of an improvement plan."""

    _name = "perf.improvement.word"
    _description = "Words with a Step of an Improvement Plan"
    _inherit = ["perf.word.mixin"]

    _words = {
        "submit": Words(
            PLAN,
            "action_submit",
            _lt("Hand in"),
            _lt("Hand In"),
            _lt("The plan is complete. HR reads it next. You can't change it any more, unless HR sends it back."),
            text="none",
        ),
        "send_back": Words(
            PLAN,
            "action_send_back",
            _lt("Send back"),
            CONFIRM,
            _lt("What should the author change? The author reads it."),
        ),
        "override": Words(
            PLAN,
            "action_override",
            _lt("Go on without earlier guidance"),
            CONFIRM,
            _lt(
                "Nobody talked with the person about the matter in the last 90 days. Record why the plan can't wait. "
                "It stands in the file with your name and the day; only HR reads it."
            ),
        ),
        "acknowledge": Words(
            PLAN,
            "action_acknowledge",
            _lt("I have read it"),
            _lt("I Have Read It"),
            _lt(
                "You say that you have read the plan. That is not agreeing with it. "
                "You can add what you think; it stays as you write it."
            ),
            text="optional",
        ),
        "respond": Words(
            PLAN,
            "action_respond",
            _lt("Respond"),
            CONFIRM,
            _lt("Read by your managers and HR. It stays as you write it, also when the plan has ended."),
        ),
        "extend": Words(
            PLAN,
            "action_extend",
            _lt("Extend"),
            _lt("Propose to HR"),
            _lt(
                "A plan is extended once. HR reads it first; then the person reads why, "
                "and conversations go on every week until the new end."
            ),
        ),
        "pause": Words(
            PLAN,
            "action_pause",
            _lt("Pause"),
            CONFIRM,
            _lt(
                "The clock stops, and the plan can be changed. The days of the pause are added to the end. "
                "The person reads why."
            ),
        ),
        "end": Words(
            PLAN,
            "action_end",
            _lt("End"),
            _lt("End the Plan"),
            _lt(
                "What does the outcome rest on? When it worked out, the plan ends at once and the person reads it. "
                "When not, HR reads it first: the plan runs on until HR has agreed, then the person reads it."
            ),
        ),
        "cancel": Words(
            PLAN,
            "action_cancel",
            _lt("Cancel"),
            CONFIRM,
            _lt("Why is the plan called off? The person reads it, if it began."),
        ),
        "note": Words(
            PLAN,
            "action_add_note",
            _lt("Note"),
            CONFIRM,
            _lt("The person does not read notes. They stay as you write them."),
        ),
        "outcome": Words(
            "perf.improvement.objective",
            "action_set_outcome",
            _lt("Outcome of an objective"),
            CONFIRM,
            _lt("Read by the person, the managers above and HR."),
            text="optional",
        ),
    }

    days = fields.Integer(default=14)
    outcome = fields.Selection([("success", "It worked out"), ("not_met", "Not met")])
    objective_outcome = fields.Selection([("met", "Met"), ("partly", "Partly met"), ("not_met", "Not met")])
    audience = fields.Selection([("manager", "Managers and HR"), ("hr", "HR only")], default="manager")

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
        """A document that the user reads no more gives way to the list."""
        if isinstance(record, self.env.registry["perf.hr.review.mixin"]):
            return record._get_next_action(self.purpose)
        return super()._get_next_action(record)
