from odoo import Command, api, models
from odoo.exceptions import AccessError, MissingError, UserError

from ..tools.numbers import is_too_large

SUITE = "perf."


class PerfLinkMixin(models.AbstractModel):
    """A record that may point at records of the suite only where the writer can read them.

    Odoo shows the name of a linked record to whoever reads the link. So a link to a record that somebody can't
    read, made by a value or by a ``default_*`` key of the context, would tell its name.
    """

    _name = "perf.link.mixin"
    _description = "Links to Readable Records Only"

    def check_access(self, operation):
        """Refuse what is no record: a call may name one without an id, or with one that no record can have.

        :raise MissingError: says to reload
        """
        if any(each is None or each is False or is_too_large(each, "many2one") for each in self._ids):
            raise MissingError(self.env._("The record does not exist. Reload the page."))
        return super().check_access(operation)

    @api.model
    def default_get(self, fields):
        """Leave out defaults that point at records which the user can't read, and stored ones of what nobody types."""
        values = super().default_get(fields)
        values |= self._get_own_defaults(values)
        return {name: value for name, value in values.items() if not self._get_hidden_links(name, value)}

    @api.model
    def _get_own_defaults(self, values):
        """The defaults of the model itself for fields that nobody types, where somebody stored one (``ir.default``).

        Every internal user may store defaults of their own; one for the state of a record would make it approved.

        :param values: dict of default values
        """
        stored = self.env["ir.default"]._get_model_defaults(self._name)
        names = [
            name
            for name in stored.keys() & values.keys()
            if self._fields[name].readonly and f"default_{name}" not in self.env.context
        ]
        return {name: default(self) if (default := self._fields[name].default) else False for name in names}

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        """Offer people as a flat list: core would walk a circle in the org chart, such as people who lead themselves,
        for ever."""
        if field_name not in self._fields:
            raise UserError(self.env._("There is no field “%(field)s” here. Reload the page.", field=field_name))
        if self._fields[field_name].comodel_name == "hr.employee":
            kwargs["hierarchize"] = False
        return super().search_panel_select_range(field_name, **kwargs)

    def onchange(self, values, field_names, fields_spec):
        """Compute nothing from records that the user can't read.

        Stored fields are computed in superuser mode; so the links in the values of a form would tell what stands behind
        them. The portal has no such forms.
        """
        if not self.env.su:
            if self.env.user.share:
                raise AccessError(self.env._("These forms are for the back office. Use the pages of the portal."))
            self._check_typed_links(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_typed_links(self, values):
        """Refuse links of a form, and of its lines, to hidden records that it doesn't have already.

        :param values: as given to ``onchange``
        :raise AccessError: as for reading such a record
        """
        for name, value in (values or {}).items():
            hidden = self._get_hidden_links(name, value)
            if hidden:
                stored = self.sudo()[name] if self else self.env[hidden._name]
                (hidden - stored.sudo(False)).check_access("read")
            field = self._fields.get(name)
            if field and field.type in ("one2many", "many2many") and field.comodel_name.startswith(SUITE):
                self._check_typed_lines(self.env[field.comodel_name], value)

    @api.model
    def _check_typed_lines(self, lines, commands):
        """The same for the lines of a form.

        :param lines: empty recordset of their model
        :param commands: list of commands of a one2many or many2many field
        """
        for command in commands if isinstance(commands, (list, tuple)) else []:
            if isinstance(command, (list, tuple)) and command and command[0] in (Command.CREATE, Command.UPDATE):
                line = lines.browse(command[1] if command[0] == Command.UPDATE else [])
                if hasattr(line, "_check_typed_links"):
                    line._check_typed_links(command[2])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_readable_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_readable_links(vals)
        return super().write(vals)

    @api.model
    def _check_readable_links(self, vals):
        """Refuse links to records of the suite that the user can't read.

        :param vals: values as given to ``create`` or ``write``
        :raise AccessError: as for reading such a record
        """
        for name, value in vals.items():
            hidden = self._get_hidden_links(name, value)
            if hidden:
                hidden.check_access("read")

    @api.model
    def _get_hidden_links(self, name, value):
        """The records that this value links to and the user can't read; nothing in superuser mode.

        :param name: name of a field, known or not
        :param value: value for ``create``, ``write`` or ``default_get``
        :return: recordset
        """
        field = self._fields.get(name)
        if self.env.su or not field or not field.relational or not field.comodel_name.startswith(SUITE):
            return self.browse()
        linked = self.env[field.comodel_name].browse(self._get_linked_ids(field, value)).exists()
        return linked - linked._filtered_access("read")

    @api.model
    def _get_linked_ids(self, field, value):
        """Ids of existing records in a value for a relational field, which may come in any form that Odoo takes."""
        if isinstance(value, models.BaseModel):
            return value.ids
        if field.type == "many2one":
            return [value] if value and isinstance(value, int) else []
        ids = []
        for item in value if isinstance(value, list | tuple) else []:
            if isinstance(item, int):
                ids.append(item)
            elif item[0] == Command.SET:
                ids += item[2]
            elif item[0] in (Command.LINK, Command.UPDATE):
                ids.append(item[1])
        return ids
