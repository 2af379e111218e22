"""A small line of past levels, as points of a drawing."""


def chart_points(places, width=100, height=40, margin=4):
    """Points of a line through past levels, oldest first, evenly spaced.

    :param places: list of places on the scale, 0 (lowest level) to 100 (highest)
    :return: list of tuples (x, y) of numbers, y downwards as in SVG

    >>> chart_points([0, 100])
    [(4.0, 36.0), (96.0, 4.0)]
    >>> chart_points([50])
    [(50.0, 20.0)]
    >>> chart_points([])
    []
    """
    inner_width, inner_height = width - 2 * margin, height - 2 * margin
    if len(places) == 1:
        return [(width / 2, margin + inner_height * (1 - places[0] / 100))]
    step = inner_width / max(len(places) - 1, 1)
    return [
        (round(margin + index * step, 2), round(margin + inner_height * (1 - place / 100), 2))
        for index, place in enumerate(places)
    ]
