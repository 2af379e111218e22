from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, format_date

from odoo.addons.perf_base.tools.text import shorten

THANKS_SHOWN = 2
SPREAD_DAYS = 90
DEPARTMENTS_SHOWN = 8


class PerfHome(models.AbstractModel):
    """Recognition on the first screen: who thanked me, who of my people was thanked, and how far thanks reach."""

    _inherit = "perf.home"

    def _get_me_tiles(self, employee):
        """The latest thanks to me."""
        latest = self.env["perf.recognition"].search(
            [("recipient_ids", "in", employee.ids), ("state", "=", "posted"), ("milestone", "=", False)],
            limit=THANKS_SHOWN,
        )
        return [
            *super()._get_me_tiles(employee),
            {
                "key": "recognition",
                "sequence": 40,
                "title": self.env._("Latest recognition"),
                "icon": "fa-star-o",
                "type": "rows",
                "rows": [
                    {
                        "key": recognition.id,
                        "title": self.env._("Thanked by %(name)s", name=recognition.author_name),
                        "text": self.env._(
                            "%(date)s · %(text)s",
                            date=format_date(
                                self.env,
                                fields.Datetime.context_timestamp(self, recognition.date).date(),
                                date_format="d MMM y",
                            ),
                            text=shorten(recognition.message or "", 140),
                        ),
                        "target": {"model": "perf.recognition", "id": recognition.id},
                    }
                    for recognition in latest
                ],
                "empty": self.env._("Who helped you lately? Thank them: thanks often come back."),
                "more": {
                    "label": self.env._("Wall"),
                    "target": {"action": "perf_recognition.perf_recognition_action_wall"},
                },
            },
        ]

    def _get_actions(self):
        return [
            *super()._get_actions(),
            {
                "key": "recognition",
                "sequence": 40,
                "label": self.env._("Recognise"),
                "icon": "fa-star-o",
                "target": {
                    "model": "perf.recognition",
                    "id": 0,
                    "view": self.env.ref("perf_recognition.perf_recognition_view_form_composer").id,
                    "dialog": True,
                },
                "person": "default_recipient_ids",
                "many": True,
            },
        ]

    def _get_team_columns(self):
        return [
            *super()._get_team_columns(),
            {"key": "recognition", "sequence": 25, "label": self.env._("Last thanked")},
        ]

    def _get_overview_tiles(self):
        """How many people of each department were thanked lately, the smallest share first."""
        nobody = self.env._("Without a department")
        return [
            *super()._get_overview_tiles(),
            {
                "key": "recognition",
                "sequence": 40,
                "title": self.env._("Recognition spread"),
                "icon": "fa-star-o",
                "type": "bars",
                "note": self.env._("People thanked in the last %(days)s days, the fewest first.", days=SPREAD_DAYS),
                "rows": [
                    {
                        "key": department.id,
                        "label": department.name or nobody,
                        "count": thanked,
                        "total": count,
                        "text": self.env._("%(thanked)s of %(count)s", thanked=thanked, count=count),
                    }
                    for department, thanked, count in self._count_recognition_spread()
                ],
                "empty": self.env._("Whom did somebody thank lately? It shows once there are employees."),
                "more": {
                    "label": self.env._("Wall"),
                    "target": {"action": "perf_recognition.perf_recognition_action_wall"},
                },
            },
        ]

    def _count_recognition_spread(self):
        """People of the chosen companies, and those of them who were thanked lately, by department; one query.

        :return: list of tuples of a department, number of people thanked, number of people
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT version.department_id, COUNT(thanked.id), COUNT(*)
                  FROM hr_employee person
             LEFT JOIN hr_version version ON version.id = person.current_version_id
             LEFT JOIN (
                      SELECT DISTINCT %(recipient)s AS id
                        FROM perf_recognition recognition
                        JOIN %(relation)s link ON %(record)s = recognition.id
                       WHERE recognition.state = 'posted' AND recognition.milestone IS NULL
                         AND recognition.date >= %(since)s
                  ) thanked ON thanked.id = person.id
                 WHERE person.active AND person.company_id = ANY(%(companies)s)
              GROUP BY version.department_id
              ORDER BY COUNT(thanked.id)::float / COUNT(*), COUNT(*) DESC, version.department_id
                 LIMIT %(limit)s
                """,
                recipient=SQL.identifier("link", self.env["perf.recognition"]._fields["recipient_ids"].column2),
                record=SQL.identifier("link", self.env["perf.recognition"]._fields["recipient_ids"].column1),
                relation=SQL.identifier(self.env["perf.recognition"]._fields["recipient_ids"].relation),
                since=fields.Datetime.now() - timedelta(days=SPREAD_DAYS),
                companies=self.env.companies.ids,
                limit=DEPARTMENTS_SHOWN,
            )
        )
        departments = self.env["hr.department"].browse([row[0] for row in rows if row[0]])
        return [(departments.browse(row[0] or ()), row[1], row[2]) for row in rows]
