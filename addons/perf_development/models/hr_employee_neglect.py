from datetime import UTC, datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import format_date

from ..tools.neglect import find_neglect

MANAGER_DAYS = 3
REMIND_DAYS = 14
GROUP = "perf_base.group_perf_officer"


class HrEmployee(models.Model):
    """People whose work goes less well than agreed and with whom nobody has spoken since.

    The closest manager is asked to talk with them first; HR sees it only later. The people themselves are not told, and
    nothing is kept about them but the day on which HR reminded the manager: all else is worked out when somebody who
    may know asks.
    """

    _inherit = "hr.employee"

    perf_needs_talk = fields.Boolean(
        string="Needs a Talk", compute="_compute_perf_neglect", search="_search_perf_needs_talk", groups=GROUP
    )
    perf_neglect_since = fields.Date(string="Since", compute="_compute_perf_neglect", groups=GROUP)
    perf_neglect_waiting = fields.Integer(
        string="Days without a Talk", compute="_compute_perf_neglect", groups=GROUP, aggregator=None
    )
    perf_neglect_reason = fields.Char(string="Reason", compute="_compute_perf_neglect", groups=GROUP)
    perf_talk_reminded_on = fields.Date(
        string="Manager Reminded on", readonly=True, copy=False, groups=NO_ACCESS, exportable=False
    )
    perf_can_plan_talk = fields.Boolean(
        string="May Plan a Talk", compute="_compute_perf_can_plan_talk", groups=GROUP, exportable=False
    )

    # ------------------------------------------------------------------
    # Who needs a talk
    # ------------------------------------------------------------------

    def _get_perf_neglect(self):
        """Which of these people show a sign of slippage since which nobody spoke with them. Called in sudo.

        :return: dict id -> dict with ``since`` (date of the first sign), ``days`` (since then, where the person lives)
            and ``reasons`` (list of texts); people with whom somebody spoke, or without a sign, are left out
        """
        signs = {employee_id: found for employee_id, found in self._perf_slippage().items() if found}
        if not signs:
            return {}
        people = self.browse(signs).filtered("active")
        conversations = people._perf_conversations()
        zones = people._get_perf_timezones()
        now = datetime.now(UTC)
        neglect = {}
        for person in people:
            found = find_neglect(signs[person.id], conversations[person.id])
            if found:
                since, reasons = found
                days = (now.astimezone(zones[person.id]).date() - since).days
                neglect[person.id] = {"since": since, "days": days, "reasons": reasons}
        return neglect

    def _get_perf_neglect_reason(self, neglect):
        """The reasons in one sentence; it says nothing about conversations but that there was none."""
        return self.env._("%(reasons)s; no conversation since", reasons=", ".join(neglect["reasons"]))

    # ------------------------------------------------------------------
    # The manager, first
    # ------------------------------------------------------------------

    def _perf_todo(self):
        todo = super()._perf_todo()
        for prepare in (self._get_perf_talk_todo, self._get_perf_neglect_officer_todo):
            for employee_id, item in prepare():
                todo[employee_id].append(item)
        return todo

    def _get_perf_talk_todo(self):
        """People with whom these people, as the closest managers with a login, should talk."""
        care = self._get_perf_people_in_care()
        people = self.browse(care)
        neglect = people._get_perf_neglect()
        return [
            (manager_id, person._prepare_perf_talk_item(neglect[person.id]))
            for person in people.filtered(lambda each: each.id in neglect)
            if neglect[person.id]["days"] >= MANAGER_DAYS
            for manager_id in care[person.id]
        ]

    def _prepare_perf_talk_item(self, neglect):
        """The item for the manager of this person; a reminder by HR is news for the daily e-mail."""
        key, title = f"perf.neglect,{self.id},{neglect['since']}", self.env._("Talk with %(person)s", person=self.name)
        reminded = self.perf_talk_reminded_on
        if reminded and reminded >= neglect["since"]:
            key = f"{key},{reminded}"
            title = self.env._("HR reminds you: talk with %(person)s", person=self.name)
        return {
            "key": key,
            "icon": "fa-comments-o",
            "title": title,
            "subject": self._get_perf_neglect_reason(neglect),
            "due": False,
            "since": fields.Date.add(neglect["since"], days=MANAGER_DAYS),
            "url": self._prepare_perf_talk_url(),
            "button": self.env._("Plan a talk"),
        }

    def _prepare_perf_talk_url(self):
        """Where a manager plans a talk with this person."""
        self.ensure_one()
        return f"/my/development/one-on-ones/new?employee={self.id}"

    def _perf_team_facts(self):
        facts = super()._perf_team_facts()
        for employee_id, neglect in self._get_perf_neglect().items():
            if neglect["days"] >= MANAGER_DAYS:
                facts[employee_id].append(
                    {
                        "flag": True,
                        "target": {
                            "model": "perf.one.on.one",
                            "id": 0,
                            "context": {"default_employee_id": employee_id},
                        },
                        "label": self.env._("Needs a talk"),
                        "text": self._get_perf_neglect_reason(neglect),
                        "url": self.browse(employee_id)._prepare_perf_talk_url(),
                        "tone": "secondary",
                    }
                )
        return facts

    # ------------------------------------------------------------------
    # HR, later
    # ------------------------------------------------------------------

    def _get_perf_neglect_for_hr(self):
        """As :meth:`_get_perf_neglect`, those alone of whom HR is told by now. Called in sudo."""
        neglect = self._get_perf_neglect()
        return {
            person.id: neglect[person.id]
            for person in self.browse(neglect)
            if neglect[person.id]["days"] >= max(person.company_id.perf_neglect_days, MANAGER_DAYS)
        }

    def _get_perf_neglect_officer_todo(self):
        """One item for each HR officer among these people: how many need a talk."""
        officers = self._filter_perf_officers()
        if not officers:
            return []
        people = self.search([("company_id", "in", officers.user_id.company_ids.ids)])
        neglect = people._get_perf_neglect_for_hr()
        people = self.browse(neglect)
        items = []
        for officer, hidden in officers._get_perf_own_and_managers().items():
            shown = people.filtered(lambda person, officer=officer: person.company_id in officer.user_id.company_ids)
            shown = shown.filtered(lambda person, hidden=hidden: person.id not in hidden)
            if shown:
                items.append((officer.id, self._prepare_perf_neglect_item([neglect[person.id] for person in shown])))
        return items

    def _prepare_perf_neglect_item(self, neglect):
        """The item for HR about all people who need a talk.

        :param neglect: list of dicts, see :meth:`_get_perf_neglect`
        """
        newest = max(each["since"] for each in neglect)
        return {
            "key": f"perf.neglect,hr,{newest}",
            "icon": "fa-comments-o",
            "title": self.env._("See who needs a talk"),
            "subject": self.env._("People without a conversation since a sign: %(count)s", count=len(neglect)),
            "due": False,
            "since": min(each["since"] for each in neglect),
            "url": "/odoo/needs-a-talk",
            "button": self.env._("Open"),
        }

    def _get_perf_own_and_managers(self):
        """The people about whom each of these is not told: themselves in all companies, and their own managers.

        :return: dict ``hr.employee`` -> set of ids
        """
        everybody = self.with_context(active_test=False).search([("user_id", "in", self.user_id.ids)])
        groups = self.env["perf.reporting.line"]._read_group(
            [("employee_id", "in", everybody.ids)], ["employee_id"], ["manager_id:array_agg"]
        )
        managers = {employee.id: set(ids) for employee, ids in groups}
        own = {user: people.ids for user, people in everybody.grouped("user_id").items()}
        return {
            person: set(own.get(person.user_id, ())).union(
                *(managers.get(employee_id, ()) for employee_id in own.get(person.user_id, ()))
            )
            for person in self
        }

    def _get_perf_neglect_of_others(self):
        """As :meth:`_get_perf_neglect_for_hr`, about those of these people of whom the current user may be told."""
        if not self.env.user.has_group(GROUP):
            return {}
        # sudo: who is told of whom is checked here; dates and texts are the suite's own
        people = self.sudo()
        user = people.browse(self.env["perf.reporting.line"]._get_own_employee_ids())
        hidden = set(user.ids).union(*user._get_perf_own_and_managers().values())
        return people.filtered(lambda person: person.id not in hidden)._get_perf_neglect_for_hr()

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_perf_neglect(self):
        neglect = self._origin._get_perf_neglect_of_others()
        for person in self:
            found = neglect.get(person._origin.id)
            person.perf_needs_talk = bool(found)
            person.perf_neglect_since = found and found["since"]
            person.perf_neglect_waiting = found and found["days"]
            person.perf_neglect_reason = found and ", ".join(found["reasons"])

    @api.model
    def _search_perf_needs_talk(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        # the rules of the reader decide who is looked at
        people = self.sudo(False).search([("company_id", "in", self.env.companies.ids)])
        return Domain("id", "in", list(people._get_perf_neglect_of_others()))

    @api.model
    def _get_perf_neglect_action(self):
        """The list of people who need a talk, for HR: no action is stored that others could open by its id.

        :return: dict of a window action
        :raise AccessError: for others than HR
        """
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("HR reads this list. Your own people who wait for a talk stand in My Team."))
        list_view = self.env.ref("perf_development.hr_employee_view_list_neglect")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Needs a Talk"),
            "path": "needs-a-talk",
            "res_model": self._name,
            "views": [(list_view.id, "list")],
            "view_mode": "list",
            "search_view_id": [self.env.ref("perf_development.hr_employee_view_search_neglect").id, ""],
            "domain": [("perf_needs_talk", "=", True)],
            "help": Markup("<p class='o_view_nocontent_smiling_face'>%s</p><p>%s</p>")
            % (
                self.env._("Nobody was left alone"),
                self.env._(
                    "When work goes less well than agreed, the manager is asked to talk with the person. Who still"
                    " waits for that talk after two weeks (see Settings) stands here. The people themselves are not"
                    " told."
                ),
            ),
        }

    @api.depends_context("uid")
    def _compute_perf_can_plan_talk(self):
        reports = set(self.env["perf.reporting.line"]._get_report_ids(self.ids))
        for person in self:
            person.perf_can_plan_talk = person._origin.id in reports

    # ------------------------------------------------------------------
    # What HR does about it
    # ------------------------------------------------------------------

    def _check_perf_neglect(self):
        """Refuse what only HR may do, about people of whom HR is told.

        :return: see :meth:`_get_perf_neglect`
        :raise AccessError: the current user is not told of this person
        :raise UserError: somebody spoke with the person meanwhile
        """
        self.ensure_one()
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Only HR sees who needs a talk."))
        self.check_access("read")
        neglect = self._get_perf_neglect_of_others().get(self.id)
        if not neglect:
            raise UserError(self.env._("Nobody needs to be reminded of this person any more. Reload the list."))
        return neglect

    def action_perf_open_talk(self):
        """Open the dialog with the signs, and what HR can do about them."""
        self.ensure_one()
        self._check_perf_neglect()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Needs a Talk"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("perf_development.hr_employee_view_form_neglect").id, "form")],
            "target": "new",
        }

    def action_perf_plan_talk(self):
        """Open a new 1-on-1 with somebody who reports to the current user."""
        self.ensure_one()
        self._check_perf_neglect()
        own = self.env["perf.one.on.one"]._find_pair(self.id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a 1-on-1"),
            "res_model": "perf.one.on.one",
            "views": [(False, "form")],
            "context": {"default_manager_id": own[0], "default_employee_id": own[1]},
        }

    def action_perf_remind_manager(self):
        """Ask the manager once more to talk with the person; the daily e-mail tells it. Once in two weeks."""
        self.ensure_one()
        self._check_perf_neglect()
        # sudo: the day of the last reminder, which nobody reads or writes
        person = self.sudo()
        today = fields.Date.context_today(self)
        again = person.perf_talk_reminded_on and fields.Date.add(person.perf_talk_reminded_on, days=REMIND_DAYS)
        if again and again > today:
            raise UserError(
                self.env._(
                    "The manager was reminded on %(day)s. You can do so again from %(again)s on.",
                    day=format_date(self.env, person.perf_talk_reminded_on),
                    again=format_date(self.env, again),
                )
            )
        person.perf_talk_reminded_on = today
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The manager gets word with the next daily e-mail."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
