"""The period that follows another."""

from calendar import monthrange
from datetime import timedelta
from itertools import pairwise


def _add_months(day, months):
    """The same day some months later, at most the last one of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def next_period(date_start, date_end):
    """First and last day of the period that follows: whole months after whole months, else as many days.

    >>> from datetime import date
    >>> next_period(date(2026, 1, 1), date(2026, 3, 31))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    >>> next_period(date(2026, 1, 1), date(2026, 12, 31))
    (datetime.date(2027, 1, 1), datetime.date(2027, 12, 31))
    >>> next_period(date(2026, 2, 1), date(2026, 2, 28))
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    >>> next_period(date(2026, 1, 5), date(2026, 1, 18))
    (datetime.date(2026, 1, 19), datetime.date(2026, 2, 1))
    """
    start = date_end + timedelta(days=1)
    if date_start.day == 1 and start.day == 1:
        months = (start.year - date_start.year) * 12 + start.month - date_start.month
        return start, _add_months(start, months) - timedelta(days=1)
    return start, date_end + (start - date_start)


def earlier_periods(date_start, date_end, count):
    """First and last days of the periods before, the latest first: whole months before whole months, else as many days.

    >>> from datetime import date
    >>> earlier_periods(date(2026, 4, 1), date(2026, 6, 30), 2)
    [(datetime.date(2026, 1, 1), datetime.date(2026, 3, 31)), (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))]
    >>> earlier_periods(date(2026, 1, 19), date(2026, 2, 1), 1)
    [(datetime.date(2026, 1, 5), datetime.date(2026, 1, 18))]
    """
    after = date_end + timedelta(days=1)
    months = (after.year - date_start.year) * 12 + after.month - date_start.month
    is_whole = date_start.day == 1 and after.day == 1
    length = after - date_start
    starts = [
        _add_months(date_start, -months * step) if is_whole else date_start - length * step for step in range(count + 1)
    ]
    day = timedelta(days=1)
    return [(start, later - day) for later, start in pairwise(starts)]
