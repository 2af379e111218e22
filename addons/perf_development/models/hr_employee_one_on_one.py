from datetime import UTC, datetime, timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_time

from ..tools.one_on_one import days_without_talk

ACTION_DAYS = 3


class HrEmployee(models.Model):
    """What 1-on-1s ask of people and tell those who took part."""

    _inherit = "hr.employee"

    # ------------------------------------------------------------------
    # What waits
    # ------------------------------------------------------------------

    def _perf_todo(self):
        todo = super()._perf_todo()
        today = self._get_one_on_one_today()
        for prepare in (self._get_one_on_ones_todo, self._get_one_on_one_actions_todo, self._get_one_on_one_nudge_todo):
            for employee_id, item in prepare(today):
                todo[employee_id].append(item)
        return todo

    def _get_one_on_one_today(self):
        """Today and time zone of each of these people: dict id -> pair of ``ZoneInfo`` and date."""
        now = datetime.now(UTC)
        return {
            employee_id: (zone, now.astimezone(zone).date()) for employee_id, zone in self._get_perf_timezones().items()
        }

    def _get_one_on_ones_todo(self, today):
        """1-on-1s of these people that are today or tomorrow, and for managers those that were not finished.

        :param today: see :meth:`_get_one_on_one_today`
        :return: list of pairs of an id and an item
        """
        near = fields.Datetime.now() + timedelta(days=2)
        people = Domain("manager_id", "in", self.ids) | Domain("employee_id", "in", self.ids)
        meetings = self.env["perf.one.on.one"].search(
            people & Domain("state", "=", "planned") & Domain("start", "<=", near), order="start, id"
        )
        items = []
        for meeting in meetings:
            for me, other in (
                (meeting.manager_id, meeting.employee_id),
                (meeting.employee_id, meeting.manager_id),
            ):
                if me.id in today and (me == meeting.manager_id or meeting.stop > fields.Datetime.now()):
                    items += [(me.id, item) for item in self._prepare_one_on_one_items(meeting, other, *today[me.id])]
        return items

    def _prepare_one_on_one_items(self, meeting, other, zone, today):
        """The item about one 1-on-1 for one of the two, as a list of at most one.

        :param other: the other one
        :param zone: time zone of the reader
        :param today: today of the reader
        """
        day = meeting.start.replace(tzinfo=UTC).astimezone(zone).date()
        item = {
            "icon": "fa-comments",
            "subject": format_date(self.env, day, date_format="d MMM"),
            "url": f"/my/development/one-on-ones/{meeting.id}",
        }
        if meeting.stop <= fields.Datetime.now():
            return [
                {
                    **item,
                    "key": f"perf.one.on.one,{meeting.id},finish",
                    "title": self.env._("Did you talk with %(person)s? Finish the 1-on-1", person=other.name),
                    "due": False,
                    "since": day,
                    "button": self.env._("Finish"),
                }
            ]
        if not today <= day <= today + timedelta(days=1):
            return []
        title = (
            self.env._("1-on-1 with %(person)s today", person=other.name)
            if day == today
            else self.env._("1-on-1 with %(person)s tomorrow", person=other.name)
        )
        return [
            {
                **item,
                "key": f"perf.one.on.one,{meeting.id},hold",
                "title": title,
                "subject": format_time(self.env, meeting.start, tz=str(zone), time_format="short"),
                "dated": True,
                "due": day,
                "since": day - timedelta(days=1),
                "button": self.env._("Prepare"),
            }
        ]

    def _get_one_on_one_actions_todo(self, today):
        """Open actions of these people, from three days before they are due until they are done."""
        actions = self.env["perf.one.on.one.action"].search(
            [
                ("owner_id", "in", self.ids),
                ("done", "=", False),
                ("date_due", "<=", fields.Date.today() + timedelta(days=ACTION_DAYS + 1)),
                ("one_on_one_id.state", "!=", "cancelled"),
            ]
        )
        return [
            (
                action.owner_id.id,
                {
                    "key": f"perf.one.on.one.action,{action.id},done",
                    "icon": "fa-check-square-o",
                    "title": action.name,
                    "subject": self.env._("Agreed in a 1-on-1"),
                    "due": action.date_due,
                    "since": action.date_due - timedelta(days=ACTION_DAYS),
                    "url": f"/my/development/one-on-ones/{action.one_on_one_id.id}#actions",
                    "button": self.env._("Open"),
                },
            )
            for action in actions
            if action.date_due <= today[action.owner_id.id][1] + timedelta(days=ACTION_DAYS)
        ]

    def _get_one_on_one_nudge_todo(self, today):
        """Direct reports with whom these people have not talked for too long, and plan nothing; one item each."""
        items = []
        for row in self._get_one_on_one_gaps(Domain("parent_id", "in", self.ids), SQL("= person.parent_id")):
            if row["next"] or row["manager_id"] == row["id"]:
                continue
            day = today[row["manager_id"]][1]
            last = row["last"] and row["last"].date()
            days = days_without_talk(last, row["known"], day, row["cadence"])
            if days is None:
                continue
            items.append(
                (
                    row["manager_id"],
                    {
                        "key": f"perf.one.on.one,nudge,{row['id']}",
                        "icon": "fa-comments-o",
                        "title": self.env._("Plan a 1-on-1 with %(person)s", person=row["name"]),
                        "subject": self.env._("The last one was %(days)s days ago", days=days)
                        if last
                        else self.env._("None yet"),
                        "due": False,
                        "since": (last or row["known"]) + timedelta(days=row["cadence"]),
                        "url": f"/my/development/one-on-ones/new?employee={row['id']}",
                        "button": self.env._("Plan"),
                    },
                )
            )
        return items

    def _get_one_on_one_gaps(self, domain, is_manager):
        """Last and next 1-on-1 of people with one manager, in one query; those with others don't count.

        :param domain: Domain of the people
        :param is_manager: SQL condition that follows the id of the manager of a 1-on-1, true for the reader
        :return: list of dicts with ``id``, ``manager_id``, ``name``, ``last``, ``next``, ``next_id``, ``known`` and
            ``cadence``
        """
        self.env.flush_all()
        # sudo: the people were checked by the caller
        people = self.env["hr.employee"].sudo()._search(domain & Domain("active", "=", True))
        now = fields.Datetime.now()
        query = SQL(
            """
            SELECT person.id, person.parent_id, person.name, last.start, next.start, next.id,
                   GREATEST(first.date, company.perf_one_on_one_start_date), company.perf_one_on_one_days
              FROM hr_employee person
              JOIN res_company company ON company.id = person.company_id
              LEFT JOIN LATERAL (
                  SELECT MAX(meeting.start) AS start
                    FROM perf_one_on_one meeting
                   WHERE meeting.employee_id = person.id AND meeting.manager_id %(is_manager)s
                     AND meeting.state = 'done'
              ) last ON TRUE
              LEFT JOIN LATERAL (
                  SELECT meeting.start, meeting.id
                    FROM perf_one_on_one meeting
                   WHERE meeting.employee_id = person.id AND meeting.manager_id %(is_manager)s
                     AND meeting.state = 'planned' AND meeting.stop > %(now)s
                   ORDER BY meeting.start, meeting.id
                   LIMIT 1
              ) next ON TRUE
              LEFT JOIN LATERAL (
                  SELECT MIN(COALESCE(version.contract_date_start, version.date_version)) AS date
                    FROM hr_version version
                   WHERE version.employee_id = person.id
              ) first ON TRUE
             WHERE person.id IN %(people)s
             ORDER BY person.name, person.id
            """,
            is_manager=is_manager,
            now=now,
            people=people.subselect(),
        )
        names = ("id", "manager_id", "name", "last", "next", "next_id", "known", "cadence")
        return [dict(zip(names, row, strict=True)) for row in self.env.execute_query(query)]

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def _perf_conversations(self):
        conversations = super()._perf_conversations()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT meeting.employee_id, MAX(meeting.start)
                  FROM perf_one_on_one meeting
                  JOIN perf_reporting_line line
                    ON line.employee_id = meeting.employee_id AND line.manager_id = meeting.manager_id
                 WHERE meeting.employee_id = ANY(%s) AND meeting.state = 'done'
                 GROUP BY meeting.employee_id
                """,
                list(self.ids),
            )
        )
        for employee_id, start in rows:
            conversations[employee_id].append(start.date())
        return conversations

    def _perf_team_facts(self):
        facts = super()._perf_team_facts()
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        for row in self._get_one_on_one_gaps(Domain("id", "in", self.ids), SQL("= ANY(%s)", own)):
            facts[row["id"]].append(self._prepare_one_on_one_fact(row))
        return facts

    def _prepare_one_on_one_fact(self, row):
        """The last or next 1-on-1 with the current user, as a fact about somebody of the team."""
        url = f"/my/development/one-on-ones/new?employee={row['id']}"
        last = format_date(self.env, row["last"], date_format="d MMM y") if row["last"] else self.env._("None yet")
        short = last
        if row["next"]:
            label, text = self.env._("Next 1-on-1"), format_date(self.env, row["next"], date_format="d MMM")
            url = f"/my/development/one-on-ones/{row['next_id']}"
            short = self.env._("%(last)s, next %(next)s", last=last, next=text)
        else:
            label, text = self.env._("Last 1-on-1"), last
        target = {"model": "perf.one.on.one", "id": row["next_id"] or 0, "context": {"default_employee_id": row["id"]}}
        return {
            "key": "one_on_one",
            "value": fields.Datetime.to_string(row["last"]) if row["last"] else "",
            "label": label,
            "text": text,
            "short": short,
            "url": url,
            "target": target,
            "tone": "secondary",
        }

    def _perf_portal_actions(self):
        actions = super()._perf_portal_actions()
        actions.append(
            {
                "key": "perf_one_on_one",
                "sequence": 25,
                "label": self.env._("1-on-1s"),
                "icon": "fa-comments",
                "url": "/my/development/one-on-ones",
            }
        )
        return actions
