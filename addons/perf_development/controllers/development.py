from odoo import fields, http
from odoo.http import request


class PerfDevelopmentPortal(http.Controller):
    """The page *Development*: conversations, plan, and what was agreed on."""

    @http.route("/my/development", type="http", auth="user", website=True, readonly=True)
    def my_development(self, **kw):
        """My next 1-on-1, my plan, and what waits for me."""
        if not request.env.user._perf_employees():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        return request.render("perf_development.portal_my_development", self._prepare_development_values())

    def _prepare_development_values(self):
        """Plain values of the page; each part of the addon adds its own.

        :return: dict
        """
        actions = sorted(self._get_development_actions(), key=lambda action: action["sequence"])
        return {
            "page_name": "perf_development",
            "primary": actions[0] if actions else None,
            "today": fields.Date.context_today(request.env.user),
        }

    def _get_development_actions(self):
        """What a person may want to do on the page; the first by ``sequence`` becomes its one primary action.

        :return: list of dicts with ``sequence``, ``label`` and ``url``
        """
        return []
