"""Run in an Odoo shell: people, goals and key results that are measured by three metrics, over records made by SQL.

Commits them and prints the ids of the metrics. A trigger counts each time that a key result of theirs is measured: in
the table ``measured`` what was kept, by a sequence what was begun, which no rollback takes back.
"""

import json

PEOPLE, METRICS, RECORDS = 400, 3, 6_000
FIRST = 20_000_000

PERSON = f"{FIRST} + 1 + n % {PEOPLE}"
BY = {"create_uid": "1", "write_uid": "1", "create_date": "now()", "write_date": "now()"}

#: What is inserted, for n from 0 on: (table, number of rows, column -> SQL). Other required columns are copied.
ROWS = [
    ("res_partner", PEOPLE, {"id": PERSON, "name": "'Person ' || n", "active": "TRUE"}),
    (
        "res_users",
        PEOPLE,
        {
            "id": PERSON,
            "login": "'refresh_' || n",
            "partner_id": PERSON,
            "company_id": "{company}",
            "active": "TRUE",
            "share": "TRUE",
            "notification_type": "'email'",
        },
    ),
    (
        "resource_resource",
        PEOPLE,
        {
            "id": PERSON,
            "name": "'Person ' || n",
            "resource_type": "'user'",
            "time_efficiency": "100",
            "tz": "'UTC'",
            "company_id": "{company}",
            "user_id": PERSON,
            "active": "TRUE",
        },
    ),
    (
        "hr_employee",
        PEOPLE,
        {
            "id": PERSON,
            "name": "'Person ' || n",
            "company_id": "{company}",
            "resource_id": PERSON,
            "user_id": PERSON,
            "work_contact_id": PERSON,
            "active": "TRUE",
        },
    ),
    (
        "resource_calendar_leaves",
        RECORDS,
        {
            "name": f"'kind ' || n % {METRICS}",
            "resource_id": f"{FIRST} + 1 + (n::bigint * n) % {PEOPLE}",
            "company_id": "{company}",
            "date_from": "CURRENT_DATE - 1 - n % 300",
            "date_to": "CURRENT_DATE - n % 300",
            "time_type": "'leave'",
        },
    ),
    (
        "perf_goal",
        PEOPLE,
        {
            "id": PERSON,
            "name": "'Goal ' || n",
            "level": "'individual'",
            "commitment": "'committed'",
            "employee_id": PERSON,
            "company_id": "{company}",
            "date_start": "CURRENT_DATE - 150 - n % 50",
            "date_end": "CURRENT_DATE + 30",
            "weight": "1",
            "state": "'active'",
            "progress": "0",
            "health": "'off_track'",
            "approved_on": "CURRENT_DATE - 100",
            **BY,
        },
    ),
    (
        "perf_goal_key_result",
        PEOPLE * METRICS,
        {
            "id": f"{FIRST} + n",
            "goal_id": PERSON,
            "name": "'Result ' || n",
            "kind": "'number'",
            "start_value": "0",
            "target_value": "20",
            "current_value": "0",
            "weight": "1",
            "progress": "0",
            "score_raw": "0",
            "has_value": "TRUE",
            "is_measured": "TRUE",
            "sequence": "10",
            "metric_id": f"(ARRAY{{metrics}})[1 + n / {PEOPLE}]",
            **BY,
        },
    ),
]
TRIGGER = f"""
    CREATE TABLE measured (key_result_id int, refresh_run int);
    CREATE SEQUENCE measured_begun;
    CREATE FUNCTION note_measured() RETURNS trigger AS $$
        BEGIN
            PERFORM nextval('measured_begun');
            INSERT INTO measured VALUES (NEW.id, NEW.refresh_run);
            RETURN NULL;
        END $$ LANGUAGE plpgsql;
    CREATE TRIGGER note_measured AFTER UPDATE ON perf_goal_key_result FOR EACH ROW
        WHEN (NEW.id >= {FIRST} AND NEW.refresh_run IS DISTINCT FROM OLD.refresh_run) EXECUTE FUNCTION note_measured();
"""


def insert(table, count, columns):
    """Insert rows; what else the table requires is copied from one that it has."""
    env.cr.execute(
        """
        SELECT column_name FROM information_schema.columns
         WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND column_name <> ALL(%s)
        """,
        (table, list(columns)),
    )
    values = columns | {name: f"sample.{name}" for (name,) in env.cr.fetchall()}
    env.cr.execute(
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
        f"FROM generate_series(0, {count - 1}) n LEFT JOIN (SELECT * FROM {table} ORDER BY id LIMIT 1) sample ON TRUE"
    )


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
for table, count, columns in ROWS:
    named = {"company": env.company.id, "metrics": metrics.ids}
    insert(table, count, {name: expression.format(**named) for name, expression in columns.items()})
env.cr.execute(TRIGGER)
env.cr.commit()
print("RESULT", json.dumps({"metrics": metrics.ids, "first": FIRST, "results": PEOPLE * METRICS}))
