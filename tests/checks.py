"""What linters don't see: checks over the source of one addon, each returning its findings as ``file:line: what``.

A finding that is right as it is gets a comment ``# allow NAME: reason`` (in XML ``<!-- allow NAME: reason -->``) on its
line or the line above; NAME is the name of the check in ``CHECKS``.
"""

import ast
import csv
import re
from pathlib import Path

from lxml import etree

CHECKS = {}
CLOCKS = {
    "fields.Date.today", "fields.Date.context_today", "fields.Datetime.now", "fields.Datetime.today",
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now", "datetime.date.today",
    "date.today", "time.time",
}  # fmt: skip
QUERIES = {"search", "search_count", "search_fetch", "search_read", "_search", "read_group", "_read_group", "browse"}
#: Attributes of a recordset that are no field.
#: the global rule of a dialog
OWN_RULE = "[('create_uid', '=', user.id)]"
NOT_A_FIELD = {"env", "ids", "pool", "_name", "_table", "_fields", "_description", "_context", "_cr", "_origin"}
#: Methods of the framework that other code calls by these names; what they do is known.
FRAMEWORK = {"create", "write", "unlink", "copy", "copy_data", "default_get", "read", "name_search", "web_search_read"}
HOOKS = re.compile(r"_(get_.*_domain|prepare_.*|can_.*|is_.*)$")
LIBRARY = {"lib", "node_modules", "__pycache__"}


def check(function):
    """Register a check under the name of its function, with dashes."""
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


# --- reading -----------------------------------------------------------------------------------------------------


class Source:
    """A Python file with its syntax tree."""

    def __init__(self, path, addon):
        self.path, self.addon = path, addon
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.tree = ast.parse(self.text)

    def at(self, line, what):
        """Return a finding."""
        return f"{self.path.relative_to(self.addon.parent)}:{line}: {what}"

    def allows(self, name, line):
        """Tell whether a comment on a line or the one above allows a finding there."""
        near = self.lines[max(0, line - 2) : line]
        return any(re.search(rf"# allow {name}: \S+", text) for text in near)


def sources(addon, *folders):
    """Yield the Python files of some folders of an addon, or of all of them."""
    roots = [addon / folder for folder in folders] if folders else [addon]
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            if LIBRARY.isdisjoint(path.parts):
                yield Source(path, addon)


def xml_records(addon):
    """Yield (path, element) of every record and menu of an addon."""
    for path in sorted(addon.rglob("*.xml")):
        if "static" in path.relative_to(addon).parts:
            continue
        for element in etree.parse(str(path)).iter("record", "menuitem"):
            yield path, element


def dotted(node):
    """Return a name with its dots, or nothing."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def model_classes(source):
    """Yield the classes of models of a file with their attributes: ``_name``, ``_inherit``, ``_auto``..."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and any(dotted(base).startswith("models.") for base in node.bases):
            yield node, class_attributes(node)


def class_attributes(node):
    """Return the plain values that a class body gives to names."""
    values = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                values[statement.targets[0].id] = ast.literal_eval(statement.value)
            except ValueError:
                continue
    return values


def kind(node):
    """Return Model, TransientModel or AbstractModel."""
    return next(dotted(base).split(".")[-1] for base in node.bases if dotted(base).startswith("models."))


def methods(node):
    """Yield the methods of a class."""
    return (each for each in node.body if isinstance(each, ast.FunctionDef))


def is_public(name):
    """Tell whether a name can be called from outside, over RPC too."""
    return not name.startswith("_")


def decorators(method):
    """Return the decorators of a method by name."""
    return {dotted(each.func if isinstance(each, ast.Call) else each) for each in method.decorator_list}


# --- Python ------------------------------------------------------------------------------------------------------


class _ImportTime(ast.NodeVisitor):
    """Finds clocks that are read when a module is imported: outside of functions, or in their defaults."""

    def __init__(self):
        self.found = []

    def visit_FunctionDef(self, node):
        """Look at defaults only; the body runs later."""
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(default)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node):
        """Skip: it runs later."""

    def visit_Call(self, node):
        """Note a clock."""
        if dotted(node.func) in CLOCKS:
            self.found.append(node)
        self.generic_visit(node)


@check
def import_time(addon):
    """A date in a class body is the day the server started, not today."""
    for source in sources(addon):
        visitor = _ImportTime()
        visitor.visit(source.tree)
        for node in visitor.found:
            yield source.at(node.lineno, f"{dotted(node.func)}() is evaluated at import; give a callable")


def loop_bodies(function):
    """Yield the nodes of a function that run once per round of a loop."""
    for node in ast.walk(function):
        if isinstance(node, (ast.For, ast.While)):
            yield from node.body
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            yield from [node.elt, *comprehension_rest(node)]
        elif isinstance(node, ast.DictComp):
            yield from [node.key, node.value, *comprehension_rest(node)]


def comprehension_rest(node):
    """Return the parts of a comprehension that run once a round: conditions and inner sources."""
    first, *others = node.generators
    return [*first.ifs, *(part for each in others for part in (each.iter, *each.ifs))]


@check
def query_in_loop(addon):
    """One query for all records, not one per record."""
    for source in sources(addon, "models", "wizard", "report"):
        for function in ast.walk(source.tree):
            if not (isinstance(function, ast.FunctionDef) and function.name.startswith("_compute_")):
                continue
            found = {
                node.lineno: node.func.attr
                for body in loop_bodies(function)
                for node in ast.walk(body)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in QUERIES
            }
            for line, name in sorted(found.items()):
                if not source.allows("query-in-loop", line):
                    yield source.at(line, f"{name}() once per record in {function.name}")


def new_models(addon):
    """Yield (source, class, name, kind) of the models that an addon creates and that have a table or a view."""
    for source in sources(addon, "models", "wizard", "report"):
        for node, values in model_classes(source):
            name = values.get("_name")
            inherited = values.get("_inherit", [])
            if name and name not in ([inherited] if isinstance(inherited, str) else inherited):
                yield source, node, name, kind(node)


@check
def access(addon):
    """Each model has a line in ir.model.access.csv."""
    path = addon / "security" / "ir.model.access.csv"
    lines = list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []
    known = {(line.get("model_id:id") or line.get("model_id/id") or "").split(".")[-1] for line in lines}
    for source, node, name, which in new_models(addon):
        if which != "AbstractModel" and f"model_{name.replace('.', '_')}" not in known:
            yield source.at(node.lineno, f"{name} has no access line")


@check
def record_rule(addon):
    """Each model that is kept has record rules, each dialog one for all that keeps it for the one who opened it.

    An access line alone opens all records of all companies.
    """
    kept, own = set(), set()
    for _path, record in xml_records(addon):
        if record.get("model") == "ir.rule":
            values = {field.get("name"): field for field in record.iter("field")}
            model = values["model_id"].get("ref", "").split(".")[-1]
            kept.add(model)
            domain = "".join(values["domain_force"].itertext())
            if domain == OWN_RULE and values.keys() == {"name", "model_id", "domain_force"}:
                own.add(model)
    for source, node, name, which in new_models(addon):
        known = {"Model": kept, "TransientModel": own}.get(which)
        wanted = known is not None and f"model_{name.replace('.', '_')}" not in known
        if wanted and not source.allows("record-rule", node.lineno):
            yield source.at(node.lineno, f"{name} has no record rule" + (f" {OWN_RULE}" if known is own else ""))


def reads_a_field(method):
    """Return the line where a method reads a field of self, or nothing."""
    called = {id(node.func) for node in ast.walk(method) if isinstance(node, ast.Call)}
    lines = [
        node.lineno
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and isinstance(node.ctx, ast.Load)
        and id(node) not in called
        and node.attr not in NOT_A_FIELD
        and not node.attr.isupper()
    ]
    return min(lines, default=None)


def guards_self(method):
    """Tell whether a method makes sure of one record, or goes through its records."""
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and dotted(node.func) in {"self.ensure_one", "self.filtered", "self.mapped"}:
            return True
        rounds = [node.iter] if isinstance(node, (ast.For, ast.comprehension)) else []
        if any(isinstance(part, ast.Name) and part.id == "self" for each in rounds for part in ast.walk(each)):
            return True
    return False


@check
def one_or_loop(addon):
    """A method that the outside can call on any number of records reads fields of one, or of each in a loop."""
    for source in sources(addon, "models", "wizard"):
        for node, _values in model_classes(source):
            for method in methods(node):
                if not is_public(method.name) or method.name in FRAMEWORK or "api.model" in decorators(method):
                    continue
                line = reads_a_field(method)
                if line and not guards_self(method) and not source.allows("one-or-loop", method.lineno):
                    yield source.at(line, f"{method.name}() reads a field without ensure_one() or a loop over self")


@check
def depends_once(addon):
    """A compute method has one ``@api.depends``: of two, the inner one counts for nothing."""
    for source in sources(addon):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef):
                named = [dotted(decorator.func) for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
                if named.count("api.depends") > 1:
                    yield source.at(node.lineno, f"{node.name} has more than one @api.depends")


@check
def tests_imported(addon):
    """Odoo runs only the tests that tests/__init__.py imports."""
    folder = addon / "tests"
    names = {path.stem for path in folder.glob("test_*.py")}
    if not names:
        yield f"{addon.name}/tests: no test_*.py"
        return
    init = folder / "__init__.py"
    text = init.read_text(encoding="utf-8") if init.exists() else ""
    imported = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    for name in sorted(names - imported):
        yield f"{addon.name}/tests/__init__.py:1: {name} is not imported, so it never runs"


@check
def one_model_a_file(addon):
    """One model, one file, with its name; an extension by theme begins with the model's name."""
    for source in sources(addon, "models", "wizard", "report"):
        classes = list(model_classes(source))
        if len(classes) > 1:
            yield source.at(classes[1][0].lineno, f"{len(classes)} models in a file")
        for node, values in classes[:1]:
            name = values.get("_name") or values.get("_inherit") or ""
            name = (name if isinstance(name, str) else name[0]).replace(".", "_")
            if not f"{source.path.stem}_".startswith(f"{name}_"):
                yield source.at(node.lineno, f"the model {name} belongs in {name}.py")


@check
def docstrings(addon):
    """Every public method, every hook made to be overridden and every model says what it is."""
    for source in sources(addon, "models", "wizard", "report", "controllers"):
        for node in (each for each in source.tree.body if isinstance(each, ast.ClassDef)):
            if not ast.get_docstring(node):
                yield source.at(node.lineno, f"class {node.name} has no docstring")
            for method in methods(node):
                documented = ast.get_docstring(method) or method.name in FRAMEWORK
                if (is_public(method.name) or HOOKS.match(method.name)) and not documented:
                    yield source.at(method.lineno, f"{method.name}() has no docstring")


@check
def pure_tools(addon):
    """Arithmetic and state rules stand in tools/, free of Odoo, each function with an example that is run."""
    for source in sources(addon, "tools"):
        for node in ast.walk(source.tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "odoo" for name in names):
                yield source.at(node.lineno, "tools/ must not import odoo")
        for node in (each for each in source.tree.body if isinstance(each, ast.FunctionDef)):
            if is_public(node.name) and ">>>" not in (ast.get_docstring(node) or ""):
                yield source.at(node.lineno, f"{node.name}() has no doctest")


def is_translation(function):
    """Tell whether a call looks a text up in a translation: ``_``, ``_lt``, ``env._``."""
    name = function.attr if isinstance(function, ast.Attribute) else dotted(function)
    return name in {"_", "_lt"}


@check
def translated_text(addon):
    """Text put together before it is looked up is never found in a translation."""
    for source in sources(addon):
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and is_translation(node.func)):
                continue
            if node.args and not isinstance(node.args[0], (ast.Constant, ast.Name, ast.Attribute)):
                yield source.at(node.lineno, "only plain text can be translated: _('… %(name)s …', name=…)")


@check
def sudo_reason(addon):
    """A controller that steps around the rights says why, in a comment on the line or above it."""
    for source in sources(addon, "controllers"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sudo":
                line = node.func.end_lineno
                if not any("#" in text for text in source.lines[max(0, line - 3) : line]):
                    yield source.at(line, "sudo() without a comment that names the reason")


@check
def leftovers(addon):
    """What is left to do stands in the tracker."""
    for path in sorted(addon.rglob("*")):
        if path.suffix in {".py", ".xml", ".js", ".scss", ".css", ".csv"} and LIBRARY.isdisjoint(path.parts):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(r"\b(TODO|FIXME|XXX)\b", line):
                    yield f"{path.relative_to(addon.parent)}:{number}: {line.strip()[:80]}"


#: What the client knows as types of fields; with ?debug=1 it refuses a widget that names another.
FIELD_TYPES = {
    "binary",
    "boolean",
    "json",
    "integer",
    "float",
    "monetary",
    "properties",
    "properties_definition",
    "reference",
    "many2one_reference",
    "many2one",
    "one2many",
    "many2many",
    "selection",
    "date",
    "datetime",
    "char",
    "text",
    "html",
}


@check
def widget_types(addon):
    """A widget for fields names types that the client knows."""
    for path in sorted(addon.glob("static/src/**/*.js")):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"supportedTypes: \[([^\]]*)\]", text):
            for name in re.findall(r"[\w]+", match[1]):
                if name not in FIELD_TYPES:
                    line = text.count("\n", 0, match.start()) + 1
                    yield f"{path.relative_to(addon.parent)}:{line}: there is no type of field {name}"


# --- the addon as a whole ----------------------------------------------------------------------------------------


@check
def manifest(addon):
    """Licence, version and author, as the guideline wants them."""
    path = addon / "__manifest__.py"
    values = ast.literal_eval(path.read_text(encoding="utf-8"))
    expected = {
        "license": re.compile(r"LGPL-3$"),
        "version": re.compile(r"19\.0\.\d+\.\d+\.\d+$"),
        "author": re.compile(r".+"),
        "name": re.compile(r".+"),
        "summary": re.compile(r".+"),
        "category": re.compile(r".+"),
    }
    for key, pattern in expected.items():
        if not pattern.match(str(values.get(key, ""))):
            yield f"{addon.name}/__manifest__.py:1: {key} is {values.get(key)!r}"
    if "description" in values:
        yield f"{addon.name}/__manifest__.py:1: the description belongs in readme/"


@check
def layout(addon):
    """The files that each addon of the OCA's layout has."""
    wanted = (
        "pyproject.toml",
        "readme/DESCRIPTION.md",
        "readme/USAGE.md",
        "readme/HISTORY.md",
        "static/description/icon.png",
        f"i18n/{addon.name}.pot",
    )
    for name in wanted:
        if not (addon / name).exists():
            yield f"{addon.name}/{name} is missing"
    project = addon / "pyproject.toml"
    if project.exists() and "whool.buildapi" not in project.read_text(encoding="utf-8"):
        yield f"{addon.name}/pyproject.toml:1: the build backend is not whool"


def id_pattern(record):
    """Return the pattern that the guideline has for the id of a record, or nothing."""
    model = record.get("model", "")
    if record.tag == "menuitem" or model == "ir.ui.menu":
        return r"^(menu_|.*_menu)"
    if model == "ir.ui.view":
        field = next((each for each in record.iter("field") if each.get("name") == "model"), None)
        name = re.escape((field.text or "").strip().replace(".", "_")) if field is not None else r"\w+"
        return rf"^{name}_view_[a-z]+"
    return {
        "ir.rule": r"^\w+_rule_\w+$",
        "ir.cron": r"^ir_cron_\w+$",
        "mail.template": r"^mail_template_\w+$",
        "res.groups": r"^group_\w+$",
        "res.groups.privilege": r"^\w*privilege\w*$",
        "ir.actions.act_window": r"^\w+_action(_\w+)?$",
    }.get(model)


@check
def ids(addon):
    """Ids by Odoo's guideline, so that another addon finds a record without opening this one."""
    for path, record in xml_records(addon):
        pattern, name = id_pattern(record), record.get("id", "")
        if pattern and "." not in name and not re.match(pattern, name):
            yield f"{path.relative_to(addon.parent)}:{record.sourceline}: {name} is not named like {pattern}"


def findings(name, addon):
    """Return what a check finds in an addon."""
    return list(CHECKS[name](Path(addon)))


def rights_tables(text):
    """The tables of rights in a text, each as one text of its lines: those whose first column is *who*."""
    tables, rows = [], []
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if line.startswith("|"):
            rows.append(" ".join(line.split()))
        elif rows:
            tables.append("\n".join(rows))
            rows = []
    return [table for table in tables if table.startswith("| who |")]
