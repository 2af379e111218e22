from . import answers
from . import competencies
from . import differences
from . import evidence
from . import importing
from . import kinds
from . import roles
from . import scale
from . import score

__all__ = ["answers", "competencies", "differences", "evidence", "importing", "kinds", "roles", "scale", "score"]
