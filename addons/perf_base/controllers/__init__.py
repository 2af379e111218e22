from . import colleagues
