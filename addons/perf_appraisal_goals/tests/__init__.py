from . import test_perf_appraisal_goals
from . import test_perf_appraisal_history
from . import test_tools
from . import test_perf_appraisal_metric
