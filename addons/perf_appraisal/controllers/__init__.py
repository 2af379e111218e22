from . import portal
from . import template_preview
