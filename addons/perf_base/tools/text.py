"""Limits on what people type, so that a paste of a whole file never becomes a record."""

CHAR_LIMIT = 500
TEXT_LIMIT = 20_000


def is_too_long(value, field_type):
    """Tell whether a value is longer than a field of that type may hold.

    :param value: what somebody wants to store; only strings are looked at
    :param field_type: ``char``, ``text`` or ``html``, as in Odoo
    :return: bool

    >>> is_too_long("short", "char")
    False
    >>> is_too_long("x" * 501, "char")
    True
    >>> is_too_long("x" * 501, "text")
    False
    >>> is_too_long("x" * 20_001, "html")
    True
    >>> is_too_long(False, "char")
    False
    """
    if not isinstance(value, str):
        return False
    return len(value) > (CHAR_LIMIT if field_type == "char" else TEXT_LIMIT)
