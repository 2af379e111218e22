"""Answers of a review form, as a browser without JavaScript posts them."""

from .kinds import CHOSEN_PARTS

UNABLE = "unable"


def normalise_text(text):
    """The text as it was typed: forms send line ends as carriage return and line feed.

    >>> normalise_text("one\\r\\ntwo")
    'one\\ntwo'
    >>> normalise_text(None), normalise_text(b"A file")
    ('', '')
    """
    return (text if isinstance(text, str) else "").replace("\r\n", "\n")


def parse_answer(post, question_id):
    """The answer to one question among the posted values.

    :param post: dict of posted values: ``q<id>_level``, ``q<id>_anchor``, ``q<id>_text``, ``q<id>_choice``,
        ``q<id>_unable``
    :param question_id: id of the question
    :return: dict with ``level_id`` and ``anchor_id`` (id or False), ``text``, ``choice`` and ``unable``; None when
        nothing about that question was posted

    >>> parse_answer({"q7_level": "12", "q7_text": "Well done"}, 7)
    {'level_id': 12, 'anchor_id': False, 'text': 'Well done', 'choice': '', 'unable': False}
    >>> parse_answer({"q7_anchor": "3"}, 7)["anchor_id"], parse_answer({"q7_anchor": "unable"}, 7)["unable"]
    (3, True)
    >>> parse_answer({"q7_level": "unable"}, 7)
    {'level_id': False, 'anchor_id': False, 'text': '', 'choice': '', 'unable': True}
    >>> parse_answer({"q7_text": "", "q7_unable": "on"}, 7)["unable"]
    True
    >>> parse_answer({"q7_level": "nonsense"}, 7)
    {'level_id': False, 'anchor_id': False, 'text': '', 'choice': '', 'unable': False}
    >>> parse_answer({"q8_text": "About something else"}, 7) is None
    True
    >>> parse_answer({"q7_text": b"A file"}, 7) is None
    True
    """
    names = {part: f"q{question_id}_{part}" for part in ("level", "anchor", "text", "choice", "unable")}
    post = {name: post[name] for name in names.values() if isinstance(post.get(name), str)}
    if not post:
        return None
    level, anchor = post.get(names["level"]) or "", post.get(names["anchor"]) or ""
    return {
        "level_id": _read_id(level),
        "anchor_id": _read_id(anchor),
        "text": normalise_text(post.get(names["text"])),
        "choice": post.get(names["choice"]) or "",
        "unable": UNABLE in (level, anchor) or bool(post.get(names["unable"])),
    }


def _read_id(value):
    """An id as it was posted, or False."""
    return int(value) if value.isdecimal() and value.isascii() else False


def is_answered(kind, answer):
    """Whether an answer says something: what its kind asks for, or that the reviewer can't say.

    >>> empty = {"level_id": False, "anchor_id": False, "text": "", "choice": "", "unable": False}
    >>> is_answered("rating", {**empty, "text": "Because"}), is_answered("rating", {**empty, "level_id": 3})
    (False, True)
    >>> is_answered("competency", {**empty, "text": "So"}), is_answered("competency", {**empty, "anchor_id": 3})
    (False, True)
    >>> is_answered("choice", {**empty, "choice": "Yes"}), is_answered("text", {**empty, "text": "  "})
    (True, False)
    >>> is_answered("text", {**empty, "unable": True})
    True
    """
    if answer["unable"]:
        return True
    return bool(answer[CHOSEN_PARTS[kind]] if kind in CHOSEN_PARTS else answer["text"].strip())
