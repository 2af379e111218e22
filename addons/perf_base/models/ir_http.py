from odoo import models
from odoo.http import request

from ..tools.forms import clean_params


class IrHttp(models.AbstractModel):
    """What reaches the pages of the suite: texts that can be kept, whatever a browser or a script sends."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Hand on texts only: pages that take files ask for them by name."""
        if getattr(endpoint.func, "__module__", "").startswith("odoo.addons.perf_"):
            request.params = clean_params(request.params)
        return super()._dispatch(endpoint)
