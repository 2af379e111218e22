from . import hr_employee
from . import perf_concern
from . import perf_hr_review_mixin
