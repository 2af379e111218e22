# 1-on-1s
from . import perf_one_on_one_change
