"""What an appraisal rests on: frozen text with a fingerprint, and months in which nothing was written down."""

import hashlib
import json
from datetime import timedelta
from math import ceil


def canonical(evidence):
    """The one way to write evidence down: same content, same text, whatever the order of the keys.

    >>> canonical({"b": 1, "a": ["é"]})
    '{"a":["é"],"b":1}'
    """
    return json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def fingerprint(evidence):
    """SHA-256 of the canonical text.

    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    >>> fingerprint({"a": 1}) == fingerprint({"a": 2})
    False
    """
    return hashlib.sha256(canonical(evidence).encode()).hexdigest()


def empty_months(date_from, date_to, dates):
    """First days of the months of a period in which none of the dates lies.

    >>> from datetime import date
    >>> empty_months(date(2026, 1, 15), date(2026, 3, 10), [date(2026, 2, 1)])
    [datetime.date(2026, 1, 1), datetime.date(2026, 3, 1)]
    >>> empty_months(date(2025, 12, 1), date(2026, 1, 31), [])
    [datetime.date(2025, 12, 1), datetime.date(2026, 1, 1)]
    """
    seen = {(day.year, day.month) for day in dates}
    months, month = [], date_from.replace(day=1)
    while month <= date_to:
        if (month.year, month.month) not in seen:
            months.append(month)
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return months


def month_cells(date_from, date_to, items):
    """The months of a period, each with how much was noted in it.

    :param items: list of dicts with ``date`` and ``kind``
    :return: list of dicts with ``month`` (first day), ``count`` and ``kinds`` (kind -> count), oldest first

    >>> from datetime import date
    >>> items = [{"date": date(2026, 1, 3), "kind": "goal"}, {"date": date(2026, 1, 9), "kind": "goal"}]
    >>> [(cell["month"].month, cell["count"], cell["kinds"])
    ...  for cell in month_cells(date(2026, 1, 1), date(2026, 2, 28), items)]
    [(1, 2, {'goal': 2}), (2, 0, {})]
    """
    cells = {month: {"month": month, "count": 0, "kinds": {}} for month in empty_months(date_from, date_to, [])}
    for item in items:
        cell = cells.get(item["date"].replace(day=1))
        if cell:
            cell["count"] += 1
            cell["kinds"][item["kind"]] = cell["kinds"].get(item["kind"], 0) + 1
    return list(cells.values())


def last_quarter(date_from, date_to):
    """First day of the last quarter of a period, whatever its length.

    >>> from datetime import date
    >>> last_quarter(date(2026, 1, 1), date(2026, 12, 31))
    datetime.date(2026, 10, 1)
    >>> last_quarter(date(2026, 1, 1), date(2026, 1, 1))
    datetime.date(2026, 1, 1)
    """
    days = (date_to - date_from).days + 1
    return date_to - timedelta(days=max(ceil(days / 4), 1) - 1)


def recent_percent(date_from, date_to, dates):
    """Which part of what was noted, in percent, is from the last quarter of the period; None when nothing was.

    >>> from datetime import date
    >>> recent_percent(date(2026, 1, 1), date(2026, 12, 31), [date(2026, 2, 1), date(2026, 11, 1), date(2026, 12, 1)])
    67
    >>> recent_percent(date(2026, 1, 1), date(2026, 12, 31), []) is None
    True
    """
    if not dates:
        return None
    begin = last_quarter(date_from, date_to)
    return round(100 * sum(day >= begin for day in dates) / len(dates))
