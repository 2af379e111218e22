"""Arithmetic of goals in a period: what was reached on its last day, and how much of it could be expected by then."""

#: A goal of whose own time less than this share had passed says too little, as in the health of a goal.
EARLY = 0.15


def value_on(day, history, current):
    """Progress as it was at the end of a day, so that what is noted later does not change a period that is over.

    :param day: date
    :param history: list of tuples (date, progress) of the check-ins, oldest first
    :param current: progress as it is now, used when nothing was ever noted

    >>> history = [(3, 20.0), (7, 54.0), (9, 80.0)]
    >>> value_on(7, history, 80.0), value_on(8, history, 80.0), value_on(9, history, 80.0)
    (54.0, 54.0, 80.0)
    >>> value_on(2, history, 80.0)
    0.0
    >>> value_on(2, [], 35.0)
    35.0
    """
    if not history:
        return current
    known = [progress for date, progress in history if date <= day]
    return known[-1] if known else 0.0


def period_score(progress, expected):
    """Score of a goal in a period, 0 to 100.

    A goal that ended within the period counts with its progress. One that goes on after the period is read against
    the share of its own time that had passed on the period's last day, at an even pace: the same line to which the
    health of a goal is compared. Who is where they should be by then has nothing to make up for, so more than was
    expected counts as 100. A goal that had only just begun has no score.

    :param progress: 0 to 100
    :param expected: share of the goal's own time, 0 to 1, passed on the last day of the period; None without an end

    >>> period_score(42.9, 0.33), period_score(20.0, 0.4), period_score(0.0, 0.5)
    (100.0, 50.0, 0.0)
    >>> period_score(42.9, 1.0), period_score(42.9, None), period_score(130.0, 1.0)
    (42.9, 42.9, 100.0)
    >>> period_score(10.0, 0.0), period_score(0.0, 0.1)
    (None, None)
    """
    if expected is None:
        expected = 1.0
    if expected < EARLY:
        return None
    return min(100.0, max(0.0, progress / expected))
