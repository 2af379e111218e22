from . import colleagues
from . import portal
