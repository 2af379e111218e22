"""How often a badge may still be given. Plain Python, so that it can be read and tested alone."""


def grants_left(limit, sent):
    """How many more people somebody may give a badge to this month.

    :param limit: most grants of one person in a month, None when there is no end
    :param sent: grants of that person this month
    :return: whole number, None when there is no end

    >>> grants_left(3, 1), grants_left(3, 5), grants_left(0, 0), grants_left(None, 100)
    (2, 0, 0, None)
    """
    return None if limit is None else max(limit - sent, 0)


def may_give(auth, is_listed, required, owned):
    """Whether somebody may give a badge, by the badge's own rule.

    :param auth: ``everyone``, ``users``, ``having`` or ``nobody``
    :param is_listed: whether the person is one of the selected users
    :param required: ids of badges that a giver must have
    :param owned: ids of badges that the person has
    :return: bool

    >>> may_give("everyone", False, [], []), may_give("nobody", True, [], [])
    (True, False)
    >>> may_give("users", True, [], []), may_give("users", False, [], [])
    (True, False)
    >>> may_give("having", False, [1, 2], [2, 1, 3]), may_give("having", False, [1, 2], [1])
    (True, False)
    """
    if auth == "users":
        return is_listed
    if auth == "having":
        return set(required) <= set(owned)
    return auth == "everyone"
