from . import test_common
from . import test_perf_digest
from . import test_perf_hr_fields
from . import test_perf_mixins
from . import test_perf_portal
from . import test_perf_portal_access
from . import test_perf_reporting_line
from . import test_tools
