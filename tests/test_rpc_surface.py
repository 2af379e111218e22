"""Nothing that RPC can call works on records that the caller may not read."""

import json
from pathlib import Path

SCRIPT = Path(__file__).parent / "scripts" / "rpc_surface.py"
CALLS_AT_LEAST = 200  # fewer would mean that the demo data or the search for methods no longer reach the suite


def test_strangers_are_refused(suite_db, clone_db, odoo_shell):
    """Two strangers, one of the portal and one of the back office, call every public method on what they can't read."""
    printed = odoo_shell(clone_db(suite_db), SCRIPT.read_text(encoding="utf-8"))
    result = json.loads(next(line for line in printed.splitlines() if line.startswith("RESULT "))[len("RESULT ") :])
    assert not result["holes"], "\n".join(map(str, result["holes"]))
    assert result["calls"] >= CALLS_AT_LEAST
