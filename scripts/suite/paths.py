"""Where things are: the checkout, the cache that checkouts share, and the state of this checkout."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import tempfile
from pathlib import Path

from .ui import Stop, megabytes, say

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
#: Longest path of a UNIX socket is 107 bytes; PostgreSQL adds "/.s.PGSQL.5432".
SOCKET_LIMIT = 90


def digest(*parts):
    """Return a short name for some content.

    >>> digest("a", "b") == digest("a", "b") != digest("ab")
    True
    """
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:12]


def is_root():
    """Tell whether this process may do anything on the machine."""
    return os.geteuid() == 0


def cache_dir():
    """Return the folder that all checkouts of this user share; it can be deleted at any time."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "perf-suite"


def checkout_key():
    """Return a name for this checkout."""
    return digest(ROOT)


def state_dir():
    """Return the folder of this checkout's databases, files and logs.

    PostgreSQL refuses to run as root, and its account cannot enter root's home, so root keeps state in /var/lib.
    """
    if os.environ.get("PERF_STATE_HOME"):
        return Path(os.environ["PERF_STATE_HOME"]) / checkout_key()
    if is_root():
        return Path("/var/lib/perf-suite") / checkout_key()
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "perf-suite" / checkout_key()


def log_dir():
    """Return the folder of the logs."""
    return state_dir() / "log"


def make_state_dir():
    """Create the state folder, private to the account that runs PostgreSQL."""
    state = state_dir()
    with as_stop(f"cannot write to {state}; set PERF_STATE_HOME to a folder that can be"):
        state.mkdir(parents=True, exist_ok=True)
        state.chmod(0o700)
        log_dir().mkdir(exist_ok=True)
    account = service_account()
    if account:
        os.chown(state, account.pw_uid, account.pw_gid)
    return state


def service_account():
    """Return the account that PostgreSQL runs as when we are root, else nothing."""
    if not is_root():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Stop("no account named postgres or nobody to run PostgreSQL as; create one: adduser --system postgres")


def socket_dir(name):
    """Return the folder of a cluster's socket: in the state folder, or a short path when that is too long."""
    folder = state_dir() / name
    if len(str(folder)) > SOCKET_LIMIT:
        folder = Path(tempfile.gettempdir()) / f"perf-suite-{os.geteuid()}-{checkout_key()}-{name}"
    return folder


@contextlib.contextmanager
def as_stop(message):
    """Turn a refusal of the file system into one line."""
    try:
        yield
    except OSError as error:
        raise Stop(f"{message} ({error.strerror})") from error


def need_space(folder, needed, purpose):
    """Stop before a download or a database that the disk has no room for."""
    folder = Path(folder)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Stop(
            f"{purpose} needs {megabytes(needed)} on the disk of {folder} and {megabytes(free)} are free: "
            "make room, or point XDG_CACHE_HOME (downloads) or PERF_STATE_HOME (databases) to another disk"
        )


@contextlib.contextmanager
def locked(path, waiting):
    """Hold a lock file, so that two runs never build or use the same thing at once."""
    with as_stop(f"cannot write to {path.parent}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("w")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"   {waiting}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def only_one(path, refusal):
    """Hold a lock file, or stop at once when another process holds it."""
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(refusal) from None
        yield


def remove(folder):
    """Delete a folder, or stop with the reason."""
    with as_stop(f"cannot delete {folder}"):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)
