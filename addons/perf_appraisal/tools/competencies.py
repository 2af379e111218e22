"""Levels of skills that an appraisal found: which of them are news."""


def find_news(found, rows):
    """Levels to write down, and the present ones that end with them.

    A level that is the same as the present one is no news, nor is one that somebody noted on the day or later: what was
    seen last counts.

    :param found: dict (person, skill) -> (day, level)
    :param rows: dict (person, skill) -> list of tuples (key of a present row, its first day, its level)
    :return: tuple of a dict (person, skill) -> (day, level) and a dict day -> list of keys of rows that end before it

    >>> found = {("Ada", "English"): (9, "good"), ("Ada", "French"): (9, "good"), ("Ben", "French"): (9, "good")}
    >>> find_news(found, {("Ada", "English"): [(1, 2, "poor")], ("Ada", "French"): [(2, 2, "good")]})
    ({('Ada', 'English'): (9, 'good'), ('Ben', 'French'): (9, 'good')}, {9: [1]})
    >>> find_news(found, {key: [(1, 9, "poor")] for key in found})
    ({}, {})
    >>> find_news({}, {})
    ({}, {})
    """
    news, ended = {}, {}
    for key, (day, level) in found.items():
        present = rows.get(key, [])
        if any(level == other or first_day >= day for _row, first_day, other in present):
            continue
        news[key] = (day, level)
        for row, _first_day, _other in present:
            ended.setdefault(day, []).append(row)
    return news, ended
