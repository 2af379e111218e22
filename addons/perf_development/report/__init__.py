# improvement plans
from . import perf_improvement_report
from . import report_perf_development_report_improvement_employee
from . import report_perf_development_report_improvement_hr
from . import report_perf_development_report_improvement_manager

# concerns
from . import report_perf_development_report_concern
