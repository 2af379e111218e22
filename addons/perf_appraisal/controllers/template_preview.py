"""The form of a template as somebody will see it in the portal, for the builder's preview."""

from odoo import http
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_record

from ..tools.roles import ROLES


class PerfAppraisalTemplatePreview(http.Controller):
    """A page without menus that the builder shows in a frame."""

    @http.route(
        "/my/reviews/preview/<int:template_id>/<string:role>", type="http", auth="user", methods=["GET"], website=True
    )
    def perf_template_preview(self, template_id, role, **kw):
        """The questions for a role, with the portal's own controls; nothing can be sent.

        :param template_id: id of a template that the user may read, as HR
        :param role: one of ``tools.roles.ROLES``
        """
        if not request.env["perf.appraisal.template"].has_access("read") or role not in ROLES:
            raise request.not_found()
        template = get_record("perf.appraisal.template", template_id)
        values = {"sections": template.get_preview(role), "template_name": template.name}
        return request.render("perf_appraisal.portal_template_preview", values)
