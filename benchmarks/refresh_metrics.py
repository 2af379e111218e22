"""How long the nightly refresh of measured key results takes, against plain SQL aggregates and an upsert of the same.

    PERF_BENCH_DB=some_database python benchmarks/refresh_metrics.py

The database has ``perf_goals`` installed; PG* variables and PYTHONPATH are as for Odoo. Ten thousand employees with
fifty thousand goals and 150,000 key results are inserted, 20,000 of these on twenty metrics over a million records,
inside one transaction which is rolled back at the end. The yardstick: for each metric one grouped statement that counts
the records of each person in the period of the goal, and one upsert of all figures. It writes no key result, no
progress and no health, which the refresh does. Fails when the refresh takes more than three times as long, or
when its memory grows with the number of key results.
"""

import sys
import time
import tracemalloc
from unittest.mock import patch

from _loading import fill_required, run_report

PEOPLE, GOALS, RESULTS, MEASURED, METRICS, RECORDS = 10_000, 50_000, 150_000, 20_000, 20, 1_000_000
LIMIT = 3.0
MEMORY = 1.5  # the peak for all key results, as a multiple of that for a tenth of them
FIRST = 20_000_000
BATCH = 1_000

TABLES = (
    "res_partner", "res_users", "resource_resource", "hr_employee", "resource_calendar_leaves", "perf_goal",
    "perf_goal_key_result",
)  # fmt: skip
PERIOD = "CURRENT_DATE - 150 - n / 10000", "CURRENT_DATE + 30"
LOAD = f"""
    INSERT INTO res_partner (id, name, active, company_id, create_uid, write_uid, create_date, write_date)
         SELECT {FIRST} + n, 'Bench ' || n, TRUE, NULL, 1, 1, now(), now() FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO res_users (id, login, partner_id, company_id, active, share, notification_type, create_date, write_date)
         SELECT {FIRST} + n, 'bench_' || n, {FIRST} + n, %(company)s, TRUE, TRUE, 'email', now(), now()
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO resource_resource (id, name, resource_type, time_efficiency, tz, company_id, user_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'user', 100, 'UTC', %(company)s, {FIRST} + n, TRUE
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_employee (id, name, company_id, resource_id, user_id, work_contact_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, %(company)s, {FIRST} + n, {FIRST} + n, {FIRST} + n, TRUE
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO resource_calendar_leaves (name, resource_id, company_id, date_from, date_to, time_type)
         SELECT 'kind ' || n / {PEOPLE} %% {METRICS}, {FIRST} + 1 + (n::bigint * 7919) %% {PEOPLE}, %(company)s,
                CURRENT_DATE - 1 - n %% 300, CURRENT_DATE - n %% 300, 'leave'
           FROM generate_series(1, {RECORDS}) n;
    INSERT INTO perf_goal (id, name, level, commitment, employee_id, company_id, date_start, date_end, weight, state,
                           progress, health, approved_on, create_uid, write_uid, create_date, write_date)
         SELECT {FIRST} + n, 'Goal ' || n, 'individual', 'committed', {FIRST} + 1 + n %% {PEOPLE}, %(company)s,
                {PERIOD[0]}, {PERIOD[1]}, 1, 'active', 0, 'off_track', CURRENT_DATE - 100, 1, 1, now(), now()
           FROM generate_series(1, {GOALS}) n;
    INSERT INTO perf_goal_key_result (id, goal_id, name, kind, start_value, target_value, current_value, weight,
                                      progress, score_raw, has_value, is_measured, metric_id, sequence,
                                      create_uid, write_uid, create_date, write_date)
         SELECT {FIRST} + n, {FIRST} + 1 + n %% {GOALS}, 'Result ' || n, 'number', 0, 20, 0, 1, 0, 0, TRUE, TRUE,
                CASE WHEN n <= {MEASURED} THEN (%(metrics)s::int[])[1 + n %% {METRICS}] END, 10,
                1, 1, now(), now()
           FROM generate_series(1, {RESULTS}) n;
"""
AGGREGATE = """
    SELECT result.id, goal.employee_id, goal.date_start, goal.date_end, COUNT(source.id)
      FROM perf_goal_key_result result
      JOIN perf_goal goal ON goal.id = result.goal_id
      JOIN hr_employee employee ON employee.id = goal.employee_id
      JOIN resource_resource resource ON resource.user_id = employee.user_id
 LEFT JOIN resource_calendar_leaves source
           ON source.resource_id = resource.id AND source.name = %s AND source.company_id = employee.company_id
          AND source.date_from >= goal.date_start AND source.date_from < LEAST(goal.date_end, CURRENT_DATE) + 1
     WHERE result.metric_id = %s AND goal.state = 'active'
     GROUP BY result.id, goal.employee_id, goal.date_start, goal.date_end
"""
UPSERT = """
    INSERT INTO perf_metric_value (metric_id, employee_id, company_id, date_from, date_to, value, measured_on,
                                   create_uid, write_uid, create_date, write_date)
    SELECT metric, employee, %s, start, until, value, now(), 1, 1, now(), now()
      FROM unnest(%s::int[], %s::int[], %s::date[], %s::date[], %s::float[])
           AS row(metric, employee, start, until, value)
        ON CONFLICT (metric_id, employee_id, date_from, date_to)
           DO UPDATE SET value = EXCLUDED.value, measured_on = EXCLUDED.measured_on
"""


def report(env):
    """Load the rows, time both ways, and print the result."""
    metrics = load(env)
    raw = min(timed(lambda: run_raw(env, metrics)) for _round in range(2))
    env.cr.execute("DELETE FROM perf_metric_value")
    first = timed(lambda: run_refresh(env))
    check(env, metrics)
    again = timed(lambda: run_refresh(env))
    small, large = (peak(env, metrics, count) for count in (MEASURED // 10, MEASURED))
    print(f"{MEASURED:,} of {RESULTS:,} key results of {PEOPLE:,} people on {METRICS} metrics over {RECORDS:,} records")
    print(f"  plain SQL: aggregates and upsert       {raw:7.2f} s")
    print(f"  refresh, every value new               {first:7.2f} s   ratio {first / raw:.2f}")
    print(f"  refresh, no value new                  {again:7.2f} s   ratio {again / raw:.2f}")
    print(
        f"  peak of memory, a tenth / all          {small / 1e6:.1f} / {large / 1e6:.1f} MB   ratio {large / small:.2f}"
    )
    return int(first / raw > LIMIT or large / small > MEMORY)


def timed(work):
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def load(env):
    """People, records, metrics, goals and key results in SQL."""
    if not env["hr.employee"].search_count([], limit=1):
        env["hr.employee"].create({"name": "Somebody"})
    field = env["ir.model.fields"]._get("resource.calendar.leaves", "date_from")
    metrics = env["perf.metric"].create(
        [
            {
                "name": f"Kind {number}",
                "aggregate": "count",
                "model_id": env["ir.model"]._get_id("resource.calendar.leaves"),
                "domain": f"[('name', '=', 'kind {number}')]",
                "field_date_id": field.id,
                "employee_path": "resource_id.user_id",
            }
            for number in range(METRICS)
        ]
    )
    env.flush_all()
    fill_required(env, *TABLES)
    env.cr.execute(LOAD, {"company": env.company.id, "metrics": [metrics[number].id for number in range(METRICS)]})
    for table in TABLES:
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return metrics


def run_raw(env, metrics):
    """The yardstick."""
    rows = []
    for number, metric in enumerate(metrics):
        env.cr.execute(AGGREGATE, (f"kind {number}", metric.id))
        rows += [(metric.id, *row[1:]) for row in env.cr.fetchall()]
    env.cr.execute(UPSERT, (env.company.id, *(list(column) for column in zip(*rows, strict=True))))


def run_refresh(env, batch=BATCH):
    """The nightly job, as it runs but without its commits, which would keep the rows of the benchmark."""
    with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: (env.flush_all(), 1)[1]):
        env["perf.metric"]._cron_refresh(batch=batch)
    env.flush_all()


def peak(env, metrics, count):
    """Peak of memory that the refresh of that many key results takes, in bytes."""
    env.cr.execute(
        "UPDATE perf_goal_key_result SET metric_id = CASE WHEN id <= %s THEN (%s::int[])[1 + id %% %s] END,"
        " current_value = 0 WHERE id <= %s",
        (FIRST + count, metrics.ids, METRICS, FIRST + MEASURED),
    )
    env.invalidate_all()
    tracemalloc.start()
    try:
        run_refresh(env, batch=BATCH // 10)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def check(env, metrics):
    """Both ways say the same."""
    env.cr.execute(
        "SELECT COUNT(*), SUM(current_value) FROM perf_goal_key_result WHERE metric_id = ANY(%s)", (metrics.ids,)
    )
    count, total = env.cr.fetchone()
    plain = 0
    for number, metric in enumerate(metrics):
        env.cr.execute(f"SELECT SUM(count) FROM ({AGGREGATE}) AS figures", (f"kind {number}", metric.id))
        plain += env.cr.fetchone()[0]
    assert plain > MEASURED, f"only {plain} records belong to somebody's goal"
    assert (count, total) == (MEASURED, float(plain)), (count, total, plain)


if __name__ == "__main__":
    sys.exit(run_report(report))
