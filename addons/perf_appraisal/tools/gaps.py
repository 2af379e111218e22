"""Months of a timeline in which nothing was noted, told in few words."""


def merge_gaps(items):
    """Put months without evidence that follow one another into one item.

    :param items: list of dicts with ``kind`` (``gap`` for a month without evidence) and ``date``, oldest first
    :return: list of dicts; a gap has ``until``, the first day of its last month

    >>> items = [{"kind": "gap", "date": 1}, {"kind": "gap", "date": 2}, {"kind": "goal", "date": 3}]
    >>> merge_gaps(items)
    [{'kind': 'gap', 'date': 1, 'until': 2}, {'kind': 'goal', 'date': 3}]
    >>> merge_gaps([])
    []
    """
    merged = []
    for item in items:
        if item["kind"] != "gap":
            merged.append(item)
        elif merged and merged[-1]["kind"] == "gap":
            merged[-1] = {**merged[-1], "until": item["date"]}
        else:
            merged.append({**item, "until": item["date"]})
    return merged
