from . import test_perf_metrics
