"""Lists of voucher codes as people paste them."""

CODE_LIMIT = 100


def parse_codes(text):
    """The codes in a pasted text, one a line; blanks around them and empty lines don't count.

    :param text: text
    :return: tuple of the list of codes in their order without doubles, the codes that stand there more than once, and
        those that are too long for a code

    >>> parse_codes("AB-1\\n  AB-2 \\r\\n\\nAB-3")
    (['AB-1', 'AB-2', 'AB-3'], [], [])
    >>> parse_codes("AB-1\\nAB-2\\nAB-1\\nAB-1")
    (['AB-1', 'AB-2'], ['AB-1'], [])
    >>> parse_codes("x" * 101)[2] == ["x" * 101]
    True
    >>> parse_codes("")
    ([], [], [])
    """
    codes, doubles = {}, {}
    for line in (text or "").splitlines():
        code = line.strip()
        if code in codes:
            doubles[code] = True
        elif code:
            codes[code] = True
    return list(codes), list(doubles), [code for code in codes if len(code) > CODE_LIMIT]
