from . import answers
from . import competencies
from . import differences
from . import evidence
from . import groups
from . import history
from . import importing
from . import kinds
from . import roles
from . import scale
from . import score
from . import steps

__all__ = [
    "answers",
    "competencies",
    "differences",
    "evidence",
    "groups",
    "history",
    "importing",
    "kinds",
    "roles",
    "scale",
    "score",
    "steps",
]
