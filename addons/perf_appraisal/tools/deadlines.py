"""The steps of an appraisal, and the days until which they are due: the cycle's, or later ones of a person's own."""

from datetime import timedelta

from .roles import EXTERNAL, MANAGER, PEER, REPORT, SECOND_MANAGER, SELF

STEPS = ("self", "peers", "manager", "share", "sign")

#: Step -> field of the cycle; the sign-off is due a time after the sharing.
CYCLE_DEADLINES = {
    "self": "self_deadline",
    "peers": "peer_deadline",
    "manager": "manager_deadline",
    "share": "share_deadline",
}
#: Step -> field of the appraisal with a later day for this person alone.
OWN_DEADLINES = {step: f"own_{step}_deadline" for step in STEPS}

#: Role of a reviewer -> step.
ROLE_STEPS = {
    SELF: "self",
    PEER: "peers",
    REPORT: "peers",
    EXTERNAL: "peers",
    MANAGER: "manager",
    SECOND_MANAGER: "manager",
}

#: Days that somebody who is added late has at least for each step.
LATE_DAYS = {"self": 7, "peers": 7, "manager": 14, "share": 21}


def latest(*days):
    """The latest of these days, False when there is none.

    >>> from datetime import date
    >>> latest(date(2026, 3, 1), False, date(2026, 3, 5))
    datetime.date(2026, 3, 5)
    >>> latest(None, False)
    False
    """
    return max((day for day in days if day), default=False)


def extend(deadlines, step, day):
    """New days for one step and, so that none comes before it, for those after it.

    :param deadlines: dict step -> day or False, as it is now
    :param step: the step that gets more time
    :param day: until when
    :return: dict step -> day, of those that move

    >>> from datetime import date
    >>> now = {"self": date(2026, 3, 1), "peers": False, "manager": date(2026, 3, 10), "share": date(2026, 3, 20)}
    >>> extend(now, "self", date(2026, 3, 12))
    {'self': datetime.date(2026, 3, 12), 'manager': datetime.date(2026, 3, 12)}
    """
    after = STEPS[STEPS.index(step) + 1 :]
    moved = {later: day for later in after if later != "sign" and deadlines.get(later) and deadlines[later] < day}
    return {step: day, **moved}


def late_deadlines(deadlines, today):
    """Days for somebody who is added on a day when those of the cycle are near or past.

    :param deadlines: dict step -> day or False
    :return: dict step -> day, of those that have to be later

    >>> from datetime import date
    >>> late_deadlines({"self": date(2026, 3, 1), "manager": date(2026, 4, 1)}, date(2026, 3, 1))
    {'self': datetime.date(2026, 3, 8)}
    """
    first = {step: today + timedelta(days=days) for step, days in LATE_DAYS.items()}
    return {step: first[step] for step, day in deadlines.items() if day and day < first[step]}


def shift(deadlines, since, today):
    """Days after a pause: what was not due when it began moves by its length.

    :param deadlines: dict step -> day or False
    :param since: first day of the pause
    :return: dict step -> day, of those that move

    >>> from datetime import date
    >>> shift({"self": date(2026, 2, 1), "manager": date(2026, 3, 10)}, date(2026, 3, 1), date(2026, 3, 11))
    {'manager': datetime.date(2026, 3, 20)}
    """
    pause = today - since
    return {step: day + pause for step, day in deadlines.items() if day and day >= since} if pause else {}
