"""How long a fairness report takes, against plain SQL that gives the same figures.

    PERF_BENCH_DB=some_database python benchmarks/fairness_report.py

The database has ``perf_appraisal`` installed; PG* variables and PYTHONPATH are as for Odoo. Two cycles of 10,000
people with 10 ratings each in the manager's review, 200,000 ratings in all, are inserted inside one transaction, which
is rolled back at the end; the report is of one of them. The yardstick: one statement that groups the ratings of that
cycle by person and by rater, with mean, spread, median, halo and correlation of each rater (no line of the goals, no
self reviews, no evidence, no comparison with others), and one that counts the people of each group. Fails when the
report takes more than three times as long, reads the ratings more than once, or takes more than 20 statements.
"""

import sys
import time

from _loading import fill_required, run_report

PEOPLE, CYCLES, CRITERIA, TEAM = 10_000, 2, 10, 12
LIMIT, STATEMENTS = 3.0, 20
FIRST = 30_000_000

TABLES = ("resource_resource", "hr_employee", "hr_version", "perf_appraisal", "perf_appraisal_result")
TABLES += ("perf_appraisal_review", "perf_appraisal_answer")
LOAD = f"""
    INSERT INTO resource_resource (id, name, resource_type, time_efficiency, tz, company_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'user', 100, 'UTC', %(company)s, TRUE FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_employee (id, name, company_id, resource_id, birthday, active)
         SELECT {FIRST} + n, 'Bench ' || n, %(company)s, {FIRST} + n, DATE '1960-01-01' + n %% 16000, TRUE
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_version (id, employee_id, company_id, sex, date_version, active)
         SELECT {FIRST} + n, {FIRST} + n, %(company)s, CASE n %% 2 WHEN 0 THEN 'female' ELSE 'male' END,
                DATE '2010-01-01' + n %% 4000, TRUE
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO perf_appraisal (id, cycle_id, template_id, employee_id, manager_id, company_id, state, date_from,
                                date_to)
         SELECT {FIRST} + n, (%(cycles)s::int[])[1 + (n - 1) / {PEOPLE}], %(template)s,
                {FIRST} + 1 + (n - 1) %% {PEOPLE},
                {FIRST} + 1 + (n - 1) %% {PEOPLE} / {TEAM}, %(company)s, 'closed', DATE '2025-01-01', DATE '2025-12-31'
           FROM generate_series(1, {PEOPLE * CYCLES}) n;
    INSERT INTO perf_appraisal_result (id, appraisal_id, employee_id, cycle_id, final_level_id, objective_score,
                                       has_objective_score)
         SELECT id, id, employee_id, cycle_id, (%(levels)s::int[])[1 + id %% 5], (id * 7919::bigint) %% 100, TRUE
           FROM perf_appraisal WHERE id > {FIRST};
    INSERT INTO perf_appraisal_review (id, appraisal_id, employee_id, role, reviewer_employee_id, state)
         SELECT id, id, employee_id, 'manager', manager_id, 'submitted' FROM perf_appraisal WHERE id > {FIRST};
    INSERT INTO perf_appraisal_answer (id, review_id, employee_id, question_id, level_id)
         SELECT {FIRST} + row_number() OVER (), review.id, review.employee_id, question,
                (%(levels)s::int[])[1 + (review.id * 31::bigint + question * 17) %% 5]
           FROM perf_appraisal_review review, unnest(%(questions)s::int[]) question WHERE review.id > {FIRST};
"""
RAW = """
    SELECT rater, count(*), avg(rating), stddev_samp(rating), percentile_cont(0.5) WITHIN GROUP (ORDER BY rating),
           corr(rating, objective), avg(spread)
      FROM (
        SELECT rater, appraisal_id, objective, avg(value) AS rating, stddev_samp((value - middle) / width) AS spread
          FROM (
            SELECT review.reviewer_employee_id AS rater, review.appraisal_id, result.objective_score AS objective,
                   level.value, avg(level.value) OVER criterion AS middle,
                   NULLIF(stddev_samp(level.value) OVER criterion, 0) AS width
              FROM perf_appraisal appraisal
              JOIN perf_appraisal_review review ON review.appraisal_id = appraisal.id
              JOIN perf_appraisal_answer answer ON answer.review_id = review.id
              JOIN perf_rating_level level ON level.id = answer.level_id
              JOIN perf_appraisal_result result ON result.appraisal_id = appraisal.id
             WHERE appraisal.cycle_id = %s AND review.role = 'manager' AND review.state = 'submitted'
            WINDOW criterion AS (PARTITION BY answer.question_id)
          ) AS cell
         GROUP BY rater, appraisal_id, objective
      ) AS person
     GROUP BY rater
"""
RAW_GROUPS = """
    SELECT version.sex, employee.birthday < DATE '1990-01-01', count(*), count(*) FILTER (WHERE level.value >= 4)
      FROM perf_appraisal appraisal
      JOIN perf_appraisal_result result ON result.appraisal_id = appraisal.id
      JOIN perf_rating_level level ON level.id = result.final_level_id
      JOIN hr_employee employee ON employee.id = appraisal.employee_id
      JOIN hr_version version ON version.employee_id = employee.id
     WHERE appraisal.cycle_id = %s
     GROUP BY 1, 2
"""


def report(env):
    """Load the rows, time both ways, and print the result."""
    cycle, company = load(env)
    raw = min(timed(lambda: run_raw(env, cycle)) for _round in range(3))
    own = env["perf.fairness.report"].with_company(company).with_context(allowed_company_ids=company.ids)
    own.get_report(cycle.id)  # caches of the registry
    before = env.cr.sql_log_count
    found = own.get_report(cycle.id)
    statements = env.cr.sql_log_count - before
    assert len(found["raters"]) == 200, len(found["raters"])
    assert found["raters_more"] > 600, found["raters_more"]
    assert len(found["dimensions"]) == 2, found["dimensions"]
    whole = min(timed(lambda: own.get_report(cycle.id)) for _round in range(3))
    counted = min(timed(lambda: own._count_raters(cycle.ids)) for _round in range(3))
    reads = show_plan(env, own, cycle)
    print(f"Fairness report of {PEOPLE:,} people and {PEOPLE * CRITERIA:,} ratings, of {CYCLES} such cycles; best of 3")
    print(f"  plain SQL                         {raw:7.2f} s")
    print(f"  report, statement on the ratings  {counted:7.2f} s   ratio {counted / raw:.2f}")
    print(f"  report, whole, as the page asks   {whole:7.2f} s   ratio {whole / raw:.2f}   {statements} statements")
    print(f"  ratings are read {reads} time(s)")
    return int(whole / raw > LIMIT or statements > STATEMENTS or reads != 1)


def timed(work):
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run_raw(env, cycle):
    """The yardstick."""
    for query in (RAW, RAW_GROUPS):
        env.cr.execute(query, (cycle.id,))
        env.cr.fetchall()


def show_plan(env, own, cycle):
    """Print where the ratings are read in the plan of the report's statement.

    :return: how often
    """
    statements = []
    execute = type(env.cr).execute

    def listen(cursor, query, *args, **kwargs):
        statements.append(query)
        return execute(cursor, query, *args, **kwargs)

    type(env.cr).execute = listen
    try:
        own._count_raters(cycle.ids)
    finally:
        type(env.cr).execute = execute
    query = next(each for each in statements if "MATERIALIZED" in str(getattr(each, "code", each)))
    env.cr.execute(f"EXPLAIN {query.code}", query.params)
    scans = [line.strip() for (line,) in env.cr.fetchall() if "on perf_appraisal_answer" in line]
    print("\n".join(f"  plan: {line}" for line in scans))
    return len({line.split(" on ")[1].split()[1] for line in scans if "Bitmap Index" not in line})


def load(env):
    """People, cycles and ratings in SQL.

    :return: tuple of the cycle to look at and its company
    """
    company = env["res.company"].create(
        {"name": "Bench", "perf_fairness_gender": True, "perf_fairness_age": True, "perf_fairness_minimum": 5}
    )
    scale = env.ref("perf_appraisal.perf_rating_scale_default")
    template = env["perf.appraisal.template"].create({"name": "Bench", "scale_id": scale.id, "company_id": company.id})
    section = env["perf.appraisal.section"].create({"name": "Bench", "template_id": template.id})
    questions = env["perf.appraisal.question"].create(
        [
            {"name": f"Criterion {number}", "kind": "rating", "scale_id": scale.id, "section_id": section.id}
            for number in range(CRITERIA)
        ]
    )
    cycles = env["perf.appraisal.cycle"].create(
        [
            {"name": f"Bench {number}", "company_id": company.id, "date_from": "2025-01-01", "date_to": "2025-12-31"}
            for number in range(CYCLES)
        ]
    )
    cycles.write({"state": "closed"})
    somebody, manager = env["hr.employee"].create(
        [{"name": name, "company_id": company.id} for name in ("Somebody", "Manager")]
    )
    appraisal = env["perf.appraisal"].create(
        {"cycle_id": cycles[0].id, "template_id": template.id, "employee_id": somebody.id, "manager_id": manager.id}
    )
    review = env["perf.appraisal.review"].create(
        {"appraisal_id": appraisal.id, "role": "manager", "reviewer_employee_id": manager.id}
    )
    env["perf.appraisal.answer"].create({"review_id": review.id, "question_id": questions[0].id})
    env.flush_all()
    fill_required(env, *TABLES)
    values = {"cycles": cycles.ids, "levels": scale.level_ids.sorted("value").ids, "questions": questions.ids}
    env.cr.execute(LOAD, {**values, "company": company.id, "template": template.id})
    for table in TABLES:
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return cycles[0], company


if __name__ == "__main__":
    sys.exit(run_report(report))
