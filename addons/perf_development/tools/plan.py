"""Arithmetic and rules of development plans."""

from urllib.parse import urlsplit

LINK_SCHEMES = ("http", "https")


def is_web_link(link):
    """Whether a link may be clicked by others: a web address with a host, and nothing that a browser would run.

    >>> is_web_link("https://example.com/course?id=1"), is_web_link("HTTP://example.com")
    (True, True)
    >>> is_web_link("javascript:alert(1)"), is_web_link("data:text/html,x"), is_web_link("//example.com")
    (False, False, False)
    >>> is_web_link("https://"), is_web_link("https://a b.com"), is_web_link("https:" + chr(9) + "//example.com")
    (False, False, False)
    >>> is_web_link("https://[broken"), is_web_link("example.com"), is_web_link("")
    (False, False, False)
    """
    if any(character.isspace() or not character.isprintable() for character in link):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme.lower() in LINK_SCHEMES and bool(parts.hostname)
    except ValueError:
        return False


def plan_progress(steps):
    """Progress of a plan: the mean of its steps; those that were cancelled don't count.

    :param steps: list of pairs of a state and a progress from 0 to 100
    :return: float from 0 to 100

    >>> plan_progress([("done", 100), ("doing", 50), ("todo", 0)])
    50.0
    >>> plan_progress([("done", 100), ("cancelled", 20)])
    100.0
    >>> plan_progress([]), plan_progress([("cancelled", 80)])
    (0.0, 0.0)
    """
    counted = [progress for state, progress in steps if state != "cancelled"]
    return round(sum(counted) / len(counted), 2) if counted else 0.0


def find_gaps(expected, current):
    """Skills of which a job asks for more than the person has.

    :param expected: dict skill -> pair of a level and how far it is on its scale, in %
    :param current: the same for the person
    :return: list of pairs of a skill and the level that the job asks for

    >>> find_gaps({"english": ("C1", 80), "python": ("Good", 50)}, {"english": ("B1", 40), "python": ("Expert", 100)})
    [('english', 'C1')]
    >>> find_gaps({"english": ("C1", 80)}, {})
    [('english', 'C1')]
    """
    return [
        (skill, level)
        for skill, (level, progress) in expected.items()
        if progress > (current[skill][1] if skill in current else -1)
    ]
