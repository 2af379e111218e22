from . import perf_hr_review_mixin

# 1-on-1s
from . import perf_one_on_one
from . import perf_one_on_one_event
from . import perf_one_on_one_portal
from . import perf_one_on_one_item
from . import perf_one_on_one_kept
from . import perf_one_on_one_note
from . import perf_one_on_one_action
from . import perf_one_on_one_template
from . import perf_one_on_one_template_line
from . import calendar_event
from . import calendar_recurrence
from . import hr_employee_one_on_one

# development plans
from . import perf_development_plan
from . import perf_development_plan_portal
from . import perf_development_action
from . import perf_development_action_level
from . import perf_development_action_portal
from . import hr_employee_plan
from . import hr_employee_neglect

# concerns, second reviews, protected events
from . import perf_concern
from . import perf_concern_portal
from . import perf_concern_response
from . import perf_protected_event
from . import perf_second_review
from . import perf_second_reader
from . import hr_employee_concern

# improvement plans
from . import perf_improvement_plan
from . import perf_improvement_plan_steps
from . import perf_improvement_plan_words
from . import perf_improvement_plan_proposals
from . import perf_improvement_proposal
from . import perf_improvement_part
from . import perf_improvement_objective
from . import perf_improvement_checkpoint
from . import perf_improvement_progress
from . import perf_improvement_response
from . import perf_improvement_note
from . import perf_improvement_version
from . import hr_employee_improvement

# people and settings
from . import hr_employee
from . import res_company
from . import res_partner
from . import res_config_settings
from . import perf_home
