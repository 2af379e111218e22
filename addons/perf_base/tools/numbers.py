"""Which numbers fields can take."""

INTEGER_LIMIT = 2**31
MONEY_LIMIT = 1e12
LIMITS = {
    "integer": INTEGER_LIMIT,
    "many2one": INTEGER_LIMIT,
    "many2one_reference": INTEGER_LIMIT,
    "monetary": MONEY_LIMIT,
}


def is_too_large(value, kind):
    """Tell whether a number is beyond what a field of that kind can take; what is no number at all is not judged.

    :param value: as given to ``create`` or ``write``
    :param kind: type of the field
    :return: bool

    >>> is_too_large(2147483647, "integer"), is_too_large(2147483648, "integer"), is_too_large(-(10**400), "integer")
    (False, True, True)
    >>> is_too_large("99999999999", "integer"), is_too_large("x", "integer"), is_too_large(False, "integer")
    (True, False, False)
    >>> is_too_large(999_999, "monetary"), is_too_large(1e300, "monetary"), is_too_large(float("nan"), "monetary")
    (False, True, True)
    >>> is_too_large(10**400, "char"), is_too_large(["1"], "many2one"), is_too_large(None, "monetary")
    (False, False, False)
    """
    if kind not in LIMITS or not isinstance(value, int | float | str):
        return False
    try:
        return not abs(float(value)) < LIMITS[kind]
    except OverflowError:
        return True
    except ValueError:
        return False
