"""Texts of feedback."""


def clean(value):
    """What somebody typed, without blanks around it; an empty text for anything that is no text.

    >>> clean("  Well done ")
    'Well done'
    >>> clean(None), clean({"a": 1})
    ('', '')
    """
    return value.strip() if isinstance(value, str) else ""


def join_parts(*parts):
    """The filled parts of a feedback as one text, a paragraph each.

    >>> join_parts("In the meeting", False, " you listened. ")
    'In the meeting\\n\\nyou listened.'
    >>> join_parts(False, "")
    ''
    """
    return "\n\n".join(text for text in map(clean, parts) if text)


def shorten(text, length=160):
    """The start of a text on one line, cut at a word.

    >>> shorten("one  two\\nthree", 9)
    'one two…'
    >>> shorten("one two", 9)
    'one two'
    """
    line = " ".join(clean(text).split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0] + "…"
