"""What benchmarks share: a database to measure in, and loading rows in SQL whichever addons are installed."""

import os
from pathlib import Path

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry


def run_report(report):
    """Call a report with the environment of the database to measure in; all that it writes is rolled back.

    :param report: function of an environment that prints what it measured
    :return: its exit code
    """
    addons = Path(__file__).resolve().parent.parent / "addons"
    core = Path(odoo.__path__[0]) / "addons"
    path = os.environ.get("PERF_BENCH_ADDONS", f"{core},{addons}")
    database = os.environ["PERF_BENCH_DB"]
    odoo.tools.config.parse_config(["-d", database, f"--addons-path={path}"], setup_logging=False)
    with Registry(database).cursor() as cr:
        try:
            return report(api.Environment(cr, SUPERUSER_ID, {}))
        finally:
            cr.rollback()


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
