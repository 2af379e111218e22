"""How to get Odoo 19 Community on a machine that has none: Debian's package, unpacked into the cache.

Odoo is not on PyPI. Debian ships it in *sid* as one package for every architecture. It is fetched by
``apt-get`` with lists of its own, so the machine's own package sources stay as they are.
"""

import os
import re
from pathlib import Path

from . import ui
from .paths import cache_dir, digest, locked, need_space, remove
from .ui import Stop, say, step

ODOO_PACKAGE = "odoo-19"
#: What Odoo's front-end files link to, from the same suite...
ASSET_PACKAGES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-glyphicons-halflings",
    "fonts-ocr-b",
)
#: ... and from the machine's stable suite: sid has Font Awesome 7, whose file names differ.
STABLE_PACKAGES = ("fonts-font-awesome", "fonts-inconsolata")
SID = "sid"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DIST_PACKAGES = Path("usr/lib/python3/dist-packages")
#: Debian leaves out a file that each page asks for. It serves the background blur of video calls only.
SELFIE = Path("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")
SELFIE_STUB = "/* Not shipped by Debian: background blur in video calls is not available. */\n"
RECIPE_VERSION = 1
SPACE = 2_500_000_000
SUITE_NAME = re.compile(r"^[a-z]+$")


def recipe_key():
    """Return the name of what this recipe builds."""
    return digest(RECIPE_VERSION, ODOO_PACKAGE, *ASSET_PACKAGES, *STABLE_PACKAGES, SELFIE_STUB)


def one_line_sources(text):
    """Yield (address, suite, components) of a ``sources.list``.

    >>> list(one_line_sources("# c\\ndeb [arch=amd64] http://m/debian bookworm main contrib"))
    [('http://m/debian', 'bookworm', ['main', 'contrib'])]
    """
    for line in text.splitlines():
        words = re.sub(r"\[[^]]*\]", "", line.split("#")[0]).split()
        if len(words) >= 4 and words[0] == "deb":
            yield words[1], words[2], words[3:]


def deb822_sources(text):
    """Yield (address, suite, components) of a ``.sources`` file.

    >>> list(deb822_sources("Types: deb\\nURIs: http://m/debian\\nSuites: bookworm sid\\nComponents: main"))
    [('http://m/debian', 'bookworm', ['main']), ('http://m/debian', 'sid', ['main'])]
    """
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", stanza, re.MULTILINE))
        if "deb" not in fields.get("Types", "").split() or fields.get("Enabled", "yes").strip() == "no":
            continue
        for address in fields.get("URIs", "").split():
            for suite in fields.get("Suites", "").split():
                yield address, suite, fields.get("Components", "").split()


def apt_sources(root="/etc/apt"):
    """Yield (address, suite, components) of the machine's own package sources."""
    folder = Path(root)
    for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]:
        if path.is_file():
            yield from one_line_sources(path.read_text(encoding="utf-8", errors="replace"))
    for path in sorted((folder / "sources.list.d").glob("*.sources")):
        yield from deb822_sources(path.read_text(encoding="utf-8", errors="replace"))


def pick_mirror(sources):
    """Return (address, suite) of the Debian mirror among a machine's sources.

    A mirror of the archive serves every suite; security and third-party addresses serve only their own.

    >>> pick_mirror([("http://m/debian-security", "x-security", ["main"]), ("http://m/debian", "bookworm", ["main"])])
    ('http://m/debian', 'bookworm')
    """
    for address, suite, components in sources:
        if "main" in components and SUITE_NAME.match(suite) and re.search(r"/debian/?$", address):
            return address, suite
    raise Stop(
        "the apt configuration of this machine names no Debian mirror to fetch Odoo from; "
        "set ODOO_HOME to an Odoo 19 that you have"
    )


def fetched_odoo():
    """Return the folder of the Odoo in the cache, fetching it when it is not there."""
    target = cache_dir() / f"odoo-{recipe_key()}"
    home = target / DIST_PACKAGES
    if target.exists():
        return home
    with locked(cache_dir() / "odoo.lock", "another set-up is fetching Odoo; waiting for it"):
        if not target.exists():
            _fetch(target)
    return home


def _fetch(target):
    """Build the folder beside its place and move it there when it is complete."""
    mirror, suite = pick_mirror(apt_sources())
    need_space(target.parent, SPACE, "Odoo")
    for leftover in target.parent.glob("odoo-*.part"):
        remove(leftover)
    part = target.with_name(f"{target.name}.part")
    with step("fetching Odoo 19 Community from Debian"):
        apt = _private_apt(part, mirror, suite)
        packages = [ODOO_PACKAGE, *ASSET_PACKAGES, *(f"{name}/{suite}" for name in STABLE_PACKAGES)]
        _download(apt, packages, part / "deb")
        say("   unpacking")
        for package in sorted((part / "deb").glob("*.deb")):
            ui.run(["dpkg-deb", "-x", package, part / "tree"], f"cannot unpack {package.name}")
        _complete(part / "tree")
        os.rename(part / "tree", target)
        remove(part)


def _private_apt(part, mirror, suite):
    """Return an ``apt-get`` command line that uses lists of its own, with those lists loaded."""
    for name in ("lists/partial", "cache/archives/partial", "deb", "tree"):
        (part / name).mkdir(parents=True)
    sources = part / "sources.list"
    signed = f"[signed-by={KEYRING}] " if Path(KEYRING).exists() else ""
    sources.write_text("".join(f"deb {signed}{mirror} {name} main\n" for name in (SID, suite)), encoding="utf-8")
    options = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State::Lists": part / "lists",
        "Dir::Cache": part / "cache",
        "Dir::State::status": "/var/lib/dpkg/status",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    command = ["apt-get", "-q"]
    for key, value in options.items():
        command += ["-o", f"{key}={value}"]
    say(f"   reading the package lists of {SID} and {suite}")
    with ui.watch_folder("package lists", part / "lists"):
        output = ui.run([*command, "update"], "cannot read Debian's package lists; check the network and try again")
    if re.search(r"^(Err|E|W: Failed)", output, re.MULTILINE):
        raise Stop(
            f"cannot read Debian's package lists; check the network and try again: {ui.last_lines(output, 2)[-300:]}"
        )
    return command


def _download(apt, packages, folder):
    """Download packages into a folder, reporting size and share."""
    listing = ui.run([*apt, "--print-uris", "download", *packages], "Debian does not offer a package that Odoo needs")
    total = sum(int(size) for size in re.findall(r"\.deb (\d+) ", listing))
    say(f"   downloading {len(packages)} packages, {ui.megabytes(total)}")
    with ui.watch_folder("packages", folder, total):
        ui.run([*apt, "download", *packages], "cannot download Odoo; check the network and try again", cwd=folder)


def _complete(tree):
    """Add the one file that Debian leaves out, and check that Odoo is there."""
    home = tree / DIST_PACKAGES
    if not (home / "odoo/release.py").exists():
        raise Stop(
            f"Debian's package {ODOO_PACKAGE} no longer has Odoo in {DIST_PACKAGES}; set ODOO_HOME to an Odoo 19"
        )
    selfie = home / SELFIE
    if not selfie.exists():
        selfie.parent.mkdir(parents=True, exist_ok=True)
        if selfie.is_symlink():
            selfie.unlink()
        selfie.write_text(SELFIE_STUB, encoding="utf-8")
