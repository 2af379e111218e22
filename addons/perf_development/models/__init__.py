from . import perf_hr_review_mixin

# 1-on-1s
# development plans
# concerns, second reviews, protected events
# improvement plans
# people and settings
from . import hr_employee
from . import res_company
from . import res_config_settings
