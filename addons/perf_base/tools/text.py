"""What people type: without blanks around it, in short, and within limits."""

# so that a paste of a whole file never becomes a record
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


def drop_surrogates(text):
    """A text without halves of characters, which JSON can carry and nothing can store.

    >>> drop_surrogates("Gr\u00fc\u00dfe \U0001f600"), drop_surrogates("a\\ud800b")
    ('Gr\u00fc\u00dfe \U0001f600', 'ab')
    """
    return text.encode(errors="ignore").decode()


def can_keep(text):
    """Tell whether PostgreSQL can store a text: without null characters and halves of characters.

    >>> can_keep("Well done"), can_keep("a\\0b"), can_keep("a\\ud800b")
    (True, False, False)
    """
    return "\0" not in text and drop_surrogates(text) == text


def clean(value):
    """What somebody typed, without blanks around it; an empty text for anything that is no text.

    >>> clean("  Well done ")
    'Well done'
    >>> clean(None), clean({"a": 1})
    ('', '')
    """
    return value.strip() if isinstance(value, str) else ""


def join_parts(*parts):
    """The filled parts as one text, a paragraph each.

    >>> join_parts("In the meeting", False, " you listened. ")
    'In the meeting\\n\\nyou listened.'
    >>> join_parts(False, "")
    ''
    """
    return "\n\n".join(text for text in map(clean, parts) if text)


def shorten(text, length):
    """The start of a text on one line, cut at a word.

    :param text: what somebody typed
    :param length: how many characters it may have at most

    >>> shorten("one  two\\nthree", 9)
    'one two…'
    >>> shorten("one two", 9), shorten("x" * 30, 10), shorten(None, 10)
    ('one two', 'xxxxxxxxx…', '')
    """
    line = " ".join(clean(text).split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0] + "…"
