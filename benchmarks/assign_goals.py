"""How long assigning a goal to a thousand people takes, against plain SQL inserts of the same rows.

    PERF_BENCH_DB=some_database python benchmarks/assign_goals.py

The database has ``perf_goals`` installed; PG* variables and PYTHONPATH are as for Odoo. A template with two key results
is assigned by an HR officer to a thousand people, inside one transaction which is rolled back at the end. The yardstick
inserts the goals and key results that came out, all rows of a table in one statement; a row a statement is shown
beside it. Fails when assigning takes more than eight times as long as the former.
"""

import statistics
import sys
import time
from datetime import timedelta

from _loading import run_report

from odoo import Command, fields

PEOPLE = 1_000
ROUNDS = 3
LIMIT = 8.0
TABLES = ("perf_goal", "perf_goal_key_result")


def report(env):
    """Make people and a template, time the ways in turn, and print the result."""
    people = (
        env["hr.employee"]
        .with_context(tracking_disable=True)
        .create([{"name": f"Bench {number}"} for number in range(PEOPLE)])
    )
    template = env["perf.goal.template"].create(
        {
            "name": "Answer every customer within a day",
            "line_ids": [
                Command.create({"name": "Hours to answer", "start_value": 30.0, "target_value": 24.0}),
                Command.create({"name": "Customers asked", "target_value": 50.0, "unit": "customers"}),
            ],
        }
    )
    officer = env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench_officer",
            "group_ids": [Command.link(env.ref("perf_base.group_perf_officer").id)],
        }
    )
    env.flush_all()
    assigned, single, bulk = [], [], []
    for _round in range(ROUNDS):
        goals, seconds = assign(env, officer, template, people)
        assigned.append(seconds)
        rows = {table: fetch(env, table, goals) for table in TABLES}
        discard(env, goals)
        single.append(insert(env, rows, one_by_one=True))
        bulk.append(insert(env, rows, one_by_one=False))
    ours, plain, together = (statistics.median(times) for times in (assigned, single, bulk))
    print(f"A goal with two key results for {PEOPLE:,} people: {PEOPLE:,} + {2 * PEOPLE:,} rows")
    print(f"  Assign goals                        {ours:7.2f} s")
    print(f"  plain SQL, a row a statement        {plain:7.2f} s   ratio {ours / plain:.2f}")
    print(f"  plain SQL, all rows in one          {together:7.2f} s   ratio {ours / together:.2f}")
    return int(ours / together > LIMIT)


def assign(env, officer, template, people):
    """Assign as the wizard does; return the goals and the seconds."""
    env.invalidate_all()
    today = fields.Date.today()
    start = time.perf_counter()
    wizard = (
        env["perf.goal.assign.wizard"]
        .with_user(officer)
        .create(
            {
                "template_id": template.id,
                "date_start": today,
                "date_end": today + timedelta(days=90),
                "employee_ids": [Command.set(people.ids)],
            }
        )
    )
    goals, _skipped = wizard._assign()
    env.flush_all()
    return goals.sudo(), time.perf_counter() - start


def fetch(env, table, goals):
    """The rows that came out: names of columns, list of tuples."""
    name = "id" if table == "perf_goal" else "goal_id"
    env.cr.execute(f"SELECT * FROM {table} WHERE {name} = ANY(%s) ORDER BY id", (goals.ids,))
    return [column.name for column in env.cr.description], env.cr.fetchall()


def discard(env, goals):
    """Take the goals away again, so that the next round finds the same."""
    env.cr.execute("DELETE FROM perf_goal_key_result WHERE goal_id = ANY(%s)", (goals.ids,))
    env.cr.execute("DELETE FROM perf_goal WHERE id = ANY(%s)", (goals.ids,))
    env.invalidate_all()


def insert(env, rows, one_by_one):
    """Insert the same rows in SQL, take them away again, and return the seconds."""
    start = time.perf_counter()
    for table, (columns, values) in rows.items():
        names = ", ".join(f'"{name}"' for name in columns)
        if one_by_one:
            marks = ", ".join(["%s"] * len(columns))
            for row in values:
                env.cr.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)
        else:
            env.cr.execute_values(f"INSERT INTO {table} ({names}) VALUES %s", values)
    seconds = time.perf_counter() - start
    discard(env, env["perf.goal"].browse([row[0] for row in rows["perf_goal"][1]]))
    return seconds


if __name__ == "__main__":
    sys.exit(run_report(report))
