"""Arithmetic of an appraisal's score, line by line, so that everybody can follow it with a pencil."""

# Decimals of points, weights and the scores of parts, as they are shown: what is shown adds up. The score itself keeps
# one more, since levels may begin at a third of the way.
DIGITS = 1


def level_score(value, values):
    """Place a level of a scale between 0 (lowest) and 100 (highest).

    :param value: value of the chosen level
    :param values: values of all levels of its scale
    :return: float between 0 and 100

    >>> level_score(4, [1, 2, 3, 4, 5])
    75.0
    >>> level_score(1, [1, 2, 3, 4, 5])
    0.0
    >>> level_score(2, [2])
    100.0
    """
    low, high = min(values), max(values)
    if low == high:
        return 100.0
    return min(max((value - low) / (high - low) * 100.0, 0.0), 100.0)


def split_rounded(amounts, digits=DIGITS):
    """Round amounts so that the rounded ones add up to the rounded total.

    >>> split_rounded([100 / 3, 100 / 3, 100 / 3])
    [33.3, 33.4, 33.3]
    >>> round(sum(split_rounded([100 / 3, 100 / 3, 100 / 3])), 6)
    100.0
    >>> split_rounded([])
    []
    """
    rounded, exact, before = [], 0.0, 0.0
    for amount in amounts:
        exact += amount
        after = round(exact, digits)
        rounded.append(round(after - before, digits))
        before = after
    return rounded


def shares(weights):
    """Turn weights into parts of 1; nothing is shared out when all weights are 0.

    >>> shares([1, 3])
    [0.25, 0.75]
    >>> shares([0, 0])
    [0.0, 0.0]
    """
    total = sum(weights)
    return [weight / total if total else 0.0 for weight in weights]


def nominal_weights(parts):
    """Weight of each part in the whole, before anything is missing: section weight times weight within the section.

    :param parts: list of dicts with ``section``, ``section_weight`` and ``weight``
    :return: list of floats that add up to 1, or zeros

    >>> nominal_weights([
    ...     {"section": 1, "section_weight": 1, "weight": 1},
    ...     {"section": 1, "section_weight": 1, "weight": 3},
    ...     {"section": 2, "section_weight": 1, "weight": 5},
    ... ])
    [0.125, 0.375, 0.5]
    """
    within, sections = {}, {}
    for part in parts:
        if part["weight"] > 0:
            within[part["section"]] = within.get(part["section"], 0.0) + part["weight"]
            sections[part["section"]] = part["section_weight"]
    total = sum(sections.values())
    return [
        part["section_weight"] / total * part["weight"] / within[part["section"]]
        if total and part["weight"] > 0
        else 0.0
        for part in parts
    ]


def score_lines(parts):
    """The arithmetic of a score, one line a part. Parts without a score give their weight to the others.

    A missing answer gives its weight to its own section first; a section without any score gives its weight to the
    other sections. Points are effective weight times score; the score is the sum of the points.

    :param parts: list of dicts with ``section`` (any key), ``section_weight``, ``weight``, ``score`` (0-100 or None),
        ``label`` and ``note``
    :return: tuple of the score (None when no part has one) and the list of lines: dicts with ``label``, ``weight`` and
        ``effective_weight`` (percent), ``score`` (or None), ``points``, ``note``

    >>> parts = [
    ...     {"section": 1, "section_weight": 50, "weight": 1, "score": 80.0, "label": "Goals", "note": ""},
    ...     {"section": 2, "section_weight": 50, "weight": 1, "score": 50.0, "label": "Quality", "note": ""},
    ...     {"section": 2, "section_weight": 50, "weight": 1, "score": None, "label": "Team", "note": "no answer"},
    ... ]
    >>> score, lines = score_lines(parts)
    >>> score
    65.0
    >>> [(line["weight"], line["effective_weight"], line["points"]) for line in lines]
    [(50.0, 50.0, 40.0), (25.0, 50.0, 25.0), (25.0, 0.0, 0.0)]
    >>> score_lines([dict(parts[2])])[0] is None
    True
    >>> score_lines([])
    (None, [])
    """
    weights = nominal_weights(parts)
    scored = [dict(part, weight=part["weight"] if part["score"] is not None else 0.0) for part in parts]
    effective = nominal_weights(scored)
    points = [share * (part["score"] or 0.0) for share, part in zip(effective, parts, strict=True)]
    percents = zip(
        split_rounded([weight * 100 for weight in weights]),
        split_rounded([weight * 100 for weight in effective]),
        split_rounded(points),
        strict=True,
    )
    lines = [
        {
            "label": part["label"],
            "weight": weight,
            "effective_weight": effective_weight,
            "score": None if part["score"] is None else round(part["score"], DIGITS),
            "points": part_points,
            "note": part["note"],
        }
        for part, (weight, effective_weight, part_points) in zip(parts, percents, strict=True)
    ]
    return (round(sum(points), 2) if any(effective) else None), lines


def suggest(score, levels):
    """The highest level whose minimum score is reached.

    :param score: 0-100 or None
    :param levels: list of tuples (key, minimum score)
    :return: key of the level, or None without a score; the lowest level when no minimum is reached

    >>> levels = [("low", 0), ("good", 40), ("high", 80)]
    >>> suggest(65, levels), suggest(80, levels), suggest(0, levels), suggest(None, levels)
    ('good', 'high', 'low', None)
    >>> suggest(5, [("low", 10), ("high", 50)])
    'low'
    """
    if score is None or not levels:
        return None
    ordered = sorted(levels, key=lambda level: level[1])
    reached = [key for key, minimum in ordered if score >= minimum]
    return reached[-1] if reached else ordered[0][0]
