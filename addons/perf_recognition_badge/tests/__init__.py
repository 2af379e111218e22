from . import test_perf_recognition_badge
from . import test_tools
