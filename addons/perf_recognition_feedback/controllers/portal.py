from odoo.http import request

from odoo.addons.perf_base.tools.forms import to_id
from odoo.addons.perf_recognition.controllers.portal import PerfRecognitionPortal


class PerfRecognitionFeedbackPortal(PerfRecognitionPortal):
    """The composer of the portal, opened from praise."""

    def _read_address(self, to=None, feedback=None, **kw):
        """With what is to be said again, as far as the user reads that feedback and may say it."""
        typed = super()._read_address(to=to, **kw)
        found = request.env["perf.feedback"].search([("id", "=", to_id(feedback))], limit=1)
        return {**typed, **found._prepare_recognition_values()} if found.can_recognise else typed
