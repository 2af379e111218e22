from odoo import api, fields, models
from odoo.fields import Domain


class PerfGoalAccess(models.AbstractModel):
    """What the current user may do with a goal, and which goals are shared with them.

    Rules of goals and of their parts, buttons and business methods all ask here.
    """

    _name = "perf.goal.access"
    _description = "Access to Goals"

    # What the reader may do
    can_own = fields.Boolean(compute="_compute_powers")
    can_approve = fields.Boolean(compute="_compute_powers")
    perf_can_read = fields.Boolean(compute="_compute_perf_can", search="_search_perf_can_read")
    perf_can_write = fields.Boolean(compute="_compute_perf_can", search="_search_perf_can_write")
    perf_is_shared = fields.Boolean(
        string="Shared with Me",
        compute="_compute_perf_is_shared",
        search="_search_perf_is_shared",
        help="Goals of my company, of my departments and of the departments above them.",
    )

    perf_is_led = fields.Boolean(
        string="Of a Department I Lead", compute="_compute_perf_is_led", search="_search_perf_is_led"
    )

    # ------------------------------------------------------------------
    # Computes: what the reader may do
    # ------------------------------------------------------------------

    @api.depends("employee_id", "department_id", "level", "state")
    @api.depends_context("uid")
    def _compute_powers(self):
        powers = self._get_powers()
        for goal in self:
            goal.can_own = "own" in powers[goal]
            goal.can_approve = "approve" in powers[goal]

    def _get_powers(self):
        """What the current user may do with each goal, whatever its state.

        Nobody approves a goal that is their own to reach, not even as HR officer, unless there is no manager above.

        :return: dict goal -> set of ``own`` (propose, check in) and ``approve`` (approve, send back, close, cancel)
        """
        lines = self.env["perf.reporting.line"]
        responsible = {goal: goal._get_responsible_id() for goal in self}
        roles = lines._get_roles([False, *responsible.values()])
        own = [employee_id for employee_id, role in roles.items() if role == "self"]
        managed = set(lines.sudo().search([("employee_id", "in", own)]).employee_id.ids) if own else set()
        return {goal: goal._get_power(roles[person], person in managed) for goal, person in responsible.items()}

    def _get_power(self, role, has_manager):
        """What somebody of this role to the one who is responsible may do."""
        if role == "self":
            return {"own"} if has_manager else {"own", "approve"}
        if role == "officer" and self.level != "individual":
            return {"own", "approve"}
        return {"approve"} if role in ("manager", "officer") else set()

    def _get_responsible_id(self):
        """Id of the one who is to reach the goal: its employee, or the manager of its department; else False."""
        # sudo: portal users may not read departments, and who sends a goal back may not read the draft any more.
        goal = self.sudo()
        if goal.level == "individual":
            return goal.employee_id._origin.id
        return goal.department_id.manager_id.id if goal.level == "department" else False

    def _get_concerned(self):
        """Those of these goals whose figures the user may see: of the own goals, of people below, or as HR.

        Rules don't look at a goal that is being typed; so what is computed while somebody types asks here.

        :return: ``perf.goal``
        """
        if self.env.su:
            return self
        responsible = {goal: goal._get_responsible_id() for goal in self}
        roles = self.env["perf.reporting.line"]._get_roles([False, *responsible.values()])
        return self.filtered(lambda goal: goal._is_concern_of(roles[responsible[goal]]))

    def _is_concern_of(self, role):
        """Whether figures of the goal concern somebody of this role; HR only in the own companies."""
        if role != "officer":
            return role in ("self", "manager")
        # sudo: the company of the owner counts, not the one that was typed; nothing but a yes or no leaves here.
        goal = self.sudo()
        owner = {"individual": goal.employee_id, "department": goal.department_id}.get(goal.level)
        return (owner.company_id if owner else goal.company_id)._origin in self.env.user.company_ids

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_perf_can(self):
        records = self._origin.sudo(False)
        readable, writable = records._filtered_access("read"), records._filtered_access("write")
        for goal in self:
            goal.perf_can_read = goal._origin in readable
            goal.perf_can_write = goal._origin in writable

    @api.model
    def _search_perf_can_read(self, operator, value):
        return self._search_perf_can("read", operator, value)

    @api.model
    def _search_perf_can_write(self, operator, value):
        return self._search_perf_can("write", operator, value)

    @api.model
    def _search_perf_can(self, mode, operator, value):
        """The record rules on goals as a domain, so that the rules on their parts never say anything else."""
        if operator != "in" or True not in value:
            return NotImplemented
        return self.sudo(False).env["ir.rule"]._compute_domain(self._name, mode)

    @api.depends_context("uid")
    def _compute_perf_is_shared(self):
        shared = self._origin.filtered_domain(Domain("id", "in", self._origin.ids) & self._get_shared_domain())
        for goal in self:
            goal.perf_is_shared = goal._origin in shared

    @api.model
    def _search_perf_is_shared(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._get_shared_domain()

    @api.model
    def _get_shared_domain(self):
        """Goals of the company and department of the current user, in any of their employments; no individual ones."""
        # sudo: portal users may read neither employees nor departments; only ids leave this method.
        lines = self.env["perf.reporting.line"]
        employees = self.env["hr.employee"].sudo().browse(lines._get_own_employee_ids()).filtered("active")
        led = self._get_led_departments()
        paths = "".join(department.parent_path or "" for department in employees.department_id | led)
        departments = {int(part) for part in paths.split("/") if part}
        return Domain("level", "=", "company") & Domain("company_id", "in", employees.company_id.ids) | (
            Domain("level", "=", "department") & Domain("department_id", "in", sorted(departments))
        )

    @api.depends("department_id", "level")
    @api.depends_context("uid")
    def _compute_perf_is_led(self):
        departments = self._get_led_departments()
        for goal in self:
            goal.perf_is_led = goal.level == "department" and goal.sudo().department_id in departments

    @api.model
    def _search_perf_is_led(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # Ids rather than a path through department and manager: joins would keep PostgreSQL from using the indexes.
        return Domain("level", "=", "department") & Domain("department_id", "in", self._get_led_departments().ids)

    @api.model
    def _get_led_departments(self):
        """Departments whose head the current user is, in sudo: portal users may not read departments."""
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        return self.env["hr.department"].sudo().search([("manager_id", "in", own)], order="id")
