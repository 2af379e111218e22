from . import test_perf_development_feedback
