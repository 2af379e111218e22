"""Loading rows in SQL whichever addons are installed, with required columns that a plain INSERT knows nothing of."""


def fill_required(env, *tables):
    """Give each required column without a default, of tables that have a row, the value of that row as default.

    It is taken back with the transaction, as all that a benchmark writes.
    """
    for table in tables:
        env.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND table_schema = current_schema AND is_nullable = 'NO' AND column_default IS NULL
               AND column_name <> 'id' AND is_identity = 'NO'
            """,
            (table,),
        )
        for (column,) in env.cr.fetchall():
            env.cr.execute(f'SELECT quote_literal("{column}"::text) FROM {table} ORDER BY id LIMIT 1')
            if row := env.cr.fetchone():
                env.cr.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET DEFAULT {row[0]}')
