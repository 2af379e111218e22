"""What people send to point at other people: ids out of the many shapes in which clients write them."""


def linked_ids(value):
    """Ids in the value of a many2many field, when it does nothing but link existing records.

    :param value: list of ids, or of link (4) and set (6) commands
    :return: list of ids without doubles, or None for anything else (creating, changing, deleting...)

    >>> linked_ids([3, 1, 3])
    [3, 1]
    >>> linked_ids([(6, 0, [1, 2]), (4, 5), [4, 6, False]])
    [1, 2, 5, 6]
    >>> linked_ids(False)
    []
    >>> linked_ids([(0, 0, {"name": "new"})]) is None
    True
    >>> linked_ids([(1, 7, {"name": "changed"})]) is None
    True
    >>> linked_ids("12") is None
    True
    >>> linked_ids([True]) is None
    True
    """
    if not value:
        return []
    if not isinstance(value, (list, tuple)):
        return None
    ids = []
    for item in value:
        found = _ids_of(item)
        if found is None:
            return None
        ids += found
    return list(dict.fromkeys(ids))


def _ids_of(item):
    """Ids that one item links; None when it does something else."""
    if isinstance(item, (list, tuple)):
        if len(item) >= 2 and item[0] == 4:
            item = [item[1]]
        elif len(item) == 3 and item[0] == 6 and isinstance(item[2], (list, tuple)):
            item = item[2]
        else:
            return None
    else:
        item = [item]
    return list(item) if all(type(one) is int and one > 0 for one in item) else None
