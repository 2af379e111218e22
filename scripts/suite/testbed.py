"""The databases that tests run on: made once, cloned for each use, dropped at the end.

``core``       Odoo's modules alone, with the HR demo company; kept between runs, it is the slow part
``with_addon`` a clone of it with one addon and those of ours it depends on
``suite``      all addons with their demo data
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from . import addons, database, logs
from .odoo import Odoo
from .paths import ADDONS, checkout_key, digest, locked
from .ui import Stop

HR_MODULES = ("hr", "hr_org_chart", "portal")
INSTALL_TIMEOUT = 1200


@dataclass
class Trouble(Exception):  # noqa: N818 - as Stop: what it says is meant for a person
    """An installation that failed or complained."""

    what: str
    lines: list
    log: Path

    def __str__(self):
        return "\n".join([f"{self.what} (see {self.log})", *self.lines])


class TestBed:
    """Odoo, a database server and the databases made for one test run."""

    def __init__(self, odoo, environment, log_dir, prefix=None):
        self.odoo = odoo
        self.databases = database.Databases(environment, odoo.data_dir)
        self.log_dir = Path(log_dir)
        self.prefix = prefix or f"perf_test_{checkout_key()[:6]}_"
        self.found = addons.manifests()

    @classmethod
    def from_environment(cls):
        """Return the test bed that ``make test`` describes to pytest by environment variables."""
        environment = {
            key: os.environ[key] for key in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD") if key in os.environ
        }
        odoo = Odoo(
            Path(os.environ["PERF_TEST_PYTHON"]),
            Path(os.environ["PERF_TEST_ODOO_HOME"]),
            environment,
            Path(os.environ["PERF_TEST_DATA_DIR"]),
        )
        return cls(odoo, environment, os.environ["PERF_TEST_LOG_DIR"], os.environ["PERF_TEST_PREFIX"])

    def to_environment(self):
        """Return the environment variables that describe this test bed; see CONTRIBUTING.md."""
        return self.databases.environment | {
            "PERF_TEST_PYTHON": str(self.odoo.python),
            "PERF_TEST_ODOO_HOME": str(self.odoo.home),
            "PERF_TEST_DATA_DIR": str(self.odoo.data_dir),
            "PERF_TEST_LOG_DIR": str(self.log_dir),
            "PERF_TEST_PREFIX": self.prefix,
            "PERF_TEST_ADDONS_PATH": str(ADDONS),
        }

    def sweep(self, everything=False):
        """Drop what an earlier run left; the core databases of this Odoo stay, unless everything goes."""
        for name in self.databases.names(self.prefix):
            if everything or not name.startswith(f"{self.prefix}core_{self._odoo_id()}"):
                self.databases.drop(name)

    def _odoo_id(self):
        release = self.odoo.home / "odoo" / "release.py"
        return digest(self.odoo.home, release.stat().st_mtime_ns)[:6]

    def _made(self, name, make):
        """Return a database, making it under another name first; only one process makes it."""
        with locked(self.odoo.data_dir / f"{name}.making", f"waiting for the database {name}"):
            if not self.databases.exists(name):
                part = f"{name}_part"
                self.databases.drop(part)
                make(part)
                self.databases.rename(part, name)
        return name

    def new_name(self):
        """Return a name that no other database has."""
        return f"{self.prefix}tmp_{secrets.token_hex(4)}"

    def clone(self, source):
        """Return a copy of a database under a new name."""
        return self.databases.clone(source, self.new_name())

    def install(self, name, modules, log_name, *options, strict=True):
        """Install or upgrade in a database; with ``strict`` a warning in the log is a failure."""
        log = self.log_dir / f"{log_name}.log"
        code = self.odoo.call(log, "-d", name, "--no-http", *options, *modules, timeout=INSTALL_TIMEOUT)
        text = log.read_text(encoding="utf-8", errors="replace")
        bad = logs.complaints(text, logs.BAD if strict else ("ERROR", "CRITICAL"))
        if code or bad:
            lines = [line for entry in bad[:8] for line in entry.excerpt(8)] or text.splitlines()[-8:]
            what = "took too long" if code is None else f"logged {len(bad)} complaints, exit code {code}"
            raise Trouble(f"{log_name}: {what}", lines, log)
        return log

    def template(self):
        """Return the HR demo company without any addon of ours."""

        def make(part):
            self.databases.create(part)
            self.install(part, [f"-i{','.join(HR_MODULES)}"], "core-hr", "--with-demo", strict=False)

        return self._made(f"{self.prefix}core_{self._odoo_id()}", make)

    def core(self, others):
        """Return the HR demo company with these modules of others installed."""
        template = self.template()
        wanted = sorted(set(others) - self.databases.installed(template))
        if not wanted:
            return template

        def make(part):
            self.databases.clone(template, part)
            self.install(part, [f"-i{','.join(wanted)}"], f"core-{'-'.join(wanted)}"[:80], strict=False)

        return self._made(f"{self.prefix}core_{self._odoo_id()}_{digest(*wanted)}", make)

    def core_of(self, addon):
        """Return the database that an addon is installed into: only what it depends on."""
        return self.core(addons.closure(addon, self.found)[1])

    def with_addon(self, addon):
        """Return a database with one addon and those it depends on; installing must not log a warning."""

        def make(part):
            self.databases.clone(self.core_of(addon), part)
            self.install(part, [f"-i{addon}"], f"install-{addon}")

        return self._made(f"{self.prefix}with_{addon}", make)

    def suite(self):
        """Return a database with all addons and their demo data."""
        names = addons.in_order(self.found)
        others = sorted({other for name in names for other in addons.closure(name, self.found)[1]})

        def make(part):
            self.databases.clone(self.core(others), part)
            self.install(part, [f"-i{','.join(names)}"], "install-suite")

        if not names:
            raise Stop(f"there is no addon in {ADDONS}")
        return self._made(f"{self.prefix}suite", make)
