"""Geometry of the progress chart, the same in the back office and in the portal."""

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 600, 220, 70, 16, 16, 34


def chart(date_start, date_end, today, start_progress, points):
    """Coordinates of the lines and dots of expected and actual progress.

    :param date_start: first day of the goal
    :param date_end: last day, or False; then the chart ends at the last news
    :param today: day of the mark "today"
    :param start_progress: progress at the beginning, in percent
    :param points: list of (date, progress in percent), oldest first
    :return: dict with ``expected`` and ``actual`` (polyline points), ``dots`` (list of x, y), ``today`` (x or None),
        ``grid`` (list of y, label), ``size``

    >>> from datetime import date
    >>> figure = chart(date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 6), 0, [(date(2026, 1, 6), 50)])
    >>> figure["expected"], figure["actual"], figure["today"]
    ('70.0,186.0 584.0,16.0', '70.0,186.0 327.0,101.0', 327.0)
    >>> chart(date(2026, 1, 1), False, date(2026, 1, 1), 0, [])["expected"]
    ''
    """
    last = max([date_end or today, *(day for day, _progress in points)])
    days = max(1, (last - date_start).days)

    def x(day):
        share = min(1, max(0, (day - date_start).days / days))
        return round(float(LEFT + share * (WIDTH - LEFT - RIGHT)), 1)

    def y(percent):
        return round(TOP + (100 - min(100, max(0, percent))) / 100 * (HEIGHT - TOP - BOTTOM), 1)

    dots = [(x(day), y(progress)) for day, progress in points]
    actual = [(x(date_start), y(start_progress)), *dots] if dots else []
    return {
        "expected": f"{x(date_start)},{y(0)} {x(date_end)},{y(100)}" if date_end else "",
        "actual": " ".join(f"{left},{top}" for left, top in actual),
        "dots": dots,
        "today": x(today) if date_start <= today <= last else None,
        "grid": [(y(percent), f"{percent} %") for percent in (0, 50, 100)],
        "size": {
            "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT, "top": TOP, "base": HEIGHT - BOTTOM,
        },
    }  # fmt: skip
