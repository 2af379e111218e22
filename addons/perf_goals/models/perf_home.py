from odoo import models
from odoo.fields import Domain

GOALS_SHOWN = 6
SIGNS = {
    "on_track": "fa-check-circle text-success",
    "at_risk": "fa-exclamation-triangle text-warning",
    "off_track": "fa-times-circle text-danger",
    "stale": "fa-clock-o text-muted",
}
TONES = {"on_track": "success", "at_risk": "warning", "off_track": "danger", "stale": "secondary"}


class PerfHome(models.AbstractModel):
    """Goals on the first screen: my own with their health, a column of the team, all of the company by health."""

    _inherit = "perf.home"

    def _get_form_models(self):
        return super()._get_form_models() | {"perf.goal"}

    def _get_me_tiles(self, employee):
        """The active goals, those that need me most first."""
        goals = self.env["perf.goal"].search(
            [("employee_id", "=", employee.id), ("state", "=", "active"), ("level", "=", "individual")],
            order="attention_rank, date_end, id",
            limit=GOALS_SHOWN,
        )
        mine = {"action": "perf_goals.perf_goal_action_my"}
        return [
            *super()._get_me_tiles(employee),
            {
                "key": "goals",
                "sequence": 10,
                "title": self.env._("My goals"),
                "icon": "fa-bullseye",
                "type": "rows",
                "rows": [self._prepare_goal_row(goal) for goal in goals],
                "empty": self.env._(
                    "What do you want to reach next? A goal says what will be different, and until when."
                ),
                "more": {"label": self.env._("All goals") if goals else self.env._("Propose a goal"), "target": mine},
            },
        ]

    def _prepare_goal_row(self, goal):
        """A goal with its progress, what is expected today, and its health in words."""
        return {
            "key": goal.id,
            "title": goal.name,
            "text": self.env._(
                "%(summary)s · %(expected)s %% expected today",
                summary=goal._get_summary(),
                expected=round(goal.expected_progress),
            ),
            "sign": SIGNS.get(goal.health, "fa-circle-o text-muted"),
            "progress": goal.progress,
            "expected": goal.expected_progress,
            "target": {"model": "perf.goal", "id": goal.id},
        }

    def _get_actions(self):
        return [
            *super()._get_actions(),
            {
                "key": "goals",
                "sequence": 10,
                "label": self.env._("Check in"),
                "icon": "fa-bullseye",
                "target": {"action": "perf_goals.perf_goal_action_my"},
            },
        ]

    def _get_team_columns(self):
        return [*super()._get_team_columns(), {"key": "goals", "sequence": 10, "label": self.env._("Goals")}]

    def _get_overview_tiles(self):
        """All active goals of people by health, as far as the officer may read them."""
        Goal = self.env["perf.goal"]
        domain = Domain("state", "=", "active") & Domain("level", "=", "individual")
        counts = {health: count for health, count in Goal._read_group(domain, ["health"], ["__count"]) if health}
        total = sum(counts.values())
        labels = dict(Goal._fields["health"]._description_selection(self.env))
        return [
            *super()._get_overview_tiles(),
            {
                "key": "goals",
                "sequence": 20,
                "title": self.env._("Goals by health"),
                "icon": "fa-bullseye",
                "type": "bars",
                "rows": [
                    {
                        "key": health,
                        "label": labels[health],
                        "count": counts.get(health, 0),
                        "total": total,
                        "sign": SIGNS[health],
                        "tone": TONES[health],
                        "target": {
                            "action": "perf_goals.perf_goal_action_all",
                            "domain": [
                                ("state", "=", "active"),
                                ("level", "=", "individual"),
                                ("health", "=", health),
                            ],
                        },
                    }
                    for health in TONES
                    if total
                ],
                "empty": self.env._("Nobody has an active goal yet. Managers can assign goals to many people at once."),
                "more": {"label": self.env._("All goals"), "target": {"action": "perf_goals.perf_goal_action_all"}},
            },
        ]
