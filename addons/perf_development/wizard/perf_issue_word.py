from odoo import api, fields, models
from odoo.tools import LazyTranslate

from odoo.addons.perf_base.wizard.perf_word_mixin import Words

_lt = LazyTranslate(__name__)


class PerfIssueWord(models.TransientModel):
    """The few words that go with a step of a concern, an improvement plan or a second review."""

    _name = "perf.issue.word"
    _description = "Words with a Step"
    _inherit = ["perf.word.mixin"]

    _words = {
        "send_back": Words(
            None,
            "action_send_back",
            _lt("Give back"),
            _lt("Give back"),
            _lt("Read by the author. Say what to change, in your own words."),
        ),
        "acknowledge": Words(
            None,
            "action_acknowledge",
            _lt("I Have Read It"),
            _lt("I have read it"),
            _lt(
                "Having read it is not agreeing with it. What you write here, if you like to, "
                "is read by your managers, the author and HR. It can't be changed later."
            ),
            text="optional",
        ),
        "respond": Words(
            None,
            "respond",
            _lt("Respond"),
            _lt("Send"),
            _lt("Read by the person, the managers, the author and HR. It can't be changed later."),
        ),
        "resolve": Words(
            None,
            "action_resolve",
            _lt("Resolve"),
            _lt("Resolve"),
            _lt("Read by the person, the managers, the author and HR."),
        ),
        "withdraw": Words(
            None,
            "action_withdraw",
            _lt("Withdraw"),
            _lt("Withdraw"),
            _lt(
                "Why is it withdrawn? Read by everybody who has it now: by the person only when it was shared already."
            ),
        ),
        "return": Words(
            None,
            "action_return",
            _lt("Return"),
            _lt("Return"),
            _lt(
                "Read by HR, which passes on in its own words what has to change. "
                "The author does not learn who asked for it."
            ),
        ),
        "assign": Words(
            None,
            "action_assign",
            _lt("Choose a Reader"),
            _lt("Ask this person"),
            _lt(
                "Somebody who works in the back office, outside the reporting lines of the person and of the author. "
                "They read this one document, until they have answered."
            ),
            text="none",
        ),
        "waive": Words(
            None,
            "action_waive",
            _lt("Go on without a Second Reader"),
            _lt("Go on without"),
            _lt("Why nobody can read it as the second. Read by HR; your name and the day stand with it."),
        ),
        "release": Words(None, "action_release", _lt("Agree to share"), _lt("Agree to share"), text="none"),
    }
    _target_names = ("res_model", "res_id", "purpose")

    res_model = fields.Char(required=True, readonly=True)
    reviewer_id = fields.Many2one("hr.employee", string="Second Reader", ondelete="cascade")
    candidate_ids = fields.Many2many("hr.employee", compute="_compute_candidate_ids")
    note = fields.Text(string="What Follows", compute="_compute_note")

    @api.model
    def _get_models(self):
        """The models whose steps the dialog knows, by name."""
        reviews = self.env["perf.second.review"]
        return {
            model._name: model for model in (*reviews._get_document_models(), reviews, self.env["perf.second.reader"])
        }

    @api.model
    def _is_target(self, name, value):
        """Also whether a value is the name of a model whose steps the dialog knows."""
        if name == "res_model":
            return isinstance(value, str) and value in self._get_models()
        return super()._is_target(name, value)

    @api.depends("res_model", "res_id", "purpose")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_candidate_ids(self):
        """Whom the user may name, of those whom the user may see, to those who name somebody."""
        for word in self:
            model = self._get_models().get(word.res_model) if word.purpose == "assign" else None
            # allow query-in-loop: a dialog is about one document
            record = model.browse(word.res_id).exists()._filtered_access("read") if model is not None else None
            people = record._get_offered_people() if record and hasattr(record, "_get_offered_people") else None
            word.candidate_ids = people.sudo(False)._filtered_access("read") if people else False

    @api.depends("res_model", "res_id", "purpose")
    @api.depends_context("uid", "lang")
    def _compute_note(self):
        """When the person gets it, for HR people who may read the document."""
        models = {model._name: model for model in self.env["perf.second.review"]._get_document_models()}
        for word in self:
            model = models.get(word.res_model) if word.purpose == "release" else None
            # allow query-in-loop: a dialog is about one document
            document = model.browse(word.res_id).exists()._filtered_access("read") if model is not None else None
            word.note = document._get_release_note() if document and document.can_review else False

    @api.model
    def _get_action(self, record, purpose, title=None):
        record.ensure_one()
        record.check_access("read")
        action = super()._get_action(record, purpose, title)
        action["context"]["default_res_model"] = record._name
        return action

    def action_confirm(self):
        """Take the step, with the rights of the current user."""
        self.ensure_one()
        action = super().action_confirm()
        if self.purpose in ("assign", "waive") and self.res_model == "perf.second.reader":
            # It has its reader, so there is nothing to see any more: back to what is left.
            return self.env["ir.actions.act_window"]._for_xml_id("perf_development.perf_second_reader_action")
        return action

    def _get_model(self):
        return self._get_models().get(self.res_model)

    def _get_arguments(self, text):
        return {"assign": (self.reviewer_id.id,), "release": ()}.get(self.purpose, (text,))

    def _get_next_action(self, record):
        """A document that the user reads no more gives way to the list."""
        if isinstance(record, self.env.registry["perf.hr.review.mixin"]):
            return record._get_next_action(self.purpose)
        return super()._get_next_action(record)
