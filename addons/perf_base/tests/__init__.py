from . import test_common
from . import test_perf_reporting_line
