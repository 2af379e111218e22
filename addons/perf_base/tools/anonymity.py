"""What may be shown of anonymous answers."""

import random
from collections import Counter


def release(answers, threshold, shuffle=None):
    """The answers that may be shown, in an order that tells nothing.

    An answer is shown when at least ``threshold`` people answered the same question. The order of all of them is drawn
    anew, so that neither their place nor their distance says which were written by the same hand.

    :param answers: list of pairs of a question and a text
    :param threshold: how many answers a question needs
    :param shuffle: function that shuffles a list in place; that of the operating system's randomness when left out
    :return: list of pairs

    >>> given = [("a", "1"), ("b", "2"), ("a", "3"), ("a", "4"), ("b", "5")]
    >>> sorted(release(given, 3))
    [('a', '1'), ('a', '3'), ('a', '4')]
    >>> release(given, 4)
    []
    """
    counts = Counter(question for question, _text in answers)
    shown = [answer for answer in answers if counts[answer[0]] >= threshold]
    (shuffle or random.SystemRandom().shuffle)(shown)
    return shown


def visible_count(count, threshold):
    """How many answered, 0 while they are so few that the number would say too much.

    >>> visible_count(2, 3), visible_count(3, 3)
    (0, 3)
    """
    return count if count >= threshold else 0


def singles_out(people, others, threshold):
    """Whether who reads the answers of two groups could tell a few from the rest by comparing them.

    Those asked both times may repeat themselves, and those asked once may not. So each part has to be empty or as large
    as a group that may be shown.

    :param people: set of those who are asked
    :param others: set of those who were asked the other time

    >>> first = {1, 2, 3, 4}
    >>> singles_out(first, first, 3), singles_out(first, {5, 6, 7}, 3), singles_out(first, {2, 3, 4, 5, 6, 7}, 3)
    (False, False, True)
    >>> singles_out(first, first - {4}, 3), singles_out(first, {4, 5, 6, 7}, 3)
    (True, True)
    """
    return any(0 < len(part) < threshold for part in (people - others, others - people, people & others))
