from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyGettext

from ..tools.forms import to_id


class Words(NamedTuple):
    """What a dialog says for one purpose, and what it does."""

    model: str | None
    method: str
    title: LazyGettext
    button: LazyGettext
    help: LazyGettext | str = ""
    text: str = "needed"  # or "optional", or "none" where nothing is asked


class PerfWordMixin(models.AbstractModel):
    """A dialog that asks for a few words before a step, and takes it with the rights of the current user.

    Models that inherit it say in ``_words`` what they are for: dict of purpose -> :class:`Words`.
    """

    _name = "perf.word.mixin"
    _description = "Words with a Step"
    _inherit = ["perf.text.mixin"]

    _words: dict[str, Words] = {}
    # What says which step it is: nobody types it
    _target_names = ("res_id", "purpose")

    # A plain id instead of a link: a link would show the name of a record that the user may not read.
    res_id = fields.Integer(required=True)
    purpose = fields.Selection("_get_purposes", required=True, readonly=True)
    text = fields.Text()
    help_text = fields.Text(compute="_compute_words")
    button_label = fields.Char(compute="_compute_words")
    text_use = fields.Char(compute="_compute_words")

    @api.model
    def _get_purposes(self):
        """Purposes with their titles, as a selection."""
        return [(purpose, self.env._(words.title)) for purpose, words in self._words.items()]

    @api.depends("purpose")
    @api.depends_context("lang")
    def _compute_words(self):
        """What the dialog says: who reads the text, the name of the button, whether a text is needed."""
        for wizard in self:
            words = self._words.get(wizard.purpose)
            wizard.help_text = words and words.help and self.env._(words.help)
            wizard.button_label = words and self.env._(words.button)
            wizard.text_use = words and words.text

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(self._target_names)
        for vals in vals_list:
            self._check_target({**dict.fromkeys(self._target_names), **defaults, **vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_target(vals)
        return super().write(vals)

    @api.model
    def _check_target(self, vals):
        """Refuse what is no step of the dialog, before the database does.

        :param vals: dict; what it doesn't have is not checked
        :raise UserError: says what to do
        """
        for name in vals.keys() & set(self._target_names):
            if not self._is_target(name, vals[name]):
                raise UserError(self._get_target_error())

    @api.model
    def _is_target(self, name, value):
        """Whether a value can stand in one of ``_target_names``."""
        return bool(to_id(value)) if name == "res_id" else isinstance(value, str) and value in self._words

    @api.model
    def _get_target_error(self):
        return self.env._("This can't be done here. Reload the page and choose again.")

    @api.model
    def _get_action(self, record, purpose, title=None):
        """Action that opens the dialog for one record.

        :param record: record that the current user reads
        :param purpose: key of ``_words``
        :param title: name of the dialog, the title of the purpose without
        """
        return {
            "type": "ir.actions.act_window",
            "name": title or self.env._(self._words[purpose].title),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_id": record.id, "default_purpose": purpose},
        }

    def action_confirm(self):
        """Take the step, with the rights of the current user."""
        self.ensure_one()
        self.check_access("write")
        method = self._words[self.purpose].method
        model = self._get_model()
        if model is None or not hasattr(model, method):
            raise UserError(self._get_target_error())
        record = model.browse(self.res_id)
        record.check_access("read")
        getattr(record, method)(*self._get_arguments(self.text or ""))
        return self._get_next_action(record)

    def _get_next_action(self, record):
        """What to show after the step: by default the page under the dialog, loaded again.

        :param record: record whose step was taken
        :return: dict, an action of the web client
        """
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _get_model(self):
        """Model of the record whose step is taken, None for one that has no such steps."""
        return self.env[self._words[self.purpose].model]

    def _get_arguments(self, text):
        """What the method of the step takes: by default the text alone.

        :return: tuple
        """
        return (text,)
