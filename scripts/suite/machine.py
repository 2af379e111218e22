"""What the machine must have: Debian packages, a recent node, a free port."""

import importlib.util
import os
import re
import shutil
import socket
from pathlib import Path

from . import ui
from .paths import is_root
from .ui import Stop, say, step

#: Debian's packages by what they are for; see ``missing``.
NODE_MINIMUM = (18, 18)


def postgres_bin():
    """Return the folder with initdb and pg_ctl, or nothing.

    Debian keeps them out of the path, one folder a version; the newest one is taken.
    """
    found = shutil.which("initdb")
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
    )
    candidates = [folder for folder in folders if (folder / "initdb").exists()]
    if candidates:
        return candidates[-1]
    return Path(found).parent if found else None


def client(name):
    """Return the path of a PostgreSQL client program."""
    folder = postgres_bin()
    if folder and (folder / name).exists():
        return str(folder / name)
    found = shutil.which(name)
    if not found:
        raise Stop(f"{name} is missing: apt-get install postgresql-client")
    return found


def parse_version(text):
    """Return the numbers of a version.

    >>> parse_version("v18.20.4")
    (18, 20, 4)
    >>> parse_version("none")
    ()
    """
    match = re.search(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in match.group().split(".")) if match else ()


def has_node():
    """Tell whether node and npm are there and recent enough for the JavaScript checks."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    return parse_version(ui.capture(["node", "--version"]).stdout) >= NODE_MINIMUM


def has_compiler():
    """Tell whether psycopg2 can be compiled here."""
    header = ui.capture(["python3", "-c", "import sysconfig; print(sysconfig.get_path('include'))"]).stdout.strip()
    return all((shutil.which("gcc"), shutil.which("pg_config"), Path(header, "Python.h").exists()))


def has_browser():
    """Tell whether Odoo's tours and the journeys find a browser."""
    return bool(shutil.which("chromium") or shutil.which("google-chrome"))


def wanted(for_tests, external_server):
    """Return (test, Debian packages, required?) of everything this run uses."""
    rows = [
        (importlib.util.find_spec("ensurepip"), ["python3-venv"], True),
        (shutil.which("wkhtmltopdf"), ["wkhtmltopdf"], False),
        (has_compiler(), ["gcc", "python3-dev", "libpq-dev"], False),
        (shutil.which("git"), ["git"], False),
    ]
    if external_server:
        rows.append((shutil.which("psql") or postgres_bin(), ["postgresql-client"], True))
    else:
        rows.append((postgres_bin(), ["postgresql"], True))
    if for_tests:
        rows.append((has_browser(), ["chromium"], True))
        rows.append((has_node(), ["nodejs", "npm"], True))
    return rows


def missing(for_tests, external_server):
    """Return the Debian packages to install: required ones, and those that are only better to have."""
    required, optional = [], []
    for present, packages, needed in wanted(for_tests, external_server):
        if not present:
            (required if needed else optional).extend(packages)
    return required, optional


def refusal(packages, root):
    """Return the line that names what is missing and the command that mends it."""
    prefix = "" if root else "sudo "
    names = " ".join(packages)
    return f"missing Debian packages: {names}; install them: {prefix}apt-get update && {prefix}apt-get install {names}"


def ensure_packages(for_tests=False, external_server=False):
    """Install missing Debian packages as root; as anyone else name them."""
    required, optional = missing(for_tests, external_server)
    if is_root() and shutil.which("apt-get") and (required or optional):
        _apt_install(required, optional)
    elif required:
        raise Stop(refusal(required, is_root()))
    elif optional:
        ui.warn(f"not installed, can be done without: {' '.join(optional)}")


def _apt_install(required, optional):
    """Install Debian packages and check that they are there."""
    packages = required + optional
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    with step(f"installing Debian packages: {' '.join(packages)}"):
        say("   apt-get update")
        updated = ui.capture(["apt-get", "update", "-q"], env=environment)
        say("   apt-get install")
        with ui.watch_folder("Debian packages", "/var/cache/apt/archives"):
            process = ui.capture(command, env=environment)
    if process.returncode:
        reason = ui.last_lines(updated.stdout if updated.returncode else process.stdout)
        raise Stop(f"apt-get could not install {' '.join(packages)}: {reason[-200:]}")


def port_is_free(port, host="127.0.0.1"):
    """Tell whether a server could listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port():
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wanted_port():
    """Return the port asked for by PORT, checked."""
    text = os.environ.get("PORT") or "8069"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"PORT={text} is not a port; give a number from 1 to 65535")
    return int(text)
