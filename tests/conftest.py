"""What the tests of the repository get: databases cloned from ready ones, Odoo, a live server, a browser.

``make test`` sets up what they run on and describes it by the environment variables PERF_TEST_* (see CONTRIBUTING.md).
Without those, the tests that need a database are skipped.
"""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from suite import addons, logs, machine, postgres, ui  # noqa: E402
from suite.testbed import TestBed  # noqa: E402

ADDONS_PATH = Path(os.environ.get("PERF_TEST_ADDONS_PATH") or ROOT / "addons")
_wanted = os.environ.get("PERF_TEST_ADDONS", "").replace(",", " ").split()
ADDON_NAMES = [name for name in addons.in_order(addons.manifests(ADDONS_PATH)) if not _wanted or name in _wanted]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM += ["--disable-component-update", "--disable-sync"]
SERVER_START = 120
SHELL_TIMEOUT = 600


@pytest.fixture(scope="session")
def bed():
    """The databases of this test run and the Odoo that uses them."""
    if "PERF_TEST_PREFIX" not in os.environ:
        pytest.skip("needs the databases that `make test` makes")
    return TestBed.from_environment()


@pytest.fixture(scope="session")
def template_db(bed):
    """The HR demo company without any addon of ours; clone it."""
    return os.environ.get("PERF_TEST_TEMPLATE_DB") or bed.template()


@pytest.fixture(scope="session")
def suite_db(bed):
    """The demo company with all addons and their demo data; clone it."""
    return os.environ.get("PERF_TEST_SUITE_DB") or bed.suite()


@pytest.fixture
def clone_db(bed):
    """``clone_db(source)`` returns the name of a copy that is dropped after the test."""
    names = []

    def clone(source):
        names.append(bed.clone(source))
        return names[-1]

    yield clone
    for name in names:
        bed.databases.drop(name)


@pytest.fixture
def run_odoo(bed, request):
    """``run_odoo(db, "-u", "perf_goals")`` runs Odoo to its end and returns its log.

    A failure and, unless ``strict=False``, a warning in the log fail the test.
    """

    def run(database, *arguments, strict=True):
        log = bed.install(database, arguments, f"root-{_slug(request)}", strict=strict)
        return log.read_text(encoding="utf-8", errors="replace")

    return run


@pytest.fixture
def odoo_shell(bed):
    """``odoo_shell(db, code)`` runs Python in Odoo's shell and returns what it prints.

    Nothing is committed unless the code does ``env.cr.commit()``.
    """

    def shell(database, code):
        command = bed.odoo.command("-d", database, "--no-http", "--log-level=warn", sub=("shell",))
        process = subprocess.run(
            command,
            input=code,
            capture_output=True,
            text=True,
            env=bed.odoo.env(),
            cwd=bed.odoo.data_dir,
            timeout=SHELL_TIMEOUT,
            check=False,
        )
        assert process.returncode == 0, f"{process.stdout}\n{process.stderr}"
        assert "Traceback (most recent call last)" not in process.stderr, process.stderr
        return process.stdout

    return shell


@pytest.fixture
def query(bed):
    """``query(db, sql)`` returns rows as lists of texts, straight from PostgreSQL."""
    return bed.databases.query


@pytest.fixture
def live_server(bed, request):
    """``live_server(db)`` serves a database on a free port and returns the address.

    After the test the server is ended and a warning or an error in its log fails the test. With ``refusals=True`` the
    test itself asks for what it may not have: what the server logs of refused requests is no complaint then.
    """
    started = []

    def serve(database, *arguments, refusals=False):
        port = machine.free_port()
        log = bed.log_dir / f"server-{_slug(request)}-{port}.log"
        options = [f"--http-port={port}", "--http-interface=127.0.0.1", "--workers=0", "--max-cron-threads=0"]
        options += [f"--db-filter=^{database}$", "--no-database-list"]
        process = bed.odoo.start(log, "-d", database, *options, *arguments)
        started.append((process, log, refusals))
        address = f"http://127.0.0.1:{port}"
        up = postgres.wait_until(lambda: process.poll() is not None or _answers(address), SERVER_START)
        assert up, f"no answer within {SERVER_START} s, see {log}"
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-3000:]
        return address

    yield serve
    bad = []
    for process, log, refusals in started:
        ui.end(process)
        found = logs.complaints(log.read_text(encoding="utf-8", errors="replace"))
        bad += [entry for entry in found if not (refusals and (entry.level, entry.logger) == ("WARNING", "odoo.http"))]
    assert not bad, "the server complained:\n" + "\n".join(line for entry in bad for line in entry.excerpt())


def _slug(request):
    """Return a name for the files of a test."""
    return "".join(letter if letter.isalnum() else "-" for letter in request.node.name)[:80]


def _answers(address):
    """Tell whether a server answers."""
    try:
        with urllib.request.urlopen(f"{address}/web/login", timeout=60) as reply:
            return reply.status == 200
    except OSError:
        return False


class Browser:
    """A real browser that remembers what pages complain about."""

    def __init__(self, chromium):
        self.chromium = chromium
        self.complaints = []

    def page(self, width=1366, height=850):
        """Return a page of a new visitor; a width of 390 is a phone."""
        phone = width < 600
        context = self.chromium.new_context(
            viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone
        )
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and self._note(page, message.text))
        page.on("pageerror", lambda error: self._note(page, str(error)))
        page.on("response", lambda reply: reply.status >= 500 and self._note(page, f"{reply.status} {reply.url}"))
        return page

    def _note(self, page, text):
        self.complaints.append(f"{page.url}: {text}")

    def login(self, address, login, password=None, width=1366):
        """Return a page on which a person is logged in."""
        page = self.page(width)
        page.goto(f"{address}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password or login)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/web/login" not in url, timeout=60000)
        return page


@pytest.fixture
def browser():
    """A browser; an error on the console of any of its pages fails the test."""
    playwright = pytest.importorskip("playwright.sync_api")
    executable = next(path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists())
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable, args=CHROMIUM)
        found = Browser(chromium)
        yield found
        chromium.close()
    assert not found.complaints, "the browser complained:\n" + "\n".join(found.complaints)


@pytest.fixture
def rpc():
    """``rpc(address, db, login)`` returns ``call(model, method, *args, **kwargs)`` over JSON-RPC, as that person.

    It goes the way of the web client, which a portal user's own scripts can go as well.
    """

    def connect(address, database, login, password=None):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

        def send(path, params):
            body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
            request = urllib.request.Request(address + path, body, {"Content-Type": "application/json"})
            with opener.open(request, timeout=120) as reply:
                answer = json.load(reply)
            if "error" in answer:
                raise RpcError(answer["error"]["data"]["name"], answer["error"]["data"]["message"])
            return answer.get("result")

        session = {"db": database, "login": login, "password": password or login}
        assert send("/web/session/authenticate", session)["uid"], f"{login} can't log in"

        def call(model, method, *args, **kwargs):
            params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
            return send(f"/web/dataset/call_kw/{model}/{method}", params)

        return call

    return connect


class RpcError(Exception):
    """What the server refused, with the name of its exception."""

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name
