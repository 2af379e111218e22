"""Fair exposure: a target for a full period, brought in proportion to the time that a person really worked in it."""


def exposure(worked, full):
    """Share of the working time of a period that somebody worked.

    :param worked: hours or days worked, or planned to be worked
    :param full: the same that a full-time colleague works in the period, public holidays left out
    :return: float from 0 to 1; 1 when the period has no working time to compare with

    >>> exposure(52, 65), exposure(70, 65), exposure(0, 65), exposure(0, 0)
    (0.8, 1.0, 0.0, 1.0)
    """
    if not full or full < 0:
        return 1.0
    return max(0.0, min(1.0, worked / full))


def adjusted_target(start, target, share):
    """The target for somebody who worked that share of the period: as much of the way from start to target.

    It lies between start and target, so absence never lowers a score, whichever way the target lies.

    >>> adjusted_target(0, 100, 0.8), adjusted_target(30, 10, 0.5), adjusted_target(0, 100, 1.0)
    (80.0, 20.0, 100)
    >>> adjusted_target(5, 10, 0.0)
    5.0
    """
    if share >= 1:
        return target
    return start + (target - start) * share
