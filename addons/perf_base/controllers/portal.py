from odoo import fields, http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.res_users import IDENTITY_FIELDS
from ..tools.todo import group_items


class PerfPortal(CustomerPortal):
    """The page *My performance* and its entry on the portal's home page."""

    def _prepare_home_portal_values(self, counters):
        """Count what waits for the user, when the home page asks for it."""
        values = super()._prepare_home_portal_values(counters)
        if "perf_todo_count" in counters:
            values["perf_todo_count"] = len(self._get_perf_todo(request.env.user._perf_employees()))
        return values

    def _validate_address_values(self, address_values, partner_sudo, *args, **kwargs):
        """Tell employees in the form itself that HR keeps their name, e-mail and phone."""
        invalid, missing, messages = super()._validate_address_values(address_values, partner_sudo, *args, **kwargs)
        try:
            partner_sudo._check_perf_hr_fields(address_values)
        except AccessError as error:
            kept = IDENTITY_FIELDS & address_values.keys()
            return invalid | partner_sudo._filter_perf_changes(address_values, kept), missing, [*messages, str(error)]
        return invalid, missing, messages

    def _get_mandatory_billing_address_fields(self, country_sudo):
        """Nobody has to fill in what only HR may fill in."""
        names = super()._get_mandatory_billing_address_fields(country_sudo)
        return names - IDENTITY_FIELDS if request.env.user._is_perf_portal_employee() else names

    @http.route("/my/performance", type="http", auth="user", website=True, readonly=True)
    def my_performance(self, **kw):
        """What waits for me, what is new, and how my people are."""
        employees = request.env.user._perf_employees()
        if not employees:
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        return request.render("perf_base.portal_my_performance", self._prepare_my_performance_values(employees))

    def _prepare_my_performance_values(self, employees):
        """Plain values for the page; nothing that the user is not entitled to leaves this method.

        :param employees: the employees that the current user is, the one in the current company first, in sudo
        :return: dict
        """
        employee = employees[0]
        today = fields.Date.context_today(request.env.user)
        todo = group_items(self._get_perf_todo(employees), today)
        cards = sorted(employee._perf_portal_cards(), key=lambda card: (card["sequence"], card["key"]))
        return {
            "page_name": "perf_home",
            "name": employee.name,
            "today": today,
            "todo": todo,
            "headline": self._get_perf_headline(todo, today),
            "phase": next((card["phase"] for card in cards if card.get("phase")), ""),
            "cards": cards,
            "actions": sorted(employee._perf_portal_actions(), key=lambda action: (action["sequence"], action["key"])),
            "team": self._get_perf_team(employees),
        }

    def _get_perf_todo(self, employees):
        """What waits for the current user, who may be an employee in more than one company.

        :param employees: the employees that the user is, in sudo: each asks about the own work only
        """
        return [item for items in employees._perf_todo().values() for item in items]

    def _get_perf_headline(self, todo, today):
        """The sentence below the greeting: how much waits, and how urgent it is."""
        count = sum(len(group["items"]) for group in todo)
        if not count:
            return request.env._("Nothing waits for you today.")
        late = next((len(group["items"]) for group in todo if group["key"] == "overdue"), 0)
        if late:
            return request.env._("Waiting for you: %(count)s, overdue: %(late)s.", count=count, late=late)
        due = min((item["due"] for group in todo for item in group["items"] if item["due"]), default=False)
        if due == today:
            return request.env._("Waiting for you: %(count)s. The first is due today.", count=count)
        if not due:
            return request.env._("Waiting for you: %(count)s.", count=count)
        day = request.env["ir.qweb.field.date"].value_to_html(due, {"format": "d MMM"})
        return request.env._("Waiting for you: %(count)s. The first is due on %(day)s.", count=count, day=day)

    def _get_perf_team(self, employees):
        """The direct reports of the current user with what the addons say about each.

        :param employees: the employees that the current user is, in sudo, so that these are the user's own people
        """
        reports = employees.child_ids.sorted(lambda report: (report.name or "", report.id))
        facts = reports._perf_team_facts()
        return [{**person, "facts": facts[person["id"]]} for person in reports._prepare_perf_person_values(reports)]
