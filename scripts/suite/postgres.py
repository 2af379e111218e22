"""PostgreSQL: a private cluster of this checkout, or the server that PGHOST, PGPORT or PGUSER name."""

import os
import time

from . import machine, ui
from .paths import as_stop, make_state_dir, need_space, remove, service_account, socket_dir, state_dir
from .ui import Stop, say, step

SPACE = 1_500_000_000
#: A cluster for tests may lose everything in a power cut: it is thrown away.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "256MB"}
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
COMMON = {"listen_addresses": "''", "max_connections": "200"}


def external_server():
    """Tell whether the person named a PostgreSQL server to use."""
    return any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER"))


class Server:
    """A PostgreSQL server that others run: only connected to."""

    def __init__(self, environment):
        self.environment = environment

    def start(self):
        """Check that the server answers and that Odoo may use it."""
        if self.environment.get("PGUSER") == "postgres":
            raise Stop("Odoo refuses to connect as the database user postgres; create a role and name it by PGUSER")
        process = ui.capture(
            [machine.client("psql"), "-XAtc", MAY_CREATE, "-d", "postgres"],
            env=os.environ | self.environment | {"PGCONNECT_TIMEOUT": "10"},
        )
        if process.returncode:
            raise Stop(
                f"the PostgreSQL server of PGHOST/PGPORT/PGUSER does not answer: {ui.last_lines(process.stdout)}"
            )
        if process.stdout.strip() != "t":
            raise Stop("the role of PGUSER may not create databases: ALTER ROLE ... CREATEDB")

    def stop(self):
        """Leave the server alone."""


class Cluster(Server):
    """A PostgreSQL cluster of this checkout, reached through a socket only it uses."""

    def __init__(self, name, settings=()):
        self.folder = state_dir() / name
        self.sockets = socket_dir(f"{name}-s")
        self.settings = COMMON | dict(settings)
        self.log = self.folder.with_name(f"{name}.log")
        super().__init__({"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": "odoo", "PGPASSWORD": ""})

    def _as_service(self, command, failure):
        """Run a server program under the account that owns the cluster."""
        account = service_account()
        options = {"cwd": "/"}
        if account:
            options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        return ui.run(command, failure, **options)

    def _bin(self, name):
        return machine.postgres_bin() / name

    def running(self):
        """Tell whether the server is up."""
        if not (self.folder / "postmaster.pid").exists() or not machine.postgres_bin():
            return False
        account = service_account()
        options = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
        status = ui.capture([self._bin("pg_ctl"), "-D", self.folder, "status"], cwd="/", **options)
        return status.returncode == 0

    def start(self):
        """Start the server, creating the cluster the first time."""
        make_state_dir()
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        if self.running():
            return
        self._make_owned(self.sockets)
        flags = " ".join(f"-c {key}={value}" for key, value in self.settings.items())
        command = [self._bin("pg_ctl"), "-D", self.folder, "-l", self.log, "-w", "-t", "60", "-s"]
        say("-> starting PostgreSQL")
        self._as_service(
            [*command, "-o", f"-k {self.sockets} {flags}", "start"],
            f"PostgreSQL does not start (see {self.log}; `make clean` begins anew)",
        )

    def stop(self):
        """Stop the server if it runs."""
        if self.running():
            self._as_service(
                [self._bin("pg_ctl"), "-D", self.folder, "-m", "fast", "-w", "-s", "stop"], "cannot stop PostgreSQL"
            )

    def _make_owned(self, folder):
        """Create a folder that belongs to the account of the server."""
        with as_stop(f"cannot create {folder}"):
            folder.mkdir(parents=True, exist_ok=True)
            if folder.stat().st_uid not in {os.geteuid(), getattr(service_account(), "pw_uid", -1)}:
                raise Stop(f"{folder} belongs to somebody else; remove it")
            folder.chmod(0o700)
            account = service_account()
            if account:
                os.chown(folder, account.pw_uid, account.pw_gid)

    def _create(self):
        """Create an empty cluster; a half-made one is replaced."""
        need_space(self.folder.parent, SPACE, "the database")
        with step("creating a private PostgreSQL cluster"):
            part = self.folder.with_name(f"{self.folder.name}.part")
            remove(part)
            self._make_owned(part)
            command = [
                self._bin("initdb"),
                "-D",
                part,
                "-U",
                "odoo",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ]
            self._as_service(command, "cannot create a PostgreSQL cluster")
            os.rename(part, self.folder)
            self.log.touch()
            self.log.chmod(0o600)
            account = service_account()
            if account:
                os.chown(self.log, account.pw_uid, account.pw_gid)


def server(name, settings=()):
    """Return the server to use: the one named by the environment, else the private cluster ``name``."""
    if external_server():
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        return Server({key: os.environ[key] for key in names if os.environ.get(key)})
    return Cluster(name, settings)


def wait_until(condition, seconds, interval=0.3):
    """Wait for a condition and tell whether it came true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(interval)
    return False
