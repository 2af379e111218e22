from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

KEY = "goal,"


class HrEmployee(models.Model):
    """What goals say about people to the other addons: signs of slippage, and a place for a point of a conversation."""

    _inherit = "hr.employee"

    def _perf_slippage(self):
        """Active goals that went off track; one that nobody speaks of any more still is."""
        signs = super()._perf_slippage()
        goals = self.env["perf.goal"].search_fetch(
            Domain("employee_id", "in", self.ids)
            & Domain("level", "=", "individual")
            & Domain("state", "=", "active")
            & Domain("off_track_since", "!=", False),
            ["employee_id", "name", "off_track_since"],
            order="off_track_since, id",
        )
        for goal in goals:
            signs[goal.employee_id.id].append(
                {
                    "since": goal.off_track_since,
                    "text": self.env._("“%(goal)s” went off track", goal=goal.name),
                }
            )
        return signs

    @api.model
    def _perf_milestones(self, date_from, date_to):
        """Goals of people's own that were closed as achieved in these days."""
        goals = self.env["perf.goal"].search_fetch(
            [
                ("level", "=", "individual"),
                ("state", "=", "achieved"),
                ("closed_on", ">=", date_from),
                ("closed_on", "<=", date_to),
            ],
            ["employee_id", "name", "closed_on"],
            order="id",
        )
        return [
            *super()._perf_milestones(date_from, date_to),
            *(
                {
                    "employee_id": goal.employee_id.id,
                    "kind": "goal",
                    "key": f"{KEY}{goal.id}",
                    "date": goal.closed_on,
                    "name": goal.name,
                }
                for goal in goals
            ),
        ]

    def _perf_text_targets(self):
        """Each active goal of the person that the user reads, and so may comment on."""
        return [
            *super()._perf_text_targets(),
            *(
                {
                    "key": f"{KEY}{goal.id}",
                    "label": self.env._("Comment on “%(goal)s”", goal=goal.name),
                    "icon": "fa-bullseye",
                }
                for goal in self._get_perf_goals_to_comment()
            ),
        ]

    def _perf_keep_text(self, key, text):
        """Comment on the goal, as the current user."""
        if not key.startswith(KEY):
            return super()._perf_keep_text(key, text)
        goal = self._get_perf_goals_to_comment().filtered(lambda each: key == f"{KEY}{each.id}")
        if not goal:
            return super()._perf_keep_text(key, text)
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            raise UserError(self.env._("Write what you want to keep, then save it."))
        goal.message_post(body=text, message_type="comment", subtype_xmlid="mail.mt_comment")
        return goal

    def _get_perf_goals_to_comment(self):
        """The active goals of the person that the current user reads: ``perf.goal`` as that user."""
        self.ensure_one()
        return self.env(su=False)["perf.goal"].search(
            [("employee_id", "=", self.id), ("level", "=", "individual"), ("state", "=", "active")],
            order="date_end, id",
        )
