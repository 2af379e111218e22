from . import perf_portal_access
from . import perf_portal_access_line
