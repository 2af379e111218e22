from . import perf_feedback_coverage
