"""``make test``: static checks, each addon alone, then what no addon can test by itself."""

import concurrent.futures
import contextlib
import os
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from . import addons, lint, logs, machine, postgres, ui
from .odoo import odoo
from .paths import ADDONS, ROOT, log_dir, make_state_dir, only_one, state_dir
from .testbed import TestBed, Trouble
from .ui import Stop, say, step

#: Two databases at a time, each with its own port, keep two cores busy.
LANES = max(1, min(4, int(os.environ.get("LANES") or 2)))
ADDON_TIMEOUT = 1500
HOOT_TIMEOUT = 400
#: What a linter says at greater length is left to `make lint`.
LINT_LINES = 25
#: Root tests that make sense for one addon; the others need all of them.
ADDON_ROOT_TESTS = ("test_conventions.py", "test_install.py")


@dataclass
class Part:
    """One line of the summary: an addon, a linter, a file of root tests."""

    name: str
    outcome: logs.Outcome
    seconds: float
    log: str = ""

    def line(self):
        """Return the line of the summary."""
        skipped = f", {len(self.outcome.skipped)} skipped" if self.outcome.skipped else ""
        counts = f"{self.outcome.passed} passed, {self.outcome.failed} failed{skipped}"
        return f"   {self.name:<34} {counts:<34} {self.seconds:4.0f} s"


def main(wanted):
    """Run everything, or one addon, and return the exit code."""
    started = time.monotonic()
    machine.ensure_packages(for_tests=True, external_server=postgres.external_server())
    with only_one(make_state_dir() / "test.lock", f"`make test` of {ROOT} is running already"):
        chosen = addons.choose(addons.manifests(), wanted)
        if not chosen:
            raise Stop(f"there is no addon in {ADDONS} to test")
        parts = _run(chosen, wanted)
    return report(parts, time.monotonic() - started)


def _run(chosen, wanted):
    """Set up, run all parts and take down; return the parts."""
    server = postgres.server("pg-test", postgres.FAST)
    data_dir = state_dir() / "test-data"
    data_dir.mkdir(exist_ok=True)
    program = odoo(data_dir, server.environment, for_tests=True)
    tools = lint.Tools()
    server.start()
    bed = TestBed(program, server.environment, log_dir() / "test")
    bed.log_dir.mkdir(exist_ok=True)
    try:
        bed.sweep()
        return _parts(bed, tools, chosen, wanted)
    finally:
        ui.end_all()
        bed.sweep()
        server.stop()


def _parts(bed, tools, chosen, wanted):
    """Run linters while the first database is made, then the addons side by side, then the root tests."""
    parts = []
    with _pool() as pool:
        with step("making the HR demo company, and static checks meanwhile"):
            template = pool.submit(bed.template)
            linters = pool.submit(lint.run, tools, chosen if wanted else None)
            parts += [_lint_part(result) for result in linters.result()]
            _or_stop(template)
        with step(f"testing {len(chosen)} addons, {LANES} at a time"):
            todo = [pool.submit(_addon_part, bed, addon) for addon in chosen]
            if not wanted:
                todo.append(pool.submit(_suite_part, bed))
            for future in concurrent.futures.as_completed(todo):
                parts += future.result()
    with step("tests of the repository: conventions, install and uninstall, journeys"):
        parts += _root_parts(bed, chosen if wanted else None)
    return parts


@contextlib.contextmanager
def _pool():
    """Return threads whose programs end when we are interrupted."""
    pool = concurrent.futures.ThreadPoolExecutor(LANES)
    try:
        yield pool
    except BaseException:
        ui.end_all()
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


def _or_stop(future):
    """Stop when the database that everything is cloned from can't be made."""
    try:
        return future.result()
    except Trouble as trouble:
        raise Stop(f"Odoo can't make the HR demo company; see {trouble.log}") from trouble


def _shown(part):
    """Print a part as soon as it is known and return it."""
    say(part.line())
    return part


def _lint_part(result):
    """Turn the findings of a linter into a part; a clean linter counts nothing."""
    more = len(result.lines) - LINT_LINES
    lines = [*result.lines[:LINT_LINES], f"... and {more} lines more: make lint"] if more > 0 else result.lines
    failures = [] if result.clean else [logs.Failure(f"{result.name} complains", lines)]
    return _shown(Part(f"lint: {result.name}", logs.Outcome(failures=failures), result.seconds))


def _addon_part(bed, addon):
    """Install one addon alone, run its tests, then its hoot tests; return the parts."""
    started = time.monotonic()
    log = bed.log_dir / f"test-{addon}.log"
    try:
        name = bed.clone(bed.with_addon(addon))
    except Trouble as trouble:
        outcome = logs.Outcome(failures=[logs.Failure("installation", trouble.lines)])
        return [_shown(Part(addon, outcome, time.monotonic() - started, str(trouble.log)))]
    try:
        parts = [_shown(Part(addon, _odoo_tests(bed, name, addon, log), time.monotonic() - started, str(log)))]
        if has_hoot_tests(addon):
            started = time.monotonic()
            log = bed.log_dir / f"hoot-{addon}.log"
            outcome = _hoot_tests(bed, name, addon, log)
            parts.append(_shown(Part(f"{addon} (hoot)", outcome, time.monotonic() - started, str(log))))
        return parts
    finally:
        bed.databases.drop(name)


def has_hoot_tests(addon, folder=ADDONS):
    """Tell whether an addon has unit tests for the browser."""
    return any((folder / addon / "static" / "tests").rglob("*.test.js"))


def _odoo_tests(bed, name, addon, log):
    """Run the tests of an addon with Odoo's own runner."""
    port = machine.free_port()
    arguments = ["-d", name, f"-u{addon}", f"--test-tags=/{addon}", f"--http-port={port}"]
    code = bed.odoo.call(log, *arguments, timeout=ADDON_TIMEOUT)
    outcome = logs.test_outcome(log.read_text(encoding="utf-8", errors="replace"))
    return with_exit_code(outcome, code, ADDON_TIMEOUT)


def _hoot_tests(bed, name, addon, log):
    """Run the browser's unit tests of an addon; Odoo skips them while it upgrades, so it doesn't."""
    port = machine.free_port()
    tags = f"--test-tags=/web:WebSuite.test_unit_desktop[@{addon}]"
    code = bed.odoo.call(log, "-d", name, tags, f"--http-port={port}", timeout=HOOT_TIMEOUT)
    outcome = logs.hoot_outcome(log.read_text(encoding="utf-8", errors="replace"))
    return with_exit_code(outcome, code, HOOT_TIMEOUT)


def with_exit_code(outcome, code, timeout):
    """Make sure that a program that failed or hung is never taken for a success."""
    if code is None:
        outcome.failures.append(logs.Failure(f"stopped after {timeout} s without an end"))
    elif code and not outcome.failures:
        outcome.failures.append(logs.Failure(f"exit code {code} without a failing test"))
    return outcome


def _suite_part(bed):
    """Make the database with all addons, which the root tests use; return a part only when that fails."""
    started = time.monotonic()
    try:
        bed.suite()
    except Trouble as trouble:
        outcome = logs.Outcome(failures=[logs.Failure("all addons together", trouble.lines)])
        return [_shown(Part("all addons together", outcome, time.monotonic() - started, str(trouble.log)))]
    return []


def _root_parts(bed, chosen):
    """Run the tests of the repository with pytest, and return a part for each of their files."""
    files = [ROOT / "tests" / name for name in ADDON_ROOT_TESTS] if chosen else [ROOT / "tests"]
    log, results = bed.log_dir / "root-tests.log", bed.log_dir / "root-tests.xml"
    results.unlink(missing_ok=True)
    environment = bed.odoo.env() | bed.to_environment()
    del environment["PYTHONPATH"]
    if chosen:
        environment["PERF_TEST_ADDONS"] = ",".join(chosen)
    else:
        environment["PERF_TEST_TEMPLATE_DB"], environment["PERF_TEST_SUITE_DB"] = bed.template(), f"{bed.prefix}suite"
    command = [
        bed.odoo.python,
        "-m",
        "pytest",
        "-p",
        "no:odoo",
        "-p",
        "no:cacheprovider",
        "-n",
        LANES,
        "--dist=worksteal",
    ]
    command += ["-q", "--tb=short", f"--junitxml={results}", *files]
    started = time.monotonic()
    code = ui.run_logged(command, log, env=environment, cwd=ROOT)
    parts = [_shown(part) for part in junit_parts(results, str(log))]
    if not parts or (code and not any(part.outcome.failed for part in parts)):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        outcome = logs.Outcome(failures=[logs.Failure(f"pytest ended with exit code {code}", lines)])
        parts.append(_shown(Part("root tests", outcome, time.monotonic() - started, str(log))))
    return parts


def junit_parts(path, log):
    """Return a part for each file of tests in pytest's report."""
    if not path.exists():
        return []
    parts = {}
    for case in ET.parse(path).iter("testcase"):
        name = case.get("classname", "").split(".")
        name = next((word for word in name if word.startswith("test_")), "root tests")
        part = parts.setdefault(name, Part(f"tests/{name}.py", logs.Outcome(), 0, log))
        part.seconds += float(case.get("time") or 0)
        _add_case(part.outcome, case)
    return list(parts.values())


def _add_case(outcome, case):
    """Count one test of pytest's report."""
    bad = [child for child in case if child.tag in ("failure", "error")]
    if bad:
        text = (bad[0].text or bad[0].get("message") or "").splitlines()
        outcome.failures.append(logs.Failure(case.get("name"), text[-14:]))
    elif case.find("skipped") is not None:
        outcome.skipped.append(f"{case.get('name')}: {case.find('skipped').get('message')}")
    else:
        outcome.passed += 1


def report(parts, seconds):
    """Print what failed and the closing line; return the exit code."""
    for part in parts:
        for reason in part.outcome.skipped:
            say(f"   skipped in {part.name}: {reason}")
    for part in parts:
        for failure in part.outcome.failures:
            say(f"\nFAILED {part.name}: {failure.name}")
            for line in failure.lines:
                say(f"    {line[:300]}")
            if part.log:
                say(f"    log: {part.log}")
    passed = sum(part.outcome.passed for part in parts)
    failed = sum(part.outcome.failed for part in parts)
    say(f"\nall in {seconds / 60:.1f} minutes; logs in {log_dir() / 'test'}")
    if not passed + failed:
        say("no test ran")
    say(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1
