from . import feedback
from . import feedback_request
from . import feedback_answer
