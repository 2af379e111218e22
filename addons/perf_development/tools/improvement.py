"""Dates and shares of improvement plans."""

from datetime import timedelta
from itertools import pairwise
from math import ceil

GAP_LIMIT = 14  # days between two conversations, at most
HELD_SHARE = 0.75  # of the checkpoints due so far that must have been held before a plan may end as not met


def end_date(start, length, *more):
    """The last day of a plan.

    :param start: first day, or False
    :param length: days that were agreed
    :param more: days added since, by an extension or a pause
    :return: date, or False without a start

    >>> from datetime import date
    >>> end_date(date(2026, 3, 2), 30)
    datetime.date(2026, 4, 1)
    >>> end_date(date(2026, 3, 2), 30, 14, 3)
    datetime.date(2026, 4, 18)
    >>> end_date(False, 30)
    False
    """
    return start + timedelta(days=length + sum(more)) if start else False


def checkpoint_dates(start, end, every=7):
    """Days for conversations from the start to the end of a plan, the last of them on its last day.

    :param every: days from one to the next, at most ``GAP_LIMIT``
    :return: list of dates

    >>> from datetime import date
    >>> [day.day for day in checkpoint_dates(date(2026, 3, 2), date(2026, 3, 31))]
    [9, 16, 23, 31]
    >>> [day.isoformat() for day in checkpoint_dates(date(2026, 3, 2), date(2026, 4, 1), every=14)]
    ['2026-03-16', '2026-03-30', '2026-04-01']
    >>> checkpoint_dates(date(2026, 3, 2), date(2026, 3, 4))
    [datetime.date(2026, 3, 4)]
    >>> checkpoint_dates(date(2026, 3, 2), date(2026, 3, 2))
    []
    """
    days = []
    day = start + timedelta(days=every)
    while day <= end:
        days.append(day)
        day += timedelta(days=every)
    if end <= start or (days and days[-1] == end):
        return days
    # a few days before the end one more conversation helps nobody: the last one moves to the end
    previous = days[-2] if len(days) > 1 else start
    if days and (end - days[-1]).days * 2 < every and (end - previous).days <= GAP_LIMIT:
        days.pop()
    return [*days, end]


def wide_gaps(start, days, end, limit=GAP_LIMIT):
    """Where people would not talk for too long.

    :param days: planned dates, in any order
    :return: list of tuples of the day before the gap, the day after it, and the days between

    >>> from datetime import date
    >>> wide_gaps(date(2026, 3, 2), [date(2026, 3, 16), date(2026, 3, 30)], date(2026, 4, 1))
    []
    >>> wide_gaps(date(2026, 3, 2), [date(2026, 3, 30)], date(2026, 4, 1))
    [(datetime.date(2026, 3, 2), datetime.date(2026, 3, 30), 28)]
    >>> wide_gaps(date(2026, 3, 2), [], date(2026, 4, 1))
    [(datetime.date(2026, 3, 2), datetime.date(2026, 4, 1), 30)]
    """
    points = [start, *sorted(days), end]
    return [
        (before, after, (after - before).days) for before, after in pairwise(points) if (after - before).days > limit
    ]


def days_outside(start, days, end):
    """Planned dates before the start or after the end.

    >>> from datetime import date
    >>> days_outside(date(2026, 3, 2), [date(2026, 3, 1), date(2026, 3, 2), date(2026, 4, 2)], date(2026, 4, 1))
    [datetime.date(2026, 3, 1), datetime.date(2026, 4, 2)]
    """
    return [day for day in sorted(days) if not start <= day <= end]


def due_so_far(checkpoints, today):
    """How many checkpoints have come due, and how many of these were held.

    One that is planned for today counts once it is held: the day is not over yet.

    :param checkpoints: list of tuples of the planned date and the date on which it was held (or False)
    :return: tuple of the due and the held

    >>> from datetime import date
    >>> first, second, third = date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23)
    >>> due_so_far([(first, first), (second, False), (third, False)], third)
    (2, 1)
    >>> due_so_far([(first, first), (second, False), (third, second)], second)
    (2, 2)
    >>> due_so_far([], first)
    (0, 0)
    """
    due = [held for planned, held in checkpoints if held or planned < today]
    return len(due), sum(1 for held in due if held)


def held_needed(due):
    """How many of the checkpoints due so far must have been held before a plan may end as not met; one at least.

    >>> [held_needed(due) for due in (0, 1, 2, 3, 4, 10)]
    [1, 1, 2, 3, 3, 8]
    """
    return max(1, ceil(due * HELD_SHARE))


def changed_parts(before, after):
    """What differs between two contents of a plan, in the order of the later one.

    :param before: dict key -> text, empty where there is nothing
    :param after: the same, later
    :return: list of tuples key, text before, text after

    >>> changed_parts({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"})
    [('b', '2', '3'), ('c', '', '4')]
    >>> changed_parts({"a": "1"}, {})
    [('a', '1', '')]
    """
    keys = [*after, *(key for key in before if key not in after)]
    pairs = [(key, before.get(key) or "", after.get(key) or "") for key in keys]
    return [(key, old, new) for key, old, new in pairs if old != new]
