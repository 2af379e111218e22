from . import perf_appraisal
from . import perf_appraisal_result
from . import perf_goal
