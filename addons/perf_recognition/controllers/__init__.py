from . import portal
from . import rewards
