"""What was decided in a calibration session, as a file."""

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from odoo.addons.perf_base.controllers.helpers import get_record


class PerfCalibration(http.Controller):
    """The file of a session, for those who lead it."""

    @http.route("/perf_appraisal/calibration/<int:session_id>.csv", type="http", auth="user", readonly=True)
    def perf_calibration_csv(self, session_id, **kw):
        """Original and calibrated levels: who, when, why.

        :param session_id: id of a session that the user leads
        """
        if not request.env["perf.calibration"].has_access("read"):
            raise request.not_found()
        session = get_record("perf.calibration", session_id)
        try:
            content = session._prepare_csv()
        except (AccessError, UserError):
            raise request.not_found() from None
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", content_disposition(f"{session.name}.csv")),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
