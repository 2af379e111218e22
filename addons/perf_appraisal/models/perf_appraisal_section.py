from odoo import api, fields, models
from odoo.tools import float_repr


class PerfAppraisalSection(models.Model):
    """A part of an appraisal's form, such as goals, or how we work together, with a weight in the score."""

    _name = "perf.appraisal.section"
    _description = "Appraisal Section"
    _inherit = ["perf.appraisal.template.part"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("perf.appraisal.template", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="Shown above the questions of the section.")
    sequence = fields.Integer(default=10)
    weight = fields.Float(
        default=1.0, aggregator=None, help="Share of the section in the score, relative to the others."
    )
    weight_share = fields.Float(string="Share of Score", compute="_compute_weight_share", aggregator=None)
    question_ids = fields.One2many("perf.appraisal.question", "section_id", string="Questions", copy=True)
    origin_id = fields.Many2one(
        "perf.appraisal.section",
        string="Copied From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The section of the template of which this one is the copy that a cycle uses.",
    )

    _weight_positive = models.Constraint("CHECK(weight >= 0)", "A weight can't be below 0; 0 leaves a section out.")

    @api.depends("weight", "template_id.section_ids.weight", "template_id.section_ids.question_ids.is_scored")
    def _compute_weight_share(self):
        for section in self:
            scored = section.template_id.section_ids.filtered(lambda each: any(each.question_ids.mapped("is_scored")))
            total = sum(scored.mapped("weight"))
            counts = section in scored and total
            section.weight_share = section.weight / total * 100 if counts else 0.0

    def _prepare_builder_values(self):
        """The section as the builder shows it: its fields, and its questions."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description or "",
            "weight": self.weight,
            "questions": [question._prepare_builder_values() for question in self.question_ids],
        }

    def _prepare_version_values(self):
        """The section as versions are compared: dict of a field's label -> value in words."""
        self.ensure_one()
        return {
            self._fields["name"]._description_string(self.env): self.name,
            self._fields["description"]._description_string(self.env): self.description or "",
            self._fields["weight"]._description_string(self.env): float_repr(self.weight, 2),
        }
