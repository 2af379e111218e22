"""Appraisals of other addons: which of them are taken, and where they go."""

DONE, OPEN, CANCELLED = "done", "open", "cancelled"

# Words for the state in the tables of Odoo Enterprise (up to 19) and of the OCA addon.
STATES = {
    "done": DONE,
    "3_done": DONE,
    "cancel": CANCELLED,
    "new": OPEN,
    "1_new": OPEN,
    "pending": OPEN,
    "2_pending": OPEN,
}


def read_state(word):
    """What a state of the other addon means; one that nobody knows counts as not finished.

    >>> read_state("3_done"), read_state("cancel"), read_state("2_pending"), read_state(None)
    ('done', 'cancelled', 'open', 'open')
    """
    return STATES.get(word, OPEN)


def number_in_year(appraisals):
    """Give each appraisal its number within its year and person: a cycle holds one appraisal a person.

    :param appraisals: list of tuples (id, person, year), in the order in which they were held
    :return: dict id -> (year, number from 1)

    >>> number_in_year([(7, "Ada", 2024), (8, "Ben", 2024), (9, "Ada", 2024), (10, "Ada", 2025)])
    {7: (2024, 1), 8: (2024, 1), 9: (2024, 2), 10: (2025, 1)}
    """
    counts, places = {}, {}
    for appraisal, person, year in appraisals:
        counts[person, year] = counts.get((person, year), 0) + 1
        places[appraisal] = (year, counts[person, year])
    return places
