"""Each addon keeps the repository's conventions, and each check of them is able to fail."""

import pytest
from checks import CHECKS, findings, rights_tables
from conftest import ADDON_NAMES, ADDONS_PATH, ROOT

MODEL = "from odoo import fields, models\n\n\nclass PerfX(models.Model):\n    '''An x.'''\n\n    _name = 'perf.x'\n"
RECORD = '<odoo><record id="{}" model="{}"><field name="model">perf.x</field></record></odoo>'
GOOD_MANIFEST = {
    "license": "LGPL-3",
    "version": "19.0.1.0.0",
    "author": "A",
    "name": "X",
    "summary": "S",
    "category": "C",
}

#: (check, file of an addon, its content): each must be found.
BAD = [
    ("import-time", "models/perf_x.py", MODEL + "    day = fields.Date(default=fields.Date.today())\n"),
    ("import-time", "models/perf_x.py", "from datetime import datetime\nNOW = datetime.now()\n"),
    ("import-time", "models/perf_x.py", "import time\n\n\ndef since(when=time.time()):\n    return when\n"),
    (
        "query-in-loop",
        "models/perf_x.py",
        MODEL + "    def _compute_n(self):\n        for x in self:\n            x.n = self.env['a'].search_count([])\n",
    ),
    (
        "query-in-loop",
        "models/perf_x.py",
        MODEL + "    def _compute_n(self):\n        return [self.env['a'].search([]) for x in self]\n",
    ),
    ("access", "models/perf_x.py", MODEL),
    ("access", "wizard/perf_x.py", MODEL.replace("models.Model", "models.TransientModel")),
    ("record-rule", "models/perf_x.py", MODEL),
    ("record-rule", "wizard/perf_x.py", MODEL.replace("models.Model", "models.TransientModel")),
    ("one-or-loop", "models/perf_x.py", MODEL + "    def action_go(self):\n        return self.state\n"),
    (
        "depends-once",
        "models/perf_x.py",
        MODEL + "    @api.depends('a')\n    @api.depends('b')\n    def _compute_n(self):\n        self.n = 1\n",
    ),
    ("tests-imported", "tests/test_x.py", ""),
    ("tests-imported", "readme/x.md", ""),
    ("one-model-a-file", "models/perf_y.py", MODEL),
    ("one-model-a-file", "models/perf_x.py", MODEL + MODEL.split("\n\n\n")[1].replace("PerfX", "PerfY")),
    ("docstrings", "models/perf_x.py", MODEL + "    def go(self):\n        return 1\n"),
    ("docstrings", "models/perf_x.py", MODEL + "    def _get_x_domain(self):\n        return []\n"),
    ("docstrings", "models/perf_x.py", MODEL.replace("    '''An x.'''\n", "")),
    ("pure-tools", "tools/x.py", "from odoo import fields\n"),
    ("pure-tools", "tools/x.py", "def double(x):\n    '''Twice x.'''\n    return 2 * x\n"),
    ("translated-text", "models/x.py", "def f(self, n):\n    return self.env._(f'{n} goals')\n"),
    ("translated-text", "models/x.py", "def f(n):\n    return _('%s goals' % n)\n"),
    ("sudo-reason", "controllers/x.py", "def f(request):\n    return request.env['a'].sudo()\n"),
    ("leftovers", "models/x.py", "# TO" + "DO later\n"),
    ("widget-types", "static/src/x.js", 'registry.add("x", {component: X, supportedTypes: ["json", "jsonb"]});'),
    ("manifest", "__manifest__.py", repr({**GOOD_MANIFEST, "license": "AGPL-3"})),
    ("manifest", "__manifest__.py", repr({**GOOD_MANIFEST, "version": "1.0"})),
    ("manifest", "__manifest__.py", repr({**GOOD_MANIFEST, "author": ""})),
    ("layout", "readme/DESCRIPTION.md", "x"),
    ("layout", "pyproject.toml", "[build-system]\nbuild-backend = 'setuptools'\n"),
    ("ids", "views/x.xml", RECORD.format("view_x_form", "ir.ui.view")),
    ("ids", "data/x.xml", RECORD.format("x_reminder", "ir.cron")),
    ("ids", "security/x.xml", RECORD.format("x_manager", "ir.rule")),
    ("ids", "views/x.xml", '<odoo><menuitem id="performance"/></odoo>'),
]


@pytest.mark.parametrize("addon", ADDON_NAMES)
@pytest.mark.parametrize("name", CHECKS)
def test_addon_keeps_the_convention(name, addon):
    found = findings(name, ADDONS_PATH / addon)
    assert not found, f"{CHECKS[name].__doc__.strip()}\n" + "\n".join(found)


def test_tables_of_rights_are_tested():
    """What ``docs/security.md`` says stands word for word in tests, and the other way round."""
    said = rights_tables((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    sources = [path.read_text(encoding="utf-8") for path in ADDONS_PATH.glob("*/tests/test_*.py")]
    tested = [table for source in sources for table in rights_tables(source)]
    assert said, "no table found"
    assert sorted(said) == sorted(tested)


def test_tables_of_rights_are_found():
    text = "words\n| who | draft |\n|---|---|\n| author |  RW |\n\n| other | table |\n"
    assert rights_tables(text) == ["| who | draft |\n|---|---|\n| author | RW |"]


@pytest.mark.parametrize(("name", "path", "content"), BAD)
def test_check_finds_what_it_is_for(tmp_path, name, path, content):
    file = tmp_path / "perf_x" / path
    file.parent.mkdir(parents=True)
    file.write_text(content, encoding="utf-8")
    assert findings(name, tmp_path / "perf_x")


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_is_proved_able_to_fail(name):
    assert name in {bad[0] for bad in BAD}


@pytest.mark.parametrize(
    ("name", "path", "content"),
    [
        (
            "import-time",
            "models/perf_x.py",
            MODEL + "    day = fields.Date(default=lambda self: fields.Date.today())\n",
        ),
        (
            "query-in-loop",
            "models/perf_x.py",
            MODEL + "    def _compute_n(self):\n        a = self.env['a'].search([])\n",
        ),
        ("record-rule", "models/perf_x.py", MODEL.replace("class", "# allow record-rule: no secrets\nclass")),
        (
            "one-or-loop",
            "models/perf_x.py",
            MODEL + "    def go(self):\n        self.ensure_one()\n        return self.a\n",
        ),
        ("one-or-loop", "models/perf_x.py", MODEL + "    def go(self):\n        for x in self:\n            x.a = 1\n"),
        ("one-model-a-file", "models/perf_x_portal.py", MODEL),
        ("sudo-reason", "controllers/x.py", "def f(env):\n    # why\n    return env['a'].sudo()\n"),
        ("ids", "views/x.xml", RECORD.format("perf_x_view_form", "ir.ui.view")),
        ("manifest", "__manifest__.py", repr(GOOD_MANIFEST)),
    ],
)
def test_check_leaves_good_code_alone(tmp_path, name, path, content):
    file = tmp_path / "perf_x" / path
    file.parent.mkdir(parents=True)
    file.write_text(content, encoding="utf-8")
    assert findings(name, tmp_path / "perf_x") == []
