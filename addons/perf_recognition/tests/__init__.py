from . import test_tools
from . import test_perf_recognition
from . import test_perf_recognition_security
from . import test_perf_points_entry
from . import test_perf_points_concurrency
from . import test_perf_recognition_portal
from . import test_perf_recognition_scaling
from . import test_perf_recognition_uninstall
