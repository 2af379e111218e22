"""How long rebuilding the reporting lines takes, against the plainest SQL that gives the same rows.

    PERF_BENCH_DB=some_database python benchmarks/reporting_lines.py

The database has ``perf_base`` installed; PG* variables and PYTHONPATH are as for Odoo. Fifty thousand employees on
eight levels are inserted inside one transaction, which is rolled back at the end. The yardstick is ``WITH RECURSIVE
... INSERT`` without a cycle guard, without regard to archived managers and without looking at what is there already.
Fails when rebuilding takes more than three times as long.
"""

import statistics
import sys
import time

from _loading import run_report

PEOPLE = 50_000
LEVELS = 8
SPAN = 4.5  # people a manager, about: 1 + 4.5 + ... + 4.5 ** 7 is about 48,000
ROUNDS = 3
LIMIT = 3.0

RAW = """
    WITH RECURSIVE chain(employee_id, manager_id, depth) AS (
        SELECT id, parent_id, 1 FROM hr_employee WHERE parent_id IS NOT NULL
     UNION ALL
        SELECT chain.employee_id, manager.parent_id, chain.depth + 1
          FROM chain JOIN hr_employee manager ON manager.id = chain.manager_id
         WHERE manager.parent_id IS NOT NULL
    )
    INSERT INTO perf_reporting_line (employee_id, manager_id, depth) SELECT * FROM chain
"""


def report(env):
    """Insert the people, time both ways in turn, and print the result."""
    if not env["hr.employee"].search_count([], limit=1):
        env["hr.employee"].create({"name": "Somebody"})
        env.flush_all()
    insert_people(env.cr)
    lines = env["perf.reporting.line"]
    ways = {
        "raw recursive INSERT": (empty, lambda env: env.cr.execute(RAW)),
        "_rebuild, table empty": (empty, lambda env: lines._rebuild()),
        "_rebuild, nothing changed": (lambda env: None, lambda env: lines._rebuild()),
    }
    times = {name: [] for name in ways}
    for _round in range(ROUNDS):
        counts = set()
        for name, (prepare, run) in ways.items():
            prepare(env)
            env.cr.execute("ANALYZE perf_reporting_line")
            start = time.perf_counter()
            run(env)
            times[name].append(time.perf_counter() - start)
            env.cr.execute("SELECT count(*) FROM perf_reporting_line")
            counts.add(env.cr.fetchone()[0])
        assert len(counts) == 1, f"the ways disagree: {counts}"
    return print_table(times, counts.pop())


def empty(env):
    """Remove all lines; TRUNCATE, so that no way pays for the rows of the one before."""
    env.cr.execute("TRUNCATE perf_reporting_line")


def insert_people(cr):
    """Insert ``PEOPLE`` employees, each below one of the level above; nobody else is in the org chart."""
    cr.execute("UPDATE hr_employee SET parent_id = NULL")
    columns = get_columns(cr)
    cr.execute(
        f"""
        WITH source AS (SELECT * FROM hr_employee ORDER BY id LIMIT 1)
        INSERT INTO hr_employee (id, parent_id, active, {columns})
        SELECT 10000000 + number,
               CASE WHEN number > 0 THEN 10000000 + floor((number - 1) / %s)::int END,
               TRUE, {columns}
          FROM source, generate_series(0, %s) AS number
        """,
        (SPAN, PEOPLE - 1),
    )
    cr.execute("ANALYZE hr_employee")


def get_columns(cr):
    """Columns to copy: all but the ones that are set, and those that are unique."""
    cr.execute(
        """
        SELECT string_agg(quote_ident(column_name), ', ')
          FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = 'hr_employee'
           AND column_name NOT IN ('id', 'parent_id', 'active', 'user_id', 'barcode')
        """
    )
    return cr.fetchone()[0]


def print_table(times, count):
    """Print the medians and say whether the limit is kept.

    :return: exit code
    """
    medians = {name: statistics.median(values) for name, values in times.items()}
    raw = medians["raw recursive INSERT"]
    print(f"Reporting lines of {PEOPLE:,} employees on {LEVELS} levels: {count:,} lines, median of {ROUNDS}")
    for name, seconds in medians.items():
        print(f"  {name:<28}{seconds:7.2f} s{seconds / raw:8.2f} x")
    ratio = medians["_rebuild, table empty"] / raw
    print(f"  ratio {ratio:.2f}, limit {LIMIT:.0f}: {'kept' if ratio <= LIMIT else 'EXCEEDED'}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(run_report(report))
