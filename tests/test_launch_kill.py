"""A launch survives servers being killed at any moment, and two workers at once: everybody has everything once."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

LOAD = Path(__file__).parent / "scripts" / "launch_load.py"
BATCH = 50  # as launch_load.py tells the job
KILLS = 10
SERVER = ("--no-http", "--max-cron-threads=1", "--log-level=info")
READY, BEGUN = "Registry loaded in", "Job 'Appraisals: add people to launched cycles'"
STARTING, PUT_OFF = "starting", "timed out"
#: The hour after which Odoo comes back to a job that it put off, because server after server died at it.
NEXT_HOUR = """
    UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'utc'
     WHERE id IN (SELECT id FROM ir_cron WHERE cron_name LIKE 'Appraisals: add people%' FOR NO KEY UPDATE SKIP LOCKED)
"""
#: What a worker does that no cron of Odoo keeps from working beside another one.
WORKER = (
    "import time\n"
    "while env['perf.appraisal.cycle'].search_count([('launch_pending', '=', True)]):\n"
    f"    env['perf.appraisal.cycle']._cron_launch({BATCH})\n"
    "    env.cr.commit()\n"
    "    time.sleep(0.05)\n"
    "print('DONE', flush=True)\n"
)
PATIENCE = 90  # seconds for a server to start and get somewhere

#: How much of everything a cycle has, and how many things have nothing that they belong to.
COUNTS = """
    WITH own AS (SELECT * FROM perf_appraisal WHERE cycle_id = {cycle}),
         review AS (SELECT * FROM perf_appraisal_review WHERE appraisal_id IN (SELECT id FROM own))
    SELECT (SELECT COUNT(*) FROM own), (SELECT COUNT(DISTINCT employee_id) FROM own),
           (SELECT COUNT(*) FROM own WHERE state = 'open'),
           (SELECT COUNT(*) FROM review WHERE role = 'self' AND state = 'invited'),
           (SELECT COUNT(*) FROM review WHERE role = 'manager' AND state = 'invited'),
           (SELECT COUNT(*) FROM perf_appraisal_result WHERE appraisal_id IN (SELECT id FROM own)),
           (SELECT COUNT(*) FROM mail_activity
             WHERE res_model = 'perf.appraisal.review' AND res_id IN (SELECT id FROM review)),
           (SELECT COUNT(*) FROM mail_mail WHERE body_html LIKE '%%/my/reviews/%%'
               AND split_part(split_part(body_html, '/my/reviews/', 2), '"', 1)::int IN (SELECT id FROM review)),
           (SELECT COUNT(DISTINCT split_part(split_part(body_html, '/my/reviews/', 2), '"', 1)) FROM mail_mail
             WHERE body_html LIKE '%%/my/reviews/%%'
               AND split_part(split_part(body_html, '/my/reviews/', 2), '"', 1)::int IN (SELECT id FROM review)),
           (SELECT COUNT(*) FROM review
              JOIN own ON own.id = review.appraisal_id
             WHERE review.employee_id <> own.employee_id
                OR review.reviewer_employee_id IS DISTINCT FROM
                   CASE review.role WHEN 'self' THEN own.employee_id ELSE own.manager_id END),
           (SELECT COUNT(*) FROM own WHERE id NOT IN (SELECT appraisal_id FROM perf_appraisal_log))
""".replace("%%", "%")
ORPHANS = """
    SELECT (SELECT COUNT(*) FROM mail_mail WHERE body_html LIKE '%/my/reviews/%'
               AND split_part(split_part(body_html, '/my/reviews/', 2), '"', 1)::int
                   NOT IN (SELECT id FROM perf_appraisal_review)),
           (SELECT COUNT(*) FROM mail_activity WHERE res_model = 'perf.appraisal.review'
               AND res_id NOT IN (SELECT id FROM perf_appraisal_review)),
           (SELECT COUNT(*) FROM perf_appraisal_cycle WHERE launch_pending),
           (SELECT COUNT(*) FROM (SELECT 1 FROM perf_appraisal_template WHERE snapshot_of_id IS NOT NULL
                                GROUP BY cycle_id, snapshot_of_id HAVING COUNT(*) > 1) AS double)
"""


@pytest.fixture
def start_odoo(bed, tmp_path):
    """``start_odoo(arguments, sub, code)`` starts an Odoo process, fed with some code; killed after the test."""
    started = []

    def start(*arguments, sub=(), code=""):
        log = tmp_path / f"odoo-{len(started)}.log"
        command = bed.odoo.command(*arguments, sub=sub)
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                env=bed.odoo.env(),
                cwd=bed.odoo.data_dir,
                start_new_session=True,
            )
        started.append(process)
        process.stdin.write(code)
        process.stdin.close()
        return process, log

    yield start
    for process in started:
        kill(process)


def kill(process):
    """End a process as a crash of the machine would: without a chance to tidy up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(process, log, condition):
    """Wait until something is so, and fail when it takes too long, or when the process ends before."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < end, "it took too long: " + log.read_text(encoding="utf-8")
        time.sleep(0.01)


def says(log, text):
    """Whether a process has written some text."""
    return text in log.read_text(encoding="utf-8")


def check(query, database, cycle, loaded):
    """Everybody has one appraisal with all that belongs to it."""
    people, managed = loaded["people"], loaded["people"] - loaded["managers"]
    internal = people // 2  # those of the self reviews; every second person is a portal user, every second manager too
    rows = query(database, COUNTS.format(cycle=cycle))
    appraisals, persons, opened, own, managers, results, activities, mails, told, wrong, silent = map(int, rows[0])
    assert (appraisals, persons, opened) == (people, people, people)
    assert (own, managers, results) == (people, people, people)
    assert (mails, told) == (people + managed, people + managed)
    assert activities == internal + managed // 2
    assert (wrong, silent) == (0, 0)
    assert query(database, ORPHANS) == [["0", "0", "0", "0"]]


def test_killed_launch_loses_and_doubles_nothing(suite_db, clone_db, odoo_shell, query, start_odoo):
    """Servers killed ten times between and inside its batches leave one of everything; so do two workers at once."""
    database = clone_db(suite_db)
    printed = odoo_shell(database, LOAD.read_text(encoding="utf-8"))
    loaded = json.loads(next(line for line in printed.splitlines() if line.startswith("RESULT "))[len("RESULT ") :])
    killed, raced = loaded["cycles"]

    def count(cycle):
        return int(query(database, f"SELECT COUNT(*) FROM perf_appraisal WHERE cycle_id = {cycle}")[0][0])

    def is_pending():
        return query(database, "SELECT COUNT(*) FROM perf_appraisal_cycle WHERE launch_pending") != [["0"]]

    def start_server():
        return start_odoo("-d", database, *SERVER)

    def begin(process, log):
        """Wake the jobs of a server, as the launch button does, until it is at the launch."""
        wait_for(process, log, lambda: says(log, READY))

        def has_begun():
            lines = [line for line in log.read_text(encoding="utf-8").splitlines() if BEGUN in line]
            if any(STARTING in line for line in lines):
                return True
            if any(PUT_OFF in line for line in lines):
                query(database, NEXT_HOUR)
            query("postgres", f"NOTIFY cron_trigger, '{database}'")
            time.sleep(0.1)
            return False

        wait_for(process, log, has_begun)

    # The first kill comes at the very beginning, the others once so many people are added, and a moment later.
    dice = random.Random(19)
    targets = [0, *sorted(dice.sample(range(BATCH, loaded["people"] * 4 // 5), KILLS - 1))]
    reached = []
    upcoming = start_server()
    for target in targets:
        process, log = upcoming
        begin(process, log)
        upcoming = start_server()  # not before: a server that is there would take the job from the one to be killed
        wait_for(process, log, lambda target=target: count(killed) >= target)
        time.sleep(dice.uniform(0, 0.1))
        assert is_pending(), f"the launch was over before it was killed at {target}: {reached}"
        kill(process)
        reached.append(count(killed))
    assert reached == sorted(reached), reached
    assert reached[-1] < loaded["people"]
    assert len(set(reached)) > KILLS // 2, f"the kills came at too few points: {reached}"
    process, log = upcoming
    begin(process, log)
    wait_for(process, log, lambda: not is_pending())
    kill(process)
    check(query, database, killed, loaded)
    # Each kill cost a batch of work at most.
    begun = int(query(database, "SELECT last_value FROM launch_begun")[0][0])
    assert loaded["people"] <= begun <= loaded["people"] + KILLS * BATCH

    query(
        database,
        f"UPDATE perf_appraisal_cycle SET state = 'running', launch_pending = TRUE, launch_total = {loaded['people']},"
        f" launched_date = now() WHERE id = {raced}",
    )
    command = ("-d", database, "--no-http", "--log-level=warn")
    for process, log in [start_odoo(*command, sub=("shell",), code=WORKER) for _number in range(2)]:
        process.wait(PATIENCE)
        text = log.read_text(encoding="utf-8")
        assert "DONE" in text, text
        assert "ERROR" not in text, text
    check(query, database, raced, loaded)
