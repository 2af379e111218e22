"""The addons of the checkout: manifests, order, and a fingerprint of the files that an upgrade reads."""

import ast
import hashlib
from pathlib import Path

from .paths import ADDONS
from .ui import Stop

#: Files that can change without the database having to be upgraded.
NOT_IN_DATABASE = {"tests", "static", "readme", "__pycache__"}
NOT_IN_DATABASE_SUFFIXES = {".md", ".rst", ".pot", ".pyc", ".toml"}


def manifests(folder=ADDONS):
    """Return {addon: manifest} of the installable addons of a folder."""
    found = {}
    for path in sorted(Path(folder).glob("*/__manifest__.py")):
        found[path.parent.name] = read_manifest(path)
    return {name: manifest for name, manifest in found.items() if manifest.get("installable", True)}


def read_manifest(path):
    """Return a manifest, which is a Python literal."""
    try:
        manifest = ast.literal_eval(Path(path).read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise Stop(f"{path} is not a valid manifest: {error}") from error
    return manifest


def in_order(found):
    """Return the addons, those that others depend on first.

    >>> in_order({"b": {"depends": ["a"]}, "a": {"depends": ["hr"]}})
    ['a', 'b']
    """
    order = []

    def visit(name):
        if name in order or name not in found:
            return
        for other in found[name].get("depends", []):
            visit(other)
        order.append(name)

    for name in sorted(found):
        visit(name)
    return order


def closure(name, found):
    """Return the addon and those of ours it depends on, and the addons of others that these depend on.

    >>> found = {"a": {"depends": ["hr"]}, "b": {"depends": ["a", "sale"]}}
    >>> closure("b", found)
    (['a', 'b'], ['hr', 'sale'])
    """
    ours, others, todo = set(), set(), [name]
    while todo:
        current = todo.pop()
        if current in found:
            if current not in ours:
                ours.add(current)
                todo.extend(found[current].get("depends", []))
        else:
            others.add(current)
    return sorted(ours), sorted(others)


def choose(found, wanted):
    """Return the addons asked for by ``ADDON=a,b``, or all of them."""
    if not wanted:
        return in_order(found)
    names = wanted.replace(",", " ").split()
    unknown = [name for name in names if name not in found]
    if unknown:
        raise Stop(f"no addon {', '.join(unknown)} in {ADDONS}; there are: {', '.join(found) or 'none'}")
    return names


def fingerprint(name, folder=ADDONS):
    """Return a fingerprint of the files of an addon that the database was made from."""
    found = hashlib.sha256()
    root = Path(folder) / name
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if NOT_IN_DATABASE.isdisjoint(parts) and path.suffix not in NOT_IN_DATABASE_SUFFIXES and path.is_file():
            found.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def changes(current, known, installed):
    """Return the addons to install and those to upgrade, from fingerprints now and at the last run.

    >>> changes({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "0"}, {"a", "b"})
    (['c'], ['b'])
    """
    install = [name for name in current if name not in installed]
    upgrade = [name for name in current if name in installed and known.get(name) != current[name]]
    return install, upgrade
