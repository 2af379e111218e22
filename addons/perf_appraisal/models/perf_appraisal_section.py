from odoo import api, fields, models


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

    _weight_positive = models.Constraint("CHECK(weight >= 0)", "A weight can't be below 0; 0 leaves a section out.")

    @api.depends("weight", "template_id.section_ids.weight", "template_id.section_ids.question_ids.is_scored")
    def _compute_weight_share(self):
        for section in self:
            scored = section.template_id.section_ids.filtered(lambda each: any(each.question_ids.mapped("is_scored")))
            total = sum(scored.mapped("weight"))
            counts = section in scored and total
            section.weight_share = section.weight / total * 100 if counts else 0.0
