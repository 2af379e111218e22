from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class PerfAuthoredMixin(models.AbstractModel):
    """A record that one employee writes: it begins as a draft of the current user, in a state of ``draft``.

    What only the business methods set is at its start in a new draft, whatever the values, the ``default_*`` keys of
    the context and the values of a copy say; nobody writes it later, except in superuser mode. Heirs name these fields
    in :meth:`_get_protected_values` and have a field ``state``. Record rules may use ``is_author``.
    """

    _name = "perf.authored.mixin"
    _description = "Record with an Author"
    _inherit = ["perf.author.mixin", "hr.mixin", "perf.text.mixin"]

    author_employee_id = fields.Many2one(string="Written by", default=lambda self: self.env.user._perf_employee().id)

    # ------------------------------------------------------------------
    # The author
    # ------------------------------------------------------------------

    def _check_author(self):
        """Refuse whatever only the author may do.

        :raise AccessError: for others, and for those who can't read the record
        """
        self.check_access("read")
        if not all(record.is_author for record in self):
            raise AccessError(self.env._("Only the author can do that."))

    @api.model
    def _get_draft_author_id(self, vals):
        """Who signs a new draft: the employee of the current user, or another one of the same user.

        :param vals: values as given to ``create``
        :return: id of an employee
        :raise UserError: for users without an employee
        :raise AccessError: when the values name somebody else
        """
        author = vals.get("author_employee_id") or self.env.user._perf_employee().id
        if not author:
            raise UserError(
                self.env._("Your user is not linked to an employee, so there is nobody to sign it. Ask HR to link it.")
            )
        if author not in self.env["perf.reporting.line"]._get_own_employee_ids():
            raise AccessError(self.env._("Nobody can write in somebody else's name."))
        return author

    # ------------------------------------------------------------------
    # What only the business methods set
    # ------------------------------------------------------------------

    @api.model
    def _get_protected_values(self):
        """Fields that only the business methods set, with the value that each has in a new draft. Heirs add theirs.

        :return: dict
        """
        return {"state": "draft"}

    @api.model
    def _without_defaults(self):
        """The model without ``default_*`` keys in the context for what only the business methods set."""
        names = {f"default_{name}" for name in (*self._get_protected_values(), "author_employee_id")}
        return self.with_context({key: value for key, value in self.env.context.items() if key not in names})

    @api.model
    def default_get(self, fields):
        """A new record is a draft of the current user, also from a column of a kanban view that is grouped by state."""
        model = self if self.env.su else self._without_defaults()
        return super(PerfAuthoredMixin, model).default_get(fields)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        model = self._without_defaults()
        records = super(PerfAuthoredMixin, model).create([self._prepare_draft_values(vals) for vals in vals_list])
        records._check_draft()
        return records.with_env(self.env)

    def write(self, vals):
        if not self.env.su:
            self._refuse_protected({*self._get_protected_values(), "author_employee_id"} & vals.keys())
        return super().write(vals)

    @api.model
    def _prepare_draft_values(self, vals):
        """The values of a new draft: whatever only the business methods may set is at its start.

        :param vals: values as given to ``create``
        :return: dict
        :raise UserError: names what can't be set
        """
        start = self._get_protected_values()
        self._refuse_protected({name for name, value in start.items() if vals.get(name) and vals[name] != value})
        author = self._get_draft_author_id(vals)
        typed = {name: value for name, value in vals.items() if name not in start}
        return {**typed, "state": start["state"], "author_employee_id": author}

    def _check_draft(self):
        """Refuse new drafts that their author may not write. Heirs say which."""

    @api.model
    def _refuse_protected(self, names):
        """Refuse values that only the business methods may set.

        :param names: names of fields, none when there is nothing to refuse
        :raise UserError: names them
        """
        if names:
            labels = [
                self._fields[name]._description_string(self.env) if name in self._fields else name for name in names
            ]
            raise UserError(
                self.env._("%(fields)s can't be set directly. Use the buttons.", fields=", ".join(sorted(labels)))
            )
