from . import test_colleagues
