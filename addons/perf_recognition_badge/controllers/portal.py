from odoo.http import request

from odoo.addons.perf_recognition.controllers.portal import PerfRecognitionPortal


class PerfRecognitionBadgePortal(PerfRecognitionPortal):
    """The composer of the portal, with the badges that the person may give."""

    def _prepare_composer_values(self, employee, typed):
        """With the badges that the current user may give this month."""
        values = super()._prepare_composer_values(employee, typed)
        badges = request.env["gamification.badge"]._get_perf_grantable()
        return {**values, "badges": [{"id": badge.id, "name": badge.name} for badge in badges]}

    def _read_composer(self, form):
        """With the badge that was chosen."""
        badge_id = self._to_number(form.get("badge_id"))
        return {**super()._read_composer(form), **({"badge_id": badge_id} if badge_id else {})}
