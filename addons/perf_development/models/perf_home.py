from odoo import fields, models
from odoo.tools import format_datetime, format_time

MEETINGS_SHOWN = 2


class PerfHome(models.AbstractModel):
    """1-on-1s on the first screen: my next ones, and when I last spoke with each of my people."""

    _inherit = "perf.home"

    def _get_form_models(self):
        return super()._get_form_models() | {"perf.one.on.one", "perf.development.plan"}

    def _get_me_tiles(self, employee):
        """The next 1-on-1s, with whoever it is."""
        meetings = self.env["perf.one.on.one"].search(
            [
                "|",
                ("employee_id", "=", employee.id),
                ("manager_id", "=", employee.id),
                ("state", "=", "planned"),
                ("stop", ">", fields.Datetime.now()),
            ],
            order="start, id",
            limit=MEETINGS_SHOWN,
        )
        return [
            *super()._get_me_tiles(employee),
            {
                "key": "one_on_one",
                "sequence": 20,
                "title": self.env._("Next 1-on-1"),
                "icon": "fa-comments",
                "type": "rows",
                # sudo: names of the two who meet, for one of them
                "rows": [self._prepare_meeting_row(meeting, employee) for meeting in meetings.sudo()],
                "empty": self.env._("None planned. Half an hour every other week keeps small things small."),
                "more": {
                    "label": self.env._("All 1-on-1s") if meetings else self.env._("Plan one"),
                    "target": {"action": "perf_development.perf_one_on_one_action_all"},
                },
            },
        ]

    def _prepare_meeting_row(self, meeting, employee):
        """A 1-on-1 as one of the two sees it. Called in sudo."""
        other = meeting.manager_id if meeting.employee_id == employee else meeting.employee_id
        return {
            "key": meeting.id,
            "title": self.env._("With %(person)s", person=other.name),
            "text": self.env._(
                "%(day)s at %(time)s",
                day=format_datetime(self.env, meeting.start, dt_format="EEEE d MMM"),
                time=format_time(self.env, meeting.start, tz=self.env.tz.zone, time_format="short"),
            ),
            "target": {"model": "perf.one.on.one", "id": meeting.id},
        }

    def _get_actions(self):
        return [
            *super()._get_actions(),
            {
                "key": "one_on_one",
                "sequence": 30,
                "label": self.env._("Plan a 1-on-1"),
                "icon": "fa-comments",
                "target": {"model": "perf.one.on.one", "id": 0},
                "person": "default_employee_id",
            },
        ]

    def _get_team_columns(self):
        return [
            *super()._get_team_columns(),
            {"key": "one_on_one", "sequence": 30, "label": self.env._("1-on-1")},
            {"key": "plan", "sequence": 50, "label": self.env._("Plan")},
        ]
