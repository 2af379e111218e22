from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools.fairness import days_unnoticed

NUDGE_NAMES = 3


class HrEmployee(models.Model):
    """An employee, who gives and gets recognition."""

    _inherit = "hr.employee"

    def _filter_with_perf_history(self):
        """Who gave or got recognition, or commented on it, is archived instead of deleted."""
        kept = super()._filter_with_perf_history()
        rest = self - kept
        named = set()
        for name, path in (
            ("perf.recognition", "author_employee_id"),
            ("perf.recognition", "recipient_ids"),
            ("perf.recognition.comment", "employee_id"),
        ):
            groups = self.env[name].sudo()._read_group([(path, "in", rest.ids)], [path])
            named.update(employee.id for (employee,) in groups)
        return self.filtered(lambda employee: employee in kept or employee.id in named)

    def _perf_partners(self):
        """Partners with an e-mail address through which these people can be reached, in sudo."""
        partners = self.env["res.partner"].sudo()
        for employee in self.sudo():
            partners |= employee.user_id.partner_id or employee.work_contact_id
        return partners.filtered("email")

    def action_perf_recognise(self):
        """Open the composer with this employee chosen."""
        self.ensure_one()
        self.check_access("read")
        return self._prepare_perf_composer_action()

    def _prepare_perf_composer_action(self, **values):
        """The dialog in which the current user thanks these people.

        :param values: more that stands in it already, by name of field
        :return: action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Thank a colleague"),
            "res_model": "perf.recognition",
            "view_mode": "form",
            "views": [(self.env.ref("perf_recognition.perf_recognition_view_form_composer").id, "form")],
            "target": "new",
            "context": {
                "default_recipient_ids": self.ids,
                **{f"default_{name}": value for name, value in values.items()},
            },
        }

    def _perf_same_person_ids(self):
        """Employee records that stand for the same person as each of these, archived ones too.

        Somebody who works in several companies has a record in each: they share the login, the contact, or the number
        by which the state knows the person.

        :return: dict id -> set of ids, its own among them
        """
        same = {employee_id: {employee_id} for employee_id in self.ids}
        if not self:
            return same
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH mine AS (
                    SELECT employee.id, employee.user_id, employee.work_contact_id, account.partner_id,
                           version.identification_id, version.ssnid
                      FROM hr_employee employee
                 LEFT JOIN res_users account ON account.id = employee.user_id
                 LEFT JOIN hr_version version ON version.id = employee.current_version_id
                     WHERE employee.id = ANY(%s)
                )
                SELECT mine.id, other.id FROM mine JOIN hr_employee other ON other.user_id = mine.user_id
                UNION
                SELECT mine.id, other.id FROM mine JOIN hr_employee other
                    ON other.work_contact_id IN (mine.work_contact_id, mine.partner_id)
                UNION
                SELECT mine.id, other.id FROM mine JOIN res_users account ON account.partner_id = mine.work_contact_id
                  JOIN hr_employee other ON other.user_id = account.id
                UNION
                SELECT mine.id, version.employee_id FROM mine JOIN hr_version version
                    ON version.identification_id = mine.identification_id AND mine.identification_id <> ''
                UNION
                SELECT mine.id, version.employee_id FROM mine JOIN hr_version version
                    ON version.ssnid = mine.ssnid AND mine.ssnid <> ''
                """,
                list(self.ids),
            )
        )
        for employee_id, other_id in rows:
            if other_id:
                same[employee_id].add(other_id)
        return same

    def _perf_todo(self):
        """With the votes that juries wait for."""
        todo = super()._perf_todo()
        for employee_id, item in self._get_award_vote_todo() + self._get_recognition_nudge_todo():
            todo[employee_id].append(item)
        return todo

    def _get_recognition_nudge_todo(self):
        """Managers among these people of whose direct reports some were not thanked by anybody for too long.

        One item a manager, since it is a hint and no task.

        :return: list of pairs of an id and an item
        """
        today = fields.Date.context_today(self)
        overlooked = {}
        for row in self._get_perf_thanks_gaps(Domain("parent_id", "in", self.ids)):
            days = days_unnoticed(row["last"], row["hired"], row["start"], today, row["limit"])
            if days is not None and row["manager_id"] != row["id"]:
                overlooked.setdefault(row["manager_id"], []).append((days, row))
        return [
            (manager_id, self._prepare_recognition_nudge(manager_id, rows, today))
            for manager_id, rows in overlooked.items()
        ]

    @api.model
    def _prepare_recognition_nudge(self, manager_id, rows, today):
        """Item that tells a manager whom nobody noticed; see :meth:`_perf_todo`.

        :param rows: list of pairs of a number of days and a row of :meth:`_get_perf_thanks_gaps`
        """
        rows = sorted(rows, key=lambda pair: (-pair[0], pair[1]["name"], pair[1]["id"]))
        names = ", ".join(row["name"] for _days, row in rows[:NUDGE_NAMES])
        if len(rows) > NUDGE_NAMES:
            names = self.env._("%(names)s and %(count)s more", names=names, count=len(rows) - NUDGE_NAMES)
        longest, first = rows[0]
        return {
            "key": f"perf.recognition,nudge,{manager_id}",
            "icon": "fa-star-o",
            "title": self.env._("Not thanked for %(days)s days or more", days=first["limit"]),
            "subject": names,
            "due": False,
            "since": today - timedelta(days=longest - first["limit"]),
            "url": f"/my/recognition?compose=1&to={first['id']}",
            "button": self.env._("Thank somebody"),
        }

    @api.model
    def _get_perf_thanks_gaps(self, domain):
        """When people were last thanked by anybody, and since when they could have been; one query.

        What the wall celebrates by itself is no thanks of anybody.

        Private thanks count: only dates leave, and managers read those of their people.

        :param domain: Domain of the people
        :return: list of dicts with ``id``, ``manager_id``, ``name``, ``last`` (date or None), ``last_open`` (the last
            that were not private), ``hired`` (date or None),
            ``start`` (date of the first thanks in the company, or None) and ``limit`` (days, of the company)
        """
        self.env.flush_all()
        # sudo: only dates leave; who may know them is for the caller to check
        people = self.env["hr.employee"].sudo()._search(domain & Domain("active", "=", True))
        people.order = None
        query = SQL(
            """
            WITH beginning AS MATERIALIZED (
                SELECT company.id AS company_id,
                       (SELECT MIN(date) FROM perf_recognition
                         WHERE company_id = company.id AND milestone IS NULL)::date AS start
                  FROM res_company company
            )
            SELECT person.id, person.parent_id, person.name, last.date::date, last.open_date::date, first.date,
                   beginning.start, company.perf_recognition_nudge_days
              FROM hr_employee person
              JOIN res_company company ON company.id = person.company_id
         LEFT JOIN beginning ON beginning.company_id = person.company_id
         LEFT JOIN LATERAL (
                   SELECT MAX(recognition.date) AS date,
                          MAX(recognition.date) FILTER (WHERE recognition.audience <> 'private') AS open_date
                     FROM perf_recognition_recipient_rel rel
                     JOIN perf_recognition recognition ON recognition.id = rel.recognition_id
                    WHERE rel.employee_id = person.id AND recognition.state = 'posted'
                      AND recognition.milestone IS NULL
                   ) last ON TRUE
         LEFT JOIN LATERAL (
                   SELECT MIN(COALESCE(version.contract_date_start, version.date_version)) AS date
                     FROM hr_version version WHERE version.employee_id = person.id
                   ) first ON TRUE
             WHERE person.id IN %s
            """,
            people.subselect(),
        )
        names = ("id", "manager_id", "name", "last", "last_open", "hired", "start", "limit")
        return [dict(zip(names, row, strict=True)) for row in self.env.execute_query(query)]

    def _get_award_vote_todo(self):
        """Rounds of awards in whose jury these people are and have not voted.

        :return: list of pairs of an id and an item
        """
        rounds = self.env["perf.award.round"].search(
            [("state", "=", "voting"), ("jury_ids", "in", self.ids), ("voting_end", ">=", fields.Date.today())]
        )
        votes = self.env["perf.award.vote"].search_fetch([("round_id", "in", rounds.ids)], ["round_id", "employee_id"])
        voted = {(vote.round_id.id, vote.employee_id.id) for vote in votes}
        wanted = set(self.ids)
        return [
            (
                juror_id,
                {
                    "key": f"perf.award.round,{one.id},vote",
                    "icon": "fa-trophy",
                    "title": self.env._("Vote in the jury"),
                    "subject": one.display_name,
                    "due": one.voting_end,
                    "since": one.nomination_end,
                    "url": one._get_portal_url(),
                    "button": self.env._("Vote"),
                },
            )
            for one in rounds
            for juror_id in one.jury_ids.ids
            if juror_id in wanted and (one.id, juror_id) not in voted
        ]

    def _perf_portal_cards(self):
        """The latest thanks, and the points that are left to give."""
        latest = self.env["perf.recognition"].search(
            [("recipient_ids", "in", self.ids), ("state", "=", "posted"), ("milestone", "=", False)],
            order="date desc, id desc",
            limit=1,
        )
        standing = self.env["perf.points.entry"]._get_standing(self)[self.id]
        news = (
            self.env._("Latest: thanked by %(name)s.", name=latest.author_name)
            if latest
            else self.env._("Thank a colleague who helped you.")
        )
        if standing["allowance"]:
            news += " " + self.env._("You have %(points)s points to give this month.", points=standing["left"])
        return [
            *super()._perf_portal_cards(),
            {
                "key": "recognition",
                "sequence": 30,
                "title": self.env._("Recognition"),
                "text": news,
                "icon": "fa-star-o",
                "url": "/my/recognition",
                "count": 0,
                "due": False,
            },
            *self._perf_reward_card(),
        ]

    def _perf_reward_card(self):
        """Card of the rewards, once there is something to order or something ordered."""
        earned = self.env["perf.points.entry"]._get_standing(self)[self.id]["earned"]
        Reward = self.env["perf.reward"]
        offered = Reward.search(
            [("is_offered", "=", True), ("company_id", "=", self.company_id.id)], order="cost", limit=1
        )
        waiting = self.env["perf.reward.order"].search_count(
            [("employee_id", "in", self.ids), ("state", "in", ["requested", "approved"])]
        )
        if not offered and not waiting:
            return []
        news = self.env._("You have %(points)s points to redeem.", points=earned)
        if waiting:
            news += " " + self.env._("Orders on the way: %(count)s.", count=waiting)
        return [
            {
                "key": "rewards",
                "sequence": 35,
                "title": self.env._("Rewards"),
                "text": news,
                "icon": "fa-gift",
                "url": "/my/rewards",
                "count": 0,
                "due": False,
            }
        ]

    def _perf_portal_actions(self):
        """Thank a colleague from the page *My performance*."""
        return [
            *super()._perf_portal_actions(),
            {
                "key": "recognise",
                "sequence": 30,
                "label": self.env._("Recognise"),
                "icon": "fa-star",
                "url": "/my/recognition?compose=1",
            },
        ]

    def _perf_team_facts(self):
        """When each of these people was last thanked by anybody."""
        facts = super()._perf_team_facts()
        groups = self.env["perf.recognition"]._read_group(
            [("recipient_ids", "in", self.ids), ("state", "=", "posted"), ("milestone", "=", False)],
            ["recipient_ids"],
            ["date:max"],
        )
        last = {employee.id: moment for employee, moment in groups}
        for employee_id, items in facts.items():
            moment = last.get(employee_id)
            items.append(
                {
                    "key": "recognition",
                    "value": fields.Datetime.to_string(moment) if moment else "",
                    "target": {
                        "action": "perf_recognition.perf_recognition_action_wall",
                        "domain": [("recipient_ids", "in", employee_id)],
                    },
                    "label": self.env._("Last thanked"),
                    "text": format_date(
                        self.env, fields.Datetime.context_timestamp(self, moment).date(), date_format="d MMM y"
                    )
                    if moment
                    else self.env._("not yet"),
                    "url": f"/my/recognition?to={employee_id}",
                    "tone": "secondary",
                }
            )
        return facts
