from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.perf_base.tools.text import shorten

from ..tools.cadence import days_without_feedback
from .perf_feedback import FOR_EMPLOYEE


class HrEmployee(models.Model):
    """What feedback asks of people and tells about them."""

    _inherit = "hr.employee"

    # ------------------------------------------------------------------
    # What waits
    # ------------------------------------------------------------------

    def _perf_todo(self):
        todo = super()._perf_todo()
        for prepare in (self._get_feedback_lines_todo, self._get_feedback_received_todo, self._get_feedback_nudge_todo):
            for employee_id, item in prepare():
                todo[employee_id].append(item)
        return todo

    def _get_feedback_lines_todo(self):
        """Requests that these people have not answered yet.

        :return: list of pairs of an id and an item
        """
        lines = self.env["perf.feedback.request.line"].search(
            [("respondent_id", "in", self.ids), ("state", "=", "open"), ("request_id.state", "=", "open")]
        )
        return [
            (
                line.respondent_id.id,
                {
                    "key": line._get_todo_key(),
                    "icon": "fa-question-circle-o",
                    "title": self.env._(
                        "%(asker)s asks for your feedback", asker=line.request_id.asker_employee_id.name
                    ),
                    "subject": line.request_id.display_name,
                    "due": line.request_id.date_due,
                    "since": line.request_id.date,
                    "url": f"/my/feedback/requests/{line.request_id.id}",
                    "button": self.env._("Answer"),
                },
            )
            for line in lines
        ]

    def _get_feedback_new_domain(self):
        """Domain of the feedback about these people that they have not acknowledged."""
        return self._get_feedback_received_domain() & Domain("acknowledged", "=", False)

    def _get_feedback_received_domain(self):
        """Domain of the feedback that these people received and can read."""
        return (
            Domain("employee_id", "in", self.ids)
            & Domain("visibility", "in", FOR_EMPLOYEE)
            & self.env["perf.feedback"]._get_valid_domain()
        )

    def _get_feedback_received_todo(self):
        """Feedback that these people have not acknowledged yet."""
        received = self.env["perf.feedback"].search(self._get_feedback_new_domain())
        return [
            (
                feedback.employee_id.id,
                {
                    "key": f"perf.feedback,{feedback.id},acknowledge",
                    "icon": "fa-comment-o",
                    "title": self.env._("Read your feedback"),
                    "subject": feedback.display_name,
                    "due": False,
                    "since": feedback.date,
                    "url": f"/my/feedback/{feedback.id}",
                    "button": self.env._("Read"),
                },
            )
            for feedback in received
        ]

    def _get_feedback_nudge_todo(self):
        """Direct reports of these people who have gone without feedback for too long, one item each."""
        today = fields.Date.context_today(self)
        # looked up once: there may be thousands of items
        title = self.env._("Give feedback to %(person)s")
        subject = self.env._("No feedback for %(days)s days")
        no_subject = self.env._("No feedback yet")
        button = self.env._("Give feedback")
        items = []
        for row in self._get_feedback_gaps(Domain("parent_id", "in", self.ids), SQL("= person.parent_id")):
            if row["manager_id"] == row["id"]:
                continue  # whoever leads themselves is not told so
            last = row["last"]
            days = days_without_feedback(last, row["hired"], today, row["cadence"], row["first"])
            if days is None:
                continue
            item = {
                "key": f"perf.feedback,nudge,{row['id']}",
                "icon": "fa-commenting-o",
                "title": title % {"person": row["name"]},
                "subject": subject % {"days": days} if last else no_subject,
                "due": False,
                "since": (last or row["hired"]) + timedelta(days=row["cadence"] if last else row["first"]),
                "url": f"/my/feedback/new?employee={row['id']}",
                "button": button,
            }
            items.append((row["manager_id"], item))
        return items

    def _get_feedback_gaps(self, domain, is_reader):
        """When people last had feedback that the reader knows of, and since when they could have; one query.

        Feedback that only the person reads does not count, unless the reader wrote it: the date would tell the reader
        that it exists.

        :param domain: Domain of the people
        :param is_reader: SQL condition that follows the id of an author, true for the reader
        :return: list of dicts with ``id``, ``manager_id``, ``name``, ``last``, ``hired``, ``cadence`` and ``first``
        """
        self.env.flush_all()
        people = self.env["hr.employee"].sudo()._search(domain & Domain("active", "=", True))
        query = SQL(
            """
            SELECT person.id, person.parent_id AS manager_id, person.name, last.date AS last,
                   GREATEST(first.date, company.perf_feedback_start_date) AS hired,
                   company.perf_feedback_cadence_days AS cadence, company.perf_feedback_first_days AS first
              FROM hr_employee person
              JOIN res_company company ON company.id = person.company_id
              LEFT JOIN LATERAL (
                  SELECT MAX(feedback.date) AS date
                    FROM perf_feedback feedback
                   WHERE feedback.employee_id = person.id
                     AND feedback.state = 'sent'
                     AND feedback.author_employee_id IS DISTINCT FROM person.id
                     AND (feedback.visibility = 'employee_manager'
                          OR feedback.visibility = 'employee' AND feedback.author_employee_id %s)
              ) last ON TRUE
              LEFT JOIN LATERAL (
                  SELECT MIN(COALESCE(version.contract_date_start, version.date_version)) AS date
                    FROM hr_version version
                   WHERE version.employee_id = person.id
              ) first ON TRUE
             WHERE person.id IN %s
             ORDER BY person.name, person.id
            """,
            is_reader,
            people.subselect(),
        )
        names = ("id", "manager_id", "name", "last", "hired", "cadence", "first")
        return [dict(zip(names, row, strict=True)) for row in self.env.execute_query(query)]

    # ------------------------------------------------------------------
    # Cards and facts
    # ------------------------------------------------------------------

    def _perf_portal_cards(self):
        cards = super()._perf_portal_cards()
        latest = self.env["perf.feedback"].search(self._get_feedback_received_domain(), limit=1)
        waiting = self._get_feedback_lines_todo()
        text = self.env._("Nothing yet. Ask a colleague how it goes.")
        if latest:
            text = self.env._(
                "%(title)s, %(date)s",
                title=latest.display_name,
                date=format_date(self.env, latest.date, date_format="d MMM y"),
            )
        cards.append(
            {
                "key": "perf_feedback",
                "sequence": 20,
                "title": self.env._("Feedback"),
                "text": shorten(text, 160),
                "icon": "fa-comments-o",
                "url": "/my/feedback",
                "count": self.env["perf.feedback"].search_count(self._get_feedback_new_domain()) + len(waiting),
                "due": min((item["due"] for _employee_id, item in waiting), default=False),
            }
        )
        return cards

    def _perf_portal_actions(self):
        actions = super()._perf_portal_actions()
        actions.append(
            {
                "key": "perf_feedback",
                "sequence": 20,
                "label": self.env._("Give feedback"),
                "icon": "fa-comments-o",
                "url": "/my/feedback/new",
            }
        )
        return actions

    def _perf_team_facts(self):
        facts = super()._perf_team_facts()
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        for row in self._get_feedback_gaps(Domain("id", "in", self.ids), SQL("= ANY(%s)", own)):
            facts[row["id"]].append(
                {
                    "key": "feedback",
                    "value": fields.Date.to_string(row["last"]) or "",
                    "target": {
                        "action": "perf_feedback.perf_feedback_action_team",
                        "domain": [("employee_id", "=", row["id"]), ("perf_role", "=", "manager")],
                    },
                    "label": self.env._("Last feedback"),
                    "text": format_date(self.env, row["last"], date_format="d MMM y")
                    if row["last"]
                    else self.env._("None yet"),
                    "url": f"/my/feedback/new?employee={row['id']}",
                    "tone": "secondary",
                }
            )
        return facts
