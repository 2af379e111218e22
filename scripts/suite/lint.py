"""``make lint`` and ``make format``: static checks, each with its configuration at the top of the repository."""

import os
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from . import addons, machine, packages, ui
from .paths import ADDONS, ROOT
from .ui import say

PYTHON_FOLDERS = ("scripts", "tests", "benchmarks")
PRETTIER_SUFFIXES = {".js", ".mjs", ".xml", ".scss", ".css"}
JAVASCRIPT_SUFFIXES = {".js", ".mjs"}
#: Written by tools, or by others.
NOT_OURS = {"node_modules", "__pycache__", "lib"}
#: All of pylint-odoo and a few of pylint; what is left out, and why, stands in .pylintrc.
PYLINT = ("--disable=all", "--enable=odoolint,dangerous-default-value,duplicate-key,unreachable,unused-variable")
PYLINT += ("--disable=missing-readme,manifest-superfluous-key,consider-merging-classes-inherited,context-overridden",)


@dataclass
class Result:
    """What one tool found."""

    name: str
    clean: bool
    lines: list = field(default_factory=list)
    seconds: float = 0


class Tools:
    """The tools, installed on first use."""

    @cached_property
    def python(self):
        """Return the folder of the Python tools."""
        return packages.venv_python().parent

    @cached_property
    def node(self):
        """Return the folder of the JavaScript tools."""
        return packages.node_bin()

    def environment(self):
        """Return an environment in which the tools and the modules of the JavaScript tools are found."""
        path = os.pathsep.join([str(self.python), str(self.node), os.environ.get("PATH", "")])
        return os.environ | {"PATH": path, "NODE_PATH": str(self.node.parent), "NO_COLOR": "1"}

    def call(self, name, command):
        """Run a tool and return what it found."""
        started = time.monotonic()
        process = ui.capture(command, env=self.environment(), cwd=ROOT)
        lines = [line.rstrip() for line in process.stdout.splitlines() if line.strip()]
        return Result(name, process.returncode == 0, lines, time.monotonic() - started)


def chosen_folders(chosen):
    """Return the folders to check: of the chosen addons, or everything that is ours."""
    if chosen is not None:
        return [ADDONS / name for name in chosen]
    return [path for path in (ADDONS, *(ROOT / name for name in PYTHON_FOLDERS)) if path.is_dir()]


def files(folders, suffixes):
    """Return the files below the folders with one of the suffixes, without those of others."""
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes and NOT_OURS.isdisjoint(path.relative_to(folder).parts) and path.is_file()
    ]


def run(tools, chosen=None):
    """Run every check and return the results."""
    folders = chosen_folders(chosen)
    modules = [ADDONS / name for name in (addons.in_order(addons.manifests()) if chosen is None else chosen)]
    results = [
        tools.call("ruff", ["ruff", "check", "--no-cache", "--output-format=concise", *folders]),
        tools.call("ruff format", ["ruff", "format", "--no-cache", "--check", *folders]),
        xml_result(files(folders, {".xml"})),
    ]
    if modules:
        results.append(tools.call("pylint-odoo", ["pylint", "--rcfile=.pylintrc", "-j1", *PYLINT, *modules]))
        results.append(tools.call("oca-checks-odoo-module", ["oca-checks-odoo-module", *modules]))
    translations = files(folders, {".po", ".pot"})
    if translations:
        results.append(tools.call("oca-checks-po", ["oca-checks-po", *translations]))
    scripts = files(folders, JAVASCRIPT_SUFFIXES)
    if scripts:
        results.append(tools.call("eslint", ["eslint", "--config", "eslint.config.cjs", "--max-warnings=0", *scripts]))
    pretty = files(folders, PRETTIER_SUFFIXES)
    if pretty:
        results.append(tools.call("prettier", [*prettier(tools), "--check", "--log-level=warn", *pretty]))
    return results


def prettier(tools):
    """Return the command line of prettier with its plugin, which lives in the cache."""
    return ["prettier", f"--plugin={tools.node.parent / '@prettier/plugin-xml/src/plugin.js'}"]


def xml_result(paths):
    """Check that each XML file is well-formed, by name and line."""
    started = time.monotonic()
    lines = []
    for path in paths:
        try:
            ET.parse(path)
        except ET.ParseError as error:
            lines.append(f"{Path(path).relative_to(ROOT) if ROOT in Path(path).parents else path}: {error}")
    return Result("well-formed XML", not lines, lines, time.monotonic() - started)


def main(wanted):
    """Print what the checks find and return the exit code."""
    machine.ensure_packages(for_tests=True, external_server=True)
    chosen = addons.choose(addons.manifests(), wanted) if wanted else None
    results = run(Tools(), chosen)
    for result in results:
        say(f"   {result.name:<26} {'clean' if result.clean else 'complains'}  {result.seconds:4.0f} s")
    for result in results:
        if not result.clean:
            say(f"\n{result.name}:")
            for line in result.lines:
                say(f"    {line}")
    return 0 if all(result.clean for result in results) else 1


def reformat(wanted):
    """Let the formatters rewrite the files."""
    machine.ensure_packages(for_tests=True, external_server=True)
    chosen = addons.choose(addons.manifests(), wanted) if wanted else None
    folders, tools = chosen_folders(chosen), Tools()
    commands = [
        ("ruff check --fix", ["ruff", "check", "--no-cache", "--fix-only", "--quiet", *folders]),
        ("ruff format", ["ruff", "format", "--no-cache", "--quiet", *folders]),
    ]
    pretty = files(folders, PRETTIER_SUFFIXES)
    if pretty:
        commands.append(("prettier", [*prettier(tools), "--write", "--log-level=warn", *pretty]))
    clean = True
    for name, command in commands:
        result = tools.call(name, command)
        clean &= result.clean
        say(f"   {name}: {'done' if result.clean else 'failed'}")
        for line in result.lines:
            say(f"    {line}")
    return 0 if clean else 1
