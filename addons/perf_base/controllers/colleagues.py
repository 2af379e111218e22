from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request


class PerfColleagues(http.Controller):
    """What the person picker of the portal asks for."""

    @http.route("/my/performance/colleagues", type="jsonrpc", auth="user", readonly=True)
    def perf_colleagues(self, query="", **kw):
        """Names, job titles and photos of colleagues whose name contains the query, at most twenty."""
        return {"people": request.env["hr.employee"]._perf_search_colleagues(query)}

    @http.route("/my/colleague/<int:employee_id>/avatar", type="http", auth="user", readonly=True)
    def perf_colleague_avatar(self, employee_id, **kw):
        """The photo of the user or of an active colleague; strangers and unknown ids are not found alike."""
        own = request.env["perf.reporting.line"]._get_own_employee_ids()
        Employee = request.env["hr.employee"]
        # sudo: portal users have no access to employees; one's own photo is no secret.
        person = (
            Employee.sudo().browse(employee_id) if employee_id in own else Employee._perf_find_colleagues([employee_id])
        )
        if not person:
            raise NotFound()
        stream = request.env["ir.binary"]._get_image_stream_from(person, "avatar_128")
        stream.public = False
        return stream.get_response(max_age=3600)
