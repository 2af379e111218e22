"""When a person is reminded of what waits for them."""

from datetime import timedelta

DAYS_BEFORE = (10, 3, 1, 0)
OVERDUE_EVERY = 7
FIRST_HOUR = 7
FRIDAY = 4


def is_sending_time(local_now):
    """Whether a digest may go out at this moment of the person's own time zone: weekdays, from seven o'clock on.

    :param local_now: datetime in the person's time zone

    >>> from datetime import datetime
    >>> is_sending_time(datetime(2026, 3, 13, 7, 0)), is_sending_time(datetime(2026, 3, 13, 6, 59))
    (True, False)
    >>> is_sending_time(datetime(2026, 3, 14, 12, 0))
    False
    """
    return local_now.weekday() <= FRIDAY and local_now.hour >= FIRST_HOUR


def last_reminder_day(due, today):
    """The latest day up to today on which a thing with this due date is worth a reminder.

    These are 10, 3 and 1 days before, the day itself, and then every seventh day.

    :param due: date or False
    :param today: the person's today
    :return: date, or None when there was none yet

    >>> from datetime import date
    >>> due = date(2026, 3, 20)
    >>> last_reminder_day(due, date(2026, 3, 9))
    >>> last_reminder_day(due, date(2026, 3, 12))
    datetime.date(2026, 3, 10)
    >>> last_reminder_day(due, date(2026, 3, 19)), last_reminder_day(due, date(2026, 3, 26))
    (datetime.date(2026, 3, 19), datetime.date(2026, 3, 20))
    >>> last_reminder_day(due, date(2026, 4, 3)), last_reminder_day(due, date(2026, 4, 4))
    (datetime.date(2026, 4, 3), datetime.date(2026, 4, 3))
    >>> last_reminder_day(False, date(2026, 4, 4))
    """
    if not due:
        return None
    if today > due:
        weeks = (today - due).days // OVERDUE_EVERY
        return due + timedelta(days=weeks * OVERDUE_EVERY)
    left = (due - today).days
    passed = [days for days in DAYS_BEFORE if days >= left]
    return due - timedelta(days=min(passed)) if passed else None


def needs_reminder(items, known_keys, last_day, today):
    """Whether a digest is due: something is new, or has reached a reminder day since the last digest.

    :param items: dicts with ``key`` and ``due``, all that waits for the person
    :param known_keys: keys of the items in the last digest
    :param last_day: date of the last digest, or None
    :param today: the person's today

    >>> from datetime import date
    >>> monday, tuesday = date(2026, 3, 9), date(2026, 3, 10)
    >>> review = {"key": "review", "due": date(2026, 3, 13)}
    >>> needs_reminder([review], [], None, monday)
    True
    >>> needs_reminder([review], ["review"], monday, monday)
    False
    >>> needs_reminder([review], ["review"], monday, tuesday)
    True
    >>> needs_reminder([{"key": "any day", "due": False}], ["any day"], monday, tuesday)
    False
    >>> needs_reminder([], ["review"], monday, tuesday)
    False

    What falls on a weekend is made up for on Monday:

    >>> saturday = {"key": "saturday", "due": date(2026, 3, 14)}
    >>> needs_reminder([saturday], ["saturday"], date(2026, 3, 13), date(2026, 3, 16))
    True
    """
    for item in items:
        if last_day is None or item["key"] not in known_keys:
            return True
        day = last_reminder_day(item["due"], today)
        if day and day > last_day:
            return True
    return False
