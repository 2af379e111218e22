from odoo import api, fields, models
from odoo.exceptions import UserError

# purpose -> method that takes the words
METHODS = {
    "send_back": "action_send_back",
    "acknowledge": "action_acknowledge",
    "respond": "respond",
    "resolve": "action_resolve",
    "withdraw": "action_withdraw",
    "return": "action_return",
    "assign": "action_assign",
    "release": "action_release",
}


class PerfIssueWord(models.TransientModel):
    """The few words that go with a step of a concern, an improvement plan or a second review."""

    _name = "perf.issue.word"
    _description = "Words with a Step"
    _inherit = ["perf.text.mixin"]

    # Plain ids instead of links to records: a link would show the name of records that the user may not read.
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True)
    purpose = fields.Selection(
        [
            ("send_back", "Give Back"),
            ("acknowledge", "I Have Read It"),
            ("respond", "Respond"),
            ("resolve", "Resolve"),
            ("withdraw", "Withdraw"),
            ("return", "Return"),
            ("assign", "Choose a Reader"),
            ("release", "Agree"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Text()
    reviewer_id = fields.Many2one("hr.employee", string="Second Reader", ondelete="cascade")
    note = fields.Text(string="What Follows", compute="_compute_note")

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
    def _get_action(self, record, purpose):
        """Action that opens the dialog for one record.

        :param record: a document that HR reviews, or a second review
        :param purpose: one of the purposes of the dialog
        """
        record.ensure_one()
        record.check_access("read")
        titles = dict(self._fields["purpose"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": titles[purpose],
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": record._name,
                "default_res_id": record.id,
                "default_purpose": purpose,
            },
        }

    def action_confirm(self):
        """Take the step, with the rights of the current user."""
        self.ensure_one()
        self.check_access("write")
        readers = [self.env["perf.second.review"], self.env["perf.second.reader"]]
        known = [*self.env["perf.second.review"]._get_document_models(), *readers]
        model = next((model for model in known if model._name == self.res_model), None)
        if model is None or not hasattr(model, METHODS[self.purpose]):
            raise UserError(self.env._("This can't be done here. Reload the page and choose again."))
        record = model.browse(self.res_id)
        record.check_access("read")
        if self.purpose == "assign":
            record.action_assign(self.reviewer_id.id)
            if model._name == "perf.second.reader":
                # It has its reader, so there is nothing to see any more: back to what is left.
                return self.env["ir.actions.act_window"]._for_xml_id("perf_development.perf_second_reader_action")
        elif self.purpose == "release":
            record.action_release()
        else:
            getattr(record, METHODS[self.purpose])(self.text or "")
        return {"type": "ir.actions.client", "tag": "soft_reload"}
