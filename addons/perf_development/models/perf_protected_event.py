from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
