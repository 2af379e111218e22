from odoo import fields, models
from odoo.tools import SQL, format_date


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
        for employee_id, item in self._get_award_vote_todo():
            todo[employee_id].append(item)
        return todo

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
