from . import evidence
from . import score

__all__ = ["evidence", "score"]
