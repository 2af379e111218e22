from odoo import api, fields, models

POTENTIALS = [
    ("1", "Well placed: grows in the present role"),
    ("2", "Ready for more: could take on a wider role soon"),
    ("3", "Ready for much more: could take on a far larger role"),
]


class PerfAppraisalPotential(models.Model):
    """What a manager thinks a person could grow into, for the nine-box: for the reviewing manager and HR only.

    It stands in a model of its own, apart from the result, because the person never reads it, neither before nor
    after the result is shared.
    """

    _name = "perf.appraisal.potential"
    _description = "Potential"
    _inherit = ["perf.employee.mixin"]
    _order = "id desc"
    _rec_name = "employee_id"

    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    cycle_id = fields.Many2one(related="appraisal_id.cycle_id", store=True, precompute=True, index=True)
    manager_id = fields.Many2one(related="appraisal_id.manager_id", store=True, precompute=True, index=True)
    potential = fields.Selection(POTENTIALS, readonly=True)

    _appraisal_uniq = models.UniqueIndex("(appraisal_id)")

    @api.depends("appraisal_id")
    def _compute_display_name(self):
        for record in self:
            # sudo: the name of the person is no secret to whoever may read the record; portal users read no people.
            record.display_name = record.sudo().employee_id.name or ""
