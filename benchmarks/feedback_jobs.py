"""How long the jobs of feedback take, against plain SQL that finds, changes and inserts the same rows.

    PERF_BENCH_DB=some_database python benchmarks/feedback_jobs.py

The database has ``perf_feedback`` installed; PG* variables and PYTHONPATH are as for Odoo. Twenty thousand employees
with 500,000 feedbacks, and 30,000 requests with 90,000 people asked, are inserted inside one transaction which is
rolled back at the end. Three jobs are measured:

* nudges: who has gone without feedback for too long, for all managers, in batches as the daily e-mail asks for them;
* expiry: 4,000 requests that nobody has ended close, 500 of them anonymous, whose 2,000 answers are counted, shuffled
  and written anew;
* reminders: 2,000 people without a login get a new personal link by e-mail on the day before.

Fails when a job takes more than four times as long as the SQL, or when its queries grow with the number of batches by
more than a constant for each.
"""

import sys
import time
from collections import Counter
from unittest.mock import patch

from _loading import fill_required, run_report

from odoo.sql_db import Cursor

PEOPLE, MANAGERS, FEEDBACK = 20_000, 2_000, 500_000
REQUESTS, EXPIRED, SECRET, LINKS = 30_000, 4_000, 500, 2_000
LIMIT = 4.0
QUERIES = {"nudges": 4, "expiry": 60, "reminders": 60}  # for one batch, with inserts in parts of a hundred rows
FIRST = 20_000_000
BATCH = 500

TABLES = (
    "resource_resource", "hr_employee", "hr_version", "perf_feedback", "perf_feedback_request",
    "perf_feedback_request_question", "perf_feedback_request_line", "perf_feedback_request_link",
    "perf_feedback_answer",
)  # fmt: skip
LOAD = f"""
    INSERT INTO resource_resource (id, name, resource_type, time_efficiency, tz, company_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'user', 100, 'UTC', %(company)s, TRUE FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_employee (id, name, company_id, resource_id, parent_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, %(company)s, {FIRST} + n,
                CASE WHEN n > {MANAGERS} THEN {FIRST} + 1 + n %% {MANAGERS} END, TRUE
           FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO hr_version (employee_id, company_id, date_version, active)
         SELECT {FIRST} + n, %(company)s, CURRENT_DATE - 400, TRUE FROM generate_series(1, {PEOPLE}) n;
    INSERT INTO perf_feedback (id, employee_id, author_employee_id, company_id, kind, body, visibility, state, date,
                               create_uid, write_uid, create_date, write_date)
         SELECT {FIRST} + n, {FIRST} + 1 + n %% {PEOPLE}, {FIRST} + 1 + (n * 7 + 3) %% {PEOPLE}, %(company)s, 'praise',
                'Well done ' || n,
                (ARRAY['employee_manager', 'employee_manager', 'employee', 'manager'])[1 + (n + n / {PEOPLE}) %% 4],
                'sent', CURRENT_DATE - 20 - n %% {PEOPLE} / 200 - n / {PEOPLE} * 12, 1, 1, now(), now()
           FROM generate_series(1, {FEEDBACK}) n;
    INSERT INTO perf_feedback_request (id, employee_id, asker_employee_id, company_id, question, anonymous, threshold,
                                       state, date, date_due, create_uid, write_uid, create_date, write_date)
         SELECT {FIRST} + n, {FIRST} + 1 + n %% {PEOPLE}, {FIRST} + 1 + n %% {PEOPLE}, %(company)s, 'How is it?',
                n <= {SECRET}, CASE WHEN n <= {SECRET} THEN 3 END,
                CASE WHEN n <= {EXPIRED} + {LINKS} THEN 'open' ELSE 'closed' END,
                CURRENT_DATE - CASE WHEN n <= {EXPIRED} THEN 31 ELSE 13 END,
                CURRENT_DATE + CASE WHEN n <= {EXPIRED} THEN -17 ELSE 1 END, 1, 1, now(), now()
           FROM generate_series(1, {REQUESTS}) n;
    INSERT INTO perf_feedback_request_question (id, request_id, sequence, text)
         SELECT {FIRST} + n, {FIRST} + n, 10, 'How is it?' FROM generate_series(1, {REQUESTS}) n;
    INSERT INTO perf_feedback_request_line (id, request_id, respondent_id, email, state)
         SELECT {FIRST} + n, {FIRST} + 1 + n %% {REQUESTS},
                CASE WHEN NOT outside THEN {FIRST} + 1 + (n * 11 + n / {REQUESTS} * 37 + 5) %% {PEOPLE} END,
                CASE WHEN outside THEN 'bench' || n || '@customer.example' END, 'open'
           FROM generate_series(1, {REQUESTS} * 3) n
     CROSS JOIN LATERAL (SELECT n <= {REQUESTS} AND 1 + n %% {REQUESTS} BETWEEN {EXPIRED} + 1 AND {EXPIRED} + {LINKS})
                AS kind(outside);
    INSERT INTO perf_feedback_request_link (line_id, token_hash)
         SELECT id, md5(id::text) FROM perf_feedback_request_line WHERE id > {FIRST} AND email IS NOT NULL;
    INSERT INTO perf_feedback_answer (request_id, question_id, text)
         SELECT {FIRST} + 1 + n %% {SECRET}, {FIRST} + 1 + n %% {SECRET}, 'Answer ' || n
           FROM generate_series(1, {SECRET} * 4) n;
"""
NUDGES = f"""
    SELECT person.parent_id, person.id, person.name, given.last
      FROM hr_employee person
      JOIN res_company company ON company.id = person.company_id
 LEFT JOIN (
               SELECT employee_id, MAX(date) AS last
                 FROM perf_feedback
                WHERE state = 'sent' AND visibility = 'employee_manager' AND author_employee_id <> employee_id
             GROUP BY employee_id
           ) given ON given.employee_id = person.id
     WHERE person.id > {FIRST} AND person.active AND person.parent_id IS NOT NULL
       AND CURRENT_DATE - given.last >= company.perf_feedback_cadence_days
"""
EXPIRE = """
    CREATE TEMPORARY TABLE bench_ended ON COMMIT DROP AS
        SELECT id, anonymous, threshold FROM perf_feedback_request
         WHERE state = 'open' AND (date <= CURRENT_DATE - 30 OR anonymous AND date_due < CURRENT_DATE);
    UPDATE perf_feedback_request request SET state = 'closed', write_uid = 1, write_date = now()
      FROM bench_ended WHERE bench_ended.id = request.id;
    DELETE FROM perf_feedback_request_link
          WHERE line_id IN (SELECT line.id FROM perf_feedback_request_line line
                              JOIN bench_ended ON bench_ended.id = line.request_id);
    UPDATE perf_feedback_request_line line SET state = 'ended', decline_reason = NULL, date_answered = NULL
      FROM bench_ended WHERE bench_ended.id = line.request_id AND bench_ended.anonymous;
    CREATE TEMPORARY TABLE bench_answer ON COMMIT DROP AS
        SELECT request_id, question_id, text, threshold, COUNT(*) OVER (PARTITION BY question_id) AS count
          FROM perf_feedback_answer answer JOIN bench_ended ON bench_ended.id = answer.request_id;
    DELETE FROM perf_feedback_answer WHERE request_id IN (SELECT id FROM bench_ended);
    INSERT INTO perf_feedback_answer (request_id, question_id, text)
         SELECT request_id, question_id, text FROM bench_answer WHERE count >= threshold ORDER BY random();
"""
REMIND = """
    WITH message AS (
        INSERT INTO mail_message (subject, email_from, reply_to, message_type, is_internal, author_id, message_id, date,
                                  create_uid, write_uid, create_date, write_date)
             VALUES ('Reminder', 'bench@x.example', 'bench@x.example', 'user_notification', TRUE, 1, '<bench@x>', now(),
                     1, 1, now(), now())
          RETURNING id
    ), due AS (
        SELECT link.id AS link_id, line.email, line.id AS line_id, asker.name AS asker, person.name AS person,
               request.date_due, nextval('mail_mail_id_seq') AS mail_id
          FROM perf_feedback_request_link link
          JOIN perf_feedback_request_line line ON line.id = link.line_id AND line.state = 'open'
          JOIN perf_feedback_request request ON request.id = line.request_id
          JOIN hr_employee asker ON asker.id = request.asker_employee_id
          JOIN hr_employee person ON person.id = request.employee_id
         WHERE request.state = 'open' AND request.date_due <= CURRENT_DATE + 1 AND link.reminder_hash IS NULL
    ), mail AS (
        INSERT INTO mail_mail (id, mail_message_id, is_notification, body_html, email_to, auto_delete, state,
                               create_uid, write_uid, create_date, write_date)
             SELECT due.mail_id, message.id, TRUE, %s || due.asker || due.person || due.date_due || due.line_id,
                    due.email, TRUE, 'outgoing', 1, 1, now(), now()
               FROM due CROSS JOIN message
          RETURNING id
    )
    UPDATE perf_feedback_request_link link
       SET reminder_hash = encode(sha256((due.link_id || 'secret')::bytea), 'hex'), reminder_mail_id = due.mail_id
      FROM due JOIN mail ON mail.id = due.mail_id
     WHERE link.id = due.link_id
"""


def report(env):
    """Load the rows, time both ways of each job, and print the result."""
    load(env)
    print(f"{PEOPLE:,} people with {FEEDBACK:,} feedbacks and {REQUESTS:,} requests")
    failed = False
    for name, raw, job, count in (
        ("nudges", raw_nudges, run_nudges, PEOPLE // BATCH),
        ("expiry", raw_expiry, run_expiry, EXPIRED // BATCH),
        ("reminders", raw_reminders, run_reminders, LINKS // BATCH),
    ):
        # In turns, so that what else the machine does meets both.
        rounds = [(undone(env, raw), undone(env, job)) for _round in range(4)]
        plain, expected = min(by_sql[:2] for by_sql, _by_job in rounds)
        seconds, done, queries = min(by_job for _by_sql, by_job in rounds)
        assert done == expected, (name, done, expected)
        batches = count or 1
        print(
            f"  {name:10} {done:6,} rows: plain SQL {plain:6.2f} s, job {seconds:6.2f} s, ratio {seconds / plain:5.2f},"
            f" {queries} queries for {batches} batches"
        )
        failed |= seconds > LIMIT * plain or queries > batches * QUERIES[name] + 50
    return int(failed)


def undone(env, work):
    """Do it and take it back: seconds, what it returned, and the number of queries."""
    queries = Counter()
    execute = Cursor.execute

    def record(cursor, query, params=None, log_exceptions=True):
        queries["all"] += 1
        return execute(cursor, query, params, log_exceptions)

    env.invalidate_all()
    env.cr.execute("SAVEPOINT bench")
    start = time.perf_counter()
    with patch.object(Cursor, "execute", record):
        done = work(env)
        env.flush_all()
    seconds = time.perf_counter() - start
    if callable(done):
        done = done()
    env.invalidate_all()
    env.cr.execute("ROLLBACK TO SAVEPOINT bench")
    return seconds, done, queries["all"]


def load(env):
    """People, feedback, requests, answers and links in SQL."""
    employee = env["hr.employee"].search([], limit=1) or env["hr.employee"].create({"name": "Somebody"})
    env.company.write(
        {"perf_feedback_start_date": "2000-01-01", "perf_feedback_cadence_days": 60, "perf_feedback_first_days": 0}
    )
    env["perf.feedback.request"].search([]).write({"state": "closed", "threshold": 3})
    if not env["perf.feedback"].search_count([], limit=1):
        env["perf.feedback"].create({"employee_id": employee.id, "author_employee_id": employee.id, "body": "x",
                                     "kind": "note", "visibility": "private"})  # fmt: skip
    env.flush_all()
    fill_required(env, *TABLES)
    env.cr.execute(LOAD, {"company": env.company.id})
    for table in TABLES:
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def raw_nudges(env):
    """How many people have gone without for too long, in one statement."""
    env.cr.execute(NUDGES)
    return len(env.cr.fetchall())


def run_nudges(env):
    """The items of what waits for all managers, in batches."""
    count = 0
    for start in range(0, PEOPLE, BATCH):
        people = env["hr.employee"].browse(range(FIRST + 1 + start, FIRST + 1 + start + BATCH))
        count += len(people._get_feedback_nudge_todo())
    assert count > PEOPLE // 4, f"only {count} people wait for feedback"
    return count


def raw_expiry(env):
    """The same rows in a few statements."""
    env.cr.execute("DROP TABLE IF EXISTS bench_ended, bench_answer")
    env.cr.execute(EXPIRE)
    return lambda: count_ended(env)


def run_expiry(env):
    """The job as it runs, but without its commits."""
    with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: (env.flush_all(), 1)[1]):
        env["perf.feedback.request"]._cron_expire()
    return lambda: count_ended(env)


def count_ended(env):
    """How many requests and answers there are now that the job is done; all of the answers are shown."""
    env.cr.execute(
        "SELECT COUNT(*) FROM perf_feedback_request WHERE id BETWEEN %s AND %s AND state = 'closed'",
        (FIRST + 1, FIRST + EXPIRED),
    )
    (ended,) = env.cr.fetchone()
    env.cr.execute("SELECT COUNT(*) FROM perf_feedback_answer WHERE request_id > %s", (FIRST,))
    (answers,) = env.cr.fetchone()
    assert (ended, answers) == (EXPIRED, SECRET * 4), (ended, answers)
    return ended


def raw_reminders(env):
    """The same rows in one statement."""
    template = env.ref("perf_feedback.mail_template_perf_feedback_request_remind")
    env.cr.execute(REMIND, (str(template.body_html),))
    return lambda: count_reminded(env)


def run_reminders(env):
    """The job as it runs, but without its commits."""
    with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: (env.flush_all(), 1)[1]):
        env["perf.feedback.request.line"]._cron_remind()
    return lambda: count_reminded(env)


def count_reminded(env):
    """How many people got an e-mail with a new link."""
    env.cr.execute(
        """
        SELECT COUNT(*) FROM perf_feedback_request_link link JOIN mail_mail mail ON mail.id = link.reminder_mail_id
         WHERE link.line_id > %s AND link.reminder_hash IS NOT NULL AND length(mail.body_html) > 500
        """,
        (FIRST,),
    )
    (count,) = env.cr.fetchone()
    assert count == LINKS, count
    return count


if __name__ == "__main__":
    sys.exit(run_report(report))
