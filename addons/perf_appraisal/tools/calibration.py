"""Arithmetic of a calibration session: the three bands of the nine-box, spread, and what moved."""

from statistics import fmean, stdev

LOW, MIDDLE, HIGH = 0, 1, 2


def get_band(place, count):
    """Which third of the nine-box a level stands in; scales of any length fall into three, the same from both ends.

    :param place: 0 for the lowest level
    :param count: number of levels of the scale
    :return: 0, 1 or 2

    >>> [get_band(place, 5) for place in range(5)]
    [0, 0, 1, 2, 2]
    >>> [get_band(place, 4) for place in range(4)]
    [0, 1, 1, 2]
    >>> [get_band(place, 3) for place in range(3)], [get_band(place, 2) for place in range(2)]
    ([0, 1, 2], [0, 2])
    >>> get_band(0, 1)
    1
    """
    if count < 2:
        return MIDDLE
    if 3 * place < count - 1:
        return LOW
    return HIGH if 3 * place > 2 * (count - 1) else MIDDLE


def get_spread(values):
    """Mean and spread (sample standard deviation) of levels by their numbers.

    :param values: list of numbers
    :return: dict with ``count``, ``mean`` and ``spread``; None where there are too few to say

    >>> get_spread([2, 3, 4])
    {'count': 3, 'mean': 3.0, 'spread': 1.0}
    >>> get_spread([3]), get_spread([])
    ({'count': 1, 'mean': 3.0, 'spread': None}, {'count': 0, 'mean': None, 'spread': None})
    """
    return {
        "count": len(values),
        "mean": round(fmean(values), 2) if values else None,
        "spread": round(stdev(values), 2) if len(values) > 1 else None,
    }


def get_distribution(levels, pairs):
    """How levels are spread before and after a session, and how many went up and down.

    :param levels: list of tuples (key, number), in the order in which they are shown
    :param pairs: list of tuples (key before, key after), one a person
    :return: dict with ``levels`` (dicts with ``id``, ``before``, ``after``), ``before`` and ``after`` as of
        :func:`get_spread`, ``up``, ``down`` and ``same``

    >>> found = get_distribution([("low", 1), ("good", 2), ("high", 3)], [("low", "good"), ("high", "good")])
    >>> found["levels"][1], found["up"], found["down"], found["same"]
    ({'id': 'good', 'before': 0, 'after': 2}, 1, 1, 0)
    >>> found["before"]["spread"], found["after"]["spread"]
    (1.41, 0.0)
    """
    numbers = dict(levels)
    before = [old for old, _new in pairs]
    after = [new for _old, new in pairs]
    moves = [numbers[new] - numbers[old] for old, new in pairs]
    return {
        "levels": [{"id": key, "before": before.count(key), "after": after.count(key)} for key in numbers],
        "before": get_spread([numbers[key] for key in before]),
        "after": get_spread([numbers[key] for key in after]),
        "up": sum(move > 0 for move in moves),
        "down": sum(move < 0 for move in moves),
        "same": sum(move == 0 for move in moves),
    }
