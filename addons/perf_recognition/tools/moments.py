"""Moments in words."""

import re
from datetime import date, datetime, timedelta, timezone

from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta

MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")


def ago(moment, now, lang):
    """How long ago something was, in words.

    :param moment: naive datetime
    :param now: naive datetime
    :param lang: code of a language, such as ``fr_BE``; English when unknown
    :return: text

    >>> from datetime import datetime
    >>> ago(datetime(2026, 11, 1), datetime(2026, 11, 3), "en_US")
    '2 days ago'
    >>> ago(datetime(2026, 11, 1), datetime(2026, 11, 3), "fr_BE")
    'il y a 2 jours'
    >>> ago(datetime(2026, 11, 1), datetime(2026, 11, 1, 0, 0, 20), "xx_YY")
    '20 seconds ago'
    >>> ago(datetime(2026, 11, 1), datetime(2026, 11, 1), "en_US")
    '1 second ago'
    """
    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_timedelta(min(moment - now, timedelta(seconds=-1)), add_direction=True, locale=locale)


def month_bounds(month, zone):
    """First moment of a month and of the next one, as Odoo keeps them.

    :param month: ``YYYY-MM``
    :param zone: ``ZoneInfo`` in which the months begin
    :return: tuple of two naive datetimes in UTC; None when the text is no month

    >>> from zoneinfo import ZoneInfo
    >>> month_bounds("2026-03", ZoneInfo("Europe/Brussels"))
    (datetime.datetime(2026, 2, 28, 23, 0), datetime.datetime(2026, 3, 31, 22, 0))
    >>> month_bounds("2026-12", ZoneInfo("UTC"))
    (datetime.datetime(2026, 12, 1, 0, 0), datetime.datetime(2027, 1, 1, 0, 0))
    >>> [month_bounds(month, ZoneInfo("UTC")) for month in ("2026-13", "", "0001-01", "2026-1", None)]
    [None, None, None, None, None]
    """
    if not MONTH.fullmatch(month or ""):
        return None
    year, number = int(month[:4]), int(month[5:])
    following = (year + number // 12, number % 12 + 1)
    starts = (datetime(*first, 1, tzinfo=zone) for first in ((year, number), following))
    return tuple(start.astimezone(timezone.utc).replace(tzinfo=None) for start in starts)


def last_months(day, count):
    """First days of a month and of those before it, the newest first.

    :param day: date in the newest month
    :param count: how many
    :return: list of dates

    >>> from datetime import date
    >>> last_months(date(2026, 2, 17), 3)
    [datetime.date(2026, 2, 1), datetime.date(2026, 1, 1), datetime.date(2025, 12, 1)]
    """
    numbers = [day.year * 12 + day.month - 1 - back for back in range(count)]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
