from . import controllers, models, wizard
from .hooks import uninstall_hook

__all__ = ["controllers", "models", "uninstall_hook", "wizard"]
