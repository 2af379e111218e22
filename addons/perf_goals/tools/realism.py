"""How a target compares with what was reached before: by the person, and by colleagues in the same job."""

from statistics import median
from typing import NamedTuple

PERIODS = 8  # earlier periods that are looked at
ENOUGH = 4  # values without which nothing is said
CROWD = 3  # colleagues without whom their figures stay with them


class History(NamedTuple):
    """What was reached in earlier periods of the same length."""

    own: tuple = ()  # values of the person, the latest first
    peers: tuple = ()  # all values of colleagues


def trim(values):
    """Leave out periods before the first record: nothing was counted then, so they say nothing.

    :param values: list of (value or None, number of records), the latest first
    :return: tuple of values, the latest first

    >>> trim([(4.0, 4), (0.0, 0), (3.0, 3), (0.0, 0), (0.0, 0)])
    (4.0, 0.0, 3.0)
    >>> trim([(None, 0), (2.5, 1), (None, 0)])
    (2.5,)
    >>> trim([(0.0, 0)])
    ()
    """
    last = max((index for index, (_value, count) in enumerate(values) if count), default=-1)
    return tuple(value for value, _count in values[: last + 1] if value is not None)


def realism(target, history, lower_is_better=False):
    """A word for the target, by the figures of earlier periods.

    :param target: what is to be reached
    :param history: ``History``
    :return: ``reached`` (in every earlier period, so it asks for nothing new), ``ordinary`` (in at least half of
        them), ``stretch`` (in fewer, or by a colleague only), ``beyond`` (never, by nobody), or None without enough
        figures

    >>> history = History(own=(10, 12, 8, 11), peers=(20, 9, 14))
    >>> [realism(target, history) for target in (7, 10, 12, 18, 25)]
    ['reached', 'ordinary', 'stretch', 'stretch', 'beyond']
    >>> realism(25, History(own=(30, 28)), False) is None
    True
    >>> [realism(target, History(own=(30, 28, 26, 25)), lower_is_better=True) for target in (31, 27, 25, 20)]
    ['reached', 'ordinary', 'stretch', 'beyond']
    >>> realism(15, History(peers=(10, 20, 30, 40)))
    'ordinary'
    """
    if len(history.own) + len(history.peers) < ENOUGH:
        return None
    sign = -1 if lower_is_better else 1
    usual = [sign * value for value in history.own or history.peers]
    every = [sign * value for value in (*history.own, *history.peers)]
    aim = sign * target
    if aim > max(every):
        return "beyond"
    if aim <= min(usual):
        return "reached"
    return "ordinary" if aim <= median(usual) else "stretch"


def summary(values, lower_is_better=False):
    """The figures that are shown of a set of values.

    :return: tuple of the number of values, the lowest, the one in the middle and the highest, or None without any

    >>> summary([3, 1, 2])
    (3, 1, 2, 3)
    >>> summary([]) is None
    True
    """
    return (len(values), min(values), median(values), max(values)) if values else None
