from odoo import api, models


class PerfAppraisalTemplatePart(models.AbstractModel):
    """A part of a template, such as a section or a question: it changes only as long as its template may."""

    _name = "perf.appraisal.template.part"
    _description = "Part of an Appraisal Template"
    _inherit = ["perf.text.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.template_id._check_editable()
        return parts

    def write(self, vals):
        """Check the template that the part stood on before, and the one that it stands on afterwards."""
        self.template_id._check_editable()
        result = super().write(vals)
        self.template_id._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_snapshot(self):
        self.template_id._check_editable()
