"""What the tooling prints, the one way it stops, and how it runs a program."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path


class Stop(Exception):  # noqa: N818 - it is a request to stop, shown as one line, not a defect
    """Something the person has to mend: shown as one line, without a traceback."""


def say(message=""):
    """Print one line at once, also when the output is a file or a pipe."""
    print(message, flush=True)


def warn(message):
    """Print one line that asks for attention but stops nothing."""
    say(f"   ! {message}")


@contextlib.contextmanager
def step(title):
    """Announce a piece of work and tell how long it took."""
    say(f"-> {title}")
    started = time.monotonic()
    yield
    seconds = time.monotonic() - started
    if seconds >= 2:
        say(f"   done in {seconds:.0f} s")


def megabytes(size):
    """Return a size as a person reads it.

    >>> megabytes(123_456_789)
    '123.5 MB'
    """
    return f"{size / 1e6:.1f} MB"


def progress_line(label, done, total):
    """Return one line of progress, with a percentage when the total is known.

    >>> progress_line("Odoo", 61_000_000, 122_000_000)
    '   Odoo: 61.0 MB of 122.0 MB (50 %)'
    >>> progress_line("Odoo", 61_000_000, 0)
    '   Odoo: 61.0 MB'
    """
    if total <= 0:
        return f"   {label}: {megabytes(done)}"
    share = min(100, int(100 * done / total))
    return f"   {label}: {megabytes(done)} of {megabytes(total)} ({share} %)"


def folder_size(folder):
    """Return the bytes below a folder that other programs may be writing to."""
    total = 0
    for base, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(base, name)).st_size
    return total


@contextlib.contextmanager
def watch_folder(label, folder, total=0):
    """Report the growth of a folder while a download fills it: often on a terminal, sparsely elsewhere."""
    interval = 3 if sys.stdout.isatty() else 8
    done = threading.Event()

    def report():
        last = -1
        while not done.wait(interval):
            size = folder_size(folder)
            if size != last:
                say(progress_line(label, size, total))
                last = size

    thread = threading.Thread(target=report, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def last_lines(text, count=1):
    """Return the last lines of a text that say something, joined.

    >>> last_lines("one\\n\\ntwo\\n")
    'two'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " / ".join(lines[-count:])


def capture(command, **options):
    """Run a program quietly and return the finished process, output and errors as one text."""
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **options,
    )


def run(command, failure, **options):
    """Run a program quietly; stop with ``failure`` and its last line of output when it fails."""
    try:
        process = capture(command, **options)
    except OSError as error:
        raise Stop(f"{failure}: {error}") from error
    if process.returncode:
        raise Stop(f"{failure}: {last_lines(process.stdout)[-300:] or f'exit code {process.returncode}'}")
    return process.stdout


#: Programs that run in the background or in threads, to be ended with us.
_running = set()
_ending = threading.Event()


def start(command, log, **options):
    """Start a program in a session of its own, with its output in a file; ``end_all`` ends it."""
    if _ending.is_set():
        raise Stop("interrupted")
    with Path(log).open("a", encoding="utf-8") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )
    _running.add(process)
    return process


def end(process, patience=20):
    """End a program that ``start`` started, gently first, and whatever it started itself."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _running.discard(process)


def end_all():
    """End every program that is still running, and start no other."""
    _ending.set()
    for process in list(_running):
        end(process, patience=5)


def run_logged(command, log, timeout=None, **options):
    """Run a program with its output in a file and return its exit code, or nothing when it took too long."""
    log = Path(log)
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    process = start(command, log, **options)
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end(process)
