"""Looks for traces of people and texts in all tables, for tests of what is anonymous."""

from odoo.tools import SQL


class TraceMixin:
    """What a test finds in the database itself, whatever the models show."""

    def _find_changed(self, start, people):
        """Rows changed since a moment that name one of these people, their users or partners.

        :return: dict of a table -> ids
        """
        ids = {
            "hr.employee": people.ids,
            "res.users": people.user_id.ids,
            "res.partner": (people.user_id.partner_id | people.work_contact_id).ids,
        }
        found = {}
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.store and field.column_type == ("int4", "int4") and field.comodel_name in ids
            ]
            for name in names:
                rows = self.env.execute_query(
                    SQL(
                        "SELECT id FROM %s WHERE %s = ANY(%s) AND xmin::text::bigint > %s",
                        SQL.identifier(model._table),
                        SQL.identifier(name),
                        ids[model._fields[name].comodel_name],
                        start,
                    )
                )
                if rows:
                    found.setdefault(model._table, set()).update(row_id for (row_id,) in rows)
        return found

    def _find_texts(self, text):
        """Tables in which a column of text holds this."""
        found = set()
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.store and field.column_type and field.column_type[0] in ("text", "varchar", "jsonb")
            ]
            if not names:
                continue
            anywhere = SQL(" OR ").join(SQL("%s::text LIKE %s", SQL.identifier(name), f"%{text}%") for name in names)
            if self.env.execute_query(SQL("SELECT 1 FROM %s WHERE %s LIMIT 1", SQL.identifier(model._table), anywhere)):
                found.add(model._table)
        return found
