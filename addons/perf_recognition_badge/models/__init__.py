from . import gamification_badge
from . import gamification_badge_user
from . import perf_recognition
