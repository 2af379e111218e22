from odoo import models


class HrEmployee(models.Model):
    """The entry of the addon on the page *My performance* of the portal."""

    _inherit = "hr.employee"

    def _perf_portal_cards(self):
        cards = super()._perf_portal_cards()
        items = [item for item in self._perf_todo()[self.id] if item["url"].startswith("/my/development")]
        cards.append(
            {
                "key": "perf_development",
                "sequence": 30,
                "title": self.env._("Development"),
                "text": items[0]["title"] if items else self.env._("1-on-1s, your plan, and what you agreed on."),
                "icon": "fa-compass",
                "url": "/my/development",
                "count": len(items),
                "due": min((item["due"] for item in items if item["due"]), default=False),
            }
        )
        return cards
