"""When a person was left alone with something that goes less well than agreed."""


def find_neglect(signs, conversations):
    """The signs of slippage since which nobody spoke with the person.

    A conversation on the very day counts.

    :param signs: list of dicts with ``since`` (date) and ``text``
    :param conversations: list of dates
    :return: pair of the earliest day and the list of texts, or None

    >>> from datetime import date
    >>> goal = {"since": date(2026, 3, 2), "text": "goal off track"}
    >>> rating = {"since": date(2026, 2, 1), "text": "rated low"}
    >>> find_neglect([goal, rating], [date(2026, 2, 15)])
    (datetime.date(2026, 3, 2), ['goal off track'])
    >>> find_neglect([goal, rating], [])
    (datetime.date(2026, 2, 1), ['rated low', 'goal off track'])
    >>> find_neglect([goal], [date(2026, 3, 2)]), find_neglect([], [])
    (None, None)
    """
    latest = max(conversations, default=None)
    left = [sign for sign in signs if latest is None or latest < sign["since"]]
    left.sort(key=lambda sign: (sign["since"], sign["text"]))
    return (left[0]["since"], [sign["text"] for sign in left]) if left else None
