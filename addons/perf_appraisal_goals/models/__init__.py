from . import perf_appraisal_question
from . import perf_appraisal
from . import perf_appraisal_history
from . import perf_appraisal_result
from . import perf_appraisal_review
from . import perf_metric
from . import perf_goal_key_result
from . import perf_goal
