"""Whether a text says something."""

import re

WORD = re.compile(r"[^\W_]+")
# Scripts that are written without spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def count_words(text):
    """How many different words a text has; in scripts without spaces each character counts as one.

    :param text: what somebody typed
    :return: whole number

    >>> count_words("You stayed late, and the parcel left on time.")
    9
    >>> count_words("Thaaaaaaaaaaaaaaaaaaaaaaaanks"), count_words("thanks Thanks THANKS!")
    (1, 1)
    >>> count_words("\u200b.. !! --"), count_words("")
    (0, 0)
    >>> count_words("手伝ってくれてありがとう")
    11
    """
    apart = UNSPACED.sub(" ", text)
    return len({word.casefold() for word in WORD.findall(apart)}) + len(set(UNSPACED.findall(text)))
