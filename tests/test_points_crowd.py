"""Fifty sessions at once, on a server with several workers: the sums are right to the point.

Each session is a connection of its own to a real server with processes for workers, so that the transactions meet in
PostgreSQL as they do in the company. What Odoo's own repetition of a request can't settle would end in an error here.
"""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

LOAD = Path(__file__).parent / "scripts" / "points_load.py"
SESSIONS = 50
WORKERS = 8
GIFT = 5  # of an allowance of 100
PRICE = 10  # of a balance of 100
REFUSED = "odoo.exceptions.ValidationError"
AUDIT = "print('DIFFERENCES', env['perf.points.check']._find_differences())"


@pytest.fixture
def crowd(bed, suite_db, clone_db, odoo_shell, live_server, rpc):
    """The database, what was loaded, and fifty sessions: of one person (``one``) and of as many people (``many``)."""
    database = clone_db(suite_db)
    printed = odoo_shell(database, LOAD.read_text(encoding="utf-8"))
    loaded = json.loads(next(line for line in printed.splitlines() if line.startswith("RESULT "))[len("RESULT ") :])
    address = live_server(database, f"--workers={WORKERS}", "--db_maxconn=16", refusals=True)
    logins = loaded["logins"]
    with ThreadPoolExecutor(WORKERS) as pool:
        many = list(pool.map(lambda login: rpc(address, database, login), logins))
        one = list(pool.map(lambda _number: rpc(address, database, logins[0]), range(SESSIONS)))
    return database, loaded, one, many


def at_once(calls):
    """Do all calls at the same moment, each in a thread of its own.

    :param calls: functions
    :return: list of the results, in their order; errors as they are
    """
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001  # judged by refusals()
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refusals(results):
    """The messages of the refused calls; any other error fails the test."""
    errors = [result for result in results if isinstance(result, Exception)]
    odd = [str(error) for error in errors if getattr(error, "name", "") != REFUSED]
    assert not odd, "\n".join(odd[:5])
    return [str(error) for error in errors]


def test_fifty_sessions(crowd, query, odoo_shell):
    """One allowance, one balance, the last piece, and one form tapped fifty times."""
    database, loaded, one, many = crowd
    giver, others = loaded["employees"][0], loaded["employees"]

    def sums(employee, account):
        rows = query(
            database,
            "SELECT COALESCE(SUM(amount), 0), COUNT(*), MIN(balance_after) FROM perf_points_entry"
            f" WHERE employee_id = {employee} AND account = '{account}'",
        )
        return [int(value) for value in rows[0]]

    # Fifty orders of the last piece by fifty people.
    results = at_once([lambda call=call: call("perf.reward", "order", [loaded["last"]]) for call in many])
    told = refusals(results)
    assert len(told) == SESSIONS - 1
    assert all("out of stock" in text for text in told), Counter(told)
    state = query(database, f"SELECT ordered, quantity FROM perf_reward WHERE id = {loaded['last']}")
    assert state == [["1", "1"]]
    winner = next(number for number, result in enumerate(results) if not isinstance(result, Exception))
    for number in (winner, (winner + 1) % SESSIONS):
        assert sums(others[number], "balance")[0] == (60 if number == winner else 100)

    # Fifty gifts out of one allowance of 100, by fifty sessions of one person.
    gift = {
        "recipient_ids": [loaded["thanked"]],
        "message": "You kept the whole queue moving, thank you.",
        "points": GIFT,
    }
    results = at_once([lambda call=call: call("perf.recognition", "post", gift) for call in one])
    told = refusals(results)
    assert len(told) == SESSIONS - 100 // GIFT
    assert all("points" in text for text in told), Counter(told)
    assert sums(giver, "allowance")[0] == 0
    assert sums(giver, "allowance")[2] == 0
    assert sums(loaded["thanked"], "balance")[:2] == [100, 100 // GIFT]

    # Fifty orders of one balance, by fifty sessions of one person.
    had = sums(giver, "balance")[0]
    results = at_once([lambda call=call: call("perf.reward", "order", [loaded["some"]]) for call in one])
    told = refusals(results)
    assert len(told) == SESSIONS - had // PRICE
    assert all("Not enough points" in text for text in told), Counter(told)
    assert sums(giver, "balance")[0] == had % PRICE

    # One form, tapped fifty times: one order.
    results = at_once(
        [lambda: many[1]("perf.reward", "order", [loaded["some"]], "", "tapped") for _tap in range(SESSIONS)]
    )
    assert not refusals(results)
    found = query(database, "SELECT COUNT(*) FROM perf_reward_order WHERE idempotency_key = 'tapped'")
    assert found == [["1"]]
    had = 60 if winner == 1 else 100
    assert sums(others[1], "balance")[0] == had - PRICE

    assert query(database, "SELECT COUNT(*) FROM perf_points_account WHERE balance < 0") == [["0"]]
    assert "DIFFERENCES []" in odoo_shell(database, AUDIT)
