from . import test_perf_recognition_feedback
