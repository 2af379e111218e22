"""Databases: made, cloned with their files, looked into and dropped. Only ever the one that is named."""

import fcntl
import os
import re
import shutil
from pathlib import Path

from . import machine, ui
from .ui import Stop

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")


def check_name(name):
    """Stop on a name that is not one for a database of ours."""
    if not NAME.match(name) or name in {"postgres", "template0", "template1"}:
        raise Stop(f"DB={name} can't be used: letters, digits, dots, dashes and underscores, and not a system database")
    return name


class Databases:
    """The databases of a server, with the folder of their files."""

    def __init__(self, environment, data_dir):
        self.environment = environment
        self.data_dir = Path(data_dir)

    def _client(self, program, *arguments):
        return ui.capture([machine.client(program), *arguments], env=os.environ | self.environment)

    def _done(self, process, failure):
        if process.returncode:
            raise Stop(f"{failure}: {ui.last_lines(process.stdout, 2)}")
        return process.stdout

    def query(self, name, sql):
        """Return the rows of a query as lists of texts."""
        arguments = ["-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", name, "-c", sql]
        output = self._done(self._client("psql", *arguments), f"cannot read the database {name}")
        return [line.split("\t") for line in output.splitlines() if line]

    def exists(self, name):
        """Tell whether a database exists."""
        return bool(self.query("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{check_name(name)}'"))

    def names(self, prefix):
        """Return the databases whose names start with a prefix."""
        rows = self.query("postgres", "SELECT datname FROM pg_database ORDER BY datname")
        return [name for (name,) in rows if name.startswith(prefix)]

    def is_odoo(self, name):
        """Tell whether Odoo's tables are in a database."""
        return bool(self.query(name, "SELECT 1 FROM pg_tables WHERE tablename = 'ir_module_module'"))

    def installed(self, name):
        """Return the names of the modules installed in a database."""
        if not self.is_odoo(name):
            return set()
        rows = self.query(name, "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')")
        return {module for (module,) in rows}

    def create(self, name):
        """Create an empty database."""
        arguments = ["-T", "template0", "-E", "UTF8", check_name(name)]
        self._done(self._client("createdb", *arguments), f"cannot create the database {name}")

    def drop(self, name):
        """Drop a database and its files, if there."""
        self._done(
            self._client("dropdb", "--if-exists", "--force", check_name(name)), f"cannot drop the database {name}"
        )
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def filestore(self, name):
        """Return the folder of the attachments of a database."""
        return self.data_dir / "filestore" / name

    def clone(self, source, name):
        """Copy a database; its files, which Odoo never rewrites, are linked rather than copied."""
        self.drop(name)
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / f"{source}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._done(self._client("createdb", "-T", source, check_name(name)), f"cannot copy the database {source}")
        if self.filestore(source).is_dir():
            shutil.copytree(self.filestore(source), self.filestore(name), copy_function=os.link)
        return name

    def rename(self, source, name):
        """Give a finished database its name, so that a half-made one never has it."""
        self._done(
            self._client(
                "psql",
                "-XAtq",
                "-d",
                "postgres",
                "-c",
                f'ALTER DATABASE "{check_name(source)}" RENAME TO "{check_name(name)}"',
            ),
            f"cannot rename the database {source}",
        )
        if self.filestore(source).is_dir():
            shutil.rmtree(self.filestore(name), ignore_errors=True)
            self.filestore(source).rename(self.filestore(name))
