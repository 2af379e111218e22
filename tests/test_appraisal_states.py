"""The page about the steps of an appraisal says what the code does."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "addons/perf_appraisal/tools/steps.py"
PAGE = ROOT / "docs/appraisal_states.md"


def test_page_is_up_to_date():
    spec = importlib.util.spec_from_file_location("appraisal_steps", SOURCE)
    steps = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(steps)
    assert PAGE.read_text(encoding="utf-8") == steps.get_page(), (
        f"Write the page anew: python3 {SOURCE.relative_to(ROOT)} > {PAGE.relative_to(ROOT)}"
    )
