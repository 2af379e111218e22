"""What a metric measures: for whom, from when to when, and how two metrics make a ratio."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

PATH_LIMIT = 5  # more relations than this nobody follows by reading


class MetricWindow(NamedTuple):
    """One figure that is wanted: of these people, or without people of the whole company, in these days."""

    key: object
    employee_ids: tuple | None
    date_from: object
    date_to: object
    company_id: int | None = None
    currency_id: int | None = None


def ratio(top, bottom, factor=1):
    """One number in relation to another.

    :return: float, or None when there is nothing to relate to

    >>> ratio(3, 4), ratio(3, 4, 100), ratio(0, 4)
    (0.75, 75.0, 0.0)
    >>> ratio(3, 0) is None, ratio(None, 4) is None, ratio(3, None) is None
    (True, True, True)
    """
    if not bottom or top is None:
        return None
    return factor * top / bottom


def day_bounds(date_from, date_to, zone):
    """First moment of the first day, and first moment after the last one, in UTC without zone as Odoo keeps them.

    :param zone: ``tzinfo`` in which the days begin

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> day_bounds(date(2026, 3, 29), date(2026, 3, 29), ZoneInfo("Europe/Brussels"))
    (datetime.datetime(2026, 3, 28, 23, 0), datetime.datetime(2026, 3, 29, 22, 0))
    >>> day_bounds(date(2026, 1, 1), date(2026, 1, 31), ZoneInfo("Asia/Kolkata"))
    (datetime.datetime(2025, 12, 31, 18, 30), datetime.datetime(2026, 1, 31, 18, 30))
    """
    ends = (date_from, date_to + timedelta(days=1))
    return tuple(datetime.combine(day, time.min, zone).astimezone(UTC).replace(tzinfo=None) for day in ends)
