from . import hr_employee
from . import perf_concern
