from odoo import api, models
from odoo.exceptions import UserError


class PerfAppraisalTemplatePart(models.AbstractModel):
    """A part of a template, such as a section or a question: it changes only as long as its template may."""

    _name = "perf.appraisal.template.part"
    _description = "Part of an Appraisal Template"
    _inherit = ["perf.text.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        self._check_origin(vals_list)
        parts = super().create(vals_list)
        parts.template_id._check_editable()
        return parts

    def write(self, vals):
        """Check the template that the part stood on before, and the one that it stands on afterwards."""
        self._check_origin([vals])
        self.template_id._check_editable()
        result = super().write(vals)
        self.template_id._check_editable()
        return result

    def copy_data(self, default=None):
        """The copy that a cycle uses notes of which part it is the copy, where its kind of part has such a field."""
        vals_list = super().copy_data(default)
        if "origin_id" in self._fields and self.env.context.get("perf_appraisal_snapshot"):
            for part, vals in zip(self, vals_list, strict=True):
                vals["origin_id"] = part.id
        return vals_list

    def _set_place(self, vals):
        """Move a part, unless it stands there already.

        :param vals: where it goes
        """
        self.ensure_one()
        present = self.read(list(vals), load=False)[0]
        if any(present[name] != value for name, value in vals.items()):
            self.write(vals)

    def _check_origin(self, vals_list):
        """Of what a part is the copy, only the launch of a cycle says."""
        if not self.env.su and any("origin_id" in vals for vals in vals_list):
            raise UserError(self.env._("Copies of questions are made by launching a cycle. Write a new question."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_snapshot(self):
        self.template_id._check_editable()
