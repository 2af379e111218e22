"""Python and JavaScript packages, in the cache that all checkouts share."""

import os
import re
import subprocess
import sys

from . import machine, ui
from .paths import ROOT, cache_dir, digest, locked, need_space, remove
from .ui import Stop, say, step

REQUIREMENTS = ROOT / "requirements.txt"
SPACE = 1_000_000_000
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(text):
    """Return {package: version} of a requirements file.

    >>> pins("# c\\nlxml==6.0\\npsycopg2==2.9  # c")
    {'lxml': '6.0', 'psycopg2': '2.9'}
    """
    return dict(PIN.findall(text))


def venv_python():
    """Return the Python of the virtual environment, building it when it is not there."""
    text = REQUIREMENTS.read_text(encoding="utf-8")
    key = digest(text, sys.version, os.path.realpath(sys.executable))
    folder = cache_dir() / f"venv-{key}"
    python = folder / "bin" / "python"
    stamp = folder / ".complete"
    if stamp.exists():
        return python
    with locked(cache_dir() / "venv.lock", "another set-up is installing Python packages; waiting for it"):
        if not stamp.exists():
            _build_venv(folder, text)
    return python


def _build_venv(folder, text):
    """Build the virtual environment in its place (it can't be moved) and stamp it when it is complete."""
    if sys.version_info < (3, 10):
        raise Stop(f"Odoo 19 needs Python 3.10 or later and this is {sys.version.split()[0]}")
    need_space(folder.parent, SPACE, "the Python packages")
    if folder.exists():
        remove(folder)
    versions = pins(text)
    with step(f"installing {len(versions)} Python packages"):
        ui.run([sys.executable, "-m", "venv", folder], "cannot make a virtual environment")
        if not machine.has_compiler():
            say("   no compiler or libpq headers: using the ready-made psycopg2-binary")
            text = text.replace("psycopg2==", "psycopg2-binary==")
        wanted = folder / "requirements.txt"
        wanted.write_text(text, encoding="utf-8")
        _pip_install([folder / "bin" / "python", "-m", "pip", "install", "-r", wanted], len(versions))
        (folder / ".complete").touch()


def _pip_install(command, total):
    """Run pip, reporting each larger download and the count of packages seen."""
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    process = subprocess.Popen(
        [str(part) for part in command] + ["--progress-bar", "off"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    seen, errors = 0, []
    for line in process.stdout:
        if line.startswith("Collecting "):
            seen += 1
        note = pip_note(line, seen, total)
        if note:
            say(note)
        if line.startswith("ERROR"):
            errors.append(line.strip())
    if process.wait():
        reason = errors[-1] if errors else f"exit code {process.returncode}"
        raise Stop(
            f"pip could not install the packages of requirements.txt; check the network and try again: {reason[:300]}"
        )


def pip_note(line, seen, total):
    """Return what to say about a line of pip's output, if anything: megabytes being fetched, and the end.

    >>> pip_note("  Downloading lxml-6.0-cp311.whl (5.2 MB)", 12, 96)
    '   12 of 96 (12 %): lxml-6.0-cp311.whl, 5.2 MB'
    >>> pip_note("  Downloading six-1.0.whl (11 kB)", 13, 96)
    """
    match = re.match(r"\s+Downloading (\S+) \(([\d.]+) MB\)", line)
    if match:
        share = min(100, int(100 * seen / total))
        return f"   {seen} of {total} ({share} %): {match[1].rsplit('/', 1)[-1]}, {match[2]} MB"
    if line.startswith("Installing collected packages"):
        return f"   all {total} fetched, installing"
    return None


def node_bin():
    """Return the folder of the JavaScript tools, installing them when they are not there."""
    lock_text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    target = cache_dir() / f"node-{digest(lock_text, (ROOT / 'package.json').read_text(encoding='utf-8'))}"
    if not target.exists():
        with locked(cache_dir() / "node.lock", "another set-up is installing JavaScript packages; waiting for it"):
            if not target.exists():
                _install_node(target)
    return target / "node_modules" / ".bin"


def _install_node(target):
    """Install the locked packages beside their place and move them there when they are complete."""
    part = target.with_name(f"{target.name}.part")
    remove(part)
    part.mkdir(parents=True)
    with step("installing the JavaScript checks"):
        for name in ("package.json", "package-lock.json"):
            (part / name).write_bytes((ROOT / name).read_bytes())
        with ui.watch_folder("JavaScript packages", part):
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            ui.run(command, "npm could not install the packages of package-lock.json; check the network", cwd=part)
        os.rename(part, target)
