"""A year by months, for strips of small cells."""

from datetime import date


def last_months(today, count=12):
    """The first days of the last months, oldest first, that of today among them.

    >>> last_months(date(2026, 2, 10), 3)
    [datetime.date(2025, 12, 1), datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)]
    >>> len(last_months(date(2026, 12, 31)))
    12
    """
    number = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(number - count + 1, number + 1)]


def strength(count):
    """How strongly a cell is filled, 0 (empty) to 3 (as much as the eye needs to tell).

    >>> [strength(count) for count in (0, 1, 2, 3, 4, 50)]
    [0, 1, 2, 2, 3, 3]
    """
    return sum(count >= step for step in (1, 2, 4))
