import json

from odoo import api, fields, models


# allow record-rule: a word list for all companies; who may write it is in the access lines
class PerfFeedbackHint(models.Model):
    """A word that makes feedback harder to take, and what to write instead. A hint while typing, never a block."""

    _name = "perf.feedback.hint"
    _description = "Wording Hint"
    _inherit = ["perf.text.mixin"]
    _order = "lang, category, word"
    _rec_name = "word"

    lang = fields.Char(
        string="Language", required=True, default="en", size=3, help="Two letters, such as en, fr or es."
    )
    word = fields.Char(required=True, help="A word or a few words; capitals don't matter.")
    category = fields.Selection(
        [("personality", "Judges the person"), ("absolute", "Always or never")], required=True, default="personality"
    )
    hint = fields.Char(required=True, translate=False, help="What to write instead.")
    active = fields.Boolean(default=True)

    is_my_lang = fields.Boolean(string="In My Language", compute="_compute_is_my_lang", search="_search_is_my_lang")

    _lang_word_uniq = models.UniqueIndex(
        "(lang, lower(word)) WHERE active IS TRUE", "There is already a hint for this word. Change that one."
    )

    @api.model
    def get_hints(self):
        """The hints in the language of the current user.

        :return: list of dicts with ``word`` and ``hint``
        """
        return self.search_read([("lang", "=", self._get_my_lang())], ["word", "hint"])

    @api.depends("lang")
    @api.depends_context("lang")
    def _compute_is_my_lang(self):
        for hint in self:
            hint.is_my_lang = hint.lang == self._get_my_lang()

    @api.model
    def _search_is_my_lang(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        return [("lang", "=" if (True in value) == (operator == "in") else "!=", self._get_my_lang())]

    @api.model
    def _get_my_lang(self):
        """Language of the current user, as hints name it."""
        return (self.env.lang or "en_US").split("_")[0]

    @api.model
    def _get_hints_json(self):
        """The hints as a JSON text for pages of the portal."""
        return json.dumps([{"word": hint["word"], "hint": hint["hint"]} for hint in self.get_hints()])
