"""The tooling: what it reads, what it decides, and that what is missing is told in one line."""

import doctest
import importlib
import os
import pkgutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import suite
import suite.__main__ as cli
from suite import addons, bench, database, lint, logs, machine, odoo, packages, paths, postgres, recipe, testing, ui

ROOT = Path(__file__).resolve().parents[1]
MODULES = [name for _finder, name, _package in pkgutil.iter_modules(suite.__path__) if name != "__main__"]
STAMP = "2026-01-01 00:00:00,123 77"


def line(level, logger, text):
    """Return a line of Odoo's log."""
    return f"{STAMP} {level} db {logger}: {text}\n"


def tooling(*arguments, **environment):
    """Run the tooling as `make` does and return the finished process."""
    return subprocess.run(
        [sys.executable, "-m", "suite", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), **environment},
        cwd=ROOT,
        timeout=120,
        check=False,
    )


def only_one_line(process, *words):
    """Check that a run stopped with one line that says what and how to mend it."""
    lines = [text for text in process.stdout.splitlines() if text and not text.startswith("->")]
    assert process.returncode not in (0, 1)
    assert len(lines) == 1, process.stdout
    assert process.stderr == ""
    for word in words:
        assert word in lines[0]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    result = doctest.testmod(importlib.import_module(f"suite.{name}"))
    assert result.failed == 0


# --- what stops with one line ---


def test_port_taken(monkeypatch, tmp_path):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not machine.port_is_free(port)
        process = tooling("run", PORT=str(port), PERF_STATE_HOME=str(tmp_path))
    only_one_line(process, f"port {port} is taken", "PORT=")


@pytest.mark.parametrize("port", ["http", "0", "99999"])
def test_port_that_is_none(tmp_path, port):
    only_one_line(tooling("run", PORT=port, PERF_STATE_HOME=str(tmp_path)), f"PORT={port} is not a port")


def test_unknown_addon(tmp_path):
    only_one_line(tooling("lint", "--addon=perf_nothing"), "no addon perf_nothing")


def test_unknown_benchmark():
    with pytest.raises(ui.Stop, match=r"no such benchmark: nothing; there are .*goal_list"):
        bench.find("nothing")
    assert [script.name for script in bench.find("goal_list")] == ["goal_list.py"]
    assert len(bench.find("")) > 5


def test_database_that_is_not_ours(tmp_path):
    only_one_line(
        tooling("run", DB="postgres", PORT="18069", PERF_STATE_HOME=str(tmp_path)), "DB=postgres can't be used"
    )


@pytest.mark.parametrize("name", ["postgres", "template1", "a b", "x;drop", "", "-x", "x" * 64])
def test_names_that_are_no_database_of_ours(name):
    with pytest.raises(ui.Stop):
        database.check_name(name)


@pytest.mark.parametrize("layout", ["", "usr/lib/python3/dist-packages", "dist-packages"])
def test_odoo_home_by_layout(tmp_path, layout):
    home = tmp_path / layout
    (home / "odoo").mkdir(parents=True)
    (home / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo.find_home(str(tmp_path)) == home
    odoo.check_series(home)


@pytest.mark.parametrize("version", ["(18, 0, 0, FINAL, 0, '')", "('saas~19', 1, 0, FINAL, 0, '')"])
def test_odoo_of_another_version(tmp_path, version):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text(f"version_info = {version}\n")
    with pytest.raises(ui.Stop, match=r"these addons are for 19\.0: set ODOO_HOME"):
        odoo.check_series(tmp_path)


def test_odoo_home_without_odoo(tmp_path):
    with pytest.raises(ui.Stop, match="has no Odoo"):
        odoo.find_home(str(tmp_path))


def test_no_space(tmp_path):
    with pytest.raises(ui.Stop, match=r"needs .* are free: make room") as stop:
        paths.need_space(tmp_path / "not" / "there", 10**18, "Odoo")
    assert "\n" not in str(stop.value)


@pytest.mark.parametrize(("root", "expected"), [(True, ": apt-get update"), (False, ": sudo apt-get update")])
def test_missing_packages_are_named_with_the_command(root, expected):
    text = machine.refusal(["postgresql", "chromium"], root)
    assert "postgresql chromium" in text
    assert expected in text
    assert "apt-get install postgresql chromium" in text


def test_ordinary_user_gets_one_line_for_missing_packages(monkeypatch):
    monkeypatch.setattr(machine, "is_root", lambda: False)
    monkeypatch.setattr(machine, "missing", lambda *_: (["postgresql"], ["gcc"]))
    with pytest.raises(ui.Stop, match="missing Debian packages: postgresql;"):
        machine.ensure_packages()


def test_optional_packages_stop_nobody(monkeypatch, capsys):
    monkeypatch.setattr(machine, "is_root", lambda: False)
    monkeypatch.setattr(machine, "missing", lambda *_: ([], ["wkhtmltopdf"]))
    machine.ensure_packages()
    assert "wkhtmltopdf" in capsys.readouterr().out


def test_machine_without_a_debian_mirror():
    with pytest.raises(ui.Stop, match="names no Debian mirror"):
        recipe.pick_mirror([("http://m/ubuntu", "noble", ["main"])])


def test_unreachable_registry(monkeypatch, tmp_path):
    monkeypatch.setattr(ui, "capture", lambda *_, **__: subprocess.CompletedProcess([], 100, "E: Failed to fetch x\n"))
    with pytest.raises(ui.Stop, match=r"check the network and try again: E: Failed"):
        ui.run(["apt-get"], "cannot download Odoo; check the network and try again")


def test_folder_that_may_not_be_used(monkeypatch, capsys):
    def refuse(_arguments):
        raise PermissionError(13, "Permission denied", "/root/x")

    monkeypatch.setattr(sys, "argv", ["suite", "run"])
    monkeypatch.setitem(cli.COMMANDS, "run", refuse)
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
    monkeypatch.setattr(ui, "end_all", lambda: None)
    assert cli.main() == 2
    assert capsys.readouterr().out == "make run: Permission denied: /root/x; mend that and run again\n"


def test_unreachable_database_server(monkeypatch):
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", "1")
    with pytest.raises(ui.Stop, match="does not answer"):
        postgres.server("pg").start()


def test_second_run_of_the_same_thing(tmp_path):
    lock = tmp_path / "x.lock"
    with paths.only_one(lock, "busy"), pytest.raises(ui.Stop, match="busy"), paths.only_one(lock, "busy"):
        pass


# --- what it reads and decides ---


def test_mirror_of_the_machine(tmp_path):
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (tmp_path / "sources.list").write_text("deb http://security.example/debian-security bookworm-security main\n")
    (folder / "a.sources").write_text(
        "Types: deb\nURIs: http://mirror.example/debian/\nSuites: bookworm\nComponents: main\n"
    )
    (folder / "b.sources").write_text(
        "Enabled: no\nTypes: deb\nURIs: http://off.example/debian\nSuites: sid\nComponents: main\n"
    )
    found = list(recipe.apt_sources(tmp_path))
    assert len(found) == 2
    assert recipe.pick_mirror(found) == ("http://mirror.example/debian/", "bookworm")


def test_every_requirement_is_pinned():
    lines = [text.split("#")[0].strip() for text in packages.REQUIREMENTS.read_text().splitlines()]
    assert [text for text in lines if text and not packages.PIN.fullmatch(text)] == []
    assert {"lxml", "psycopg2", "pytest", "pytest-odoo", "ruff"} <= set(packages.pins("\n".join(lines)))


def test_lock_file_names_no_registry():
    text = (ROOT / "package-lock.json").read_text()
    hosts = {part.split("/")[2] for part in text.split('"') if part.startswith("http") and part.endswith(".tgz")}
    assert hosts <= {"registry.npmjs.org"}


def test_addons_in_the_order_of_their_dependencies():
    found = {"c": {"depends": ["b", "a"]}, "b": {"depends": ["a"]}, "a": {"depends": ["hr"]}}
    assert addons.in_order(found) == ["a", "b", "c"]


def test_fingerprint_tells_what_an_upgrade_reads(tmp_path):
    addon = tmp_path / "perf_x"
    for name in ("models/a.py", "tests/test_a.py", "static/a.js", "readme/USAGE.md"):
        (addon / name).parent.mkdir(parents=True)
        (addon / name).write_text("1")
    first = addons.fingerprint("perf_x", tmp_path)
    for name in ("tests/test_a.py", "static/a.js", "readme/USAGE.md"):
        (addon / name).write_text("2")
    assert addons.fingerprint("perf_x", tmp_path) == first
    (addon / "models/a.py").write_text("2")
    assert addons.fingerprint("perf_x", tmp_path) != first


def test_broken_manifest_is_named(tmp_path):
    (tmp_path / "perf_x").mkdir()
    (tmp_path / "perf_x/__manifest__.py").write_text("{'name': ")
    with pytest.raises(ui.Stop, match=r"perf_x/__manifest__\.py is not a valid manifest"):
        addons.manifests(tmp_path)


# --- logs ---

RAN = line("INFO", "odoo.addons.perf_x.tests.test_x", "Starting TestX.test_a ... ")
RAN += line("INFO", "odoo.addons.perf_x.tests.test_x", "Starting TestX.test_b ... ")
TOTAL = "{} failed, {} error(s) of {} tests when loading database 'db' "


def test_log_of_a_good_run():
    outcome = logs.test_outcome(RAN + line("INFO", "odoo.tests.result", TOTAL.format(0, 0, 2)))
    assert (outcome.passed, outcome.failed, outcome.skipped) == (2, 0, [])


def test_log_of_a_failing_run():
    text = RAN + line("ERROR", "odoo.addons.perf_x.tests.test_x", "FAIL: TestX.test_b")
    text += "Traceback (most recent call last):\n  File x\nAssertionError: 1 != 2\n"
    text += line("ERROR", "odoo.modules.loading", "Module perf_x: 1 failures, 0 errors of 2 tests")
    outcome = logs.test_outcome(text + line("ERROR", "odoo.tests.result", TOTAL.format(1, 0, 2)))
    assert (outcome.passed, outcome.failed) == (1, 1)
    assert outcome.failures[0].name == "TestX.test_b"
    assert "AssertionError: 1 != 2" in outcome.failures[0].lines


def test_log_with_two_failing_subtests_of_one_test():
    text = RAN + 2 * line("ERROR", "odoo.addons.perf_x.tests.test_x", "FAIL: Subtest TestX.test_b (n=1)")
    outcome = logs.test_outcome(text + line("ERROR", "odoo.tests.result", TOTAL.format(2, 0, 2)))
    assert (outcome.passed, outcome.failed) == (1, 1)


def test_log_of_a_failing_class():
    text = line("ERROR", "odoo.addons.perf_x.tests.test_x", "ERROR: setUpClass (odoo.addons.perf_x.tests.test_x.TestX)")
    outcome = logs.test_outcome(text + line("ERROR", "odoo.tests.result", TOTAL.format(0, 1, 0)))
    assert outcome.passed == 0
    assert [failure.name for failure in outcome.failures] == [
        "setUpClass (odoo.addons.perf_x.tests.test_x.TestX)",
        "no test ran",
    ]


def test_log_without_tests():
    outcome = logs.test_outcome(line("WARNING", "odoo.tests.result", TOTAL.format(0, 0, 0)))
    assert [failure.name for failure in outcome.failures] == ["no test ran"]


def test_log_that_ends_early():
    outcome = logs.test_outcome(RAN + "Segmentation fault\n")
    assert outcome.passed == 0
    assert outcome.failed == 1


def test_error_in_the_log_is_a_failure_even_if_all_tests_pass():
    text = (
        RAN
        + line("ERROR", "odoo.http", "Exception during request")
        + line("INFO", "odoo.tests.result", TOTAL.format(0, 0, 2))
    )
    assert [failure.name for failure in logs.test_outcome(text).failures] == ["logged ERROR during the tests"]


def test_skipped_tests_have_not_passed():
    text = RAN + line("INFO", "odoo.addons.perf_x.tests.test_x", "skipped TestX.test_b : no browser")
    outcome = logs.test_outcome(text + line("INFO", "odoo.tests.result", TOTAL.format(0, 0, 2)))
    assert outcome.passed == 1
    assert outcome.skipped == ["TestX.test_b: no browser"]


def test_hoot_log():
    text = line("INFO", "x.browser", '[HOOT] Test "@perf_x/card/shows" passed (assertions: 2 / time: 9 ms)')
    text += line("ERROR", "x.browser", '[HOOT] Test "@perf_x/card/hides" failed (assertions: 1 / time: 9 ms)')
    text += line("ERROR", "x", "FAIL: WebSuite.test_unit_desktop") + line(
        "ERROR", "odoo.tests.result", TOTAL.format(1, 0, 1)
    )
    outcome = logs.hoot_outcome(text)
    assert outcome.passed == 1
    assert outcome.failures[0].name == "@perf_x/card/hides"


def test_hoot_log_without_tests():
    outcome = logs.hoot_outcome(line("INFO", "odoo.tests.result", TOTAL.format(0, 0, 1)))
    assert [failure.name for failure in outcome.failures] == ["no hoot test ran"]


def test_complaints_of_packages_are_not_ours():
    text = line("WARNING", "py.warnings", "/x/site-packages/PyPDF2/__init__.py:21: DeprecationWarning: old")
    text += line("WARNING", "odoo.addons.perf_x", "something is wrong")
    assert [entry.text for entry in logs.complaints(text)] == ["something is wrong"]


# --- summary ---


def test_closing_line_adds_everything_up(capsys):
    parts = [
        testing.Part("a", logs.Outcome(passed=3), 1),
        testing.Part("b", logs.Outcome(passed=1, failures=[logs.Failure("x", ["why"])]), 1),
    ]
    assert testing.report(parts, 60) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "4 passed, 1 failed"
    assert testing.report(parts[:1], 60) == 0


def test_a_run_without_tests_fails(capsys):
    assert testing.report([testing.Part("lint: ruff", logs.Outcome(), 1)], 1) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed"


def test_program_that_fails_without_a_failing_test():
    assert testing.with_exit_code(logs.Outcome(passed=1), 3, 9).failed == 1
    assert testing.with_exit_code(logs.Outcome(passed=1), None, 9).failed == 1
    assert testing.with_exit_code(logs.Outcome(passed=1), 0, 9).failed == 0


def test_report_of_pytest(tmp_path):
    report = tmp_path / "r.xml"
    report.write_text(
        "<testsuites><testsuite>"
        '<testcase classname="tests.test_a" name="one" time="1"/>'
        '<testcase classname="tests.test_a" name="two" time="1"><failure message="m">why</failure></testcase>'
        '<testcase classname="tests.test_b" name="three" time="1"><skipped message="no"/></testcase>'
        "</testsuite></testsuites>"
    )
    first, second = testing.junit_parts(report, "log")
    assert (first.outcome.passed, first.outcome.failed) == (1, 1)
    assert (second.outcome.passed, second.outcome.skipped) == (0, ["three: no"])


def test_malformed_xml_is_found(tmp_path):
    (tmp_path / "x.xml").write_text("<odoo><record></odoo>")
    result = lint.xml_result([tmp_path / "x.xml"])
    assert not result.clean
    assert "x.xml" in result.lines[0]


def test_ended_program_is_gone(tmp_path):
    process = ui.start(["sleep", "60"], tmp_path / "log")
    ui.end(process, patience=1)
    assert process.poll() is not None
    assert ui.run_logged(["sleep", "60"], tmp_path / "log", timeout=0.2) is None
