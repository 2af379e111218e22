from . import feedback
from . import feedback_request
