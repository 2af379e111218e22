"""Words that make a text harder to take."""

import re


def plain(text):
    """Capitals and the shape of an apostrophe make no difference.

    >>> plain("It’s Late")
    "it's late"
    """
    return text.lower().replace("’", "'")


def find_hints(text, hints):
    """Find the words in a text for which there is a hint, as the browser does while one types.

    :param text: what somebody wrote
    :param hints: list of dicts with ``word`` and ``hint``
    :return: those that apply, in the order of the list

    >>> hints = [{"word": "lazy", "hint": "Say what you saw."}, {"word": "always", "hint": "Say when."}]
    >>> [each["word"] for each in find_hints("He was ALWAYS late, a hazy day.", hints)]
    ['always']
    >>> find_hints("", hints)
    []
    """
    lower = plain(text)
    return [each for each in hints if re.search(rf"(?<!\w){re.escape(plain(each['word']))}(?!\w)", lower)]
