from odoo import api, fields, models

from ..tools.roles import NOMINATED_ROLES, answer_field


class PerfAppraisalTemplate(models.Model):
    """Who chooses the reviewers that a template asks beside employee and manager, and how many of them."""

    _inherit = "perf.appraisal.template"

    nominate_by = fields.Selection(
        [
            ("both", "The employee proposes, the manager approves and adds"),
            ("employee", "The employee proposes, the manager approves"),
            ("manager", "The manager chooses"),
        ],
        string="Reviewers Chosen By",
        default="both",
        required=True,
        help="Who chooses colleagues, reports and people from outside. HR can always add somebody.",
    )
    nominate_min = fields.Integer(
        string="Reviewers at Least",
        default=3,
        required=True,
        help="Of each kind. Answers are read as a group from the anonymity threshold of the company on.",
    )
    nominate_max = fields.Integer(string="Reviewers at Most", default=5, required=True, help="Of each kind.")
    nominate_cap = fields.Integer(
        string="Reviews per Person",
        default=5,
        required=True,
        help="Nobody is asked for more reviews than this in a cycle, apart from those as manager.",
    )
    asks_reviewers = fields.Boolean(compute="_compute_asks_reviewers", help="Whether it asks anybody who is chosen.")

    _nominate_order = models.Constraint(
        "CHECK(nominate_min >= 0 AND nominate_min <= nominate_max)",
        "The least number of reviewers can't be below 0, or above the largest.",
    )
    _nominate_cap_positive = models.Constraint(
        "CHECK(nominate_cap >= 1)", "Allow at least one review per person, or ask no colleagues in the template."
    )

    @api.depends(*[f"section_ids.question_ids.{answer_field(role)}" for role in NOMINATED_ROLES])
    def _compute_asks_reviewers(self):
        for template in self:
            template.asks_reviewers = bool(template._get_nominated_roles())

    def _get_nominated_roles(self):
        """The roles of people to choose that this template asks something.

        :return: list of some of ``NOMINATED_ROLES``, in their order
        """
        self.ensure_one()
        questions = self.section_ids.question_ids
        return [role for role in NOMINATED_ROLES if any(questions.mapped(answer_field(role)))]
