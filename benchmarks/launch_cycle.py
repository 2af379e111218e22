"""How long launching a cycle for ten thousand people takes, against plain SQL inserts of the same rows.

    PERF_BENCH_DB=some_database python benchmarks/launch_cycle.py

The database has ``perf_appraisal`` installed; PG* variables and PYTHONPATH are as for Odoo. Everybody has a user and an
e-mail address, so that each appraisal comes with a result, the self and the manager's review, its history, two
activities and two queued e-mails. The launch job does its work without its commits, inside one transaction which is
rolled back at the end. The yardstick inserts the very rows that came out, all rows of a table in one statement.

Fails when the job takes more than five times as long, needs more than 0.05 queries for an appraisal, or holds more
memory for the last thousand people than for the first.
"""

import os
import statistics
import sys
import time
import tracemalloc
from pathlib import Path
from unittest.mock import patch

from _loading import fill_required
from psycopg2.extras import Json

import odoo
from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor

PEOPLE, MANAGERS = 10_000, 500
ROUNDS = 3
RATIO, QUERIES, GROWTH = 5.0, 0.05, 8 * 2**20
FIRST = 20_000_000
JSON_TYPES = (114, 3802)

#: What the launch fills; children before parents.
TABLES = (
    "mail_mail", "mail_message", "mail_activity", "perf_appraisal_log", "perf_appraisal_review",
    "perf_appraisal_result", "perf_appraisal",
)  # fmt: skip
SOURCES = (
    "res_partner", "res_users", "resource_resource", "hr_employee", "hr_version",
)  # fmt: skip
LOAD = f"""
    INSERT INTO res_partner (id, name, email, email_normalized, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'bench' || n || '@bench.example', 'bench' || n || '@bench.example', TRUE
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO res_users (id, login, partner_id, company_id, active, share, notification_type)
         SELECT {FIRST} + n, 'bench_' || n, {FIRST} + n, %(company)s, TRUE, FALSE, 'email'
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO res_company_users_rel (cid, user_id)
         SELECT %(company)s, {FIRST} + n FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO resource_resource (id, name, resource_type, time_efficiency, tz, company_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'user', 100, 'UTC', %(company)s, TRUE FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_employee (id, name, company_id, resource_id, user_id, parent_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, %(company)s, {FIRST} + n, {FIRST} + n,
                CASE WHEN n > {MANAGERS} THEN {FIRST} + 1 + n %% {MANAGERS} END, TRUE
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_version (id, employee_id, company_id, date_version, active)
         SELECT {FIRST} + n, {FIRST} + n, %(company)s, CURRENT_DATE - 400, TRUE FROM generate_series(1, {PEOPLE}) n;
    UPDATE hr_employee SET current_version_id = id WHERE id > {FIRST};
"""


def main():
    """Measure, print a table, and return the exit code."""
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


def report(env):
    """Make people and a cycle, time both ways in turn, and print the result."""
    load(env)
    launched, plain, queries = [], [], []
    for _round in range(ROUNDS):
        env.cr.execute("SAVEPOINT bench")
        cycle = make_cycle(env)
        env.cr.execute("SAVEPOINT made")
        marks = {table: newest(env, table) for table in TABLES}
        seconds, count = launch(env, cycle)
        launched.append(seconds)
        queries.append(count / PEOPLE)
        rows = {table: fetch(env, table, marks[table]) for table in TABLES}
        check(rows)
        env.cr.execute("ROLLBACK TO SAVEPOINT made")
        plain.append(insert(env, rows))
        env.cr.execute("ROLLBACK TO SAVEPOINT bench")
        env.invalidate_all()
    ours, raw, each = statistics.median(launched), statistics.median(plain), max(queries)
    growth = memory(env)
    total = sum(len(values) for _columns, values in rows.values())
    print(f"A cycle for {PEOPLE:,} people: {total:,} rows in {len(TABLES)} tables")
    for table, (_columns, values) in rows.items():
        print(f"  {table:24} {len(values):8,}")
    print(f"  launch job {ours:7.2f} s, plain SQL {raw:7.2f} s, ratio {ours / raw:.2f} (limit {RATIO})")
    print(f"  {each:.3f} queries an appraisal (limit {QUERIES})")
    print(f"  memory grew by {growth / 2**20:.1f} MB over the launch (limit {GROWTH / 2**20:.0f})")
    return int(ours > RATIO * raw or each > QUERIES or growth > GROWTH)


def load(env):
    """People with users in SQL."""
    env.flush_all()
    env["perf.appraisal.review"].search([], limit=1)
    fill_required(env, *SOURCES)
    env.cr.execute(LOAD, {"company": env.company.id})
    for table in SOURCES:
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def make_cycle(env):
    """A cycle for these people, launched a moment ago."""
    scale = env.ref("perf_appraisal.perf_rating_scale_default")
    template = env["perf.appraisal.template"].create(
        {
            "name": "Bench",
            "scale_id": scale.id,
            "section_ids": [
                Command.create(
                    {
                        "name": "All",
                        "question_ids": [
                            Command.create({"name": f"Question {number}", "scale_id": scale.id}) for number in range(10)
                        ],
                    }
                )
            ],
        }
    )
    today = fields.Date.today()
    cycle = env["perf.appraisal.cycle"].create(
        {
            "name": "Bench",
            "date_from": fields.Date.subtract(today, days=365),
            "date_to": today,
            "self_deadline": fields.Date.add(today, days=10),
            "manager_deadline": fields.Date.add(today, days=20),
            "share_deadline": fields.Date.add(today, days=30),
            "population_ids": [
                Command.create({"template_id": template.id, "domain": f"[('id', '>', {FIRST})]"}),
            ],
        }
    )
    cycle.action_launch()
    template._get_snapshot(cycle)
    env.flush_all()
    env.invalidate_all()
    return cycle


def launch(env, cycle):
    """Let the job do its work, without commits: seconds and number of queries."""
    count = 0
    execute = Cursor.execute

    def record(cursor, query, params=None, log_exceptions=True):
        nonlocal count
        count += 1
        return execute(cursor, query, params, log_exceptions)

    start = time.perf_counter()
    with patch.object(Cursor, "execute", record), without_commits(env):
        env["perf.appraisal.cycle"]._cron_launch()
    seconds = time.perf_counter() - start
    assert not cycle.launch_pending
    assert not cycle.launch_failures, cycle.launch_failures
    return seconds, count


def without_commits(env, note=None):
    """The job flushes and empties the cache where it commits otherwise.

    :param note: called after each batch
    """

    def progress(*_args, **_kwargs):
        env.flush_all()
        env.invalidate_all()
        if note:
            note()
        return 1

    return patch.object(type(env["ir.cron"]), "_commit_progress", progress)


def memory(env):
    """How much more memory is held after the last batch than after the second one."""
    env.cr.execute("SAVEPOINT bench")
    make_cycle(env)
    held = []
    tracemalloc.start()
    with without_commits(env, lambda: held.append(tracemalloc.get_traced_memory()[0])):
        env["perf.appraisal.cycle"]._cron_launch()
    tracemalloc.stop()
    env.cr.execute("ROLLBACK TO SAVEPOINT bench")
    env.invalidate_all()
    return held[-1] - held[2]


def newest(env, table):
    """The highest id of a table."""
    env.cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
    return env.cr.fetchone()[0]


def fetch(env, table, mark):
    """The rows that came out: names of columns, list of tuples."""
    env.cr.execute(f"SELECT * FROM {table} WHERE id > %s ORDER BY id", (mark,))
    names = [column.name for column in env.cr.description]
    json = {number for number, column in enumerate(env.cr.description) if column.type_code in JSON_TYPES}
    rows = [
        tuple(Json(value) if number in json and value is not None else value for number, value in enumerate(row))
        for row in env.cr.fetchall()
    ]
    return names, rows


def check(rows):
    """Everybody has everything once."""
    counts = {table: len(values) for table, (_columns, values) in rows.items()}
    assert counts["perf_appraisal"] == counts["perf_appraisal_result"] == PEOPLE, counts
    assert counts["perf_appraisal_review"] == 2 * PEOPLE, counts
    assert counts["mail_activity"] == counts["mail_mail"] == 2 * PEOPLE - MANAGERS, counts


def insert(env, rows):
    """Insert the same rows in SQL, parents first, and return the seconds."""
    start = time.perf_counter()
    for table in reversed(TABLES):
        columns, values = rows[table]
        names = ", ".join(f'"{name}"' for name in columns)
        env.cr.execute_values(f"INSERT INTO {table} ({names}) VALUES %s", values)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
