"""When a plan of appraisals is due."""

from datetime import date


def month_number(day):
    """Months since the year 0, to count with.

    >>> month_number(date(2026, 3, 15)) - month_number(date(2025, 12, 1))
    3
    """
    return day.year * 12 + day.month - 1


def month_day(number):
    """The first day of a month, the reverse of :func:`month_number`.

    >>> month_day(month_number(date(2026, 12, 24)))
    datetime.date(2026, 12, 1)
    """
    return date(number // 12, number % 12 + 1, 1)


def is_fixed_due(month, first_day, today):
    """Whether the month of a yearly plan is on, and began on or after the first day of the plan.

    :param month: 1-12

    >>> is_fixed_due(3, date(2026, 1, 1), date(2026, 3, 20)), is_fixed_due(4, date(2026, 1, 1), date(2026, 3, 20))
    (True, False)
    >>> is_fixed_due(3, date(2026, 3, 20), date(2026, 3, 20))  # the month had begun already
    False
    """
    return today.month == month and today.replace(day=1) >= first_day


def next_fixed(month, first_day, today, count):
    """The next days on which a yearly plan is due.

    >>> next_fixed(3, date(2026, 1, 1), date(2026, 3, 20), 2)
    [datetime.date(2027, 3, 1), datetime.date(2028, 3, 1)]
    """
    start = max(first_day, today)
    years = range(start.year, start.year + count + 2)
    return [day for year in years if (day := date(year, month, 1)) >= first_day and day > today][:count]


def occasion(hired, first, every, day):
    """The number of the occasion that falls in the month of a day: 0 for the first, None for none.

    :param hired: first day at work
    :param first: months after it
    :param every: months from one to the next, 0 for a single one

    >>> hired = date(2026, 1, 20)
    >>> [occasion(hired, 3, 12, date(2026, 4, 1)), occasion(hired, 3, 12, date(2027, 4, 9))]
    [0, 1]
    >>> occasion(hired, 3, 12, date(2026, 5, 1))
    >>> occasion(hired, 3, 0, date(2027, 4, 1))
    """
    passed = month_number(day) - month_number(hired) - first
    if not passed:
        return 0
    return passed // every if every and passed > 0 and not passed % every else None


def count_occasions(hired_days, first, every, today, months=12):
    """How many people are due in each of the coming months: list of pairs of its first day and a number.

    >>> count_occasions([date(2026, 1, 20), date(2026, 1, 2)], 3, 0, date(2026, 3, 1))
    [(datetime.date(2026, 4, 1), 2)]
    """
    counts = []
    for number in range(month_number(today) + 1, month_number(today) + 1 + months):
        day = month_day(number)
        due = sum(occasion(hired, first, every, day) is not None for hired in hired_days)
        if due:
            counts.append((day, due))
    return counts
