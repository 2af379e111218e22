"""``make run``, ``make stop``, ``make shell`` and ``make clean``: the demo company on this machine."""

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from . import addons, database, logs, machine, postgres, ui
from .odoo import odoo
from .paths import ROOT, digest, log_dir, make_state_dir, only_one, remove, socket_dir, state_dir
from .ui import Stop, say, step

#: Odoo's HR demo company; more comes in as dependencies.
BASE_MODULES = ("hr", "hr_org_chart", "portal")
LOGINS = (
    ("admin", "administrator"),
    ("officer", "HR officer"),
    ("manager", "manager"),
    ("employee", "internal employee"),
    ("anita", "portal employee"),
    ("portal", "portal user (Odoo's own)"),
)
CONFIG = ROOT / "odoo.conf"


class Demo:
    """The demo database of this checkout, or the database that DB names."""

    def __init__(self):
        self.name = database.check_name(os.environ.get("DB") or "perf_demo")
        self.server = postgres.server("pg")
        self.data_dir = state_dir() / "data"
        self.databases = database.Databases(self.server.environment, self.data_dir)
        self.memory = state_dir() / f"{self.name}.json"
        self.odoo = None

    def prepare(self):
        """Bring PostgreSQL, Odoo and the database up to date."""
        machine.ensure_packages(external_server=postgres.external_server())
        make_state_dir()
        self.data_dir.mkdir(exist_ok=True)
        self.odoo = odoo(self.data_dir, self.server.environment)
        self.server.start()
        self._database()

    def _remembered(self):
        """Return what the last run knew of the database: fingerprints, the Odoo, and whether it was finished."""
        try:
            return json.loads(self.memory.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def _remember(self, **values):
        self.memory.write_text(json.dumps(values, indent=1), encoding="utf-8")

    def _database(self):
        """Create, complete or upgrade the database, as far as it needs it."""
        known = self._remembered()
        exists = self.databases.exists(self.name)
        if exists and known.get("unfinished"):
            say(f"-> the set-up of the database {self.name} was interrupted; beginning it anew")
            self.databases.drop(self.name)
            exists = False
        current = {name: addons.fingerprint(name) for name in addons.in_order(addons.manifests())}
        installed = self.databases.installed(self.name) if exists else set()
        home = digest(self.odoo.home)
        if installed and known.get("odoo", home) != home:
            known = {}
        install, upgrade = addons.changes(current, known.get("addons", {}), installed)
        if not installed:
            install = [*BASE_MODULES, *install]
        self._warn_of_orphans(installed, current, known)
        if install or upgrade:
            self._load(install, upgrade, exists)
        self._remember(addons=current, odoo=home)

    def _warn_of_orphans(self, installed, current, known):
        """Name addons that the database has and the checkout has no longer."""
        orphans = sorted((installed & set(known.get("addons", {}))) - set(current))
        if orphans:
            ui.warn(f"installed but no longer in addons/: {', '.join(orphans)} (`make clean` begins anew)")

    def _load(self, install, upgrade, exists):
        """Run Odoo once to install and upgrade; the database is marked unfinished while that runs, if it is new."""
        if not exists:
            self.databases.create(self.name)
            self._remember(unfinished=True)
        parts = [f"installing {', '.join(install)}"] if install else []
        parts += [f"upgrading {', '.join(upgrade)}"] if upgrade else []
        log = log_dir() / f"{self.name}-setup.log"
        arguments = ["-c", CONFIG, "-d", self.name, "--workers=0", "--no-http", *(["--with-demo"] if install else [])]
        arguments += [f"-i{','.join(install)}"] if install else []
        arguments += [f"-u{','.join(upgrade)}"] if upgrade else []
        with step(f"database {self.name}: {'; '.join(parts)}"):
            say(f"   log: {log}")
            code = self._watched(log, arguments)
        text = log.read_text(encoding="utf-8", errors="replace")
        bad = logs.complaints(text, ("ERROR", "CRITICAL"))
        if code or bad:
            reason = bad[0].first_line() if bad else ui.last_lines(text)
            raise Stop(f"Odoo could not set up the database ({reason[:300]}); see {log}")

    def _watched(self, log, arguments):
        """Run Odoo to its end and report now and then how many modules are loaded."""
        process = self.odoo.start(log, *arguments, "--stop-after-init", "--max-cron-threads=0")
        try:
            shown = 0
            while process.poll() is None:
                postgres.wait_until(lambda: process.poll() is not None, 10)
                count = log.read_text(encoding="utf-8", errors="replace").count(" loaded in ")
                if process.poll() is None and count > shown:
                    say(f"   {count} modules loaded")
                    shown = count
        finally:
            ui.end(process)
        return process.returncode

    def logins(self):
        """Return (login, who) of the demo people that the database has."""
        names = ", ".join(f"'{login}'" for login, _who in LOGINS)
        rows = self.databases.query(self.name, f"SELECT login FROM res_users WHERE active AND login IN ({names})")
        there = {login for (login,) in rows}
        return [(login, who) for login, who in LOGINS if login in there]

    def stop(self):
        """Stop the server, if it is ours."""
        self.server.stop()


def answers(address):
    """Tell whether an Odoo answers at an address."""
    try:
        with urllib.request.urlopen(f"{address}/web/login", timeout=30) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def run_lock():
    """Return the lock that one ``make run`` of a checkout holds."""
    return only_one(make_state_dir() / "run.lock", f"`make run` of {ROOT} is running already; end it with `make stop`")


def run():
    """Set up the demo company and serve it until interrupted."""
    port = machine.wanted_port()
    with run_lock():
        if not machine.port_is_free(port):
            raise Stop(f"port {port} is taken by another program; choose another one: make run PORT={port + 1}")
        pid = state_dir() / "run.pid"
        pid.write_text(str(os.getpid()), encoding="utf-8")
        demo = Demo()
        try:
            demo.prepare()
            _serve(demo, port)
        finally:
            demo.stop()
            pid.unlink(missing_ok=True)


def _serve(demo, port):
    """Start Odoo, print the log-ins, and wait."""
    address = f"http://127.0.0.1:{port}"
    log = log_dir() / "odoo.log"
    arguments = ["-c", CONFIG, "-d", demo.name, f"--http-port={port}", "--http-interface=127.0.0.1", "--workers=0"]
    arguments += [f"--db-filter=^{demo.name}$", "--no-database-list"]
    say("-> starting Odoo")
    process = demo.odoo.start(log, *arguments)
    try:
        if (
            not postgres.wait_until(lambda: process.poll() is not None or answers(address), 180)
            or process.poll() is not None
        ):
            raise Stop(f"Odoo did not start: {ui.last_lines(log.read_text(errors='replace'))[:200]}; see {log}")
        print_logins(address, demo.logins(), log)
        _wait(process, log)
    finally:
        ui.end(process)
        say("stopped")


def _wait(process, log):
    """Wait until we are asked to end, which is how a run normally ends."""
    try:
        process.wait()
    except KeyboardInterrupt:
        say("\nstopping")
        return
    raise Stop(f"Odoo ended by itself; see {log}")


def print_logins(address, logins, log):
    """Print where the demo company is and who can log in."""
    say()
    say(f"   {address}")
    say()
    say(f"   {'log-in':<12}{'password':<12}who")
    for login, who in logins:
        say(f"   {login:<12}{login:<12}{who}")
    say()
    say(f"   log: {log}")
    say("   Ctrl-C stops it.")


def stop():
    """Stop what an earlier ``make run`` of this checkout left running."""
    pid = state_dir() / "run.pid"
    if pid.exists() and _is_our_run(int(pid.read_text() or 0)):
        os.kill(int(pid.read_text()), signal.SIGTERM)
        if not postgres.wait_until(lambda: not pid.exists(), 40):
            raise Stop(f"process {pid.read_text()} does not end; end it by hand")
    for name in ("pg", "pg-test", "pg-bench"):
        postgres.Cluster(name).stop()
    say("stopped")


def _is_our_run(number):
    """Tell whether a process number still is a run of ours."""
    try:
        return b"suite" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


def clean():
    """Remove the databases, files and logs of this checkout; the shared downloads stay."""
    stop()
    for name in ("pg", "pg-test", "pg-bench"):
        remove(socket_dir(f"{name}-s"))
    remove(state_dir())
    say(f"removed {state_dir()}; the shared downloads stay in the cache")


def shell():
    """Open Odoo's shell on the demo database."""
    demo = Demo()
    running = isinstance(demo.server, postgres.Cluster) and demo.server.running()
    if not running:
        demo.server.start()
    try:
        if not demo.databases.exists(demo.name):
            raise Stop(f"there is no database {demo.name} yet: `make run` makes it")
        demo.odoo = odoo(demo.data_dir, demo.server.environment)
        command = demo.odoo.command("-c", CONFIG, "-d", demo.name, "--no-http", sub=("shell",))
        return subprocess.run(command, env=demo.odoo.env(), cwd=state_dir(), check=False).returncode
    finally:
        if not running:
            demo.stop()
