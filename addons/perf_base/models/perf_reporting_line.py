from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Up to this many people the ids themselves go into the search: PostgreSQL then drives a page through the index on
# the employee, also beside other conditions joined by OR. Beyond it a large share of the table is visible anyway.
LITERAL_LIMIT = 1000


class PerfReportingLine(models.Model):
    """One person who reports to one manager, directly (depth 1) or through levels of managers.

    The table is the closure of ``hr.employee.parent_id``. Chains pass through archived people, so that nobody loses
    their people when a level in between leaves; an archived manager has no lines, so that leavers keep no rights.
    In a loop of managers everybody reports to everybody else in it, and nobody to themselves.
    """

    _name = "perf.reporting.line"
    _description = "Reporting Line"
    _log_access = False
    _rec_name = "employee_id"
    _order = "depth, id"

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, ondelete="cascade")
    manager_id = fields.Many2one("hr.employee", required=True, readonly=True, ondelete="cascade")
    depth = fields.Integer(
        string="Levels", required=True, readonly=True, aggregator="max", help="1 is the direct manager."
    )

    _employee_manager_uniq = models.UniqueIndex("(employee_id, manager_id)")
    _manager_employee_idx = models.Index("(manager_id, employee_id)")

    # ------------------------------------------------------------------
    # Keeping the lines
    # ------------------------------------------------------------------

    @api.model
    def _rebuild(self):
        """Compute all lines anew from the org chart, whatever stands in the table."""
        self.env["hr.employee"].flush_model(["parent_id", "active"])
        self._refresh(SQL("SELECT id FROM hr_employee"))

    @api.model
    def _sync(self, employee_ids):
        """Bring the lines of these people, and of everybody below them, in step with the org chart.

        :param employee_ids: ids of the people whose manager or activity changed
        """
        if employee_ids:
            self._refresh(
                SQL(
                    """
                    SELECT id FROM hr_employee WHERE id = ANY(%s)
                    UNION
                    SELECT report.id FROM hr_employee report JOIN affected ON report.parent_id = affected.id
                    """,
                    list(employee_ids),
                )
            )

    @api.model
    def _refresh(self, affected):
        """Replace the lines of the people that the query ``affected`` gives, in one statement.

        Two transactions that change the org chart at once would each miss the other's change; so both write the same
        counter, and PostgreSQL refuses the second, which Odoo then runs again on the new chart.
        """
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = (value::bigint + 1)::text "
            "WHERE key = 'perf_base.reporting_line_version'"
        )
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE affected(id) AS (%s),
                chain(employee_id, manager_id, depth, path) AS (
                    SELECT employee.id, employee.parent_id, 1, ARRAY[employee.id]
                      FROM hr_employee employee
                      JOIN affected ON affected.id = employee.id
                     WHERE employee.parent_id <> employee.id
                 UNION ALL
                    SELECT chain.employee_id, manager.parent_id, chain.depth + 1, chain.path || chain.manager_id
                      FROM chain
                      JOIN hr_employee manager ON manager.id = chain.manager_id
                     WHERE manager.parent_id <> manager.id AND manager.parent_id <> ALL(chain.path)
                ),
                wanted AS (
                    SELECT chain.employee_id, chain.manager_id, chain.depth
                      FROM chain
                      JOIN hr_employee manager ON manager.id = chain.manager_id AND manager.active
                ),
                gone AS (
                    DELETE FROM perf_reporting_line line
                     USING affected
                     WHERE line.employee_id = affected.id
                       AND NOT EXISTS (
                           SELECT FROM wanted
                            WHERE wanted.employee_id = line.employee_id AND wanted.manager_id = line.manager_id
                       )
                )
                INSERT INTO perf_reporting_line (employee_id, manager_id, depth)
                SELECT employee_id, manager_id, depth FROM wanted
                ON CONFLICT (employee_id, manager_id) DO UPDATE SET depth = EXCLUDED.depth
                      WHERE perf_reporting_line.depth <> EXCLUDED.depth
                """,
                affected,
            )
        )
        self.invalidate_model(flush=False)
        self._invalidate_roles()

    @api.model
    def _invalidate_roles(self):
        """Forget the roles computed so far in this transaction: the org chart or a user link changed."""
        for name in self.env.registry.descendants(["perf.employee.mixin"], "_inherit"):
            self.env[name].invalidate_model(["perf_role"], flush=False)
        self.env["res.users"].invalidate_model(["perf_standing"], flush=False)

    # ------------------------------------------------------------------
    # Asking the lines
    # ------------------------------------------------------------------

    @api.model
    def _get_standing(self):
        """Who the current user is and who reports to them, asked of the database once a transaction.

        :return: dict with ``own`` and ``reports``, lists of employee ids; of the latter at most ``LITERAL_LIMIT`` + 1
        """
        # Changes still to be written make the ORM forget what it knows, see ``_invalidate_roles``.
        self.env["hr.employee"].flush_model(["parent_id", "active", "user_id"])
        # sudo: the field is closed to everybody; here people ask about themselves.
        return self.env.user.sudo().perf_standing

    @api.model
    def _get_own_employee_ids(self):
        """Ids of all employees that the current user is, in any company, archived ones too."""
        return self._get_standing()["own"]

    @api.model
    def _get_report_ids(self, employee_ids):
        """Which of these people report to the current user, at any level.

        :param employee_ids: ids of employees
        :return: set of ids
        """
        reports = self._get_standing()["reports"]
        if len(reports) <= LITERAL_LIMIT:
            return set(reports) & set(employee_ids)
        lines = self._search_lines(("employee_id", "in", list(employee_ids)))
        return {employee_id for (employee_id,) in self.env.execute_query(lines.select("employee_id"))}

    @api.model
    def _get_reports_domain(self, field="employee_id"):
        """Domain of the records whose ``field`` is somebody who reports to the current user, at any level.

        :param field: name of a many2one to ``hr.employee`` on the searched model
        :return: Domain; a list of ids for most managers, a subquery for those with more than ``LITERAL_LIMIT`` people
        """
        reports = self._get_standing()["reports"]
        if len(reports) <= LITERAL_LIMIT:
            return Domain(field, "in", reports)
        return Domain(field, "in", self._search_lines().subselect("employee_id"))

    @api.model
    def _search_lines(self, *conditions):
        """Query of the lines below the current user that meet the conditions."""
        domain = Domain("manager_id", "in", self._get_own_employee_ids())
        for condition in conditions:
            domain &= Domain(*condition)
        # sudo: lines are no secret to the one they start at; who may read more is decided by the ACL.
        return self.sudo()._search(domain, order="id")

    @api.model
    def _get_roles(self, employee_ids):
        """What the current user is to these people.

        :param employee_ids: ids of employees
        :return: dict id -> ``self``, ``manager``, ``officer`` or ``none``
        """
        own = set(self._get_own_employee_ids())
        reports = self._get_report_ids(employee_ids) if own else set()
        other = "officer" if self.env.user.has_group("perf_base.group_perf_officer") else "none"
        return {
            employee_id: "self" if employee_id in own else "manager" if employee_id in reports else other
            for employee_id in employee_ids
        }
