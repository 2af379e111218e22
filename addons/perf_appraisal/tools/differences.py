"""What differs between two versions of a form."""


def differences(before, after):
    """Compare two versions part by part.

    :param before: dict key -> dict field -> value, of the older version
    :param after: the same of the newer one
    :return: dict with ``added`` and ``removed`` (lists of keys) and ``changed``: dict key -> dict field -> (old, new)

    >>> found = differences({1: {"name": "A", "weight": 1}, 2: {"name": "B"}}, {1: {"name": "A", "weight": 2}, 3: {}})
    >>> found["added"], found["removed"], found["changed"]
    ([3], [2], {1: {'weight': (1, 2)}})
    >>> differences({}, {})
    {'added': [], 'removed': [], 'changed': {}}
    """
    changed = {}
    for key in (key for key in after if key in before):
        old, new = before[key], after[key]
        fields = {name: (old.get(name), value) for name, value in new.items() if old.get(name) != value}
        if fields:
            changed[key] = fields
    return {
        "added": [key for key in after if key not in before],
        "removed": [key for key in before if key not in after],
        "changed": changed,
    }
