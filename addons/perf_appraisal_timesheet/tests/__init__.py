from . import test_perf_works_with
