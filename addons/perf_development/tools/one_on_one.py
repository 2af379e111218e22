"""When people talk, and which occurrence of a series a conversation belongs to."""

# word for how often two people talk -> frequency, interval, and how many times until they plan anew: about a year
REPEATS = {
    "weekly": ("weekly", 1, 52),
    "biweekly": ("weekly", 2, 26),
    "monthly": ("monthly", 1, 12),
}


def repeat_of(frequency, interval):
    """The word for a frequency of the calendar, ``other`` for those that people choose in the calendar only.

    :param frequency: ``daily``, ``weekly``, ``monthly`` or ``yearly``
    :param interval: every how many of them

    >>> repeat_of("weekly", 2), repeat_of("monthly", 1), repeat_of("daily", 1)
    ('biweekly', 'monthly', 'other')
    """
    for word, (known, number, _count) in REPEATS.items():
        if (known, number) == (frequency, interval):
            return word
    return "other"


def match_occurrences(lost, free, shift):
    """Which free occurrence takes over which conversation that lost its own, when a series changes.

    Conversations with content choose first, then the earlier ones; each takes the occurrence nearest to where the
    change would have moved it. Nothing takes two.

    :param lost: list of tuples of a key, a start, and whether there is content
    :param free: list of tuples of a key and a start
    :param shift: timedelta by which the series moved
    :return: dict key of a lost conversation -> key of an occurrence

    >>> from datetime import datetime, timedelta
    >>> monday, day, week = datetime(2026, 3, 2, 9), timedelta(days=1), timedelta(weeks=1)
    >>> lost = [("a", monday, False), ("b", monday + week, True)]
    >>> match_occurrences(lost, [(1, monday + day), (2, monday + week + day)], day)
    {'b': 2, 'a': 1}

    From Monday to Friday of the same week, not of the week before:

    >>> match_occurrences(lost, [(1, monday + 4 * day), (2, monday + week + 4 * day)], 4 * day)
    {'b': 2, 'a': 1}

    With fewer occurrences than before, what has content finds one:

    >>> match_occurrences(lost, [(1, monday)], timedelta())
    {'b': 1}
    """
    matches = {}
    left = dict(free)
    for key, start, _has_content in sorted(lost, key=lambda item: (not item[2], item[1])):
        if not left:
            break
        nearest = min(left, key=lambda occurrence: (abs(left[occurrence] - start - shift), left[occurrence]))
        matches[key] = nearest
        del left[nearest]
    return matches


def days_without_talk(last, known, today, cadence):
    """Days since two people last talked, or None when it is not time to say so yet.

    :param last: day of their last 1-on-1, None when there was none
    :param known: day from which they could have had one, None when unknown
    :param today: the day on which we ask
    :param cadence: days between two 1-on-1s; 0 never asks

    >>> from datetime import date
    >>> days_without_talk(date(2026, 3, 1), None, date(2026, 3, 31), 30)
    30
    >>> days_without_talk(date(2026, 3, 1), None, date(2026, 3, 30), 30) is None
    True
    >>> days_without_talk(None, date(2026, 3, 1), date(2026, 4, 5), 30)
    35
    >>> days_without_talk(None, None, date(2026, 4, 5), 30) is None
    True
    >>> days_without_talk(date(2026, 3, 1), None, date(2030, 4, 5), 0) is None
    True
    """
    start = last or known
    if not start or cadence <= 0:
        return None
    days = (today - start).days
    return days if days >= cadence else None
