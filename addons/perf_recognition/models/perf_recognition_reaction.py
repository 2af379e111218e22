from odoo import fields, models


class PerfRecognitionReaction(models.Model):
    """One person's clap, heart... on a recognition; once a person and kind."""

    _name = "perf.recognition.reaction"
    _description = "Reaction to a Recognition"
    _inherit = ["perf.recognition.part.mixin"]
    _rec_name = "kind"
    _order = "id"

    employee_id = fields.Many2one(ondelete="cascade")
    kind = fields.Selection(
        [
            ("clap", "Well done"),
            ("heart", "Love it"),
            ("party", "Winner"),
            ("strong", "Strong"),
            ("star", "Bright idea"),
        ],
        required=True,
        readonly=True,
    )

    _person_kind_uniq = models.UniqueIndex(
        "(recognition_id, employee_id, kind)", "You have already reacted in this way. Reload the page to see it."
    )
