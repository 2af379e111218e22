"""An Odoo 19 to run: the one in the cache or the one at ODOO_HOME, and the Python that runs it."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from . import packages, recipe, ui
from .paths import ADDONS
from .ui import Stop, say

SERIES = "19.0"
#: What a Python must be able to import to run Odoo's server with the modules the suite uses.
NEEDED_MODULES = (
    "babel, dateutil, docutils, gevent, jinja2, lxml, lxml_html_clean, num2words, passlib, PIL, polib, psutil, "
)
NEEDED_MODULES += "psycopg2, qrcode, reportlab, requests, rjsmin, sass, stdnum, vobject, werkzeug, zeep"
#: Places of the ``odoo`` package below the folder that ODOO_HOME names.
LAYOUTS = ("", "usr/lib/python3/dist-packages", "dist-packages", "odoo", "src/odoo", "lib/python3/dist-packages")


@dataclass
class Odoo:
    """An Odoo installation and how to call it."""

    python: Path
    home: Path
    environment: dict = field(default_factory=dict)
    data_dir: Path = None

    @property
    def addons_path(self):
        """Return the folders that addons are looked up in, core's first."""
        folders = [self.home / "odoo" / "addons", self.home / "addons", ADDONS]
        return ",".join(str(folder) for folder in folders if folder.is_dir())

    def env(self):
        """Return the environment of the process."""
        path = f"{Path(self.python).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        ours = {"PYTHONPATH": str(self.home), "PATH": path, "PYTHONDONTWRITEBYTECODE": ""}
        dropped = {"ODOO_RC", "OPENERP_SERVER", "PGDATABASE", "PYTHONHOME"}
        kept = {key: value for key, value in os.environ.items() if key not in dropped}
        return kept | ours | self.environment

    def command(self, *arguments, sub=()):
        """Return the command line of Odoo with the options every call needs."""
        return [
            str(self.python),
            "-m",
            "odoo",
            *sub,
            f"--addons-path={self.addons_path}",
            f"--data-dir={self.data_dir}",
            *(str(argument) for argument in arguments),
        ]

    def call(self, log, *arguments, timeout=None):
        """Run Odoo to its end with its output in a log file; return the exit code, or nothing when it took too long."""
        options = ("--http-interface=127.0.0.1", "--stop-after-init", "--max-cron-threads=0")
        return ui.run_logged(self.command(*arguments, *options), log, timeout, env=self.env(), cwd=self.data_dir)

    def start(self, log, *arguments):
        """Start Odoo in a session of its own and return the process."""
        Path(log).unlink(missing_ok=True)
        return ui.start(self.command(*arguments), log, env=self.env(), cwd=self.data_dir)


def find_home(text):
    """Return the folder that holds the ``odoo`` package of the installation that ODOO_HOME names."""
    root = Path(text).expanduser().resolve()
    for layout in LAYOUTS:
        candidate = root / layout
        if (candidate / "odoo" / "release.py").exists():
            return candidate
    if (root / "release.py").exists():
        return root.parent
    raise Stop(f"ODOO_HOME={text} has no Odoo: name the folder of a checkout (with odoo-bin) or of an install")


def release_series(home):
    """Return the series of an Odoo, from its release file."""
    text = (Path(home) / "odoo" / "release.py").read_text(encoding="utf-8")
    match = re.search(r"^version_info = \((\d+|'[^']*'), *(\d+)", text, re.MULTILINE)
    return f"{match[1]}.{match[2]}".replace("'", "") if match else "unknown"


def check_series(home):
    """Stop when an Odoo is of another series than the addons are written for."""
    series = release_series(home)
    if series != SERIES:
        raise Stop(
            f"the Odoo at {home} is {series} and these addons are for {SERIES}: set ODOO_HOME to an Odoo {SERIES}"
        )


def can_run(python, home):
    """Tell whether a Python has what Odoo needs."""
    if not Path(python).exists():
        return False
    code = f"import odoo.release, {NEEDED_MODULES}"
    return ui.capture([python, "-c", code], env=os.environ | {"PYTHONPATH": str(home)}, cwd="/").returncode == 0


def own_python(home):
    """Return a Python that the person's Odoo already runs with, if one is found."""
    named = os.environ.get("ODOO_PYTHON")
    if named:
        if not can_run(named, home):
            raise Stop(f"ODOO_PYTHON={named} can't import what Odoo needs: pip install -r requirements.txt in it")
        return Path(named)
    places = [home, home.parent, *([Path(os.environ["VIRTUAL_ENV"])] if os.environ.get("VIRTUAL_ENV") else [])]
    candidates = [place / name / "bin/python" for place in places for name in ("", "venv", ".venv", "env")]
    candidates.append(Path("/usr/bin/python3"))
    return next((path for path in candidates if can_run(path, home)), None)


def odoo(data_dir, environment, for_tests=False):
    """Return the Odoo to use, with everything it needs in place."""
    named = os.environ.get("ODOO_HOME")
    if not named:
        home, python = recipe.fetched_odoo(), packages.venv_python()
        check_series(home)
        return Odoo(python, home, environment, data_dir)
    home = find_home(named)
    check_series(home)
    say(f"-> using the Odoo at {home}")
    python = None if for_tests else own_python(home)
    return Odoo(python or packages.venv_python(), home, environment, data_dir)
