from odoo import models
from odoo.tools import LazyTranslate

from odoo.addons.perf_base.wizard.perf_word_mixin import Words

_lt = LazyTranslate(__name__)


class PerfFeedbackWord(models.TransientModel):
    """The few words that go with a step: why feedback is taken back or declined, or a reply."""

    _name = "perf.feedback.word"
    _description = "Words with a Step"
    _inherit = ["perf.word.mixin"]

    _words = {
        "retract": Words(
            "perf.feedback",
            "action_retract",
            _lt("Take back"),
            _lt("Take Back"),
            _lt(
                "From then on only you can read it. The person whom it is about is told that you took it back, and why."
            ),
        ),
        "reply": Words(
            "perf.feedback",
            "reply",
            _lt("Reply"),
            _lt("Send Reply"),
            _lt("Read by everybody who reads the feedback."),
        ),
        "decline": Words(
            "perf.feedback.request.line",
            "action_decline",
            _lt("Decline"),
            _lt("Decline"),
            _lt("You need not answer. The one who asked reads what you write here."),
            text="optional",
        ),
    }
