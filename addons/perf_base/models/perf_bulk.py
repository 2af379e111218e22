from odoo import api, models
from odoo.tools import SQL


class PerfBulk(models.AbstractModel):
    """Inserts many rows that are like one which the ORM has made, for jobs that create thousands of records at once."""

    _name = "perf.bulk"
    _description = "Rows Alike"

    @api.model
    def _copy(self, first, columns, skip_known=False):
        """Insert rows like that of a record, apart from some columns, in one statement.

        Nothing of the model runs for the copies, and the caches know nothing of them: the caller gives all columns that
        follow from the changed ones, and empties the cache of what lists the records.

        :param first: record that was made by the ORM, with all that follows from it
        :param columns: dict name of a stored field -> values as the database keeps them, all equally long
        :param skip_known: leave out rows that a unique index refuses, instead of failing
        :return: recordset in the order of the values
        """
        first.ensure_one()
        if not next(iter(columns.values())):
            return first.browse()
        first.flush_recordset()
        alike = [
            SQL.identifier(name)
            for name, field in first._fields.items()
            if field.store and field.column_type and name != "id" and name not in columns
        ]
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO %(table)s (%(alike)s, %(own)s)
                     SELECT %(values)s, %(copies)s
                       FROM %(table)s AS first
                 CROSS JOIN unnest(%(lists)s) WITH ORDINALITY AS copy(%(own)s, position)
                      WHERE first.id = %(first)s
                   ORDER BY copy.position
                %(conflict)s
                  RETURNING id
                """,
                table=SQL.identifier(first._table),
                alike=SQL(", ").join(alike),
                own=SQL(", ").join(SQL.identifier(name) for name in columns),
                values=SQL(", ").join(SQL("first.%s", column) for column in alike),
                copies=SQL(", ").join(SQL("copy.%s", SQL.identifier(name)) for name in columns),
                lists=SQL(", ").join(
                    SQL("%s::%s[]", list(values), SQL(first._fields[name].column_type[0]))  # pylint: disable=sql-injection
                    for name, values in columns.items()
                ),
                conflict=SQL("ON CONFLICT DO NOTHING") if skip_known else SQL(),
                first=first.id,
            )
        )
        return first.browse([row_id for (row_id,) in rows])
