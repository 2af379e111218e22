"""What may be shown of the answers of colleagues and reports: as a group, from a number of answers on."""

import random
from collections import Counter

from .roles import ANONYMOUS_ROLES

OTHERS = "others"
GROUPS = (*ANONYMOUS_ROLES, OTHERS)

# The parts of an answer. They are kept apart, so that a text doesn't tell which level its author chose.
PARTS = ("level_id", "anchor_id", "choice", "text")


def choose_groups(counts, threshold):
    """Under which heading the answers of each role may be shown.

    A role with enough answers stands alone. As soon as another one has too few, all of them are shown together, the
    large role as well: else what is shown of the large one, taken from the whole, would leave the small one. When even
    all of them are too few, nothing is shown.

    :param counts: dict role -> number of answers to one question
    :param threshold: how many answers are enough
    :return: dict role -> group; a role that is withheld is missing

    >>> choose_groups({"peer": 3, "report": 4}, 3)
    {'peer': 'peer', 'report': 'report'}
    >>> choose_groups({"peer": 5, "report": 1}, 3)
    {'peer': 'others', 'report': 'others'}
    >>> choose_groups({"peer": 2, "report": 2}, 3)
    {'peer': 'others', 'report': 'others'}
    >>> choose_groups({"peer": 2, "report": 0}, 3)
    {}
    >>> choose_groups({"peer": 3, "report": 0}, 3)
    {'peer': 'peer'}
    """
    given = {role: count for role, count in counts.items() if count}
    if all(count >= threshold for count in given.values()):
        return {role: role for role in given}
    return dict.fromkeys(given, OTHERS) if sum(given.values()) >= threshold else {}


def release_answers(answers, threshold):
    """The parts of the answers to one question that may be shown.

    Levels and choices count themselves; a remark is shown as soon as enough people answered the question at all.

    :param answers: list of pairs of a role, and a dict with any of ``PARTS``; empty ones say nothing
    :param threshold: how many answers are enough
    :return: list of tuples of a group, the name of the part, and its value, in no particular order

    >>> given = [("peer", {"level_id": 1}), ("peer", {"level_id": 2, "text": "Fine"}), ("peer", {"level_id": 2})]
    >>> sorted(release_answers(given, 3))
    [('peer', 'level_id', 1), ('peer', 'level_id', 2), ('peer', 'level_id', 2), ('peer', 'text', 'Fine')]
    >>> release_answers(given, 4)
    []
    >>> sorted(release_answers([*given, ("report", {"text": "Hm"})], 3))[:2]
    [('others', 'text', 'Fine'), ('others', 'text', 'Hm')]
    """
    given = [(role, {part: values[part] for part in PARTS if values.get(part)}) for role, values in answers]
    given = [(role, values) for role, values in given if values]
    shown = []
    for part in PARTS:
        counted = given if part == "text" else [each for each in given if part in each[1]]
        groups = choose_groups(Counter(role for role, _values in counted), threshold)
        shown += [(groups[role], part, values[part]) for role, values in given if role in groups and part in values]
    return shown


def shuffle(rows):
    """The same rows in an order that tells nothing: drawn from the randomness of the operating system.

    >>> sorted(shuffle([3, 1, 2]))
    [1, 2, 3]
    """
    rows = list(rows)
    random.SystemRandom().shuffle(rows)
    return rows


def distribute(values, scale):
    """How often each value was given, in the order of the scale, and the mean of those that are numbers.

    :param values: list of the values given
    :param scale: list of the values that were possible
    :return: dict with ``count``, ``mean`` (None without numbers) and ``shares``: a list of pairs of count and percent,
        one a value of the scale

    >>> distribute([1, 3, 3], [1, 2, 3])
    {'count': 3, 'mean': 2.33, 'shares': [(1, 33), (0, 0), (2, 67)]}
    >>> distribute(["Yes"], ["Yes", "No"])
    {'count': 1, 'mean': None, 'shares': [(1, 100), (0, 0)]}
    >>> distribute([], [1, 2])
    {'count': 0, 'mean': None, 'shares': [(0, 0), (0, 0)]}
    """
    counts = Counter(values)
    total = len(values)
    numbers = [value for value in values if isinstance(value, int | float)]
    return {
        "count": total,
        "mean": round(sum(numbers) / len(numbers), 2) if numbers else None,
        "shares": [(counts[value], round(100 * counts[value] / total) if total else 0) for value in scale],
    }
