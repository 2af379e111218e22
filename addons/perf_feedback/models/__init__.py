from . import perf_feedback
from . import perf_feedback_reply
from . import perf_feedback_request
from . import perf_feedback_request_line
from . import perf_feedback_hint
from . import hr_employee
from . import res_company
from . import res_config_settings
