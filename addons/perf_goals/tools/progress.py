"""Arithmetic of goals: from values to score, from score and time to health, and from the score to the outcome."""

CAP = 1.0  # share of the target from which on more counts no further
GRACE = 0.15  # share of the period in which nobody is behind yet
ON_TRACK, AT_RISK = 0.9, 0.7  # pace from which a goal is on track, or only at risk
ACHIEVED = {"committed": 1.0, "aspirational": 0.7}  # score from which a goal counts as achieved
PARTIAL = 0.4  # score from which a goal that was not achieved counts as partly achieved
LOW_CONFIDENCE = 4
FAR = 0.5  # share of the way that is much for a single check-in
CLOSED = ("achieved", "partial", "missed")  # states that tell how a goal went
CADENCE_DAYS = {"weekly": 7, "fortnightly": 14, "monthly": 30}


def raw_score(current, start, target):
    """Share of the way from start to target; below 0 and above 1 are possible. One formula for both directions.

    >>> raw_score(15, 10, 20)
    0.5
    >>> raw_score(4, 10, 2)
    0.75
    >>> raw_score(30, 10, 20)
    2.0
    >>> raw_score(5, 10, 20)
    -0.5
    >>> raw_score(5, 5, 5) is None
    True
    """
    if target == start:
        return None
    return (current - start) / (target - start)


def is_far(old, new):
    """Whether a new score is so far from the last one that it may be a slip: over half the way, or behind the start.

    :param old: share of the way at the last check-in
    :param new: share of the way now

    >>> is_far(0.2, 0.7), is_far(0.2, 0.8), is_far(0.9, 0.1), is_far(1.0, 1.4)
    (False, True, True, False)
    >>> is_far(0.1, -0.1), is_far(-0.3, -0.1), is_far(-0.1, -0.3)
    (True, False, True)
    """
    return abs(new - old) > FAR + 1e-9 or new < min(0.0, old)


def clamp(score, cap=CAP):
    """Keep a score between 0 and the cap.

    >>> clamp(-0.5), clamp(0.4), clamp(1.3), clamp(1.3, cap=1.2)
    (0.0, 0.4, 1.0, 1.2)
    >>> clamp(None) is None
    True
    """
    return None if score is None else max(0.0, min(score, cap))


def weighted_mean(pairs):
    """Mean of values by their weights, over those that have a value; equal weights when all weigh nothing.

    :param pairs: iterable of (value or None, weight)
    :return: float, or None when nothing has a value

    >>> weighted_mean([(1.0, 1), (0.0, 3)])
    0.25
    >>> weighted_mean([(0.5, 1), (None, 9)])
    0.5
    >>> weighted_mean([(0.2, 0), (0.4, 0)])
    0.3
    >>> weighted_mean([]) is None
    True
    """
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum(weight for _value, weight in known)
    if not known:
        return None
    if not total:
        known, total = [(value, 1) for value, _weight in known], len(known)
    return round(sum(value * weight for value, weight in known) / total, 6)


def expected_share(date_start, date_end, today):
    """Share of the period that has passed: what the score would be at an even pace.

    >>> from datetime import date
    >>> expected_share(date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 6))
    0.5
    >>> expected_share(date(2026, 1, 1), date(2026, 1, 11), date(2025, 12, 31))
    0.0
    >>> expected_share(date(2026, 1, 1), date(2026, 1, 11), date(2026, 3, 1))
    1.0
    >>> expected_share(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1))
    1.0
    >>> expected_share(date(2026, 1, 1), False, date(2026, 1, 6)) is None
    True
    """
    if not date_start or not date_end:
        return None
    if today >= date_end:
        return 1.0
    days = (date_end - date_start).days
    return max(0.0, (today - date_start).days / days) if days > 0 else 0.0


def health(score, expected, silent_days, cadence_days):
    """Word for how a running goal is doing.

    :param score: 0 to 1
    :param expected: share of the period that has passed, or None without an end
    :param silent_days: days without any news
    :param cadence_days: days in which news is expected

    >>> health(0.5, 0.5, 3, 14), health(0.4, 0.5, 3, 14), health(0.3, 0.5, 3, 14)
    ('on_track', 'at_risk', 'off_track')
    >>> health(0.0, 0.14, 3, 14)
    'on_track'
    >>> health(1.0, 0.5, 28, 14), health(1.0, 0.5, 29, 14)
    ('on_track', 'stale')
    >>> health(0.0, None, 0, 14)
    'on_track'
    """
    if silent_days > 2 * cadence_days:
        return "stale"
    if expected is None or expected < GRACE:
        return "on_track"
    pace = round(score / expected, 6)
    if pace >= ON_TRACK:
        return "on_track"
    return "at_risk" if pace >= AT_RISK else "off_track"


def off_track_since(word, since, today):
    """Day on which a goal went off track, or None when it is not.

    A goal that falls silent while it is off track stays so: silence is no better news.

    :param word: as of :func:`health`, or False
    :param since: the day known so far, or False
    :param today: date

    >>> from datetime import date
    >>> before, today = date(2026, 3, 1), date(2026, 3, 9)
    >>> off_track_since("off_track", False, today) == today, off_track_since("off_track", before, today) == before
    (True, True)
    >>> off_track_since("stale", before, today) == before, off_track_since("stale", False, today)
    (True, None)
    >>> off_track_since("at_risk", before, today), off_track_since(False, before, today)
    (None, None)
    """
    if word == "off_track":
        return since or today
    return since or None if word == "stale" else None


def attention_rank(state, word, has_pending):
    """Place of a goal in the list of a manager: 0 waits for a decision, 1 to 4 active by health, 5 all others.

    :param word: as of :func:`health`, or False
    :param has_pending: whether an amendment waits

    >>> attention_rank("proposed", False, False), attention_rank("active", "on_track", True)
    (0, 0)
    >>> [attention_rank("active", word, False) for word in ("off_track", "at_risk", "stale", "on_track")]
    [1, 2, 3, 4]
    >>> attention_rank("achieved", False, True)
    5
    """
    if state == "proposed" or (state == "active" and has_pending):
        return 0
    return {"off_track": 1, "at_risk": 2, "stale": 3, "on_track": 4}.get(word, 5)


def outcome(score, commitment):
    """State in which a goal ends with this score.

    >>> outcome(1.0, "committed"), outcome(0.99, "committed"), outcome(0.39, "committed")
    ('achieved', 'partial', 'missed')
    >>> outcome(0.7, "aspirational"), outcome(0.69, "aspirational"), outcome(0.1, "aspirational")
    ('achieved', 'partial', 'missed')
    """
    score = round(score, 6)
    if score >= ACHIEVED[commitment]:
        return "achieved"
    return "partial" if score >= PARTIAL else "missed"


def needs_talk(confidences):
    """Whether the manager should talk with the person: low confidence, or two falls in a row.

    :param confidences: numbers from 0 to 10, oldest first

    >>> needs_talk([8, 3]), needs_talk([8, 7, 6]), needs_talk([8, 7, 7]), needs_talk([4]), needs_talk([])
    (True, True, False, False, False)
    """
    last = confidences[-3:]
    if last and last[-1] < LOW_CONFIDENCE:
        return True
    return len(last) == 3 and last[0] > last[1] > last[2]
