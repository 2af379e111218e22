from . import period

__all__ = ["period"]
