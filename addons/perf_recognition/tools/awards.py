"""Arithmetic of awards: when a round begins and ends, and who leads. Plain Python, to be read and tested alone."""

from datetime import date, timedelta


def round_dates(kind, day, nomination_days, voting_days):
    """When a round of an award begins and ends.

    A monthly round takes nominations in its month, a yearly one in its year; a spot award for some days from today.

    :param kind: ``spot``, ``monthly`` or ``yearly``
    :param day: a day in the round; for a spot award the first one
    :param nomination_days: for a spot award, how many days one can nominate
    :param voting_days: how many days the jury votes after that
    :return: tuple of a key that is the same for all days of a period (None for a spot award, which may come again any
        day), the first day, the last day to nominate and the last day to vote

    >>> round_dates("monthly", date(2026, 2, 10), 0, 5)
    ('2026-02', datetime.date(2026, 2, 1), datetime.date(2026, 2, 28), datetime.date(2026, 3, 5))
    >>> round_dates("yearly", date(2026, 2, 10), 0, 14)
    ('2026', datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), datetime.date(2027, 1, 14))
    >>> round_dates("spot", date(2026, 2, 27), 3, 1)
    (None, datetime.date(2026, 2, 27), datetime.date(2026, 3, 1), datetime.date(2026, 3, 2))
    """
    if kind == "monthly":
        key, first = f"{day:%Y-%m}", day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    elif kind == "yearly":
        key, first, last = f"{day:%Y}", date(day.year, 1, 1), date(day.year, 12, 31)
    else:
        key, first, last = None, day, day + timedelta(days=max(nomination_days, 1) - 1)
    return key, first, last, last + timedelta(days=max(voting_days, 1))


def leaders(votes):
    """Who has the most votes: one, or several that are tied.

    :param votes: dict key -> number of votes
    :return: sorted list of keys, empty when nobody voted

    >>> leaders({7: 2, 8: 3, 9: 1}), leaders({9: 2, 7: 2, 8: 1}), leaders({}), leaders({7: 0})
    ([8], [7, 9], [], [])
    """
    most = max(votes.values(), default=0)
    return sorted(key for key, count in votes.items() if count == most and count > 0)
