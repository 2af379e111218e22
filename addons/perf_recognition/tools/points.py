"""Arithmetic of recognition points: months, allowances, caps. Plain Python, so that it can be read and tested alone."""

from datetime import timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def month_of(moment, tz_name):
    """Month in which a person lives at a moment, since an allowance starts anew on the person's own 1st.

    :param moment: naive datetime in UTC, as Odoo keeps it
    :param tz_name: name of the person's time zone; UTC when empty or unknown
    :return: ``YYYY-MM``

    >>> from datetime import datetime
    >>> month_of(datetime(2026, 10, 31, 23, 30), "Europe/Brussels")
    '2026-11'
    >>> month_of(datetime(2026, 11, 1, 4, 30), "America/New_York")
    '2026-11'
    >>> month_of(datetime(2026, 11, 1, 3, 30), "America/New_York")
    '2026-10'
    >>> month_of(datetime(2026, 11, 1, 3, 30), "Nowhere/Land")
    '2026-11'
    >>> month_of(datetime(2026, 11, 1, 3, 30), False)
    '2026-11'
    """
    try:
        zone = ZoneInfo(tz_name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = timezone.utc
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).strftime("%Y-%m")


def person_cap(allowance, percent):
    """Most points that one person may get from another in a month.

    :param allowance: points that the giver has in the month
    :param percent: share of it, 0 to 100, that may go to one person
    :return: whole points, rounded down

    >>> person_cap(100, 30)
    30
    >>> person_cap(55, 30)
    16
    >>> person_cap(0, 30)
    0
    """
    return max(allowance, 0) * percent // 100


def points_left_for(left, cap, given):
    """Points that may still go to one person this month.

    :param left: points left of the giver's allowance
    :param cap: most points for one person in a month
    :param given: points that the person already got from the giver in the month
    :return: whole points, never below 0

    >>> points_left_for(100, 30, 0)
    30
    >>> points_left_for(100, 30, 25)
    5
    >>> points_left_for(3, 30, 25)
    3
    >>> points_left_for(100, 30, 45)
    0
    """
    return max(min(left, cap - given), 0)


def entry_key(word, *parts):
    """Text under which an entry can be booked once only.

    :param word: what is booked: ``grant``, ``give``...
    :param parts: ids and months that make it unique
    :return: text

    >>> entry_key("grant", 7, "2026-11")
    'grant,7,2026-11'
    """
    return ",".join(str(part) for part in (word, *parts))


def is_whole(value):
    """Whether what somebody sent for a whole number is one; nothing at all counts as one, since it means 0.

    :param value: as given to ``create`` or ``write``
    :return: bool

    >>> is_whole(5), is_whole(-5), is_whole("5"), is_whole(5.0), is_whole(False), is_whole(None)
    (True, True, True, True, True, True)
    >>> is_whole(1.5), is_whole("1.5"), is_whole("x"), is_whole(True), is_whole([1]), is_whole(float("nan"))
    (False, False, False, False, False, False)
    """
    if value is False or value is None:
        return True
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    if isinstance(value, str):
        return value.strip().removeprefix("-").isdecimal() and value.isascii()
    return isinstance(value, int) or value.is_integer()


def missing_points(cost, balance):
    """How many points somebody still needs for something.

    >>> missing_points(100, 60), missing_points(100, 100), missing_points(100, 250)
    (40, 0, 0)
    """
    return max(cost - balance, 0)


def pieces_left(is_limited, quantity, ordered):
    """How many pieces of a reward can still be ordered.

    :param is_limited: whether there is an end to them
    :param quantity: pieces that there ever were
    :param ordered: pieces taken by orders
    :return: whole number, None when there is no end

    >>> pieces_left(True, 5, 3), pieces_left(True, 3, 3), pieces_left(False, 0, 0)
    (2, 0, None)
    """
    return max(quantity - ordered, 0) if is_limited else None
