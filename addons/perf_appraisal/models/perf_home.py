from odoo import fields, models

from ..tools.deadlines import ROLE_STEPS
from .perf_appraisal import OPEN_STATES
from .perf_appraisal_changes import OWED_STATES

CYCLES_SHOWN = 3
MANAGERS_SHOWN = 8
RESULTS_SHOWN = 4
SIGNED = ("acknowledged", "closed")


class PerfHome(models.AbstractModel):
    """Appraisals on the first screen: my results so far, the step of each of my people, cycles and what is late."""

    _inherit = "perf.home"

    def _get_form_models(self):
        return super()._get_form_models() | {"perf.appraisal", "perf.appraisal.review"}

    def _get_me_tiles(self, employee):
        """My shared results, the latest first, with the rules of the current user."""
        own = self.env["hr.employee"].browse(employee.ids)
        history = own._get_perf_appraisal_history()[employee.id]
        return [
            *super()._get_me_tiles(employee),
            {
                "key": "results",
                "sequence": 50,
                "title": self.env._("My results"),
                "icon": "fa-check-square-o",
                "type": "rows",
                "rows": [
                    {
                        "key": row["appraisal_id"],
                        "title": row["cycle"],
                        "text": row["level"] or self.env._("Without a level"),
                        "target": {"model": "perf.appraisal", "id": row["appraisal_id"]},
                    }
                    for row in history[: -RESULTS_SHOWN - 1 : -1]
                ],
                "empty": self.env._("Results that your manager shares with you stand here, so that you see your way."),
                "more": {
                    "label": self.env._("My appraisals"),
                    "target": {"action": "perf_appraisal.perf_appraisal_action_mine"},
                },
            },
        ]

    def _get_team_columns(self):
        return [*super()._get_team_columns(), {"key": "review", "sequence": 40, "label": self.env._("Appraisal")}]

    # ------------------------------------------------------------------
    # Overview
    # ------------------------------------------------------------------

    def _get_overview_tiles(self):
        return [*super()._get_overview_tiles(), self._prepare_cycles_tile(), self._prepare_overdue_tile()]

    def _prepare_cycles_tile(self):
        """How far the running cycles are. What peers owe is left to the board, which hides the officer's own."""
        cycles = self.env["perf.appraisal.cycle"].search(
            [("state", "in", ("running", "calibration")), ("company_id", "in", [*self.env.companies.ids, False])],
            limit=CYCLES_SHOWN,
        )
        counts = self._count_cycle_steps(cycles)
        labels = cycles.browse()._get_step_labels()
        rows = []
        for cycle in cycles:
            for step in ("self", "manager", "sign"):
                done, total = counts.get((cycle.id, step), (0, 0))
                if total:
                    rows.append(
                        {
                            "key": f"{cycle.id},{step}",
                            "group": cycle.name,
                            "label": labels[step],
                            "count": done,
                            "total": total,
                            "text": self.env._("%(done)s of %(total)s", done=done, total=total),
                            "target": {"model": "perf.appraisal.cycle", "id": cycle.id},
                        }
                    )
        return {
            "key": "cycles",
            "sequence": 10,
            "title": self.env._("Cycles"),
            "icon": "fa-refresh",
            "type": "bars",
            "rows": rows,
            "empty": self.env._("No cycle is running. A cycle invites everybody to review at the same time."),
            "more": {
                "label": self.env._("All cycles"),
                "target": {"action": "perf_appraisal.perf_appraisal_cycle_action"},
            },
        }

    def _count_cycle_steps(self, cycles):
        """How much of each step is done, in two queries.

        :return: dict (cycle id, step) -> pair of numbers: done, and all
        """
        counts = {}

        def add(cycle, step, done, number):
            before = counts.get((cycle.id, step), (0, 0))
            counts[cycle.id, step] = (before[0] + (number if done else 0), before[1] + number)

        reviews = self.env["perf.appraisal.review"]._read_group(
            [
                ("appraisal_id.cycle_id", "in", cycles.ids),
                ("appraisal_id.state", "!=", "cancelled"),
                ("role", "in", ("self", "manager")),
                ("state", "!=", "expired"),
            ],
            ["appraisal_id.cycle_id", "role", "state"],
            ["__count"],
        )
        for cycle, role, state, number in reviews:
            add(cycle, ROLE_STEPS[role], state not in OWED_STATES, number)
        appraisals = self.env["perf.appraisal"]._read_group(
            [("cycle_id", "in", cycles.ids), ("state", "!=", "cancelled")], ["cycle_id", "state"], ["__count"]
        )
        for cycle, state, number in appraisals:
            add(cycle, "sign", state in SIGNED, number)
        return counts

    def _prepare_overdue_tile(self):
        """Managers with reviews that are late, the most first."""
        domain = [
            ("role", "=", "manager"),
            ("state", "in", OWED_STATES),
            ("deadline", "<", fields.Date.context_today(self.env.user)),
            ("appraisal_id.state", "in", OPEN_STATES),
            ("appraisal_id.paused_since", "=", False),
            ("appraisal_id.cycle_id.state", "in", ("running", "calibration")),
        ]
        groups = self.env["perf.appraisal.review"]._read_group(
            domain, ["reviewer_employee_id"], ["__count"], order="__count DESC", limit=MANAGERS_SHOWN
        )
        most = max((count for _manager, count in groups), default=0)
        return {
            "key": "overdue",
            "sequence": 15,
            "title": self.env._("Late reviews by manager"),
            "icon": "fa-clock-o",
            "type": "bars",
            "rows": [
                {"key": manager.id, "label": manager.display_name, "count": count, "total": most}
                for manager, count in groups
            ],
            "empty": self.env._("No manager is late with a review."),
            "more": {
                "label": self.env._("Cycles"),
                "target": {"action": "perf_appraisal.perf_appraisal_cycle_action"},
            },
        }
