"""Filters of cycles, read as texts."""

from ast import literal_eval


def says_departments_only(text, ids):
    """Whether a filter says no more than that people belong to these departments, or to those below them.

    :param text: the filter, a domain on employees as text; may be empty or broken
    :param ids: ids of departments, in any order; without any, the filter must be empty

    >>> says_departments_only("[('department_id', 'child_of', [2, 1])]", [1, 2])
    True
    >>> says_departments_only("[('department_id', 'child_of', [1]), ('active', '=', True)]", [1])
    False
    >>> says_departments_only("[]", []), says_departments_only(False, []), says_departments_only("[(", [1])
    (True, True, False)
    """
    try:
        terms = literal_eval(text or "[]")
        said = [(name, operator, sorted(value)) for name, operator, value in terms]
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return said == ([("department_id", "child_of", sorted(ids))] if ids else [])
