"""How people rate, out of what PostgreSQL counted: signs that are worth a look, never a proof.

All figures of ratings are in levels of a scale of five. A *residual* is what a rating differs from what the scores of
the goals let expect, see ``perf.fairness.report``.
"""

from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

FEWEST = 5  # people somebody rates at least, before anything is said
LEVELS = 0.5  # half the usual spread of people: less is not worth a talk
DEVIATIONS = 2.5  # standard errors
DEVIATIONS_GOALS = 2.0  # where the scores of goals say what to expect, which leaves less to chance
NARROW = 0.5  # spread, as a part of that of the others
ONE_POINT = 0.8  # share of ratings on the same point
CRITERIA = 3  # questions, before anything is said about telling them apart
RECENT = 0.6  # share of what was noted, from the last quarter of the period
GAP = 1.5  # levels between self review and manager's review


def student_below(t, degrees):
    """Chance of a value of Student's distribution below ``t``.

    :param degrees: of freedom, a whole number from 1 on

    >>> round(student_below(2.0, 1), 4), round(student_below(-1.0, 2), 4), round(student_below(0.0, 7), 4)
    (0.8524, 0.2113, 0.5)
    """
    angle = atan(t / sqrt(degrees))
    if degrees % 2:
        term, total = cos(angle), 0.0
        for step in range(3, degrees + 1, 2):
            total += term
            term *= cos(angle) ** 2 * (step - 1) / step
        return 0.5 + (angle + sin(angle) * total) / pi
    term, total = 1.0, 1.0
    for step in range(2, degrees, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    return 0.5 + sin(angle) * total / 2


def student_quantile(chance, degrees):
    """The value below which Student's distribution lies with this chance, between 0.5 and 1.

    >>> round(student_quantile(0.975, 11), 3), round(student_quantile(0.975, 4), 3)
    (2.201, 2.776)
    """
    low, high = 0.0, 1000.0
    for _step in range(60):
        middle = (low + high) / 2
        if student_below(middle, degrees) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def interval(mean, deviation, count):
    """The interval in which the true mean lies with 95 %, or None for fewer than two values.

    >>> [round(end, 2) for end in interval(0.5, 1.0, 12)]
    [-0.14, 1.14]
    >>> interval(0.5, None, 1)
    """
    if count < 2 or deviation is None:
        return None
    half = student_quantile(0.975, min(count - 1, 200)) * deviation / sqrt(count)
    return mean - half, mean + half


def rest_moments(count, mean, deviation, groups):
    """Number, mean and standard deviation of all values of the groups but one.

    :param count: of that one; ``mean`` and ``deviation`` are its own
    :param groups: tuple (count, sum, sum of squares) of all

    >>> rest_moments(2, 5.0, None, (4, 13.0, 55.0))  # 5, 5, 1, 2
    (2, 1.5, 0.7071067811865476)
    """
    total, summed, squared = groups
    rest = total - count
    if rest < 2:
        return rest, None, None
    own = (deviation or 0.0) ** 2 * (count - 1) + count * mean**2
    rest_mean = (summed - count * mean) / rest
    variance = max(0.0, (squared - own - rest * rest_mean**2) / (rest - 1))
    return rest, rest_mean, sqrt(variance)


def leniency(count, mean, deviation, groups, usual, on_goals=False):
    """How much higher or lower somebody rates than the others do.

    It counts as worth a look from half the spread of people on, when chance and what teams usually differ by make it
    unlikely: a strong team is not a lenient rater.

    :param count: people rated
    :param mean: of the residuals, in levels
    :param deviation: standard deviation of the residuals
    :param groups: tuple (count, sum, sum of squares) of the residuals of all raters
    :param usual: tuple of standard deviations: of residuals within a team, over all teams; and of what teams differ by,
        in levels, see :func:`team_spread`
    :param on_goals: whether the scores of goals say what to expect, for at least half of the people
    :return: dict with ``value`` (levels above the others), ``low`` and ``high`` (95 %), ``d`` (in spreads of the
        others), ``z`` and ``flag`` (``lenient``, ``severe`` or nothing); None when there is nothing to compare with

    >>> found = leniency(12, 0.8, 0.5, (240, 0.0, 60.0), (0.5, 0.0))
    >>> round(found["value"], 2), round(found["d"], 2), round(found["z"], 2), found["flag"]
    (0.84, 1.81, 5.83, 'lenient')
    >>> leniency(12, 0.8, 0.5, (240, 0.0, 60.0), (0.5, 0.5))["flag"]  # teams differ that much here
    False
    >>> leniency(3, -1.5, 0.5, (240, 0.0, 60.0), (0.5, 0.0))["flag"]  # too few people
    False
    """
    _rest, rest_mean, rest_deviation = rest_moments(count, mean, deviation, groups)
    inside, teams = usual
    error = sqrt(inside**2 / count + teams**2)
    if not rest_deviation or not error:
        return None
    value = mean - rest_mean
    d, z = value / rest_deviation, value / error
    low, high = interval(value, deviation, count) or (None, None)
    sure = abs(z) >= (DEVIATIONS_GOALS if on_goals else DEVIATIONS)
    flag = count >= FEWEST and abs(d) >= LEVELS and sure
    word = ("lenient" if value > 0 else "severe") if flag else False
    return {"value": value, "low": low, "high": high, "d": d, "z": z, "flag": word}


def team_spread(means, inside):
    """By how much teams differ from one another beyond chance: a standard deviation that a few odd raters don't move.

    A tenth of the raters at either end is left out, and what that takes from the spread of a normal distribution is put
    back. Of fewer than five raters none can be left out: hardly anything is worth a look then.

    :param means: list of tuples (mean, count), one a rater
    :param inside: standard deviation of people within a team

    >>> many = [(0.1 * (number % 5 - 2), 12) for number in range(20)]
    >>> round(team_spread(many, 0.2), 3), team_spread(many, 2.0)
    (0.182, 0.0)
    >>> round(team_spread([(3.0, 12), *many[:18], (-3.0, 12)], 0.2), 3)
    0.192
    >>> team_spread([(1.0, 12)], 0.5)
    0.0
    """
    if len(means) < 2:
        return 0.0
    cut = max(1, len(means) // 10) if len(means) >= FEWEST else 0
    kept = sorted(mean for mean, _count in means)[cut : len(means) - cut]
    centre = sum(kept) / len(kept)
    seen = sum((mean - centre) ** 2 for mean in kept) / (len(kept) - 1) / part_of_variance(cut / len(means))
    chance = inside**2 * sum(1 / count for _mean, count in means) / len(means)
    return sqrt(max(0.0, seen - chance))


def part_of_variance(share):
    """What is left of the variance of a normal distribution, when this share is cut off at either end.

    >>> part_of_variance(0), round(part_of_variance(0.1), 4)
    (1.0, 0.4377)
    """
    if not share:
        return 1.0
    normal = NormalDist()
    end = normal.inv_cdf(1 - share)
    return 1 - 2 * end * normal.pdf(end) / (1 - 2 * share)


def compression(count, deviation, others, one_point):
    """Whether somebody hardly uses the scale: half the spread of the others, or nearly all on the same point.

    :param count: people rated
    :param deviation: standard deviation of the ratings
    :param others: that of the other raters
    :param one_point: share of the ratings on the most frequent point

    >>> compression(12, 0.2, 0.6, 0.5), compression(12, 0.5, 0.6, 0.85), compression(12, 0.5, 0.6, 0.5)
    (True, True, False)
    >>> compression(4, 0.0, 0.6, 1.0)
    False
    """
    if count < FEWEST or deviation is None or not others:
        return False
    return deviation < NARROW * others or one_point >= ONE_POINT


def halo(count, criteria, spread, others, compressed):
    """Whether somebody hardly tells criteria apart: each person gets nearly the same on all of them.

    :param criteria: mean number of criteria a person
    :param spread: mean spread of a person over the criteria, each standardised first
    :param others: that of the other raters
    :param compressed: whether the whole scale is hardly used, which says enough

    >>> halo(12, 5, 0.2, 0.7, False), halo(12, 5, 0.5, 0.7, False), halo(12, 2, 0.2, 0.7, False)
    (True, False, False)
    >>> halo(12, 5, 0.2, 0.7, True)
    False
    """
    if compressed or count < FEWEST or criteria < CRITERIA or spread is None or not others:
        return False
    return spread < NARROW * others


def recency(count, share):
    """Whether most of what was noted is from the last quarter of the period.

    :param count: people for whom anything was noted
    :param share: mean share of the last quarter

    >>> recency(8, 0.7), recency(8, 0.4), recency(3, 0.9), recency(8, None)
    (True, False, False, False)
    """
    return count >= FEWEST and share is not None and share > RECENT


def self_gap(count, mean):
    """Whether self reviews and manager's reviews are so far apart that a talk comes first.

    :param count: people with both
    :param mean: of self less manager, in levels

    >>> self_gap(8, 1.6), self_gap(8, -1.6), self_gap(8, 1.0), self_gap(2, 3.0), self_gap(8, None)
    (True, True, False, False, False)
    """
    return count >= FEWEST and mean is not None and abs(mean) >= GAP


def intraclass(groups):
    """How much of the differences between ratings goes with who rates: ICC(1) of one rating, ICC(k) of a team's mean.

    :param groups: list of tuples (count, mean, standard deviation or None), one a rater
    :return: dict with ``one``, ``mean``, ``raters`` and ``people``; None for fewer than two raters or no repetition

    >>> found = intraclass([(3, 2.0, 1.0), (3, 5.0, 1.0), (3, 8.0, 1.0)])
    >>> round(found["one"], 4), round(found["mean"], 4)
    (0.8966, 0.963)
    >>> intraclass([(3, 2.0, 1.0)])
    """
    groups = [group for group in groups if group[0]]
    total = sum(count for count, _mean, _deviation in groups)
    if len(groups) < 2 or total <= len(groups):
        return None
    grand = sum(count * mean for count, mean, _deviation in groups) / total
    between = sum(count * (mean - grand) ** 2 for count, mean, _deviation in groups) / (len(groups) - 1)
    inside = sum((count - 1) * (deviation or 0.0) ** 2 for count, _mean, deviation in groups) / (total - len(groups))
    size = (total - sum(count**2 for count, _mean, _deviation in groups) / total) / (len(groups) - 1)
    if not between and not inside:
        return None
    one = (between - inside) / (between + (size - 1) * inside)
    mean = (between - inside) / between if between else 0.0
    return {"one": max(0.0, one), "mean": max(0.0, mean), "raters": len(groups), "people": total}
