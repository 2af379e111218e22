from . import test_perf_feedback
from . import test_perf_feedback_security
from . import test_perf_feedback_request
from . import test_perf_feedback_hooks
from . import test_perf_feedback_portal
from . import test_perf_feedback_scaling
from . import test_tools
from . import test_perf_feedback_matrix
