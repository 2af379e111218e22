"""How clear a goal is, from 0 to 100, and what it still lacks. Every point can be explained."""

POINTS = {"name": 15, "outcome": 20, "measure": 25, "baseline": 20, "end": 10, "count": 10}
TASK_WORDS = (
    "attend", "build", "conduct", "create", "deliver", "deploy", "develop", "do", "finish", "implement", "install",
    "launch", "make", "migrate", "organise", "organize", "perform", "prepare", "roll", "set", "ship", "train", "work",
    "write",
)  # fmt: skip
MIN_WORDS, MAX_CHARS = 3, 120


def is_clear_name(name):
    """A short sentence that says what is to be reached.

    >>> is_clear_name("Answer every customer within a day"), is_clear_name("Sales"), is_clear_name(False)
    (True, False, False)
    >>> is_clear_name("word " * 60)
    False
    """
    text = (name or "").strip()
    return len(text.split()) >= MIN_WORDS and len(text) <= MAX_CHARS


def states_outcome(name, description):
    """The name starts with a result, not a task; or the description says why it matters.

    >>> states_outcome("Launch the new shop", ""), states_outcome("Raise repeat orders to 40 %", "")
    (False, True)
    >>> states_outcome("Launch the new shop", "So that customers of both brands find everything in one place.")
    True
    >>> states_outcome("", "")
    False
    """
    words = (name or "").lower().split()
    if not words:
        return False
    return words[0].strip(".,:;!") not in TASK_WORDS or len((description or "").split()) >= 8


def clarity(name, description, key_results, has_end, within_limit):
    """Score and missing parts of a goal.

    :param key_results: list of (name, start, target)
    :param has_end: whether it says until when
    :param within_limit: whether the person has few enough goals to care for each
    :return: (score, list of the missing keys of ``POINTS``, most valuable first)

    >>> clarity("Raise repeat orders", "", [("Repeat orders", 30, 40)], True, True)
    (100, [])
    >>> clarity("Sales", "", [], False, True)
    (30, ['measure', 'baseline', 'name', 'end'])
    >>> clarity("Answer customers faster", "", [("Hours to answer", 24, 24)], True, False)
    (70, ['baseline', 'count'])
    """
    named = [result for result in key_results if (result[0] or "").strip()]
    met = {
        "name": is_clear_name(name),
        "outcome": states_outcome(name, description),
        "measure": bool(named),
        "baseline": bool(named) and all(start != target for _name, start, target in named),
        "end": bool(has_end),
        "count": bool(within_limit),
    }
    missing = sorted((key for key in POINTS if not met[key]), key=lambda key: -POINTS[key])
    return sum(points for key, points in POINTS.items() if met[key]), missing
