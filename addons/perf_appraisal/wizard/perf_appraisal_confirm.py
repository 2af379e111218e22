from odoo import api, fields, models
from odoo.exceptions import UserError

# Steps that ask before they are taken; each of them checks rights and state itself.
STEPS = {
    ("perf.appraisal.cycle", "action_launch"),
    ("perf.appraisal.cycle", "action_share_ready"),
    ("perf.appraisal", "action_share"),
}


class PerfAppraisalConfirm(models.TransientModel):
    """The question before a step that can't be taken back, once it is sure that nothing is missing for it."""

    _name = "perf.appraisal.confirm"
    _description = "Confirm a Step"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    method = fields.Char(required=True)
    message = fields.Text(readonly=True)

    @api.model
    def _open(self, record, method, title, message):
        """The dialog that asks.

        :param record: the record whose step it is
        :param method: name of the step
        :param title: title of the dialog
        :param message: what the step means, with the figures and names of this record
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
                "default_message": message,
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
