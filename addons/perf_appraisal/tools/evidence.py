"""What an appraisal rests on: frozen text with a fingerprint, and months in which nothing was written down."""

import hashlib
import json


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


def common_items(first, second):
    """Items of a timeline that stand in another one too: what both readers may see.

    >>> common_items([{"model": "x", "res_id": 1}, {"model": "x", "res_id": 2}], [{"model": "x", "res_id": 2}])
    [{'model': 'x', 'res_id': 2}]
    """
    keys = {(item["model"], item["res_id"]) for item in second}
    return [item for item in first if (item["model"], item["res_id"]) in keys]


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
