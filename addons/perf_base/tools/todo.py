"""The order in which things wait for a person."""

from datetime import date, timedelta

WEEK = timedelta(days=7)


def due_group(due, today):
    """In which part of the list an item stands.

    :param due: date or False
    :param today: the person's today
    :return: ``overdue``, ``week`` or ``later``

    >>> today = date(2026, 3, 10)
    >>> due_group(date(2026, 3, 9), today), due_group(today, today)
    ('overdue', 'week')
    >>> due_group(date(2026, 3, 17), today), due_group(date(2026, 3, 18), today), due_group(False, today)
    ('week', 'later', 'later')
    """
    if not due:
        return "later"
    if due < today:
        return "overdue"
    return "week" if due <= today + WEEK else "later"


def sort_items(items):
    """The items, the most urgent first; those without a due date last, the oldest of them first.

    What somebody has to read before all else says so itself: ``first`` is true.

    >>> a = {"key": "a", "due": False, "since": date(2026, 1, 1)}
    >>> b = {"key": "b", "due": date(2026, 3, 2), "since": date(2026, 2, 1)}
    >>> c = {"key": "c", "due": date(2026, 3, 1), "since": date(2026, 2, 2)}
    >>> [item["key"] for item in sort_items([a, b, c])]
    ['c', 'b', 'a']
    """
    return sorted(
        items,
        key=lambda item: (
            not item.get("first"),
            item["due"] or date.max,
            item["since"] or date.max,
            item["key"],
        ),
    )


def group_items(items, today):
    """The items in the parts of the list; empty parts are left out.

    :return: list of dicts with ``key`` and ``items``

    >>> today = date(2026, 3, 10)
    >>> late = {"key": "late", "due": date(2026, 3, 1), "since": today}
    >>> some_day = {"key": "some_day", "due": False, "since": today}
    >>> [(group["key"], len(group["items"])) for group in group_items([some_day, late], today)]
    [('overdue', 1), ('later', 1)]
    >>> concern = {"key": "concern", "due": False, "since": today, "first": True}
    >>> [(group["key"], len(group["items"])) for group in group_items([some_day, late, concern], today)]
    [('first', 1), ('overdue', 1), ('later', 1)]
    """
    groups = {"first": [], "overdue": [], "week": [], "later": []}
    for item in sort_items(items):
        groups["first" if item.get("first") else due_group(item["due"], today)].append(item)
    return [{"key": key, "items": members} for key, members in groups.items() if members]


def count_due(items, today):
    """How many of the items are overdue, and how many are due today.

    :return: pair of numbers

    >>> today = date(2026, 3, 10)
    >>> count_due([{"due": date(2026, 3, 1)}, {"due": today}, {"due": False}, {"due": date(2026, 3, 11)}], today)
    (1, 1)
    """
    days = [item["due"] for item in items if item["due"]]
    return sum(day < today for day in days), days.count(today)
