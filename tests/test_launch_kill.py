"""A launch survives being killed at any moment, and two workers at once: everybody has everything exactly once."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

LOAD = Path(__file__).parent / "scripts" / "launch_load.py"
BATCH = 50
KILLS = 10
LAUNCH = (
    "print('READY', flush=True)\n"
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
def start_launch(bed, tmp_path):
    """``start_launch(db)`` starts an Odoo process that does the launch job, once it says so; killed after the test."""
    started = []

    def start(database):
        log = tmp_path / f"launch-{len(started)}.log"
        command = bed.odoo.command("-d", database, "--no-http", "--log-level=warn", sub=("shell",))
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
        process.stdin.write(LAUNCH)
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


def wait_for(condition):
    """Wait until something is so, and fail when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def is_ready(process, log):
    """Whether the process has started its work, or has ended."""
    return "READY" in log.read_text(encoding="utf-8") or process.poll() is not None


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


def test_killed_launch_loses_and_doubles_nothing(suite_db, clone_db, odoo_shell, query, start_launch):
    """Killed ten times between and inside its batches, the launch ends with one of everything; so do two workers."""
    database = clone_db(suite_db)
    printed = odoo_shell(database, LOAD.read_text(encoding="utf-8"))
    loaded = json.loads(next(line for line in printed.splitlines() if line.startswith("RESULT "))[len("RESULT ") :])
    killed, raced = loaded["cycles"]

    def count(cycle):
        return int(query(database, f"SELECT COUNT(*) FROM perf_appraisal WHERE cycle_id = {cycle}")[0][0])

    # The first kill comes at the very beginning, the others once so many people are added, and a moment later.
    dice = random.Random(19)
    targets = [0, *sorted(dice.sample(range(BATCH, loaded["people"] * 4 // 5), KILLS - 1))]
    reached = []
    upcoming = start_launch(database)
    for target in targets:
        process, log = upcoming
        wait_for(lambda process=process, log=log: is_ready(process, log))
        wait_for(lambda target=target, process=process: count(killed) >= target or process.poll() is not None)
        time.sleep(dice.uniform(0, 0.1))
        assert process.poll() is None, log.read_text(encoding="utf-8")
        kill(process)
        reached.append(count(killed))
        assert "DONE" not in log.read_text(encoding="utf-8"), "the launch was over before it was killed"
        upcoming = start_launch(database)
    assert reached == sorted(reached), reached
    assert reached[-1] < loaded["people"]
    assert len(set(reached)) > KILLS // 2, f"the kills came at too few points: {reached}"
    process, log = upcoming
    process.wait(PATIENCE)
    assert "DONE" in log.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")
    check(query, database, killed, loaded)
    # Each kill cost a batch of work at most.
    begun = int(query(database, "SELECT last_value FROM launch_begun")[0][0])
    assert loaded["people"] <= begun <= loaded["people"] + KILLS * BATCH

    workers = [start_launch(database) for _number in range(2)]
    query(
        database,
        f"UPDATE perf_appraisal_cycle SET state = 'running', launch_pending = TRUE, launch_total = {loaded['people']},"
        f" launched_date = now() WHERE id = {raced}",
    )
    for process, log in workers:
        process.wait(PATIENCE)
        text = log.read_text(encoding="utf-8")
        assert "DONE" in text, text
        assert "ERROR" not in text, text
    check(query, database, raced, loaded)
