from . import portal
from . import template_preview
from . import outside
from . import reviewers
from . import appraisals
from . import calibration
