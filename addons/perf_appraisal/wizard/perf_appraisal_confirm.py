from odoo import api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError

# Steps that ask before they are taken, with the question; each of them checks rights and state itself.
STEPS = {
    ("perf.appraisal.cycle", "action_launch"): "_get_launch_question",
    ("perf.appraisal.cycle", "action_share_ready"): "_get_share_ready_question",
    ("perf.appraisal.cycle", "action_close"): "_get_close_question",
    ("perf.appraisal", "action_share"): "_get_share_question",
}


class PerfAppraisalConfirm(models.TransientModel):
    """The question before a step that can't be taken back, once it is sure that nothing is missing for it."""

    _name = "perf.appraisal.confirm"
    _description = "Confirm a Step"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    method = fields.Char(required=True)
    # never stored: it tells the level before the employee may know it
    message = fields.Text(compute="_compute_message")

    @api.depends("res_model", "res_id", "method")
    def _compute_message(self):
        """What the step means, with the figures and names of the record, for those who may take the step now."""
        for wizard in self:
            question = STEPS.get((wizard.res_model, wizard.method))
            wizard.message = question and self._ask(wizard, question)

    @api.model
    def _ask(self, wizard, question):
        """What to read before a step, nothing when the current user can't take it.

        :param wizard: dialog that names the record, maybe not saved yet
        :param question: name of its method that says what the step means, and refuses others
        """
        record = self.env[wizard.res_model].browse(wizard.res_id)
        try:
            record.check_access("read")
            return getattr(record, question)()
        except (AccessError, MissingError, UserError):
            return False

    @api.model
    def _open(self, record, method, title):
        """The dialog that asks.

        :param record: the record whose step it is
        :param method: name of the step
        :param title: title of the dialog
        :return: action
        """
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": record._name,
                "default_res_id": record.id,
                "default_method": method,
            },
        }

    def action_confirm(self):
        """Take the step, with the rights of the current user."""
        self.ensure_one()
        self.check_access("read")
        if (self.res_model, self.method) not in STEPS:
            raise UserError(self.env._("This step needs no confirmation."))
        record = self.env[self.res_model].browse(self.res_id).with_context(perf_confirm=False)
        getattr(record, self.method)()
        return {"type": "ir.actions.act_window_close"}
