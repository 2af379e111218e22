from . import portal
from . import rewards
from . import awards
