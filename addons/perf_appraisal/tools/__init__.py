from . import evidence
from . import roles
from . import score

__all__ = ["evidence", "roles", "score"]
