from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.text import CHAR_LIMIT, TEXT_LIMIT, is_too_long


class PerfTextMixin(models.AbstractModel):
    """A record whose texts people type: overlong texts are refused with a clear message."""

    _name = "perf.text.mixin"
    _description = "Limits on Typed Texts"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_text_lengths(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_text_lengths(vals)
        return super().write(vals)

    @api.model
    def _check_text_lengths(self, vals):
        """Refuse values longer than ``CHAR_LIMIT`` (char) or ``TEXT_LIMIT`` (text, html) characters.

        :param vals: values as given to ``create`` or ``write``
        :raise ValidationError: names the field, its limit and what to do
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or field.type not in ("char", "text", "html") or not is_too_long(value, field.type):
                continue
            raise ValidationError(
                self.env._(
                    "The text in “%(field)s” has %(length)s characters; %(limit)s are possible. "
                    "Shorten it, or attach it as a file.",
                    field=field._description_string(self.env),
                    length=len(value),
                    limit=CHAR_LIMIT if field.type == "char" else TEXT_LIMIT,
                )
            )
