"""Arithmetic of fairness: what is worth a look for HR. Plain Python, so that it can be read and tested alone.

Nothing here is a verdict: friends thank each other, small teams have few people to thank, and a template of words may
be a habit.
"""

from difflib import SequenceMatcher

MUTUAL_DAYS = 30  # thanks that come back this soon
MUTUAL_TIMES = 2  # once is courtesy
SHARE_PERCENT = 50  # of all points that somebody gave
SHARE_POINTS = 50  # fewer points in all say nothing
TEXT_PERCENT = 90  # alike, of 100
TEXT_LENGTH = 500  # characters that are compared
GROUP_PEOPLE = 4  # smaller groups say nothing


def percent(part, total):
    """How many per cent a part is of the whole, rounded; 0 when there is nothing.

    >>> percent(1, 3), percent(3, 3), percent(0, 5), percent(0, 0), percent(5, 8)
    (33, 100, 0, 0, 62)
    """
    return round(100 * part / total) if total else 0


def days_unnoticed(last, hired, start, today, limit):
    """For how many days nobody has thanked somebody, if that is for too long.

    Time counts from the last thanks, from the first day at work, and from the first thanks in the company, whichever
    came last: in a company that has just begun, nobody is overlooked.

    :param last: date of the last thanks, None when there were none
    :param hired: first day at work, None when unknown
    :param start: date of the first thanks in the company, None when there were none
    :param today: date
    :param limit: from how many days on it is worth a word; 0 never
    :return: number of days, None when it is not for too long

    >>> from datetime import date
    >>> today = date(2026, 6, 30)
    >>> days_unnoticed(date(2026, 3, 1), date(2020, 1, 1), date(2025, 1, 1), today, 90)
    121
    >>> days_unnoticed(date(2026, 6, 1), date(2020, 1, 1), date(2025, 1, 1), today, 90)
    >>> days_unnoticed(None, date(2026, 6, 1), date(2025, 1, 1), today, 90)
    >>> days_unnoticed(None, None, date(2026, 4, 1), today, 90)
    90
    >>> days_unnoticed(None, date(2020, 1, 1), None, today, 90)
    >>> days_unnoticed(None, date(2020, 1, 1), date(2020, 1, 1), today, 0)
    """
    if not start or not limit:
        return None
    days = (today - max(day for day in (last, hired, start) if day)).days
    return days if days >= limit else None


def is_mutual(times):
    """Whether thanks between two people come back so often that it is worth a look.

    :param times: how often thanks of one were answered by thanks of the other within ``MUTUAL_DAYS``

    >>> is_mutual(1), is_mutual(2)
    (False, True)
    """
    return times >= MUTUAL_TIMES


def is_concentrated(given, total):
    """Whether so much of what somebody gave went to one person that it is worth a look.

    :param given: points to that person
    :param total: points to all

    >>> is_concentrated(60, 100), is_concentrated(49, 100), is_concentrated(40, 40), is_concentrated(50, 50)
    (True, False, False, True)
    """
    return total >= SHARE_POINTS and given * 100 >= SHARE_PERCENT * total


def is_left_out(thanked, people, all_thanked, all_people):
    """Whether a group is thanked less than half as often as all together.

    :param thanked: how many of the group were thanked
    :param people: how many the group has
    :param all_thanked: how many of all were thanked
    :param all_people: how many all are

    >>> is_left_out(1, 10, 50, 100), is_left_out(3, 10, 50, 100), is_left_out(0, 3, 50, 100), is_left_out(0, 9, 0, 99)
    (True, False, False, False)
    """
    return people >= GROUP_PEOPLE and 2 * thanked * all_people < all_thanked * people


def likeness(one, other):
    """How alike two texts are, from 0 to 100; case, blanks and punctuation don't count.

    >>> likeness("Thank you so much!", "thank you, so  much"), likeness("", "")
    (100, 0)
    >>> likeness("Thanks for the great work in week 12.", "Thanks for the great work in week 13!") >= 90
    True
    >>> likeness("You found the wrong label before the audit.", "You drove back on Friday for the papers.") < 60
    True
    """
    one, other = _plain(one), _plain(other)
    return round(100 * SequenceMatcher(None, one, other, autojunk=False).ratio()) if one and other else 0


def _plain(text):
    """Letters and numbers of a text with single blanks, cut to what is compared."""
    words = "".join(char if char.isalnum() else " " for char in text[: 2 * TEXT_LENGTH].lower()).split()
    return " ".join(words)[:TEXT_LENGTH]


def alike(texts):
    """Which of the texts between the same two people are nearly equal to an earlier one.

    :param texts: list of pairs of an id and a text, oldest first
    :return: list of tuples of two ids and how alike they are, the earlier id first

    >>> alike([(1, "Thanks for your help!"), (2, "You saved the whole day."), (3, "Thanks for your help")])
    [(1, 3, 100)]
    >>> alike([(1, "Thanks for your help!")])
    []
    """
    found = []
    for index, (one_id, one) in enumerate(texts):
        for earlier_id, earlier in texts[:index]:
            level = likeness(earlier, one)
            if level >= TEXT_PERCENT:
                found.append((earlier_id, one_id, level))
                break
    return found
