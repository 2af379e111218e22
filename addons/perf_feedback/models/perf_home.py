from odoo import models
from odoo.tools import format_date

from odoo.addons.perf_base.tools.text import shorten

FEEDBACK_SHOWN = 3
DEPARTMENTS_SHOWN = 8


class PerfHome(models.AbstractModel):
    """Feedback on the first screen: the latest that I got, when each of my people had some, who is left out."""

    _inherit = "perf.home"

    def _get_form_models(self):
        return super()._get_form_models() | {"perf.feedback"}

    def _get_me_tiles(self, employee):
        """The latest feedback that I received."""
        Feedback = self.env["perf.feedback"]
        latest = Feedback.search(employee._get_feedback_received_domain(), limit=FEEDBACK_SHOWN)
        return [
            *super()._get_me_tiles(employee),
            {
                "key": "feedback",
                "sequence": 30,
                "title": self.env._("Latest feedback"),
                "icon": "fa-comments-o",
                "type": "rows",
                "rows": [
                    {
                        "key": feedback.id,
                        "title": feedback.display_name,
                        "text": self.env._(
                            "%(date)s · %(text)s",
                            date=format_date(self.env, feedback.date, date_format="d MMM y"),
                            text=shorten(feedback.summary or "", 140),
                        ),
                        "target": {"model": "perf.feedback", "id": feedback.id},
                    }
                    for feedback in latest
                ],
                "empty": self.env._("Nothing yet. Ask a colleague how it goes: “Requests” in the menu Feedback."),
                "more": {
                    "label": self.env._("All feedback"),
                    "target": {"action": "perf_feedback.perf_feedback_action_received"},
                },
            },
        ]

    def _get_actions(self):
        return [
            *super()._get_actions(),
            {
                "key": "feedback",
                "sequence": 20,
                "label": self.env._("Give feedback"),
                "icon": "fa-comments-o",
                "target": {"model": "perf.feedback", "id": 0},
                "person": "default_employee_id",
            },
        ]

    def _get_team_columns(self):
        return [
            *super()._get_team_columns(),
            {"key": "feedback", "sequence": 20, "label": self.env._("Last feedback")},
        ]

    def _get_overview_tiles(self):
        """The departments with the smallest share of people who had feedback in the cadence."""
        groups = self.env["perf.feedback.coverage"]._read_group(
            [("company_id", "in", self.env.companies.ids)], ["department_id"], ["__count", "covered:sum"]
        )
        groups.sort(key=lambda group: (group[2] / group[1], -group[1]))
        nobody = self.env._("Without a department")
        return [
            *super()._get_overview_tiles(),
            {
                "key": "feedback",
                "sequence": 30,
                "title": self.env._("Feedback coverage"),
                "icon": "fa-comments-o",
                "type": "bars",
                "note": self.env._("People who had feedback in the cadence of the Settings, the fewest first."),
                "rows": [
                    {
                        "key": department.id,
                        "label": department.name or nobody,
                        "count": int(covered),
                        "total": count,
                        "text": self.env._("%(covered)s of %(count)s", covered=int(covered), count=count),
                        "target": {
                            "action": "perf_feedback.perf_feedback_coverage_action",
                            "domain": [("department_id", "=", department.id)],
                        },
                    }
                    for department, count, covered in groups[:DEPARTMENTS_SHOWN]
                ],
                "empty": self.env._("Who gets feedback, and who is forgotten? It shows once there are employees."),
                "more": {
                    "label": self.env._("Coverage"),
                    "target": {"action": "perf_feedback.perf_feedback_coverage_action"},
                },
            },
        ]
