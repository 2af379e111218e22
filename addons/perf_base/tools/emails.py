"""E-mail addresses of people outside, as somebody typed them."""

import re
from email.utils import parseaddr

SEPARATORS = re.compile(r"[\n\r,;]+")
ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]+@[^@\s<>\"(),:;\\\[\]]+\.[^@\s<>\"(),:;\\\[\].]{2,}")
LENGTH = 254


def split_emails(text):
    """What was typed, an address each.

    >>> split_emails("Ann <ann@x.example>, bob@x.example\\n\\n; ")
    ['Ann <ann@x.example>', 'bob@x.example']
    >>> split_emails(None)
    []
    """
    parts = SEPARATORS.split(text) if isinstance(text, str) else []
    return [part.strip() for part in parts if part.strip()]


def parse_email(text):
    """Name and address of one entry, None when it is no address.

    >>> parse_email("Ann Lee <Ann@X.example>")
    ('Ann Lee', 'ann@x.example')
    >>> parse_email("bob@x.example")
    ('', 'bob@x.example')
    >>> [parse_email(text) for text in ("bob", "bob@x", "a b@x.example", "a@b@x.example", "bob@.example", "Ann <>")]
    [None, None, None, None, None, None]
    >>> parse_email("b" * 300 + "@x.example")
    """
    name, address = parseaddr(text)
    typed = text[text.find("<") + 1 :].rstrip(">").strip() if "<" in text else text.strip()
    address = address.strip().lower()
    local, _at, domain = address.partition("@")
    wrong = address != typed.lower() or len(address) > LENGTH or domain.startswith(".") or ".." in address
    if wrong or not local or not ADDRESS.fullmatch(address):
        return None
    return " ".join(name.split())[:80], address


def format_email(name, address):
    """Name and address in one entry, as they are typed.

    >>> format_email("Ann Lee", "ann@x.example"), format_email("", "bob@x.example")
    ('Ann Lee <ann@x.example>', 'bob@x.example')
    """
    return f"{name} <{address}>" if name else address
