from odoo import fields, models


class PerfAppraisalAnchor(models.Model):
    """One level of a competency in a form, with the behaviour by which it is recognised.

    It is a copy of the skill's level at the time: later changes of skills don't touch a form that is in use.
    """

    _name = "perf.appraisal.anchor"
    _description = "Behavioural Anchor"
    _inherit = ["perf.appraisal.template.part"]
    _order = "question_id, progress, id"

    question_id = fields.Many2one("perf.appraisal.question", required=True, index=True, ondelete="cascade")
    template_id = fields.Many2one(
        related="question_id.template_id", store=True, precompute=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Level", required=True, translate=True)
    progress = fields.Integer(
        default=50, required=True, aggregator=None, help="From 0, no knowledge, to 100, mastered. It is the score."
    )
    description = fields.Text(
        string="What It Looks Like", translate=True, help="What somebody on this level does, as one could see it."
    )
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        ondelete="set null",
        index="btree_not_null",
        help="The level that is kept among the skills of a person who is seen on this level.",
    )

    _progress_range = models.Constraint(
        "CHECK(progress >= 0 AND progress <= 100)", "The progress of a level lies between 0 and 100. Correct it."
    )

    def _prepare_form_option(self):
        """The level as a form offers it."""
        self.ensure_one()
        return {
            "id": self.id,
            "label": self.name,
            "description": self.description or "",
            "value": self.progress,
            "color": "",
        }
