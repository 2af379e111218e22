"""Whatever people do with points, in whatever order, the ledger says what a few plain numbers say."""

import json
from pathlib import Path

SCRIPT = Path(__file__).parent / "scripts" / "points_properties.py"
KINDS = ["adjust", "approve", "cancel", "deliver", "expire", "give", "order", "refuse", "retract"]


def test_random_sequences(suite_db, clone_db, odoo_shell):
    """Giving, taking back, ordering, cancelling, refusing, adjusting, lapsing: no account or stock is ever off."""
    printed = odoo_shell(clone_db(suite_db), SCRIPT.read_text(encoding="utf-8"))
    result = json.loads(next(line for line in printed.splitlines() if line.startswith("RESULT "))[len("RESULT ") :])
    assert result["kinds"] == KINDS, "each step was possible at least once"
    assert result["sequences"] >= 60
    assert result["steps"] >= 500
    assert result["refused"] >= 50
