"""``make bench``: run benchmarks/*.py, each on a clone of a database with all addons.

A benchmark is a script that reads the name of its database from ``PERF_BENCH_DB``, imports Odoo, prints what it
measured, and ends with an exit code other than 0 when that is too slow.
"""

import time

from . import machine, postgres, ui
from .odoo import odoo
from .paths import ROOT, log_dir, make_state_dir, only_one, state_dir
from .testbed import TestBed, Trouble
from .ui import Stop, say, step


def find(names):
    """Return the benchmarks of these names, with commas between them; all of them for none."""
    scripts = {script.stem: script for script in sorted((ROOT / "benchmarks").glob("[a-z]*.py"))}
    wanted = [name for name in names.split(",") if name] or list(scripts)
    if not scripts or not scripts.keys() >= set(wanted):
        raise Stop(f"no such benchmark: {names}; there are {', '.join(scripts) or 'none'} in {ROOT / 'benchmarks'}")
    return [scripts[name] for name in wanted]


def bench(names=""):
    """Run benchmarks, each on a database of its own, and print what they print.

    :param names: which ones, with commas; all of them when empty
    """
    scripts = find(names)
    machine.ensure_packages(external_server=postgres.external_server())
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
        log = bed.log_dir / f"{script.stem}.log"
        environment = bed.odoo.env() | {"PERF_BENCH_DB": name, "PERF_BENCH_ADDONS": bed.odoo.addons_path}
        code = ui.run_logged([bed.odoo.python, script], log, env=environment, cwd=bed.odoo.data_dir)
        say(log.read_text(encoding="utf-8", errors="replace").rstrip())
        verdict = "done" if code == 0 else f"failed with exit code {code}"
        say(f"   {script.name}: {verdict}, {time.monotonic() - started:.0f} s")
        failed += code != 0
        bed.databases.drop(name)
    return 1 if failed else 0
