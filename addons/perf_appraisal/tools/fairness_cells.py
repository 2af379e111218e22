"""Which groups are large enough to show, so that no smaller one can be worked out from them."""

SMALLEST = 5  # people a shown group has at least, whatever a company sets


def shown_cells(sizes, minimum, barred=()):
    """The groups of one breakdown that may be shown.

    The smallest groups are hidden, as many as it takes for the hidden ones to be at least two groups of together at
    least ``minimum`` people: else a total less the shown groups would tell them. The order alone decides which, so
    that a larger minimum hides the same groups and more, and two looks with different minimums tell nothing new.

    :param sizes: dict group -> number of people
    :param minimum: people, at least ``SMALLEST``
    :param barred: groups that are hidden in any case
    :return: set of groups

    >>> sorted(shown_cells({"a": 12, "b": 9}, 5))
    ['a', 'b']
    >>> sorted(shown_cells({"a": 12, "b": 9, "c": 3}, 5))
    ['a']
    >>> sorted(shown_cells({"a": 12, "b": 9, "c": 3, "d": 2}, 5))
    ['a', 'b']
    >>> shown_cells({"a": 12, "b": 1}, 5)
    set()
    >>> sorted(shown_cells({"a": 12, "b": 9, "c": 6}, 1))
    ['a', 'b', 'c']
    >>> sorted(shown_cells({"a": 12, "b": 9, "c": 6}, 5, barred={"a"}))
    ['b']
    """
    minimum = max(minimum, SMALLEST)
    people = {group: size for group, size in sizes.items() if size}
    ordered = sorted(people, key=lambda group: (group not in barred, people[group], str(group)))
    hidden, total = 0, 0
    for group in ordered:
        size = people[group]
        if group not in barred and size >= minimum and (not hidden or (hidden > 1 and total >= minimum)):
            break
        hidden, total = hidden + 1, total + size
    return set(ordered[hidden:])


def shown_rows(rows, columns, minimum, barred=()):
    """The rows of a two-way breakdown that may be shown: each with every column, or not at all.

    Rows go until the hidden ones have at least two rows, and at least ``minimum`` people (or nobody) in each column.

    :param rows: dict row -> dict column -> number of people
    :param columns: those that are shown
    :param minimum: people
    :param barred: rows that are hidden in any case
    :return: set of rows

    >>> rows = {"Sales": {"f": 6, "m": 7}, "IT": {"f": 1, "m": 8}, "HR": {"f": 9, "m": 5}, "Shop": {"f": 8, "m": 8}}
    >>> sorted(shown_rows(rows, ["f", "m"], 5))
    ['Sales', 'Shop']
    >>> sorted(shown_rows({"Sales": {"f": 6, "m": 7}, "IT": {"f": 5, "m": 8}}, ["f", "m"], 5))
    ['IT', 'Sales']
    >>> sorted(shown_rows({"Sales": {"f": 6, "m": 7}, "IT": {"f": 4, "m": 8}}, ["f", "m"], 5))
    []
    """
    minimum = max(minimum, SMALLEST)
    counts = {row: [cells.get(column, 0) for column in columns] for row, cells in rows.items()}
    ordered = sorted(
        counts, key=lambda row: (row not in barred, min(counts[row], default=0), sum(counts[row]), str(row))
    )
    hidden = []
    for row in ordered:
        sums = [sum(column) for column in zip(*(counts[each] for each in hidden), strict=True)]
        safe = not hidden or (len(hidden) > 1 and all(not number or number >= minimum for number in sums))
        if row not in barred and safe and min(counts[row], default=0) >= minimum:
            break
        hidden.append(row)
    return set(ordered[len(hidden) :])


def close_pairs(sizes, common, minimum):
    """The groups of several breakdowns that differ from one another by too few people to show both.

    Where all of a group, and nearly nobody else, belong to another one too, the two figures together would tell those
    few: of such a pair the second one is hidden.

    :param sizes: dict group -> number of people, of the groups that would be shown
    :param common: dict pair of groups -> number of people in both, the one that matters more first
    :param minimum: people
    :return: set of groups to hide

    >>> close_pairs({"women": 12, "part-time": 11}, {("women", "part-time"): 11}, 5)
    {'part-time'}
    >>> close_pairs({"women": 12, "part-time": 11}, {("women", "part-time"): 5}, 5)
    set()
    >>> close_pairs({"women": 12, "here": 12}, {("women", "here"): 12}, 5)
    set()
    """
    minimum = max(minimum, SMALLEST)
    hidden = set()
    for (one, other), both in common.items():
        if one not in sizes or other not in sizes or one in hidden or other in hidden:
            continue
        rests = sizes[one] - both, sizes[other] - both
        if not min(rests) and 0 < max(rests) < minimum:
            hidden.add(other)
    return hidden
