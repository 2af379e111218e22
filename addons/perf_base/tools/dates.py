"""Dates that people type."""

FIRST_YEAR = 1900
LAST_YEAR = 2200


def is_unlikely_date(value):
    """Tell whether a date is so far away that it must be a slip.

    :param value: a date, a datetime, or the text of one that begins with the year, as Odoo stores it
    :return: bool; anything else is left to those who read dates

    >>> is_unlikely_date("2026-11-22")
    False
    >>> is_unlikely_date("0001-01-01"), is_unlikely_date("9999-12-31 10:00:00")
    (True, True)
    >>> from datetime import date
    >>> is_unlikely_date(date(226, 11, 22))
    True
    >>> is_unlikely_date(False), is_unlikely_date("today")
    (False, False)
    """
    year = getattr(value, "year", None)
    if year is None and isinstance(value, str) and value[:4].isdigit():
        year = int(value[:4])
    return year is not None and not FIRST_YEAR <= year <= LAST_YEAR
