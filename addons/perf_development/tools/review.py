"""Days and chance of documents that HR reads first."""

import hashlib
import hmac
from datetime import timedelta

LATE_DAYS = 14
SCALE = 10_000
WINDOW_DAYS = 180


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


def is_drawn(secret, employee_id, day, days, percent):
    """Tell whether chance draws a person on a day: the same answer for all documents of that day.

    Time is cut into windows as long as an event protects, which begin on other days for each person. Whoever is drawn
    is drawn for a whole window: it looks like the time after an event. Nobody without the secret can foresee it.

    :param secret: text that only the database knows
    :param employee_id: whom the document is about
    :param day: day of the document
    :param days: length of a window; 0 for ``WINDOW_DAYS``
    :param percent: share of the people that are drawn at any time, 0 to 100

    >>> from datetime import date
    >>> day = date(2026, 3, 1)
    >>> is_drawn("s", 7, day, 180, 0), is_drawn("s", 7, day, 180, 100), is_drawn("s", 7, day, 0, 100)
    (False, True, True)
    >>> [round(sum(is_drawn("s", person, day, 180, share) for person in range(5000)), -3) for share in (20, 60)]
    [1000, 3000]
    >>> story = [is_drawn("s", 7, day + timedelta(days=each), 180, 50) for each in range(1800)]
    >>> changes = [each for each in range(1, 1800) if story[each] != story[each - 1]]
    >>> bool(changes), {later % 180 for later in changes} == {changes[0] % 180}
    (True, True)
    >>> {is_drawn(secret, 7, day, 180, 50) for secret in "abcdefgh"} == {True, False}
    True
    """
    window = get_window(secret, employee_id, day, days or WINDOW_DAYS)
    return get_digest(secret, "draw", employee_id, window) % SCALE < percent * SCALE / 100


def get_window(secret, employee_id, day, days):
    """Number of the window in which a day lies for that person: see :func:`is_drawn`.

    >>> from datetime import date
    >>> len({get_window("s", person, date(2026, 3, 1), 180) for person in range(100)})
    2
    """
    return (day.toordinal() + get_digest(secret, "shift", employee_id) % days) // days


def get_digest(secret, *words):
    """A number that looks random, the same for the same words.

    >>> get_digest("s", "a", 1) == get_digest("s", "a", 1), get_digest("s", "a", 1) == get_digest("t", "a", 1)
    (True, False)
    """
    digest = hmac.new(secret.encode(), "|".join(map(str, words)).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big")


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
