from collections.abc import Collection

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


def to_plain(value):
    """A value of a domain as JSON has it: a list in place of a set."""
    return list(value) if isinstance(value, Collection) and not isinstance(value, str) else value


class PerfProtectedEvent(models.Model):
    """Something a person did that nobody may be made to regret, such as a complaint: known to HR administrators alone.

    While it is fresh, harmful steps against that person are read by a second, independent person. No other model knows
    of it: the events are asked, and nothing links to them.
    """

    _name = "perf.protected.event"
    _description = "Protected Event"
    _inherit = ["perf.employee.mixin"]
    _order = "date desc, id desc"

    employee_id = fields.Many2one(string="Whom It Protects")
    kind = fields.Selection(
        [
            ("complaint", "Complaint"),
            ("leave", "Leave taken"),
            ("upward_review", "Upward review"),
            ("whistle_blowing", "Whistle-blowing"),
            ("accommodation", "Accommodation asked for"),
            ("other", "Other"),
        ],
        required=True,
    )
    date = fields.Date(required=True, default=lambda self: fields.Date.context_today(self))
    note = fields.Text(help="Read by HR administrators who are not part of the matter.")
    about_employee_ids = fields.Many2many(
        "hr.employee",
        "perf_protected_event_about_rel",
        "event_id",
        "employee_id",
        string="Against Whom",
        help="They neither read this nor are asked as second reviewers, not even as HR administrators.",
    )
    is_about_me = fields.Boolean(compute="_compute_is_about_me", search="_search_is_about_me", exportable=False)
    is_last_resort = fields.Boolean(
        compute="_compute_is_last_resort", search="_search_is_last_resort", exportable=False
    )
    employee_domain = fields.Json(compute="_compute_employee_domain", exportable=False)
    recorded_by_line = fields.Boolean(
        string="Recorded by a Manager above",
        readonly=True,
        copy=False,
        help="No other HR administrator was independent, so one above the person entered it.",
    )
    active = fields.Boolean(default=True, help="Archive what was entered by mistake: it protects no more.")

    _employee_date_idx = models.Index("(employee_id, date)")

    @api.depends("about_employee_ids")
    @api.depends_context("uid")
    def _compute_is_about_me(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for event in self:
            event.is_about_me = bool(own & set(event.about_employee_ids._origin.ids))

    @api.model
    def _search_is_about_me(self, operator, value):
        if operator != "in" or len(value) != 1:
            return NotImplemented
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: the rule decides by it who reads the event at all
        about = self.sudo().with_context(active_test=False)._search([("about_employee_ids", "in", own)])
        return [("id", "in" if True in value else "not in", about)]

    @api.model
    def _get_dependent_domain(self, about=True):
        """Domain of what no HR administrator but the current user can record independently.

        :param about: for events; without, for employees
        """
        prefix = "employee_id." if about else ""
        person = "employee_id" if about else "id"
        admins = self.env["perf.second.review"]._get_group_people("perf_base.group_perf_admin")
        domain = Domain.TRUE
        for user in admins.user_id - self.env.user:
            own = admins.filtered(lambda admin, user=user: admin.user_id == user).ids
            below = Domain(f"{prefix}perf_manager_line_ids.manager_id", "in", own)
            elsewhere = Domain("company_id", "not in", user.company_ids.ids)
            takes_part = below | elsewhere | Domain(person, "in", own)
            domain &= takes_part | Domain("about_employee_ids", "in", own) if about else takes_part
        return domain

    @api.depends("employee_id", "about_employee_ids")
    @api.depends_context("uid")
    def _compute_is_last_resort(self):
        """Whether the current user is above the person, and yet nobody else can record it."""
        # sudo: who stands above whom is the system's own knowledge
        alone = self.sudo().filtered(lambda event: event.perf_role == "manager")
        if alone and self.env.user.has_group("perf_base.group_perf_admin"):
            alone = alone.search(self._get_dependent_domain() & Domain("id", "in", alone.ids))
        else:
            alone = alone.browse()
        for event in self:
            event.is_last_resort = event.id in alone.ids

    @api.model
    def _search_is_last_resort(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        if not self.env.user.has_group("perf_base.group_perf_admin"):
            return Domain.FALSE
        domain = Domain("perf_role", "=", "manager") & self._get_dependent_domain()
        # sudo: the rule decides by it who reads the event at all
        return Domain("id", "in", self.sudo().with_context(active_test=False)._search(domain))

    @api.depends_context("uid")
    def _compute_employee_domain(self):
        """About whom the current user can record an event: a domain on employees, for the picker."""
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        free = ~Domain("perf_manager_line_ids.manager_id", "in", own)
        domain = Domain("id", "not in", own) & (free | self._get_dependent_domain(about=False))
        plain = [part if isinstance(part, str) else [*part[:2], to_plain(part[2])] for part in domain]
        for event in self:
            event.employee_domain = plain

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        self.check_access("create")
        for vals in vals_list:
            if vals.get("recorded_by_line"):
                raise AccessError(self.env._("Who recorded it follows from who enters it."))
        self._check_recorder({vals.get("employee_id") for vals in vals_list})
        events = super().create(vals_list)
        alone = events.filtered("is_last_resort")
        # sudo: nobody sets it by hand, or by a default
        alone.sudo().recorded_by_line = True
        (events - alone).filtered("recorded_by_line").sudo().recorded_by_line = False
        return events

    def write(self, vals):
        if not self.env.su and "recorded_by_line" in vals:
            raise AccessError(self.env._("Who recorded it follows from who enters it."))
        if not self.env.su and "employee_id" in vals:
            self._check_recorder({vals["employee_id"]})
        result = super().write(vals)
        if not self.env.su and "employee_id" in vals:
            # sudo: nobody sets it by hand
            self.filtered("is_last_resort").sudo().recorded_by_line = True
        return result

    @api.model
    def _check_recorder(self, employee_ids):
        """Say who can record it, to administrators above the person where another can: the rule would say less.

        :param employee_ids: ids of employees, whatever the client sent
        """
        ids = [number for number in employee_ids if isinstance(number, int) and number]
        roles = self.env["perf.reporting.line"]._get_roles(ids)
        above = [number for number in ids if roles[number] in ("manager", "self")]
        domain = Domain("id", "in", above) & self._get_dependent_domain(about=False)
        # sudo: who stands above whom is the system's own knowledge
        alone = self.env["hr.employee"].sudo().search(domain).ids if above else []
        if any(roles[number] == "self" or number not in alone for number in above):
            raise AccessError(
                self.env._(
                    "You are this person or stand above them. Another HR administrator, who is independent, records it."
                )
            )

    @api.depends("kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = kinds.get(event.kind, "")

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(event.date > today for event in self):
            raise ValidationError(self.env._("The event has not happened yet. Choose the day on which it happened."))

    @api.constrains("employee_id", "about_employee_ids")
    def _check_about(self):
        if any(event.employee_id in event.about_employee_ids for event in self):
            raise ValidationError(self.env._("An event can't be against the person whom it protects."))

    @api.model
    def _get_latest(self, employee_ids):
        """The day of the latest event of each of these people. Called by the guard.

        :return: dict employee id -> date
        """
        # sudo: the guard counts for everybody, and tells nobody
        groups = self.sudo()._read_group([("employee_id", "in", employee_ids)], ["employee_id"], ["date:max"])
        return {employee.id: day for employee, day in groups}

    @api.model
    def _get_named(self, employees):
        """Whom the events of these people are against, with all their employments.

        :return: dict employee id -> set of employee ids
        """
        # sudo: who must not be asked as second reviewer; nobody is told why
        events = self.sudo().with_context(active_test=True).search([("employee_id", "in", employees.ids)])
        jobs = self.env["perf.second.review"]._get_employments(events.about_employee_ids)
        named = {}
        for event in events:
            for person in event.about_employee_ids:
                named.setdefault(event.employee_id.id, set()).update(jobs[person.id])
        return named
