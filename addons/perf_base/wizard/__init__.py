from . import perf_portal_access
from . import perf_portal_access_line
from . import perf_word_mixin
