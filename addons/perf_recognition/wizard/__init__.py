from . import perf_recognition_retract
