from . import perf_feedback
