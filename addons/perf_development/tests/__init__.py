# shared
from . import test_perf_word

# 1-on-1s
from . import test_perf_one_on_one
from . import test_perf_one_on_one_calendar
from . import test_perf_one_on_one_matrix
from . import test_perf_one_on_one_portal
from . import test_perf_one_on_one_security

# development plans
from . import test_plan_tools
from . import test_perf_development_plan
from . import test_perf_development_plan_matrix
from . import test_perf_development_plan_security
from . import test_perf_development_plan_portal
from . import test_perf_neglect

# concerns
from . import test_perf_concern
from . import test_perf_concern_matrix
from . import test_perf_concern_portal
from . import test_perf_second_review

# improvement plans
from . import test_improvement_tools
from . import test_perf_improvement_matrix
from . import test_perf_improvement_plan
from . import test_perf_improvement_proposal
from . import test_perf_improvement_portal
from . import test_perf_improvement_scaling
from . import test_perf_improvement_security
from . import test_perf_home
