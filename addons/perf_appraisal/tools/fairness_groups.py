"""Whether one group of people gets a good result much less often than another: two tests that must both say so."""

from math import ceil, exp, lgamma

FOUR_FIFTHS = 0.8
SURE = 0.05  # chance of a difference this large where there is none, below which it is worth a look


def log_choose(total, chosen):
    """Logarithm of the number of ways to choose some out of a total.

    >>> round(exp(log_choose(5, 2)))
    10
    """
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)


def fisher(good_one, of_one, good_other, of_other):
    """Fisher's exact test, two-sided: the chance of a split at least as uneven as this one, were there no difference.

    :param good_one: people of one group with a good result
    :param of_one: people of that group
    :param good_other: people of the other group with a good result
    :param of_other: people of that group
    :return: between 0 and 1

    >>> round(fisher(8, 10, 1, 6), 4)
    0.035
    >>> fisher(0, 10, 0, 6)
    1.0
    """
    good, total = good_one + good_other, of_one + of_other
    whole = log_choose(total, good)
    low, high = max(0, good - of_other), min(good, of_one)
    chances = {n: exp(log_choose(of_one, n) + log_choose(of_other, good - n) - whole) for n in range(low, high + 1)}
    seen = chances[good_one] * (1 + 1e-7)
    return min(1.0, sum(chance for chance in chances.values() if chance <= seen))


def shortfall(good, people, rate):
    """How many more people of a group with a good result would bring it to four fifths of a rate.

    >>> shortfall(2, 10, 0.5), shortfall(4, 10, 0.5), shortfall(0, 0, 0.5)
    (2, 0, 0)
    """
    return max(0, ceil(FOUR_FIFTHS * rate * people - good - 1e-9))


def compare_groups(counts):
    """Compare each group with the one that gets a good result most often.

    A difference is worth a look when all three say so: the ratio is below four fifths, the exact test calls it
    unlikely to be chance (the limit is divided by the number of comparisons), and at least one person is missing.

    :param counts: dict group -> tuple (people with a good result, people), of the groups that are shown
    :return: dict group -> dict with ``rate``, ``ratio`` and ``p`` (None for the group compared with), ``shortfall``,
        ``flag`` and ``best`` (whether it is the group compared with)

    >>> found = compare_groups({"a": (30, 60), "b": (6, 40)})
    >>> [(group, row["ratio"], row["shortfall"], row["flag"]) for group, row in found.items()]
    [('a', None, 0, False), ('b', 0.3, 10, True)]
    >>> compare_groups({"a": (5, 10), "b": (3, 10)})["b"]["flag"]  # ratio 0.6, but so few people
    False
    >>> compare_groups({"a": (5, 10)})["a"]["best"], compare_groups({})
    (False, {})
    """
    rates = {group: good / people for group, (good, people) in counts.items() if people}
    top = max(rates, key=lambda group: (rates[group], counts[group][1]), default=None)
    compared = len(rates) - 1
    result = {}
    for group, rate in rates.items():
        good, people = counts[group]
        row = {"rate": rate, "ratio": None, "p": None, "shortfall": 0, "flag": False, "best": False}
        if group == top or not rates[top]:
            row["best"] = group == top and compared > 0 and rates[top] > 0
        else:
            row["ratio"] = rate / rates[top]
            row["p"] = fisher(good, people, *counts[top])
            row["shortfall"] = shortfall(good, people, rates[top])
            unlikely = row["p"] < SURE / compared
            row["flag"] = row["ratio"] < FOUR_FIFTHS and unlikely and row["shortfall"] >= 1
        result[group] = row
    return result
