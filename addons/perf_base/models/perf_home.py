from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..tools.months import last_months, strength
from ..tools.todo import group_items

TEAM_LIMIT = 200  # rows of the team that one screen shows
OFFICER = "perf_base.group_perf_officer"


class PerfHome(models.AbstractModel):
    """The first screen of the app: what one user needs to know, each tab in one request.

    Who asks decides what there is: everybody reads about themselves, managers about their direct reports, HR officers
    about their companies. Addons extend the hooks below with ``super()``; they give plain values with a constant number
    of queries. A *target* says what a click opens: a dict with ``action`` (xmlid; ``domain``, ``context``), or
    ``model`` and ``id`` (0 for a new record, with ``context``; maybe ``view``, the id of a form, and ``dialog``, true
    for a window on top), or ``url``.
    """

    _name = "perf.home"
    _description = "Performance Home"

    @api.model
    def get_home(self, tab=""):
        """One tab of the screen, for the current user.

        :param tab: ``me``, ``team`` or ``overview``; empty for the first one that this user has
        :return: dict with ``tabs`` (dicts of ``key`` and ``label``), ``tab`` (the key) and ``data`` (see the methods
            ``_prepare_*``)
        :raise AccessError: portal users have a page of their own; the tab is for managers or HR
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("This screen is for internal users. Your own page is /my/performance."))
        employees = self.env.user._perf_employees()
        tabs = self._get_tabs(employees)
        keys = [each["key"] for each in tabs]
        tab = tab or keys[0]
        if tab not in keys:
            raise AccessError(self.env._("This tab is for managers and HR officers. Ask HR if it should be yours."))
        prepare = {"me": self._prepare_me, "team": self._prepare_team, "overview": self._prepare_overview}[tab]
        return {"tabs": tabs, "tab": tab, "data": prepare(employees)}

    def _get_tabs(self, employees):
        """The tabs of the current user.

        :param employees: the employees that the user is, in sudo
        :return: list of dicts with ``key`` and ``label``
        """
        tabs = [{"key": "me", "label": self.env._("My performance")}]
        if employees.child_ids - employees:
            tabs.append({"key": "team", "label": self.env._("My team")})
        if self.env.user.has_group(OFFICER):
            tabs.append({"key": "overview", "label": self.env._("Overview")})
        return tabs

    # ------------------------------------------------------------------
    # My performance
    # ------------------------------------------------------------------

    def _prepare_me(self, employees):
        """What waits for the current user, and how it goes.

        :param employees: the employees that the user is, in sudo: the todo is about their own work only
        :return: dict with ``name`` (empty without an employee), ``today``, ``waiting`` (see ``tools.todo``),
            ``tiles`` and ``actions``
        """
        today = fields.Date.context_today(self.env.user)
        if not employees:
            return {"name": "", "today": today, "waiting": [], "tiles": [], "actions": []}
        items = [item for waiting in employees._perf_todo().values() for item in waiting]
        return {
            "name": employees[0].name,
            "today": today,
            "waiting": [
                {"key": group["key"], "items": [self._prepare_item(item) for item in group["items"]]}
                for group in group_items(items, today)
            ],
            "tiles": self._sort(self._get_me_tiles(employees[0])),
            "actions": self._sort(self._get_actions()),
        }

    @api.model
    def _sort(self, parts):
        """Tiles, columns or actions in the order of their addons."""
        return sorted(parts, key=lambda part: (part["sequence"], part["key"]))

    def _prepare_item(self, item):
        """An item of *Waiting for me* for the browser: see ``hr.employee._perf_todo``, with ``target``."""
        names = ("key", "icon", "title", "subject", "due", "since", "button")
        return {
            **{name: item[name] for name in names},
            "dated": bool(item.get("dated")),
            "target": self._get_target(item["key"], item["url"]),
        }

    @api.model
    def _get_target(self, key, url):
        """What a click on something opens: the form in the back office, else the page in the portal.

        :param key: of an item, such as ``perf.goal,12,approve``
        :param url: page in the portal
        :return: target, see the class
        """
        model, record_id = (*key.split(","), "")[:2]
        if model in self._get_form_models() and record_id.isdigit():
            return {"model": model, "id": int(record_id)}
        return {"url": url}

    @api.model
    def _get_form_models(self):
        """Models whose records open in the back office when something waits about them: set of names."""
        return set()

    def _get_me_tiles(self, employee):
        """Tiles beside *Waiting for me*, each with the rights of the current user.

        A tile is a dict with ``key``, ``sequence``, ``title``, ``icon``, ``type`` (component in the browser's registry
        ``perf_home_tiles``: ``rows``, ``bars`` or ``year``), ``empty`` (a sentence that teaches), ``more`` (a label and
        a target, or nothing) and what its component shows. ``rows``: dicts with ``key``, ``title``, ``text`` and maybe
        ``sign`` (Font Awesome classes), ``progress``, ``expected`` (0-100) and ``target``. ``bars``: ``rows`` of dicts
        with ``key``, ``label``, ``count``, ``total`` and maybe ``text``, ``sign``, ``tone``, ``group`` (heading above
        rows of the same) and ``target``.

        :param employee: ``hr.employee`` of one record, in sudo: the current user's
        """
        own = self.env["hr.employee"].browse(employee.ids)
        months = self._get_months()
        cells = self._prepare_strips(own, months)[employee.id]
        return [
            {
                "key": "year",
                "sequence": 90,
                "title": self.env._("My year"),
                "icon": "fa-line-chart",
                "type": "year",
                "empty": self.env._(
                    "What you reach, what colleagues tell you and thank you for gathers here, month by month."
                ),
                "months": self._prepare_months(months),
                "cells": cells if any(cell["count"] for cell in cells) else [],
            }
        ]

    def _get_actions(self):
        """What one can do from here, for oneself or with one person of the team.

        :return: list of dicts with ``key``, ``sequence``, ``label``, ``icon``, ``target``, and for the team
            ``person`` (context key that takes the id of the person); without it only for oneself
        """
        return []

    # ------------------------------------------------------------------
    # My team
    # ------------------------------------------------------------------

    def _prepare_team(self, employees):
        """A row for each direct report of the current user.

        :param employees: the employees that the user is, in sudo, so that these are the user's own people
        :return: dict with ``columns``, ``months``, ``people`` (who they are, ``facts`` by column, ``flags``, ``cells``
            of the year), ``more`` (number of people not shown) and ``actions``
        """
        reports = (employees.child_ids - employees).sorted(lambda report: (report.name or "", report.id))
        shown = reports[:TEAM_LIMIT]
        facts = shown._perf_team_facts()
        months = self._get_months()
        # the rules of the reader decide which evidence counts
        strips = self._prepare_strips(self.env["hr.employee"].browse(shown.ids), months)
        people = [
            {
                **person,
                "facts": {fact["key"]: fact for fact in facts[person["id"]] if fact.get("key")},
                "flags": [fact for fact in facts[person["id"]] if fact.get("flag")],
                "cells": strips[person["id"]],
            }
            for person in shown._prepare_perf_person_values(shown)
        ]
        return {
            "columns": self._sort(self._get_team_columns()),
            "months": self._prepare_months(months),
            "people": people,
            "more": len(reports) - len(shown),
            "actions": [action for action in self._sort(self._get_actions()) if action.get("person")],
        }

    def _get_team_columns(self):
        """Columns of the team, filled by the facts of the same ``key``, see ``hr.employee._perf_team_facts``.

        :return: list of dicts with ``key``, ``sequence`` and ``label``
        """
        return []

    # ------------------------------------------------------------------
    # Overview
    # ------------------------------------------------------------------

    def _prepare_overview(self, employees):
        """How the companies of an HR officer are doing.

        :param employees: the employees that the officer is, in sudo
        :return: dict with ``tiles``
        """
        return {"tiles": self._sort(self._get_overview_tiles())}

    def _get_overview_tiles(self):
        """Tiles of the overview, about the companies chosen at the top; only HR officers get here.

        :return: list of dicts, see :meth:`_get_me_tiles`
        """
        return []

    # ------------------------------------------------------------------
    # The year in small cells
    # ------------------------------------------------------------------

    def _get_months(self):
        """First days of the last twelve months, oldest first."""
        return last_months(fields.Date.context_today(self.env.user))

    def _prepare_months(self, months):
        """Names of months: list of dicts with ``short`` and ``long``."""
        return [
            {
                "short": format_date(self.env, month, date_format="LLLLL"),
                "long": format_date(self.env, month, date_format="LLLL y"),
            }
            for month in months
        ]

    def _prepare_strips(self, people, months):
        """How much evidence the current user may read about each of these people, by month.

        :param people: ``hr.employee`` in the environment of the current user
        :return: dict id -> list of dicts with ``count``, ``strength`` (0-3) and ``text`` (what it is, in words)
        """
        models_ = people._get_perf_evidence_models()
        end = fields.Date.context_today(self.env.user)
        counts = {model._name: model._count_perf_evidence(people, months[0], end) for model in models_}
        # sudo: names of models
        found = self.env["ir.model"].sudo().search_fetch([("model", "in", list(counts))], ["model", "name"])
        names = {model.model: model.name for model in found}
        strips = {}
        for person_id in people.ids:
            strips[person_id] = []
            for month in months:
                parts = {name: by[person_id, month] for name, by in counts.items() if by.get((person_id, month))}
                total = sum(parts.values())
                text = ", ".join(f"{names[name]}: {number}" for name, number in parts.items())
                strips[person_id].append({"count": total, "strength": strength(total), "text": text})
        return strips
