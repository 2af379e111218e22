"""The nightly measuring survives being killed at any moment: nothing is lost, nothing is measured twice."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

LOAD = Path(__file__).parent / "scripts" / "refresh_load.py"
BATCH = 20
KILLS = 6
REFRESH = f"print('READY', flush=True)\nenv['perf.metric']._cron_refresh(batch={BATCH})\nprint('DONE', flush=True)\n"
PATIENCE = 60  # seconds for a server to start and get somewhere

#: For each key result the value that plain SQL gives, from the name of its metric.
EXPECTED = """
    SELECT result.id, result.current_value, COALESCE(result.measured_count, 0), result.progress, COUNT(source.id)
      FROM perf_goal_key_result result
      JOIN perf_goal goal ON goal.id = result.goal_id
      JOIN hr_employee employee ON employee.id = goal.employee_id
      JOIN perf_metric metric ON metric.id = result.metric_id
 LEFT JOIN resource_calendar_leaves source
           ON source.resource_id = employee.resource_id AND source.name = lower(metric.name->>'en_US')
          AND source.date_from >= goal.date_start AND source.date_from < goal.date_end + 1
     WHERE result.id >= {first}
     GROUP BY result.id
"""
HISTORY = """
    SELECT COUNT(*), COUNT(DISTINCT (value.metric_id, value.employee_id, value.date_from, value.date_to)),
           COUNT(*) FILTER (WHERE value.value = result.current_value)
      FROM perf_metric_value value
      JOIN perf_goal goal ON goal.employee_id = value.employee_id
                         AND (goal.date_start, goal.date_end) = (value.date_from, value.date_to)
      JOIN perf_goal_key_result result ON result.goal_id = goal.id AND result.metric_id = value.metric_id
     WHERE value.metric_id IN ({metrics})
"""


@pytest.fixture
def start_refresh(bed, tmp_path):
    """``start_refresh(db)`` starts an Odoo process that measures, once it says so; it is killed after the test."""
    started = []

    def start(database):
        log = tmp_path / f"refresh-{len(started)}.log"
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
        process.stdin.write(REFRESH)
        process.stdin.close()
        wait_for(lambda: "READY" in log.read_text(encoding="utf-8") or process.poll() is not None)
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


def test_killed_refresh_loses_and_doubles_nothing(suite_db, clone_db, odoo_shell, query, start_refresh):
    """Killed again and again between and inside its batches, the run ends with what plain SQL says, each value once."""
    database = clone_db(suite_db)
    printed = odoo_shell(database, LOAD.read_text(encoding="utf-8"))
    loaded = json.loads(next(line for line in printed.splitlines() if line.startswith("RESULT "))[len("RESULT ") :])
    metrics = ", ".join(map(str, loaded["metrics"]))
    total = loaded["results"]

    def count():
        return int(query(database, "SELECT COUNT(*) FROM measured")[0][0])

    # The first kill comes at the very beginning, the others once so many key results are done, and a moment later.
    dice = random.Random(19)
    targets = [0, *sorted(dice.sample(range(BATCH, total * 2 // 3), KILLS - 1))]
    reached = []
    for target in targets:
        process, log = start_refresh(database)
        wait_for(lambda target=target, process=process: count() >= target or process.poll() is not None)
        time.sleep(dice.uniform(0, 0.05))
        assert process.poll() is None, log.read_text(encoding="utf-8")
        kill(process)
        reached.append(count())
        assert "DONE" not in log.read_text(encoding="utf-8"), "the run was over before it was killed"
    assert reached == sorted(reached), reached
    assert reached[-1] < total
    assert len(set(reached)) >= KILLS - 1, f"the kills came at too few points: {reached}"

    process, log = start_refresh(database)
    process.wait(PATIENCE)
    assert process.returncode == 0, log.read_text(encoding="utf-8")
    assert "DONE" in log.read_text(encoding="utf-8")

    rows = query(database, EXPECTED.format(first=loaded["first"]))
    assert len(rows) == total
    for _id, value, records, progress, expected in rows:
        assert float(value) == float(records) == float(expected)
        assert float(progress) == pytest.approx(min(100, float(expected) / 20 * 100), abs=1e-4)
    assert len({row[1] for row in rows}) > 3, "the records give every person nearly the same, which proves little"
    assert query(database, HISTORY.format(metrics=metrics)) == [[str(total)] * 3]
    assert query(database, f"SELECT COUNT(*) FROM perf_metric_value WHERE metric_id IN ({metrics})") == [[str(total)]]
    assert query(database, "SELECT id FROM perf_metric WHERE is_refreshing") == []
    assert query(database, f"SELECT id FROM perf_metric WHERE id IN ({metrics}) AND last_error IS NOT NULL") == []

    # One run, resumed each time: every key result was kept once, and each kill cost one batch of work at most.
    runs = query(database, "SELECT key_result_id, COUNT(*), MIN(refresh_run) FROM measured GROUP BY key_result_id")
    assert len(runs) == total
    assert {(kept, run) for _id, kept, run in runs} == {("1", "1")}
    begun = int(query(database, "SELECT last_value FROM measured_begun")[0][0])
    assert total <= begun <= total + KILLS * BATCH


def test_next_refresh_measures_all_anew(suite_db, clone_db, odoo_shell, query):
    """Once a run is over, the next one measures everything again, and values that fell go down."""
    database = clone_db(suite_db)
    printed = odoo_shell(database, LOAD.read_text(encoding="utf-8") + REFRESH)
    loaded = json.loads(next(line for line in printed.splitlines() if line.startswith("RESULT "))[len("RESULT ") :])
    query(database, "DELETE FROM resource_calendar_leaves WHERE name LIKE 'kind %' AND id % 3 = 0")
    odoo_shell(database, REFRESH)
    rows = query(database, EXPECTED.format(first=loaded["first"]))
    assert [float(row[1]) for row in rows] == [float(row[4]) for row in rows]
    runs = query(database, "SELECT COUNT(*), MAX(refresh_run) FROM measured GROUP BY key_result_id")
    assert {tuple(row) for row in runs} == {("2", "2")}
    metrics = ", ".join(map(str, loaded["metrics"]))
    history = query(database, f"SELECT COUNT(*) FROM perf_metric_value WHERE metric_id IN ({metrics})")
    assert history == [[str(loaded["results"])]]
