from . import perf_points_adjust
from . import perf_recognition_edit
from . import perf_recognition_retract
from . import perf_reward_ask
from . import perf_reward_refuse
from . import perf_reward_voucher_add
from . import perf_award_nominate
