from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.points import is_whole


class PerfPointsWholeMixin(models.AbstractModel):
    """A record with numbers of points or pieces: nobody has half a point, and nothing is rounded behind one's back."""

    _name = "perf.points.whole.mixin"
    _description = "Whole Numbers Only"
    _inherit = ["perf.text.mixin"]

    @api.model
    def _check_typed_values(self, vals):
        """As the mixin for texts, and refuse parts of whole numbers.

        :raise ValidationError: names the field
        """
        result = super()._check_typed_values(vals)
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and field.type == "integer" and not is_whole(value):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is a whole number: leave out the fraction.",
                        field=field._description_string(self.env),
                    )
                )
        return result
