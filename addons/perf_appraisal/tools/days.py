"""How days are written: alike in sentences, steppers, boards and on pages."""

LONG = "d MMM y"
SHORT = "d MMM"


def day_pattern(days, today):
    """The pattern for days that stand together: with the year, where one of them is not in this year.

    :param days: list of dates, some of which may be empty
    :param today: date
    :return: pattern as of Babel

    >>> from datetime import date
    >>> day_pattern([date(2030, 12, 9), None], date(2030, 11, 1))
    'd MMM'
    >>> day_pattern([date(2030, 12, 9), date(2031, 1, 2)], date(2030, 11, 1))
    'd MMM y'
    """
    return LONG if {day.year for day in days if day} - {today.year} else SHORT
