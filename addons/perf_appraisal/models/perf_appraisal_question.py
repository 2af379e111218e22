from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_repr

from ..tools.kinds import ICONS, MEASURED_KINDS, RATED_KINDS
from ..tools.roles import ROLES, answer_field


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
        [
            ("rating", "Rating"),
            ("competency", "Competency"),
            ("text", "Text"),
            ("choice", "Choice"),
            ("goals", "Goals of the period"),
        ],
        required=True,
        default="rating",
    )
    scale_id = fields.Many2one(
        "perf.rating.scale", ondelete="set null", index="btree_not_null", help="Needed for ratings."
    )
    options = fields.Text(help="For choices: one option a line.")
    skill_id = fields.Many2one(
        "hr.skill",
        ondelete="set null",
        index="btree_not_null",
        domain="[('skill_type_id.is_certification', '=', False)]",
        help="For competencies: the level that the manager sees is kept among the person's skills.",
    )
    anchor_ids = fields.One2many(
        "perf.appraisal.anchor",
        "question_id",
        string="Anchors",
        copy=True,
        compute="_compute_anchor_ids",
        store=True,
        readonly=False,
        help="For competencies: what each level looks like at work.",
    )
    weight = fields.Float(
        default=1.0,
        aggregator=None,
        help="Share in the score of the section, for ratings, competencies and figures. 0 leaves it out.",
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

    # Where it comes from
    origin_id = fields.Many2one(
        "perf.appraisal.question",
        string="Copied From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The question of the template of which this one is the copy that a cycle uses.",
    )

    @api.depends("kind", "weight", "answer_manager")
    def _compute_is_scored(self):
        measured = self._get_measured_kinds()
        for question in self:
            answered = question.kind in RATED_KINDS and question.answer_manager
            question.is_scored = question.weight > 0 and (answered or question.kind in measured)

    @api.model
    def _get_measured_kinds(self):
        """Kinds whose score comes from figures, whoever answers. Extended by glue addons.

        :return: tuple of values of ``kind``
        """
        return MEASURED_KINDS

    @api.depends("skill_id")
    def _compute_anchor_ids(self):
        """Choosing a skill writes down its levels, in the words that were last used for that skill."""
        chosen = self.filtered("skill_id")
        known = chosen._get_known_anchors()
        for question in chosen:
            words = known.get(question.skill_id._origin.id, {})
            question.anchor_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "name": level.name,
                            "progress": level.level_progress,
                            "skill_level_id": level._origin.id,
                            "description": words.get(level._origin.id, False),
                        }
                    )
                    for level in question.skill_id.skill_type_id.skill_level_ids
                ),
            ]

    def _get_known_anchors(self):
        """The words last written for the levels of these questions' skills, in templates of the user's companies.

        :return: dict skill id -> dict level id -> text
        """
        anchors = self.env["perf.appraisal.anchor"].search(
            [
                ("question_id.skill_id", "in", self.skill_id._origin.ids),
                ("skill_level_id", "!=", False),
                ("description", "!=", False),
                ("template_id.snapshot_of_id", "=", False),
                ("template_id.company_id", "in", [False, *self.env.companies.ids]),
            ],
            order="write_date, id",
        )
        known = {}
        for anchor in anchors:
            known.setdefault(anchor.question_id.skill_id.id, {})[anchor.skill_level_id.id] = anchor.description
        return known

    @api.constrains("kind", "scale_id", "options", "skill_id", *map(answer_field, ROLES))
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
        if self.kind == "competency" and (problem := self._get_skill_problem()):
            return problem
        if self.kind == "choice" and len(self._get_options()) < 2:
            return self.env._(
                "“%(question)s” is a choice with fewer than two options. Write at least two, one a line.",
                question=self.name,
            )
        if not any(self[answer_field(role)] for role in ROLES):
            return self.env._("Nobody answers “%(question)s”. Choose at least one who does.", question=self.name)
        return ""

    def _get_skill_problem(self):
        """What is wrong with the skill of a competency: a sentence that says what to do, or an empty string."""
        self.ensure_one()
        # A copy that a cycle uses lives on with its anchors when the skill is deleted.
        if not self.skill_id and not self.anchor_ids:
            return self.env._("“%(question)s” is a competency without a skill. Choose a skill.", question=self.name)
        if self.skill_id.skill_type_id.is_certification:
            return self.env._(
                "“%(skill)s” is a certificate, which is held or not. Choose another skill for “%(question)s”.",
                skill=self.skill_id.name,
                question=self.name,
            )
        return ""

    def _get_launch_problem(self):
        """Why a cycle can't ask this question yet: a sentence that says what to do, or an empty string."""
        self.ensure_one()
        if problem := self._get_problem():
            return problem
        if self.kind == "rating" and len(self.scale_id.level_ids) < 2:
            return self.env._(
                "“%(question)s”: the rating scale “%(scale)s” has fewer than two levels. "
                "Add levels, or choose another scale.",
                scale=self.scale_id.name,
                question=self.name,
            )
        if self.kind == "competency" and len(self.anchor_ids) < 2:
            return self.env._(
                "The competency “%(question)s” has no levels to choose from. "
                "Write at least two, with what each looks like at work.",
                question=self.name,
            )
        return ""

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def _read_anchor(self, anchor_id):
        """One of the question's own anchors, as it came from outside.

        :param anchor_id: id, or False
        :return: id, or False
        :raise UserError: when it is none of them
        """
        self.ensure_one()
        if not anchor_id:
            return False
        anchors = self.anchor_ids.ids if self.kind == "competency" else []
        if type(anchor_id) is not int or anchor_id not in anchors:
            raise UserError(
                self.env._("This level is not one of those of “%(question)s”. Choose another.", question=self.name)
            )
        return anchor_id

    # ------------------------------------------------------------------
    # Builder
    # ------------------------------------------------------------------

    @api.model
    def _get_kind_icons(self):
        """Icon of each kind in the builder: dict kind -> class."""
        return ICONS

    def _prepare_builder_values(self):
        """The question as the builder shows it.

        :return: dict of the fields that can be written there, with ``anchors``, ``roles`` and ``problem``: what keeps
            it from being asked
        """
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "help": self.help or "",
            "kind": self.kind,
            "required": self.required,
            "weight": self.weight,
            "options": self.options or "",
            "scale_id": self.scale_id.id,
            "skill_id": self.skill_id.id,
            "anchors": [
                {
                    "id": anchor.id,
                    "name": anchor.name,
                    "progress": anchor.progress,
                    "description": anchor.description or "",
                }
                for anchor in self.anchor_ids
            ],
            "roles": {role: self[answer_field(role)] for role in ROLES},
            "problem": self._get_launch_problem(),
        }

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------

    def _get_version_fields(self):
        """Fields in which versions are compared, apart from who answers, the name, and the levels of a competency."""
        return ["kind", "help", "weight", "required", "options", "scale_id", "skill_id"]

    def _prepare_version_values(self):
        """The question as versions are compared: dict of a field's label -> value in words."""
        self.ensure_one()
        labels = {role: self._fields[answer_field(role)]._description_string(self.env) for role in ROLES}
        return {
            self.section_id._fields["name"]._description_string(self.env): self.name,
            **{
                self._fields[name]._description_string(self.env): self._get_version_word(name)
                for name in self._get_version_fields()
            },
            self.env._("Who answers"): ", ".join(labels[role] for role in ROLES if self[answer_field(role)]),
            self._fields["anchor_ids"]._description_string(self.env): "; ".join(
                f"{anchor.name} ({anchor.progress}): {anchor.description or ''}" for anchor in self.anchor_ids
            ),
            self._fields["section_id"]._description_string(self.env): self.section_id.name,
        }

    def _get_version_word(self, name):
        """A value as versions are compared.

        :param name: name of a field
        """
        field, value = self._fields[name], self[name]
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return float_repr(value, 2) if field.type == "float" else value or ""

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

    def _prepare_form_options(self):
        """What can be chosen: dicts with ``id``, ``label``, ``description``, ``value`` and ``color``."""
        self.ensure_one()
        if self.kind == "rating":
            return [level._prepare_form_option() for level in self.scale_id.level_ids]
        if self.kind == "competency":
            return [anchor._prepare_form_option() for anchor in self.anchor_ids]
        if self.kind == "choice":
            return [
                {"id": option, "label": option, "description": "", "value": option, "color": ""}
                for option in self._get_options()
            ]
        return []

    def _prepare_form_values(self):
        """The question as a form shows it, without an answer.

        :return: dict of plain values
        """
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "help": self.help or "",
            "kind": self.kind,
            "required": self.required,
            "options": self._prepare_form_options(),
            "answer": {"level_id": False, "anchor_id": False, "text": "", "choice": "", "unable": False},
            "goal_lines": [],
            "figure": "",
        }
