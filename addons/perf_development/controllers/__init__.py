from . import development

# 1-on-1s
from . import one_on_one

# development plans
from . import plan

# concerns
from . import concern

# improvement plans
from . import improvement
