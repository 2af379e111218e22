from . import evidence
from . import importing
from . import roles
from . import score

__all__ = ["evidence", "importing", "roles", "score"]
