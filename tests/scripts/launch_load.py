"""Run in an Odoo shell: people with users, and two cycles for them that were launched but not begun.

Commits them and prints their ids. A trigger notes in a sequence, which no rollback takes back, each appraisal begun.
"""

import json

PEOPLE, MANAGERS, BATCH = 2_000, 100, 50
FIRST = 30_000_000
PERSON = f"{FIRST} + 1 + n"

#: What is inserted, for n from 0 on: table -> column -> SQL. Other required columns are copied from a row.
ROWS = {
    "res_partner": {
        "id": PERSON,
        "name": "'Person ' || n",
        "email": "'person' || n || '@launch.example'",
        "email_normalized": "'person' || n || '@launch.example'",
        "active": "TRUE",
    },
    "res_users": {
        "id": PERSON,
        "login": "'launch_' || n",
        "partner_id": PERSON,
        "company_id": "{company}",
        "active": "TRUE",
        "share": "n % 2 = 0",
        "notification_type": "'email'",
    },
    "resource_resource": {
        "id": PERSON,
        "name": "'Person ' || n",
        "resource_type": "'user'",
        "time_efficiency": "100",
        "tz": "'UTC'",
        "company_id": "{company}",
        "user_id": PERSON,
        "active": "TRUE",
    },
    "hr_employee": {
        "id": PERSON,
        "name": "'Person ' || n",
        "company_id": "{company}",
        "resource_id": PERSON,
        "user_id": PERSON,
        "parent_id": f"CASE WHEN n >= {MANAGERS} THEN {FIRST} + 1 + n % {MANAGERS} END",
        "active": "TRUE",
    },
    "hr_version": {
        "id": PERSON,
        "employee_id": PERSON,
        "company_id": "{company}",
        "date_version": "CURRENT_DATE - 400",
        "active": "TRUE",
    },
}
TRIGGER = """
    UPDATE hr_employee SET current_version_id = id WHERE id > {first};
    CREATE SEQUENCE launch_begun;
    CREATE FUNCTION note_launched() RETURNS trigger AS $$
        BEGIN
            PERFORM nextval('launch_begun');
            RETURN NULL;
        END $$ LANGUAGE plpgsql;
    CREATE TRIGGER note_launched AFTER INSERT ON perf_appraisal FOR EACH ROW EXECUTE FUNCTION note_launched();
"""


def insert(table, columns):
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
        f"FROM generate_series(0, {PEOPLE - 1}) n LEFT JOIN (SELECT * FROM {table} ORDER BY id LIMIT 1) sample ON TRUE"
    )


for table, columns in ROWS.items():
    insert(table, {name: expression.format(company=env.company.id) for name, expression in columns.items()})
env.cr.execute(TRIGGER.format(first=FIRST))
env.invalidate_all()
scale = env.ref("perf_appraisal.perf_rating_scale_default")
question = {"name": "How was it?", "kind": "rating", "scale_id": scale.id}
template = env["perf.appraisal.template"].create(
    {"name": "Killed", "section_ids": [(0, 0, {"name": "All", "question_ids": [(0, 0, question)]})]}
)
cycles = env["perf.appraisal.cycle"].create(
    [
        {
            "name": name,
            "date_from": "2020-01-01",
            "date_to": "2020-12-31",
            "self_deadline": "2040-01-10",
            "manager_deadline": "2040-01-20",
            "share_deadline": "2040-01-30",
            "population_ids": [(0, 0, {"template_id": template.id, "domain": f"[('id', '>', {FIRST})]"})],
        }
        for name in ("Killed", "Raced")
    ]
)
launch = env.ref("perf_appraisal.ir_cron_perf_appraisal_launch")
(env["ir.cron"].search([]) - launch).active = False
launch.code = f"model._cron_launch({BATCH})"
# Only one at a time waits for the job: the other one is for another test.
cycles[:1].action_launch()
env.cr.commit()
print("RESULT", json.dumps({"cycles": cycles.ids, "people": PEOPLE, "managers": MANAGERS}))
