from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.dates import FIRST_YEAR, LAST_YEAR, is_unlikely_date
from ..tools.numbers import is_too_large
from ..tools.text import CHAR_LIMIT, TEXT_LIMIT, can_keep, is_too_long


class PerfTextMixin(models.AbstractModel):
    """A record whose values people type: what no database or reader can take is refused with a clear message."""

    _name = "perf.text.mixin"
    _description = "Limits on Typed Values"
    _inherit = ["perf.link.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_typed_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_typed_values(vals)
        return super().write(vals)

    @api.model
    def _check_typed_values(self, vals):
        """Refuse overlong texts, characters and numbers that PostgreSQL can't keep, and dates outside living memory.

        :param vals: values as given to ``create`` or ``write``
        :raise ValidationError: names the field and says what to do
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and field.type in ("char", "text", "html"):
                self._check_text(field, value)
            elif field and is_too_large(value, field.type):
                raise ValidationError(
                    self.env._(
                        "The number in “%(field)s” is too large. Choose a smaller one.",
                        field=field._description_string(self.env),
                    )
                )
            elif field and field.type in ("date", "datetime") and is_unlikely_date(value):
                raise ValidationError(
                    self.env._(
                        "The date in “%(field)s” can't be meant. Choose a day between %(first)s and %(last)s.",
                        field=field._description_string(self.env),
                        first=FIRST_YEAR,
                        last=LAST_YEAR,
                    )
                )

    @api.model
    def _check_text(self, field, value):
        """Refuse a text longer than ``CHAR_LIMIT`` (char) or ``TEXT_LIMIT`` (text, html) or that can't be kept."""
        if isinstance(value, str) and not can_keep(value):
            raise ValidationError(
                self.env._(
                    "The text in “%(field)s” has a character that can't be kept. Paste it again as plain text.",
                    field=field._description_string(self.env),
                )
            )
        if isinstance(value, dict | list | tuple):
            raise ValidationError(self.env._("“%(field)s” must be a text.", field=field._description_string(self.env)))
        if is_too_long(value, field.type):
            raise ValidationError(
                self.env._(
                    "The text in “%(field)s” has %(length)s characters; %(limit)s are possible. Shorten it.",
                    field=field._description_string(self.env),
                    length=len(value),
                    limit=CHAR_LIMIT if field.type == "char" else TEXT_LIMIT,
                )
            )
