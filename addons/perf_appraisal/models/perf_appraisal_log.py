from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfAppraisalLog(models.Model):
    """What happened to an appraisal: who did it, when, from what to what, and why. Never changed afterwards."""

    _name = "perf.appraisal.log"
    _description = "Appraisal History"
    _inherit = ["perf.employee.mixin"]
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True, ondelete="set null")
    date = fields.Datetime(string="When", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("state", "State"),
            ("review", "Review"),
            ("rating", "Rating"),
            ("potential", "Potential"),
            ("manager", "Manager"),
            ("appeal", "Appeal"),
            ("reminder", "Reminder"),
            ("deadline", "Deadline"),
            ("pause", "Pause"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    old_value = fields.Char(string="From", readonly=True)
    new_value = fields.Char(string="To", readonly=True)
    reason = fields.Text(readonly=True)

    @api.model
    def _add(self, kind, changes, reason=""):
        """Write history lines in one batch.

        :param kind: one of the selection
        :param changes: list of tuples (appraisal, old text, new text)
        :param reason: why, in words
        """
        self._add_each(kind, [(*change, reason) for change in changes])

    @api.model
    def _add_each(self, kind, changes):
        """Write history lines in one batch, each with its own reason.

        :param kind: one of the selection
        :param changes: list of tuples (appraisal, old text, new text, reason)
        """
        # sudo: history is written by the suite only; ``user_id`` tells who acted.
        self.sudo().create(
            [
                {
                    "appraisal_id": appraisal.id,
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "kind": kind,
                    "old_value": old,
                    "new_value": new,
                    "reason": reason,
                }
                for appraisal, old, new, reason in changes
            ]
        )

    @api.model
    def _check_reason(self, reason):
        """A reason as clean text.

        :param reason: what the caller gave
        :raise UserError: when it is no text, or empty
        """
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give a reason in a few words, so that others can follow the step later."))
        self._check_typed_values({"reason": reason})
        return reason.strip()
