from . import perf_feedback_word
