"""Tables of rights: who may read, write and delete what in which state."""

RIGHTS = {"R": "read", "W": "write", "D": "unlink"}


def parse_matrix(text):
    """The cells of a table of rights in Markdown, as it stands in ``docs/security.md``.

    The first column says who, a column *create* has ``yes`` or ``-``, every other column is a state and has the letters
    R (read), W (write) and D (delete), or ``-``.

    :param text: the table
    :return: list of tuples of who, column, and the set of verbs
    :raise ValueError: names the cell that can't be read

    >>> table = '''
    ... | who | create | draft | sent |
    ... |---|---|---|---|
    ... | author | yes | RWD | R |
    ... | stranger | - | - | - |
    ... '''
    >>> for who, column, verbs in parse_matrix(table):
    ...     print(who, column, sorted(verbs))
    author create ['create']
    author draft ['read', 'unlink', 'write']
    author sent ['read']
    stranger create []
    stranger draft []
    stranger sent []
    >>> parse_matrix(table.replace("RWD", "RX"))
    Traceback (most recent call last):
    ...
    ValueError: author, draft: RX
    """
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.strip().splitlines()]
    header, _line, *body = rows
    return [
        (row[0], column, _parse_cell(row[0], column, cell))
        for row in body
        for column, cell in zip(header[1:], row[1:], strict=True)
    ]


def _parse_cell(who, column, cell):
    """The verbs of one cell."""
    if cell == "-":
        return set()
    if column == "create" and cell == "yes":
        return {"create"}
    if column == "create" or not set(cell) <= RIGHTS.keys():
        raise ValueError(f"{who}, {column}: {cell}")
    return {RIGHTS[letter] for letter in cell}
