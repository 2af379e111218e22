from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.roles import ROLES, answer_field

SCORED_KINDS = ("rating", "goals")


class PerfAppraisalQuestion(models.Model):
    """One question of an appraisal's form, and who answers it."""

    _name = "perf.appraisal.question"
    _description = "Appraisal Question"
    _inherit = ["perf.appraisal.template.part"]
    _order = "section_id, sequence, id"

    section_id = fields.Many2one("perf.appraisal.section", required=True, index=True, ondelete="cascade")
    template_id = fields.Many2one(related="section_id.template_id", store=True, precompute=True, index=True)
    name = fields.Char(string="Question", required=True, translate=True)
    help = fields.Text(translate=True, help="One or two sentences that help to answer.")
    sequence = fields.Integer(default=10)

    # Answer
    kind = fields.Selection(
        [("rating", "Rating"), ("text", "Text"), ("choice", "Choice"), ("goals", "Goals of the period")],
        required=True,
        default="rating",
    )
    scale_id = fields.Many2one(
        "perf.rating.scale", ondelete="set null", index="btree_not_null", help="Needed for ratings."
    )
    options = fields.Text(help="For choices: one option a line.")
    weight = fields.Float(
        default=1.0, aggregator=None, help="Share in the score of the section, for ratings and goals. 0 leaves it out."
    )
    is_scored = fields.Boolean(compute="_compute_is_scored", store=True)
    required = fields.Boolean(default=True, help="The review can't be submitted without an answer.")

    # Who answers
    answer_self = fields.Boolean(string="Employee", default=True, help="The employee answers it in the self review.")
    answer_manager = fields.Boolean(string="Manager", default=True, help="The manager answers it.")
    answer_second_manager = fields.Boolean(
        string="Second Manager", help="A second manager answers it, where an appraisal has one."
    )
    answer_peer = fields.Boolean(string="Peers", help="Colleagues answer it. Their answers are read as a group only.")
    answer_report = fields.Boolean(
        string="Reports", help="People whom the person leads answer it. Their answers are read as a group only."
    )
    answer_external = fields.Boolean(
        string="Outsiders", help="People from outside, such as customers, answer it by a personal link."
    )

    _weight_positive = models.Constraint("CHECK(weight >= 0)", "A weight can't be below 0; 0 leaves a question out.")

    @api.depends("kind", "weight", "answer_manager")
    def _compute_is_scored(self):
        for question in self:
            question.is_scored = (
                question.kind in SCORED_KINDS
                and question.weight > 0
                and (question.answer_manager or question.kind == "goals")
            )

    @api.constrains("kind", "scale_id", "options", *map(answer_field, ROLES))
    def _check_answerable(self):
        for question in self:
            problem = question._get_problem()
            if problem:
                raise ValidationError(problem)

    def _get_problem(self):
        """Why nobody could answer this question: a sentence that says what to do, or an empty string."""
        self.ensure_one()
        if self.kind == "rating" and not self.scale_id:
            return self.env._("“%(question)s” is a rating without a scale. Choose a rating scale.", question=self.name)
        if self.kind == "choice" and len(self._get_options()) < 2:
            return self.env._(
                "“%(question)s” is a choice with fewer than two options. Write at least two, one a line.",
                question=self.name,
            )
        if not any(self[answer_field(role)] for role in ROLES):
            return self.env._("Nobody answers “%(question)s”. Choose at least one who does.", question=self.name)
        return ""

    # ------------------------------------------------------------------
    # Form
    # ------------------------------------------------------------------

    def _get_options(self):
        """The options of a choice, in order, without empty or doubled lines."""
        self.ensure_one()
        lines = [line.strip() for line in (self.options or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def _filter_role(self, role):
        """The questions that this role answers.

        :param role: one of ``tools.roles.ROLES``
        """
        return self.filtered(answer_field(role))

    def _prepare_form_values(self):
        """The question as a form shows it, without an answer.

        :return: dict of plain values
        """
        self.ensure_one()
        if self.kind == "rating":
            options = [
                {"id": level.id, "label": level.name, "description": level.description or "", "value": level.value}
                for level in self.scale_id.level_ids
            ]
        elif self.kind == "choice":
            options = [
                {"id": option, "label": option, "description": "", "value": option} for option in self._get_options()
            ]
        else:
            options = []
        return {
            "id": self.id,
            "name": self.name,
            "help": self.help or "",
            "kind": self.kind,
            "required": self.required,
            "options": options,
            "answer": {"level_id": False, "text": "", "choice": "", "unable": False},
            "goal_lines": [],
        }
