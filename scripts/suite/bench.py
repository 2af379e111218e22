"""``make bench``: run benchmarks/*.py, each on a clone of a database with all addons."""

import time

from . import machine, postgres, ui
from .odoo import odoo
from .paths import ROOT, log_dir, make_state_dir, only_one, state_dir
from .testbed import TestBed, Trouble
from .ui import Stop, say, step


def bench():
    """Run every benchmark in the Odoo shell of its own database and print what it prints."""
    machine.ensure_packages(external_server=postgres.external_server())
    scripts = sorted((ROOT / "benchmarks").glob("[a-z]*.py"))
    if not scripts:
        raise Stop(f"there is no benchmark in {ROOT / 'benchmarks'}")
    with only_one(make_state_dir() / "bench.lock", f"`make bench` of {ROOT} is running already"):
        server = postgres.server("pg-bench", {"shared_buffers": "512MB"})
        data_dir = state_dir() / "bench-data"
        data_dir.mkdir(exist_ok=True)
        program = odoo(data_dir, server.environment)
        server.start()
        bed = TestBed(program, server.environment, log_dir() / "bench", prefix="perf_bench_")
        bed.log_dir.mkdir(exist_ok=True)
        try:
            bed.sweep()
            return _run_all(bed, scripts)
        except Trouble as trouble:
            raise Stop(f"the addons can't be installed: {trouble.what}; see {trouble.log}") from trouble
        finally:
            ui.end_all()
            bed.sweep()
            server.stop()


def _run_all(bed, scripts):
    """Run the benchmarks one after the other; return the exit code."""
    with step("making a database with all addons"):
        suite = bed.suite()
    failed = 0
    for script in scripts:
        name, started = bed.clone(suite), time.monotonic()
        say(f"-> {script.name}")
        command = bed.odoo.command("-d", name, "--no-http", "--log-level=warn", sub=("shell",))
        text = script.read_text(encoding="utf-8")
        process = ui.piped(command, text, env=bed.odoo.env(), cwd=bed.odoo.data_dir)
        say(process.stdout.rstrip())
        if process.returncode or "Traceback (most recent call last)" in process.stdout:
            failed += 1
        say(f"   {script.name}: {time.monotonic() - started:.0f} s")
        bed.databases.drop(name)
    return 1 if failed else 0
