"""Tables as files for other programs."""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value):
    """A value as a cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> safe_cell("=1+1"), safe_cell("Mug"), safe_cell(-5), safe_cell("@x"), safe_cell(None)
    ("'=1+1", 'Mug', -5, "'@x", '')
    """
    if value is None or value is False:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def to_csv(header, rows):
    """A table as CSV, in UTF-8 with a mark by which spreadsheets know it.

    :param header: list of texts
    :param rows: list of lists of texts and numbers
    :return: bytes

    >>> to_csv(["Name", "Points"], [["Mug, blue", 40], ["=cmd", -1]]).decode("utf-8-sig")
    'Name,Points\\r\\n"Mug, blue",40\\r\\n\\'=cmd,-1\\r\\n'
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
