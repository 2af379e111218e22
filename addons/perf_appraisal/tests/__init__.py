from . import test_perf_appraisal
from . import test_perf_appraisal_cycle
from . import test_perf_appraisal_review
from . import test_perf_appraisal_scaling
from . import test_perf_appraisal_security
from . import test_perf_appraisal_template
from . import test_portal
from . import test_tools
