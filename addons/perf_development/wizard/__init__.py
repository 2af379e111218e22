# 1-on-1s
from . import perf_one_on_one_change

# improvement plans
from . import perf_improvement_hold
from . import perf_improvement_hold_line
from . import perf_improvement_word

# development plans
from . import perf_development_word

# concerns
from . import perf_issue_word
