from odoo import api, models
from odoo.exceptions import UserError


class PerfGoalHistory(models.AbstractModel):
    """A part of a goal that is written once, by a business method, and never changed or deleted."""

    _name = "perf.goal.history"
    _description = "History of a Goal"
    _inherit = ["perf.goal.part"]

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.check_access("create")
            self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if not self.env.su:
            self._refuse_change()

    @api.model
    def _refuse_change(self):
        """Refuse to change history, which is kept as it happened."""
        raise UserError(self.env._("The history of a goal can't be changed. Add a new entry that corrects it."))
