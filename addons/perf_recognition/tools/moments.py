"""Moments in words."""

from datetime import timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta


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
