from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.kinds import RATED_KINDS
from ..tools.roles import EXTERNAL, MANAGER, PEER, REPORT, ROLES, SECOND_MANAGER, SELF

# Fields that only the launch of a cycle sets.
SNAPSHOT_FIELDS = {"snapshot_of_id", "cycle_id"}


class PerfAppraisalTemplate(models.Model):
    """What an appraisal asks: sections with questions, built by HR, and the scale of the overall result.

    Launching a cycle takes a copy (a *snapshot*), which nobody changes any more: editing the template never touches
    an appraisal that runs or ran.
    """

    _name = "perf.appraisal.template"
    _description = "Appraisal Template"
    _inherit = ["perf.appraisal.company.mixin", "perf.text.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="Shown to HR when choosing a template.")
    scale_id = fields.Many2one(
        "perf.rating.scale",
        string="Final Scale",
        ondelete="set null",  # the scale itself refuses to go while it is used
        index=True,
        default=lambda self: self._default_scale_id(),
        help="Scale of the overall result. Leave empty for appraisals without an overall rating.",
    )
    section_ids = fields.One2many("perf.appraisal.section", "template_id", string="Sections", copy=True)
    question_count = fields.Integer(string="Questions", compute="_compute_question_count")
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty to share the template with all companies."
    )
    active = fields.Boolean(default=True, copy=False)

    # Snapshot
    snapshot_of_id = fields.Many2one(
        "perf.appraisal.template", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    cycle_id = fields.Many2one(
        "perf.appraisal.cycle", readonly=True, copy=False, index="btree_not_null", ondelete="cascade"
    )

    _cycle_snapshot_uniq = models.UniqueIndex("(cycle_id, snapshot_of_id) WHERE snapshot_of_id IS NOT NULL")

    @api.model
    def _default_scale_id(self):
        return self.env.ref("perf_appraisal.perf_rating_scale_default", raise_if_not_found=False)

    @api.depends("section_ids.question_ids")
    def _compute_question_count(self):
        for template in self:
            template.question_count = len(template.section_ids.question_ids)

    # ------------------------------------------------------------------
    # Editing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(SNAPSHOT_FIELDS & vals.keys() for vals in vals_list):
            raise UserError(self.env._("Snapshots are made by launching a cycle. Create an ordinary template instead."))
        context = {key: value for key, value in self.env.context.items() if key[8:] not in SNAPSHOT_FIELDS}
        templates = super(PerfAppraisalTemplate, self.with_context(context)).create(vals_list)
        return self.browse(templates.ids)

    def write(self, vals):
        if not self.env.su and SNAPSHOT_FIELDS & vals.keys():
            raise UserError(self.env._("Snapshots are made by launching a cycle. Change an ordinary template instead."))
        self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """What a cycle asked, and the template that it comes from, are kept."""
        self._check_editable()
        # sudo: cycles of other companies count as well.
        Template = self.sudo().with_context(active_test=False)
        Population = self.env["perf.appraisal.population"].sudo()
        if Template.search_count([("snapshot_of_id", "in", self.ids)], limit=1) or Population.search_count(
            [("template_id", "in", self.ids)], limit=1
        ):
            raise UserError(self.env._("A cycle uses this template. Archive it instead of deleting it."))

    def _check_editable(self):
        """Refuse to change what a launched cycle asks; the launch itself works in sudo."""
        if not self.env.su and self.sudo().snapshot_of_id:
            raise UserError(
                self.env._(
                    "These questions belong to a cycle that was launched and stay as they are. "
                    "Change the template instead: the next cycle will use it."
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for template, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(template)s (copy)", template=template.name)
        return vals_list

    def _is_company_fixed(self):
        """A cycle was launched with it, or cycles and plans ask for it."""
        # sudo: cycles and plans of other companies count as well.
        template = self.sudo().with_context(active_test=False)
        used = {
            "perf.appraisal.template": "snapshot_of_id",
            "perf.appraisal.population": "template_id",
            "perf.appraisal.plan": "template_id",
        }
        return super()._is_company_fixed() or any(
            template.env[model].search_count([(name, "=", self.id)], limit=1) for model, name in used.items()
        )

    # ------------------------------------------------------------------
    # Launch
    # ------------------------------------------------------------------

    def _get_snapshot(self, cycle):
        """The copy of this template that the cycle uses, made at the first call.

        :param cycle: ``perf.appraisal.cycle``
        :return: template record, archived
        """
        self.ensure_one()
        if self.snapshot_of_id and self.cycle_id == cycle:
            return self
        # sudo: the copy is nobody's to write, not even the officer's who launches.
        Template = self.sudo().with_context(active_test=False)
        snapshot = Template.search([("snapshot_of_id", "=", self.id), ("cycle_id", "=", cycle.id)])
        if snapshot:
            return snapshot
        # The mark in the context has each question note of which one it is the copy.
        copy = Template.with_context(perf_appraisal_snapshot=True).copy(
            {
                "name": self.name,
                "active": False,
                "snapshot_of_id": self.id,
                "cycle_id": cycle.id,
                "company_id": cycle.company_id.id,
            }
        )
        return Template.browse(copy.ids)

    def _get_launch_problem(self, roles=(MANAGER,)):
        """Why a cycle can't use this template yet: a sentence that says what to do, or an empty string.

        :param roles: those of ``tools.roles.ROLES`` that take part
        """
        self.ensure_one()
        for role in roles:
            if not self._asks(role):
                return self._get_silence(role)
        questions = self.section_ids.question_ids
        problem = next(filter(None, (question._get_launch_problem() for question in questions)), "")
        return problem or self._get_weight_problem() or (self.scale_id and self.scale_id._get_launch_problem()) or ""

    def _asks(self, role):
        """Whether there is a question for a role.

        :param role: one of ``tools.roles.ROLES``
        """
        self.ensure_one()
        return bool(self.section_ids.question_ids._filter_role(role))

    def _get_silence(self, role):
        """The sentence for a role that is asked nothing.

        :param role: one of ``tools.roles.ROLES``
        """
        self.ensure_one()
        words = {
            SELF: self.env._(
                "The template “%(template)s” asks the employee nothing. Add a question that the employee answers.",
                template=self.name,
            ),
            MANAGER: self.env._(
                "The template “%(template)s” asks the manager nothing. Add a question that the manager answers.",
                template=self.name,
            ),
            SECOND_MANAGER: self.env._(
                "The template “%(template)s” asks the second manager nothing. "
                "Add a question that the second manager answers.",
                template=self.name,
            ),
            PEER: self.env._(
                "The template “%(template)s” asks peers nothing. Add a question that peers answer.", template=self.name
            ),
            REPORT: self.env._(
                "The template “%(template)s” asks the person's reports nothing. Add a question that reports answer.",
                template=self.name,
            ),
            EXTERNAL: self.env._(
                "The template “%(template)s” asks outsiders nothing. Add a question that outsiders answer.",
                template=self.name,
            ),
        }
        return words[role]

    def _get_weight_problem(self):
        """Why no score could come of the weights: a sentence that says what to do, or an empty string."""
        self.ensure_one()
        kinds = {*RATED_KINDS, *self.env["perf.appraisal.question"]._get_measured_kinds()}
        rated = self.section_ids.question_ids.filtered(lambda question: question.kind in kinds)
        if not rated or any(question.is_scored and question.section_id.weight for question in rated):
            return ""
        return self.env._(
            "Nothing counts in the score of “%(template)s”: all weights are 0, or the manager rates nothing. "
            "Give “%(question)s” and its section a weight, and let the manager answer it.",
            template=self.name,
            question=rated[0].name,
        )

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def get_preview(self, role):
        """The form as one who answers will see it, for the builder's preview.

        :param role: one of ``tools.roles.ROLES``
        :return: list of sections as in ``perf.appraisal.review.get_form``
        """
        self.ensure_one()
        self.check_access("read")
        if role not in ROLES:
            raise UserError(self.env._("Choose whose form to show, such as the employee's or the manager's."))
        return self._prepare_form_sections(role)

    def _prepare_form_sections(self, role):
        """Sections with the questions for a role, without answers.

        :param role: one of ``tools.roles.ROLES``
        :return: list of dicts
        """
        self.ensure_one()
        sections = []
        for section in self.section_ids:
            questions = section.question_ids._filter_role(role)
            if questions:
                sections.append(
                    {
                        "id": section.id,
                        "name": section.name,
                        "description": section.description or "",
                        "questions": [question._prepare_form_values() for question in questions],
                    }
                )
        return sections
