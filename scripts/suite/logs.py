"""What Odoo's log says: complaints, tests that ran, tests that failed and why."""

import re
from dataclasses import dataclass, field

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) (?P<db>\S+) (?P<logger>\S+): (?P<text>.*)$"
)
BAD = ("WARNING", "ERROR", "CRITICAL")
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database")
OUTCOME = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<name>[\w.]+(?: \([\w.]+\))?)")
STARTED = re.compile(r"^Starting ([\w.]+) \.\.\. ?$")
SKIPPED = re.compile(r"^skipped (\S+) : (.*)$")
HOOT = re.compile(r"\[HOOT\] Test \"(?P<name>[^\"]+)\" (?P<result>passed|failed)")
#: Complaints of core itself or of the packages it uses that no addon can avoid, each with its reason.
ALLOWED = (
    # a package announces that a future version of it will differ
    re.compile(r"py\.warnings: .*(site-packages|dist-packages)/"),
    # core asks a service of Odoo's for company logos; a test machine may have no way out
    re.compile(r"odoo\.addons\.(iap\.tools\.iap_tools|partner_autocomplete\.)"),
    # core's own demo data and modules, when built from Debian's package
    re.compile(r"odoo\.tools\.config: (missing --http-interface|option --addons-path, no such directory)"),
)
#: What PostgreSQL answers when two requests change one row at a time: core logs it and does the second one again.
#: A request that fails for good leaves an entry of its own, which counts.
RETRIED = ("ERROR: could not serialize access due to concurrent update", "ERROR: deadlock detected")


@dataclass
class Entry:
    """One entry of the log: its first line and the lines that go with it."""

    level: str
    logger: str
    text: str
    more: list = field(default_factory=list)

    def first_line(self):
        """Return the entry as one line."""
        return f"{self.level} {self.logger}: {self.text}".strip()

    def excerpt(self, lines=12):
        """Return the first line and the last of those that go with it."""
        return [self.first_line(), *self.more[-lines:]]

    def is_allowed(self):
        """Tell whether the entry is a complaint that no addon can avoid, or of something that core does again.

        >>> Entry("ERROR", "odoo.sql_db", "bad query: b'UPDATE'", [RETRIED[0]]).is_allowed()
        True
        >>> Entry("ERROR", "odoo.sql_db", "bad query: b'SELEC 1'", ["ERROR: syntax error"]).is_allowed()
        False
        """
        if self.logger == "odoo.sql_db" and any(line.strip() in RETRIED for line in self.more):
            return True
        return any(allowed.search(self.first_line()) for allowed in ALLOWED)


def entries(text):
    """Return the entries of a log.

    >>> [entry.text for entry in entries("2026-01-01 00:00:00,1 7 INFO db odoo.x: hello\\n  more\\n")]
    ['hello']
    """
    found = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            found.append(Entry(match["level"], match["logger"], match["text"].rstrip()))
        elif found:
            found[-1].more.append(line)
        elif line.startswith("Traceback"):
            found.append(Entry("ERROR", "python", line))
    return found


def complaints(text, levels=BAD):
    """Return the entries that count as a failure: of the given levels and not known to be unavoidable."""
    return [entry for entry in entries(text) if entry.level in levels and not entry.is_allowed()]


@dataclass
class Outcome:
    """What came of running the tests of one addon."""

    passed: int = 0
    failures: list = field(default_factory=list)
    skipped: list = field(default_factory=list)

    @property
    def failed(self):
        """Return the number of failures."""
        return len(self.failures)

    def add(self, other):
        """Take another outcome in."""
        self.passed += other.passed
        self.failures += other.failures
        self.skipped += other.skipped
        return self


@dataclass
class Failure:
    """One failing test or check, with a few lines that say why."""

    name: str
    lines: list = field(default_factory=list)


def _is_summary(entry):
    """Tell whether an entry only counts what other entries report."""
    return bool(TOTAL.search(entry.text)) or re.match(r"Module \w+: \d+ failures, \d+ errors of", entry.text)


def _failing_tests(found):
    """Return {test name: failure} of the tests that failed, several failures of one test being one."""
    failing = {}
    for entry in found:
        match = OUTCOME.match(entry.text) if entry.level == "ERROR" else None
        if match:
            failing.setdefault(match["name"], Failure(match["name"], entry.excerpt()))
    return failing


def test_outcome(text):
    """Return what came of a run of Odoo's own test runner, from its log."""
    found = entries(text)
    totals = [match for entry in found if (match := TOTAL.search(entry.text))]
    if not totals:
        lines = [line for line in text.splitlines() if line.strip()][-12:]
        return Outcome(failures=[Failure("the test run did not come to its end", lines)])
    failed, errors, total = (int(number) for number in totals[-1].groups())
    failing = _failing_tests(found)
    failures = list(failing.values())
    if failed + errors and not failures:
        failures.append(Failure("failures that the log does not name", [totals[-1].group()]))
    for entry in found:
        known = OUTCOME.match(entry.text) or _is_summary(entry)
        if entry.level in ("ERROR", "CRITICAL") and not known and not entry.is_allowed():
            failures.append(Failure(f"logged {entry.level} during the tests", entry.excerpt()))
    if not total:
        failures.append(Failure("no test ran", []))
    skipped = [": ".join(match.groups()) for entry in found if (match := SKIPPED.match(entry.text))]
    started = {match[1] for entry in found if (match := STARTED.match(entry.text))}
    passed = max(0, total - len(set(failing) & started) - len(skipped))
    return Outcome(passed, failures, skipped)


def hoot_outcome(text):
    """Return what came of a run of the browser's unit tests, one by one, from the log of the test that drives them."""
    results = {match["name"]: match["result"] for match in HOOT.finditer(text)}
    driver = test_outcome(text)
    failures = [Failure(name, []) for name, result in results.items() if result == "failed"]
    if driver.failures or not results:
        failures += driver.failures or [Failure("no hoot test ran", [])]
    return Outcome(sum(result == "passed" for result in results.values()), failures, driver.skipped)
