from odoo import api, fields, models
from odoo.tools import LazyTranslate

from odoo.addons.perf_base.wizard.perf_word_mixin import Words

ACTION = "perf.development.action"
_lt = LazyTranslate(__name__)
CANCEL_HELP = _lt("It stays readable. Say why, so that the other side understands it.")


class PerfDevelopmentWord(models.TransientModel):
    """The few words that go with a step of a development plan: what was learned, what is missing, or why it ends."""

    _name = "perf.development.word"
    _description = "Words with a Step of Development"
    _inherit = ["perf.word.mixin"]

    _words = {
        "done": Words(
            ACTION,
            "action_done",
            _lt("Complete"),
            _lt("Complete"),
            _lt("What was learned is read by the person, the managers, HR and the mentor. It stands in the timeline."),
            text="optional",
        ),
        "refuse": Words(
            ACTION,
            "action_refuse_level",
            _lt("Not yet"),
            _lt("Not Yet"),
            _lt("Say what is missing, so that it helps to get there. The person and the mentor read it."),
        ),
        "cancel": Words(ACTION, "action_cancel", _lt("Cancel the step"), _lt("Cancel It"), CANCEL_HELP),
        "cancel_plan": Words(
            "perf.development.plan", "action_cancel", _lt("Cancel the plan"), _lt("Cancel It"), CANCEL_HELP
        ),
    }

    skill_type_id = fields.Many2one("hr.skill.type", readonly=True)
    level_id = fields.Many2one(
        "hr.skill.level", string="Level Reached", domain="[('skill_type_id', '=', skill_type_id)]"
    )

    @api.model
    def _get_action(self, record, purpose, title=None):
        action = super()._get_action(record, purpose, title)
        if purpose == "done" and not record.skill_type_id.is_certification:
            action["context"]["default_skill_type_id"] = record.skill_type_id.id
        return action

    def _get_arguments(self, text):
        return (text, self.level_id.id) if self.purpose == "done" else super()._get_arguments(text)
