from . import answers
from . import competencies
from . import differences
from . import evidence
from . import fairness_cells
from . import fairness_groups
from . import fairness_raters
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
    "fairness_cells",
    "fairness_groups",
    "fairness_raters",
    "groups",
    "history",
    "importing",
    "kinds",
    "roles",
    "scale",
    "score",
    "steps",
]
