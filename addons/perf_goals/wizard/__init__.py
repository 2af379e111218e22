from . import perf_goal_checkin_wizard
from . import perf_goal_checkin_wizard_line
from . import perf_goal_reason_wizard
from . import perf_goal_amend_wizard
from . import perf_goal_assign_wizard
from . import perf_goal_clone_wizard
