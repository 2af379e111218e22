"""When a person has gone without feedback for too long."""


def days_without_feedback(last, hired, today, cadence, first):
    """Days for which a person has had no feedback, or None when it is not time to say so yet.

    :param last: day of the last feedback, None when there was none
    :param hired: first day at work, None when unknown
    :param today: the day on which we ask
    :param cadence: days between two feedbacks; 0 never asks
    :param first: days from the first day at work to the first feedback; 0 never asks

    >>> from datetime import date
    >>> days_without_feedback(date(2026, 1, 1), None, date(2026, 3, 2), 60, 21)
    60
    >>> days_without_feedback(date(2026, 1, 1), None, date(2026, 3, 1), 60, 21) is None
    True
    >>> days_without_feedback(None, date(2026, 1, 1), date(2026, 1, 22), 60, 21)
    21
    >>> days_without_feedback(None, date(2026, 1, 1), date(2026, 1, 21), 60, 21) is None
    True
    >>> days_without_feedback(None, None, date(2026, 1, 21), 60, 21) is None
    True
    >>> days_without_feedback(date(2026, 1, 1), None, date(2030, 1, 1), 0, 21) is None
    True
    """
    start, limit = (last, cadence) if last else (hired, first)
    if not start or limit <= 0:
        return None
    days = (today - start).days
    return days if days >= limit else None
