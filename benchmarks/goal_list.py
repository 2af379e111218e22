"""How long the first page of the goals list takes for managers high and low, against plain SQL for the same rows.

    PERF_BENCH_DB=some_database python benchmarks/goal_list.py

The database has ``perf_goals`` installed; PG* variables and PYTHONPATH are as for Odoo. Fifty thousand employees on
eight levels with four goals each are inserted inside one transaction, which is rolled back at the end. The ORM's page
is ``web_search_read`` as the list view calls it: 80 goals in the default order with the names of people and the count,
through all record rules, nothing cached. The yardstick is the plainest SQL that a manager's page can be written in:
the goals of everybody below that are no drafts, in the same order.
"""

import statistics
import sys
import time

from _loading import run_report
from reporting_lines import LEVELS, PEOPLE, insert_people

GOALS_EACH = 4
FIRST = 10_000_000  # id of the top manager, see insert_people
ROUNDS = 7
LIMIT = 80
SECONDS = 0.5  # no manager waits longer for a page
MANAGERS = {"top": 0, "level 3": 2, "leaf": 6}  # name -> levels below the top
COLUMNS = ("id", "name", "employee_id", "date_end", "progress", "health", "state")
SPECIFICATION = {name: {} for name in COLUMNS[1:]} | {"employee_id": {"fields": {"display_name": {}}}}
RAW = f"""
    SELECT {", ".join(f"goal.{name}" for name in COLUMNS)}, employee.name
      FROM perf_goal goal JOIN hr_employee employee ON employee.id = goal.employee_id
     WHERE goal.employee_id IN (SELECT employee_id FROM perf_reporting_line WHERE manager_id = %s)
       AND goal.state <> 'draft'
     ORDER BY goal.date_end DESC, goal.id DESC LIMIT {LIMIT}
"""


def report(env):
    """Insert people and goals, time both ways for each manager, and print the result."""
    managers = {name: FIRST + first_of_level(depth) for name, depth in MANAGERS.items()}
    load(env, managers)
    print(f"First page of {LIMIT} of {PEOPLE * GOALS_EACH:,} goals of {PEOPLE:,} people on {LEVELS} levels")
    print(f"  {'manager':<10}{'goals':>8}{'list page':>12}{'plain SQL':>12}{'ratio':>8}")
    slow = False
    for name, employee_id in managers.items():
        user = env["res.users"].search([("login", "=", f"bench_{employee_id}")])
        page, raw, count = measure(env, user, employee_id)
        slow = slow or page > SECONDS
        print(f"  {name:<10}{count:>8}{page * 1000:>9.1f} ms{raw * 1000:>9.1f} ms{page / raw:>8.1f}")
    return int(slow)


def first_of_level(depth):
    """Number of the first person that many levels below the top, in the tree of ``insert_people``."""
    number = 0
    for _level in range(depth):
        number = next(child for child in range(number + 1, PEOPLE) if int((child - 1) / 4.5) == number)
    return number


def load(env, managers):
    """Fifty thousand people with users for the managers measured, and their goals, in SQL."""
    cr = env.cr
    if not env["hr.employee"].search_count([], limit=1):
        env["hr.employee"].create({"name": "Somebody"})
        env.flush_all()
    insert_people(cr)
    users = env["res.users"].create(
        [{"name": f"Bench {employee_id}", "login": f"bench_{employee_id}"} for employee_id in managers.values()]
    )
    env.flush_all()
    for user, employee_id in zip(users, managers.values(), strict=True):
        cr.execute("UPDATE hr_employee SET user_id = %s WHERE id = %s", (user.id, employee_id))
    env.invalidate_all()
    env["perf.reporting.line"]._rebuild()
    cr.execute(
        """
        INSERT INTO perf_goal (
            name, level, commitment, employee_id, company_id, date_start, date_end, weight, progress, state, health,
            create_uid, write_uid, create_date, write_date
        )
        SELECT 'Goal ' || number, 'individual', 'committed', id, %s,
               CURRENT_DATE - 60 - (id * 7 + number * 31) %% 300, CURRENT_DATE + 200 - (id * 13 + number * 53) %% 400,
               1, (id * 17 + number) %% 100,
               (ARRAY['draft', 'proposed', 'active', 'active', 'active', 'achieved', 'missed'])[1 + (id + number) %% 7],
               (ARRAY['on_track', 'at_risk', 'off_track'])[1 + (id + number) %% 3], 1, 1, now(), now()
          FROM hr_employee, generate_series(1, %s) AS number
         WHERE id >= %s
        """,
        (env.company.id, GOALS_EACH, FIRST),
    )
    for table in ("perf_goal", "perf_reporting_line", "hr_employee"):
        cr.execute(f"ANALYZE {table}")


def measure(env, user, employee_id):
    """Median seconds of the list page and of plain SQL, after a round that nobody counts, and the number of goals."""
    Goal = env["perf.goal"].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
    pages, raws = [], []
    for _round in range(ROUNDS + 1):
        env.invalidate_all()
        start = time.perf_counter()
        page = Goal.web_search_read([], SPECIFICATION, limit=LIMIT, count_limit=10_001)
        pages.append(time.perf_counter() - start)
        start = time.perf_counter()
        env.cr.execute(RAW, (employee_id,))
        rows = env.cr.fetchall()
        raws.append(time.perf_counter() - start)
        found = {row[0] for row in rows}
        others = [record["employee_id"] for record in page["records"] if record["id"] not in found]
        assert all(not owner or owner["id"] == employee_id for owner in others), "the ways disagree"
    return statistics.median(pages[1:]), statistics.median(raws[1:]), page["length"]


if __name__ == "__main__":
    sys.exit(run_report(report))
