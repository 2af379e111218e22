"""The scores from which the levels of a rating scale count, and what may be wrong with them."""

from itertools import pairwise

GAP, SAME, CROSSED = "gap", "same", "crossed"


def spread_minimums(count):
    """The scores from which the levels of a scale count: evenly from 0 to 100.

    >>> spread_minimums(4)
    [0.0, 25.0, 50.0, 75.0]
    >>> spread_minimums(0)
    []
    """
    return [round(100.0 * place / count, 2) for place in range(count)]


def find_minimum_problem(levels):
    """The first thing that is wrong with the scores from which levels count.

    Each level reaches from its own minimum up to that of the next one, so the lowest begins at 0, no two begin
    together, and a higher level never begins below a lower one.

    :param levels: list of tuples (key, value, minimum score)
    :return: None, or a tuple of a word for the problem and the keys of the one or two levels

    >>> find_minimum_problem([("low", 1, 0), ("good", 2, 40), ("high", 3, 80)]) is None
    True
    >>> find_minimum_problem([("good", 2, 40), ("low", 1, 10)])
    ('gap', ('low',))
    >>> find_minimum_problem([("low", 1, 0), ("good", 2, 40), ("high", 3, 40)])
    ('same', ('good', 'high'))
    >>> find_minimum_problem([("low", 1, 0), ("good", 2, 60), ("high", 3, 40)])
    ('crossed', ('good', 'high'))
    >>> find_minimum_problem([]) is None
    True
    """
    ordered = sorted(levels, key=lambda level: level[1])
    if ordered and ordered[0][2] > 0:
        return GAP, (ordered[0][0],)
    for (lower, _value, minimum), (higher, _higher_value, higher_minimum) in pairwise(ordered):
        if minimum == higher_minimum:
            return SAME, (lower, higher)
        if minimum > higher_minimum:
            return CROSSED, (lower, higher)
    return None
