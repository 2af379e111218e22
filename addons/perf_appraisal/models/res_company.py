from odoo import fields, models


class ResCompany(models.Model):
    """How a company runs its appraisals."""

    _inherit = "res.company"

    perf_appraisal_release = fields.Selection(
        [("manager", "Managers share each result themselves"), ("hr", "Managers hand over, HR shares")],
        string="Results Shared by",
        default="manager",
        required=True,
        help="Who shows results to people.",
    )
    perf_appraisal_manager_launch = fields.Boolean(
        string="Managers Start Appraisals",
        help="Managers may start an appraisal of their direct reports, with the templates that HR marks for it.",
    )

    # Fairness: which groups are compared, and how large they are at least
    perf_fairness_minimum = fields.Integer(
        string="People a Shown Group Has at Least",
        default=5,
        required=True,
        help="No figure of a fairness report is of fewer people. At least 5.",
    )
    perf_fairness_gender = fields.Boolean(string="Compare by Gender")
    perf_fairness_age = fields.Boolean(string="Compare by Age")
    perf_fairness_tenure = fields.Boolean(string="Compare by Years in the Company")
    perf_fairness_contract = fields.Boolean(string="Compare by Kind of Contract")
    perf_fairness_part_time = fields.Boolean(string="Compare Full Time and Part Time")
    perf_fairness_account = fields.Boolean(string="Compare Portal and Internal Users")
    perf_fairness_location = fields.Boolean(string="Compare by Place of Work")

    _perf_fairness_minimum_floor = models.Constraint(
        "CHECK(perf_fairness_minimum >= 5)",
        "A fairness report shows groups of 5 people or more. Choose 5 or a larger number.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "perf_appraisal_manager_launch" in vals:
            self.env.registry.clear_cache()  # the menus that people see are kept, see ir.ui.menu
        return result
