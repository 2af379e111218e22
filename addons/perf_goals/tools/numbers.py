"""Numbers as people and programs send them."""

import math

LIMIT = 1e15
LEAST = 1e-9  # a smaller way from start to target is none


def is_same(one, other):
    """Whether two values are so close that there is nothing to measure between them.

    >>> is_same(5.0, 5.0), is_same(0.0, 5e-324), is_same(0.1, 0.2)
    (True, True, False)
    """
    return abs(one - other) < LEAST


def shown_number(value):
    """A number as it stands in a box for typing: nothing lost, and no decimals that mean nothing.

    >>> shown_number(33.0), shown_number(24.5), shown_number(1234567.25), shown_number(0.1 + 0.2)
    ('33', '24.5', '1234567.25', '0.3')
    """
    return f"{value or 0:.15g}"


def parse_number(value):
    """Read a number, or refuse what is none.

    :param value: number, or text with a point or a comma as decimal sign
    :return: float
    :raise ValueError: for anything else, also for infinite and absurdly large numbers

    >>> parse_number(3), parse_number("2.5"), parse_number(" 2,5 ")
    (3.0, 2.5, 2.5)
    >>> parse_number("nan")
    Traceback (most recent call last):
    ValueError: not a number
    >>> parse_number(True)
    Traceback (most recent call last):
    ValueError: not a number
    """
    if isinstance(value, str) and len(value) <= 40:
        value = value.strip().replace(" ", "")
        value = value.replace(",", ".") if "." not in value else value.replace(",", "")
        try:
            value = float(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("not a number")
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) >= LIMIT:
        raise ValueError("not a number")
    return float(value)
