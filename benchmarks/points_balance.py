"""How long the balance of a person with 10,000 entries takes, and by which index it is read.

    PERF_BENCH_DB=some_database python benchmarks/points_balance.py

The database has ``perf_recognition`` installed; PG* variables and PYTHONPATH are as for Odoo. One person gets 10,000
entries, and 20,000 people 5 each, inside one transaction, which is rolled back at the end. Measured are the balance,
as every form, page and order asks for it, and the newest page of the statement, against the plainest SQL for each.
Fails when the balance takes more than one query, when one of the two reads the table from end to end, or when the
balance is slower than summing up the entries by SQL.
"""

import statistics
import sys
import time
from collections import Counter
from unittest.mock import patch

from _loading import fill_required, run_report

from odoo.sql_db import Cursor

OWN, PEOPLE, OTHERS = 10_000, 20_000, 5
EACH = (OWN + PEOPLE * OTHERS) // OWN  # of so many entries one is the person's
ROUNDS = 21
PAGE = 80
FIRST = 30_000_000
LOAD = f"""
    INSERT INTO resource_resource (id, name, resource_type, time_efficiency, tz, company_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'user', 100, 'UTC', %(company)s, TRUE FROM generate_series(0, {PEOPLE}) n;
    INSERT INTO hr_employee (id, name, company_id, resource_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, %(company)s, {FIRST} + n, TRUE FROM generate_series(0, {PEOPLE}) n;
    INSERT INTO perf_points_entry (employee_id, company_id, account, kind, amount, date, month, idempotency_key)
         SELECT {FIRST} + CASE WHEN n %% {EACH} = 0 THEN 0 ELSE 1 + n %% {PEOPLE} END, %(company)s, 'balance', 'adjust',
                1 + n %% 9, now() AT TIME ZONE 'UTC', '2026-03', 'bench,' || n
           FROM generate_series(1, {OWN + PEOPLE * OTHERS}) n;
"""
SUM = "SELECT SUM(amount) FROM perf_points_entry WHERE employee_id = %s AND account = 'balance'"
ACCOUNT = "SELECT account, balance FROM perf_points_account WHERE employee_id = %s"
NEWEST = f"SELECT id, amount, balance_after FROM perf_points_entry WHERE employee_id = %s ORDER BY id DESC LIMIT {PAGE}"


def report(env):
    """Insert the entries, time the ways, show the plans, and print the result."""
    fill_required(env, "resource_resource", "hr_employee")
    env.cr.execute(LOAD, {"company": env.company.id})
    for table in ("hr_employee", "perf_points_entry", "perf_points_account"):
        env.cr.execute(f"ANALYZE {table}")
    ledger = env["perf.points.entry"]
    person = env["hr.employee"].browse(FIRST)
    ways = {
        "balance, _get_sums": lambda: ledger._get_sums(person)[FIRST, "balance"],
        "balance, sum of the entries in SQL": lambda: fetch(env, SUM)[0][0],
        f"statement, newest {PAGE}": lambda: ledger.search_fetch(
            [("employee_id", "=", FIRST)], ["amount", "balance_after"], limit=PAGE
        ),
        f"statement, newest {PAGE} in SQL": lambda: fetch(env, NEWEST),
    }
    print(f"A person with {OWN:,} of {OWN + PEOPLE * OTHERS:,} entries")
    print(f"  {'way':<38}{'median':>10}{'queries':>10}")
    medians, counts, results = {}, {}, {}
    for name, run in ways.items():
        medians[name], counts[name], results[name] = measure(env, run)
        print(f"  {name:<38}{medians[name] * 1000:>7.2f} ms{counts[name]:>10}")
    mine, raw, *_pages = ways
    assert results[mine] == results[raw], "the ways disagree"
    scans = [show_plan(env, query) for query in (ACCOUNT, NEWEST)]
    return int(any(scans) or counts[mine] != 1 or medians[mine] > medians[raw])


def fetch(env, query):
    """Rows of a query about the person."""
    env.cr.execute(query, (FIRST,))
    return env.cr.fetchall()


def measure(env, run):
    """Median seconds with nothing cached, number of queries, and the result.

    :return: tuple
    """
    seconds, queries = [], Counter()
    execute = Cursor.execute

    def counted(cursor, query, params=None, log_exceptions=True):
        queries["all"] += 1
        return execute(cursor, query, params, log_exceptions)

    run()
    for _round in range(ROUNDS):
        env.invalidate_all()
        queries.clear()
        with patch.object(Cursor, "execute", counted):
            start = time.perf_counter()
            result = run()
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), queries["all"], result


def show_plan(env, query):
    """Print the plan of a query.

    :return: whether it reads a table from end to end
    """
    env.cr.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + query, (FIRST,))
    plan = [line for (line,) in env.cr.fetchall()]
    print("\n".join(f"    {line}" for line in plan))
    return any("Seq Scan" in line for line in plan)


if __name__ == "__main__":
    sys.exit(run_report(report))
