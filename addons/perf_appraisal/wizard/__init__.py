from . import perf_appraisal_appeal
from . import perf_appraisal_confirm
from . import perf_appraisal_import
from . import perf_appraisal_import_level
from . import perf_appraisal_nominate
from . import perf_appraisal_reason
from . import perf_appraisal_sign
from . import perf_appraisal_start
