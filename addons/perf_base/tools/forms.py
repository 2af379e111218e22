"""What browsers send in forms and addresses."""

from .text import drop_surrogates

ID_LIMIT = 2**31


def to_id(value):
    """A number from a form, an address or JSON, as the id of a record has it.

    :param value: text or number that a browser sent
    :return: int, 0 for anything that no id can be

    >>> to_id("12"), to_id(12), to_id(" 12"), to_id("-1"), to_id("x"), to_id(None), to_id(["1"])
    (12, 12, 0, 0, 0, 0, 0)
    >>> to_id("2147483647"), to_id("2147483648"), to_id("9" * 5000), to_id(True)
    (2147483647, 0, 0, 0)
    """
    text = str(value) if isinstance(value, str | int) else ""
    number = int(text) if text.isdecimal() and len(text) <= len(str(ID_LIMIT)) else 0
    return number if number < ID_LIMIT else 0


def to_ids(values):
    """The ids among what a browser sent.

    :param values: iterable, such as all inputs of one name
    :return: list of int, without what is no id

    >>> to_ids(["3", "", "x", "1"])
    [3, 1]
    """
    return [number for number in map(to_id, values) if number]


def keep_texts(form):
    """What was typed into a form, without files that were sent where a text belongs.

    :param form: dict of the values that a browser sent
    :return: dict

    >>> keep_texts({"name": "Course", "link": object(), "step": ""})
    {'name': 'Course', 'step': ''}
    """
    return {name: value for name, value in form.items() if isinstance(value, str)}


def clean_params(value):
    """What a browser sent to a page: without files where texts belong, and without halves of characters.

    :param value: dict of the values; lists and dicts in it are cleaned too
    :return: the same; a field with a file counts as not sent, so that it empties no text

    >>> from types import SimpleNamespace as File
    >>> clean_params({"name": "A\\ud800b", "reason": File(filename="x"), "answers": {"7": {"text": ["\\udfff", 1]}}})
    {'name': 'Ab', 'answers': {'7': {'text': ['', 1]}}}
    >>> clean_params({"page": 2, "share": 0.5, "on": True, "none": None})
    {'page': 2, 'share': 0.5, 'on': True, 'none': None}
    """
    if isinstance(value, dict):
        return {clean_params(name): clean_params(part) for name, part in value.items() if not _is_file(part)}
    if isinstance(value, list):
        return [clean_params(part) for part in value if not _is_file(part)]
    if isinstance(value, str):
        return drop_surrogates(value)
    return value


def _is_file(value):
    """Whether it is a file that was sent with a form."""
    return hasattr(value, "filename")
