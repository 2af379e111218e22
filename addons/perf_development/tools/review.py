"""Days and chance of documents that HR reads first."""

import hashlib
import hmac
from datetime import timedelta

LATE_DAYS = 14
SCALE = 10_000


def is_late(occurred_on, documented_on):
    """Tell whether something was written down more than ``LATE_DAYS`` days after it happened.

    :param occurred_on: day of the fact, or False
    :param documented_on: day on which it was handed in first, or False
    :return: bool

    >>> from datetime import date
    >>> is_late(date(2026, 3, 1), date(2026, 3, 15)), is_late(date(2026, 3, 1), date(2026, 3, 16))
    (False, True)
    >>> is_late(False, date(2026, 3, 15)), is_late(date(2026, 3, 1), False)
    (False, False)
    """
    return bool(occurred_on and documented_on) and documented_on > occurred_on + timedelta(days=LATE_DAYS)


def is_protected(event_date, day, days):
    """Tell whether an event is younger than that many days.

    :param event_date: day of the event, or False
    :param day: day on which the harmful step is taken
    :param days: how long an event protects; 0 switches the protection off

    >>> from datetime import date
    >>> event = date(2026, 1, 1)
    >>> is_protected(event, date(2026, 1, 1), 180), is_protected(event, date(2026, 6, 29), 180)
    (True, True)
    >>> is_protected(event, date(2026, 6, 30), 180), is_protected(event, event, 0), is_protected(False, event, 180)
    (False, False, False)
    """
    return bool(event_date) and days > 0 and event_date > day - timedelta(days=days)


def is_drawn(secret, words, day, percent):
    """Tell whether chance draws a case: the same answer each time, which nobody without the secret can foresee.

    :param secret: text that only the database knows
    :param words: what the case is: document, person, kind of step
    :param day: its day; the month counts
    :param percent: share of the cases that are drawn, 0 to 100

    >>> from datetime import date
    >>> case = ("perf.concern,1", 7, "concern")
    >>> is_drawn("s", case, date(2026, 3, 1), 0), is_drawn("s", case, date(2026, 3, 1), 100)
    (False, True)
    >>> is_drawn("s", case, date(2026, 3, 1), 50) == is_drawn("s", case, date(2026, 3, 31), 50)
    True
    >>> sum(is_drawn("s", (number, 7, "concern"), date(2026, 3, 1), 10) for number in range(1000)) in range(70, 130)
    True
    >>> {is_drawn(secret, case, date(2026, 3, 1), 50) for secret in "abcdefgh"} == {True, False}
    True
    """
    message = "|".join([*map(str, words), day.strftime("%Y-%m")])
    digest = hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % SCALE < percent * SCALE / 100


def reader_order(review_id, employee_id):
    """Where a person stands among those who may be asked to read: by chance, and the same whenever one looks.

    >>> reader_order(1, 2) == reader_order(1, 2)
    True
    >>> reader_order(1, 2) == reader_order(2, 2)
    False
    """
    return hashlib.sha256(f"reader,{review_id},{employee_id}".encode()).hexdigest()


def pick_reviewer(candidates, barred):
    """Whom to ask: of those who take no part, the one with the fewest open reviews.

    :param candidates: list of tuples of an employee id, a set of all ids of that person, and a number of open reviews
    :param barred: set of ids of people who take part
    :return: employee id, or None

    >>> people = [(1, {1, 11}, 0), (2, {2}, 3), (3, {3}, 1)]
    >>> pick_reviewer(people, {11}), pick_reviewer(people, {11, 3}), pick_reviewer(people, {1, 2, 3})
    (3, 2, None)
    """
    free = [(load, employee_id) for employee_id, ids, load in candidates if not ids & barred]
    return min(free)[1] if free else None
