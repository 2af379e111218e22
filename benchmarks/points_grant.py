"""How long the monthly points of 20,000 people take, against one INSERT ... SELECT of the same rows.

    PERF_BENCH_DB=some_database python benchmarks/points_grant.py

The database has ``perf_recognition`` installed; PG* variables and PYTHONPATH are as for Odoo. Twenty thousand people
who can log in are inserted inside one transaction, which is rolled back at the end. The job runs as the scheduler
runs it, batch by batch, but for the commits. Two months are measured: the first, which only grants, and the next, in
which the rest of the first lapses too. The yardstick inserts the same rows into the same table, with the same
triggers, without looking at who has them already. Fails when the job takes more than four times as long, or when a
batch more takes more than a few queries.
"""

import statistics
import sys
import time
from collections import Counter
from unittest.mock import patch

from _loading import fill_required, run_report

from odoo.sql_db import Cursor

PEOPLE = 20_000
BATCH = 2_000
ROUNDS = 3
LIMIT = 4.0
QUERIES = 8  # a batch
FIRST = 30_000_000
TABLES = ("res_partner", "res_users", "resource_resource", "hr_employee")
LOAD = f"""
    INSERT INTO res_partner (id, name, active, company_id)
         SELECT {FIRST} + n, 'Bench ' || n, TRUE, %(company)s FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO res_users (id, login, active, partner_id, company_id)
         SELECT {FIRST} + n, 'bench_' || n, TRUE, {FIRST} + n, %(company)s FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO resource_resource (id, name, resource_type, time_efficiency, tz, company_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'user', 100, 'UTC', %(company)s, TRUE FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_employee (id, name, company_id, resource_id, user_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, %(company)s, {FIRST} + n, {FIRST} + n, TRUE
           FROM generate_series(1, {PEOPLE}) n;
"""
COLUMNS = "employee_id, company_id, account, kind, amount, date, month, idempotency_key"
RAW = f"""
    INSERT INTO perf_points_entry ({COLUMNS})
         SELECT {FIRST} + n, %(company)s, 'allowance', kind, amount, now() AT TIME ZONE 'UTC', %(month)s,
                kind || ',' || ({FIRST} + n) || ',' || %(month)s
           FROM generate_series(1, {PEOPLE}) n, (VALUES %(rows)s) AS booked(kind, amount)
       ORDER BY n, kind
"""
ROWS = {"first month": "('grant', 100)", "next month": "('expire', -100), ('grant', 100)"}
MONTHS = {"first month": "2026-03", "next month": "2026-04"}


def report(env):
    """Insert the people, time both ways in turn for both months, and print the result."""
    load(env)
    print(f"Monthly points of {PEOPLE:,} people, batches of {BATCH:,}")
    print(f"  {'month':<14}{'rows':>8}{'raw INSERT':>13}{'job':>10}{'ratio':>8}{'queries':>10}")
    slow = False
    for name, rows in ROWS.items():
        raws, jobs = [], []
        for _round in range(ROUNDS):
            raws.append(timed(env, name, lambda name=name, rows=rows: insert_raw(env, name, rows))[0])
            seconds, queries = timed(env, name, lambda name=name: run_job(env, name))
            jobs.append(seconds)
        raw, job = statistics.median(raws), statistics.median(jobs)
        batches = PEOPLE // BATCH + 1
        count = PEOPLE * (1 + rows.count("expire"))
        print(f"  {name:<14}{count:>8}{raw * 1000:>10.0f} ms{job * 1000:>7.0f} ms{job / raw:>8.2f}{queries:>10}")
        slow = slow or job / raw > LIMIT or queries > batches * QUERIES
        run_job(env, name)
    assert not env["perf.points.check"]._find_differences(), "the ledger does not add up"
    return int(slow)


def load(env):
    """People of a company of their own, who alone are due."""
    fill_required(env, *TABLES)
    company = env["res.company"].create({"name": "Bench", "perf_points_allowance": 100})
    env["res.company"].search([("id", "!=", company.id)]).perf_points_allowance = 0
    env.flush_all()
    env.cr.execute(LOAD, {"company": company.id})
    for table in TABLES:
        env.cr.execute(f"ANALYZE {table}")


def insert_raw(env, name, rows):
    """The same rows in one statement."""
    company = env["res.company"].search([("name", "=", "Bench")], limit=1)
    query = RAW.replace("%(rows)s", rows)
    env.cr.execute(query, {"company": company.id, "month": MONTHS[name]})


def run_job(env, name):
    """The job in that month, without its commits."""
    ledger = env["perf.points.entry"]
    module = "odoo.addons.perf_recognition.models.perf_points_entry.month_of"
    with (
        patch(module, lambda _moment, _zone: MONTHS[name]),
        patch.object(type(env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: float("inf")),
    ):
        ledger._cron_reset_allowances(BATCH)
    found = ledger.search_count([("month", "=", MONTHS[name]), ("kind", "=", "grant"), ("employee_id", ">", FIRST)])
    assert found == PEOPLE, f"{found} of {PEOPLE} got their points"


def timed(env, name, run):
    """Seconds and number of queries of one way, whose rows are taken back.

    :return: pair of float and int
    """
    queries = Counter()
    execute = Cursor.execute

    def counted(cursor, query, params=None, log_exceptions=True):
        queries[name] += 1
        return execute(cursor, query, params, log_exceptions)

    env.cr.execute("SAVEPOINT bench")
    start = time.perf_counter()
    with patch.object(Cursor, "execute", counted):
        run()
    seconds = time.perf_counter() - start
    env.cr.execute("ROLLBACK TO SAVEPOINT bench")
    env.invalidate_all()
    return seconds, queries[name]


if __name__ == "__main__":
    sys.exit(run_report(report))
