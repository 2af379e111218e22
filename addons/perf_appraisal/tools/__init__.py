from . import answers
from . import competencies
from . import differences
from . import evidence
from . import groups
from . import importing
from . import kinds
from . import roles
from . import scale
from . import score

__all__ = [
    "answers",
    "competencies",
    "differences",
    "evidence",
    "groups",
    "importing",
    "kinds",
    "roles",
    "scale",
    "score",
]
