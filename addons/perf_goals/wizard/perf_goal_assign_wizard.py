from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

LIMIT = 20_000  # people at once
SHOWN = 5  # names in a message


class PerfGoalAssignWizard(models.TransientModel):
    """One goal for any number of people at once, from a template or from a goal that is there."""

    _name = "perf.goal.assign.wizard"
    _description = "Assign Goals"
    _inherit = ["hr.mixin", "perf.text.mixin"]

    # What
    template_id = fields.Many2one("perf.goal.template", ondelete="cascade")
    goal_id = fields.Many2one("perf.goal", string="Like This Goal", ondelete="cascade")
    parent_id = fields.Many2one("perf.goal", string="Aligned to", domain=[("state", "=", "active")], ondelete="cascade")
    date_start = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_end = fields.Date(string="Until", required=True, default=lambda self: self._default_date_end())
    mode = fields.Selection(
        [("active", "Agreed: active at once"), ("draft", "As drafts: people change and propose them")],
        required=True,
        default="active",
    )

    # For whom
    who = fields.Selection(
        [("people", "People I choose"), ("team", "All my people"), ("filter", "By department and job")],
        required=True,
        default="people",
    )
    employee_ids = fields.Many2many("hr.employee", string="People")
    department_ids = fields.Many2many("hr.department", string="Departments")
    job_ids = fields.Many2many("hr.job", string="Jobs")
    people_count = fields.Integer(compute="_compute_people_count")

    @api.model
    def _default_date_end(self):
        """Three months from today, the period that people have in view."""
        return fields.Date.subtract(fields.Date.add(fields.Date.context_today(self), months=3), days=1)

    @api.depends("who", "employee_ids", "department_ids", "job_ids")
    def _compute_people_count(self):
        for wizard in self:
            wizard.people_count = len(wizard._get_people_ids())

    @api.onchange("template_id")
    def _onchange_template_id(self):
        if self.template_id:
            self.goal_id = False

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------

    def _get_people_ids(self):
        """Ids of the people who are meant: chosen ones, or those over whose goals the user decides."""
        self.ensure_one()
        if self.who == "people":
            return self.employee_ids._origin.ids
        if self.who == "filter" and not (self.department_ids or self.job_ids):
            return []  # nothing chosen is nobody, not everybody
        # sudo: managers may not search employees by department or job; the domain holds only their own people.
        employees = self.env["hr.employee"].sudo()
        return employees._search(self._get_people_domain(), limit=LIMIT).get_result_ids()

    def _get_people_domain(self):
        """Domain of the people by department and job among those whom the user may give goals to."""
        lines = self.env["perf.reporting.line"]
        own = lines._get_own_employee_ids()
        domain = lines._get_reports_domain("id")
        if self.who == "filter":
            if self.env.user.has_group("perf_base.group_perf_officer"):
                domain = Domain("company_id", "in", self.env.companies.ids)
            if self.department_ids:
                domain &= Domain("department_id", "child_of", self.department_ids._origin.ids)
            if self.job_ids:
                domain &= Domain("job_id", "in", self.job_ids._origin.ids)
        return domain & Domain("id", "not in", list(own))

    def _check_people(self, employee_ids):
        """Refuse people for whom the user may not decide: oneself, and those of others.

        :raise UserError: when nobody is chosen
        :raise AccessError: names some of those who are refused
        """
        if not employee_ids:
            raise UserError(self.env._("Choose at least one person who is to have this goal."))
        if len(employee_ids) > LIMIT:
            raise UserError(self.env._("Choose at most %(count)s people at once.", count=LIMIT))
        roles = self.env["perf.reporting.line"]._get_roles(employee_ids)
        refused = [employee_id for employee_id in employee_ids if roles[employee_id] not in ("manager", "officer")]
        if refused:
            people = self.env["hr.employee"].sudo().browse(refused[:SHOWN])
            raise AccessError(
                self.env._(
                    "You can't assign goals to %(names)s. Managers assign goals to their own people, HR officers to "
                    "everybody but themselves.",
                    names=", ".join(people.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------------
    # Assigning
    # ------------------------------------------------------------------

    def action_assign(self):
        """Give the goal to everybody chosen who doesn't have it yet, in one batch."""
        self.ensure_one()
        goals, skipped = self._assign()
        if not goals:
            raise UserError(self.env._("Everybody chosen has this goal in this period already."))
        message = self.env._("%(count)s goals assigned. People are told by e-mail.", count=len(goals))
        if skipped:
            message += " " + self.env._("%(count)s people had it already.", count=skipped)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": self._get_next_action(goals)},
        }

    def _get_next_action(self, goals):
        """What opens after it: the goals that were made."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assigned Goals"),
            "res_model": "perf.goal",
            "views": [[False, "list"], [False, "kanban"], [False, "form"]],
            "domain": [("id", "in", goals.ids)],
            "target": "current",
        }

    def _assign(self):
        """Create the goals.

        :return: ``perf.goal``, number of people who had it already
        """
        self._check_values()
        employee_ids = list(dict.fromkeys(self._get_people_ids()))
        self._check_people(employee_ids)
        have_it = self._get_people_who_have_it(employee_ids)
        wanted = [employee_id for employee_id in employee_ids if employee_id not in have_it]
        # sudo: agreed goals are made by business methods only, once the right to decide for each person is checked.
        Goal = self.env["perf.goal"].sudo().with_context(tracking_disable=True, mail_create_nolog=True)
        goals = Goal.create([{**values, "employee_id": person} for person, values in self._list_goal_values(wanted)])
        if self.mode == "active":
            goals._check_clarity()
            goals.key_result_ids._refresh_metric_values()
        self.env.ref("perf_goals.ir_cron_perf_goal_announce").sudo()._trigger()
        self.env.ref("perf_goals.ir_cron_perf_goal_exposure").sudo()._trigger()
        return goals.with_env(self.env), len(have_it)

    def _check_values(self):
        if not self.template_id and not self.goal_id:
            raise UserError(self.env._("Choose the template or the goal that people are to have."))
        if self.date_end < self.date_start:
            raise UserError(self.env._("The goals would end before they start. Choose a later end."))
        (self.template_id or self.goal_id).check_access("read")
        if self.parent_id:
            self.env["perf.goal"]._check_alignment({"parent_id": self.parent_id.id})

    def _list_goal_values(self, employee_ids):
        """Yield (employee id, values of the goal)."""
        base = self._prepare_goal_values()
        for employee_id in employee_ids:
            yield employee_id, dict(base)

    def _prepare_goal_values(self):
        """Values that the goals have in common."""
        source = self.template_id._prepare_goal_values() if self.template_id else self.goal_id._prepare_clone_values()
        values = {
            **source,
            "level": "individual",
            "date_start": self.date_start,
            "date_end": self.date_end,
            "parent_id": self.parent_id.id,
            "state": self.mode,
            "is_announced": False,
        }
        if self.mode == "active":
            values |= {
                "approved_by_id": self.env.user.partner_id.id,
                "approved_on": fields.Date.context_today(self),
            }
        return values

    def _get_people_who_have_it(self, employee_ids):
        """Ids of the people who have an open goal of the same template, or of the same name, in the period."""
        same = (
            Domain("template_id", "=", self.template_id.id)
            if self.template_id
            else Domain("name", "=", self.goal_id.name)
        )
        # sudo: drafts made from a template count as well, without being shown; others tell nothing of themselves.
        groups = (
            self.env["perf.goal"]
            .sudo()
            ._read_group(
                same
                & Domain("employee_id", "in", employee_ids)
                & Domain("state", "in", ("draft", "proposed", "active") if self.template_id else ("proposed", "active"))
                & Domain("date_start", "<=", self.date_end)
                & (Domain("date_end", "=", False) | Domain("date_end", ">=", self.date_start)),
                ["employee_id"],
            )
        )
        return {employee.id for (employee,) in groups}
