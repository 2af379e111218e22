from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

RANK = {"company": 0, "department": 1, "individual": 2}


class PerfGoalAlignment(models.AbstractModel):
    """Which goal contributes to which: upward only, without cycles, and only to goals that were agreed."""

    _name = "perf.goal.alignment"
    _description = "Alignment of Goals"

    active_child_ids = fields.One2many(
        "perf.goal",
        "parent_id",
        string="Active Aligned Goals",
        domain=[("state", "=", "active")],
        help="The active goals that contribute to this one, as far as you may see them.",
    )
    is_covered = fields.Boolean(
        string="Somebody Works on It",
        compute="_compute_is_covered",
        search="_search_is_covered",
        help="A person has an active goal that contributes to this one, directly or through other goals; one that was "
        "cancelled on the way breaks the link. People of all companies count, also those whose goals you don't see.",
    )

    # ------------------------------------------------------------------
    # Coverage: does a person work on it?
    # ------------------------------------------------------------------

    @api.depends("level", "state", "child_ids.level", "child_ids.state")
    def _compute_is_covered(self):
        covered = self._origin._get_covered_ids()
        for goal in self:
            goal.is_covered = goal.level == "individual" or goal._origin.id in covered

    @api.model
    def _search_is_covered(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        self._flush_alignment()
        # From the people up, so that the database walks each link once, whatever the number of goals above.
        covered = SQL(
            """
            (WITH RECURSIVE above (id) AS (
                SELECT parent_id FROM perf_goal
                 WHERE level = 'individual' AND state = 'active' AND parent_id IS NOT NULL
                UNION
                SELECT goal.parent_id
                  FROM perf_goal goal
                  JOIN above ON above.id = goal.id
                 WHERE goal.parent_id IS NOT NULL AND goal.state <> 'cancelled'
            ) SELECT id FROM above)
            """
        )
        return Domain("level", "=", "individual") | Domain("id", "in", covered)

    def _get_covered_ids(self):
        """Which of these goals a person works on: set of ids.

        Rules don't count here: whether somebody works on a goal is a fact about the goal, and must not depend on whose
        goals the reader happens to see.
        """
        if not self:
            return set()
        self._flush_alignment()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE below (top_id, id, is_work, is_link) AS (
                    SELECT parent_id, id, level = 'individual' AND state = 'active', state <> 'cancelled'
                      FROM perf_goal
                     WHERE parent_id = ANY(%s)
                    UNION
                    SELECT below.top_id, goal.id, goal.level = 'individual' AND goal.state = 'active',
                           goal.state <> 'cancelled'
                      FROM below
                      JOIN perf_goal goal ON goal.parent_id = below.id
                     WHERE below.is_link AND NOT below.is_work
                )
                SELECT DISTINCT top_id FROM below WHERE is_work
                """,
                self.ids,
            )
        )
        return {goal_id for (goal_id,) in rows}

    @api.model
    def _flush_alignment(self):
        """Write what statements on the links between goals read."""
        self.env["perf.goal"].flush_model(["level", "parent_id", "state"])

    # ------------------------------------------------------------------
    # The tree
    # ------------------------------------------------------------------

    @api.model
    def hierarchy_read(self, domain, specification, parent_field, child_field=None, order=None):
        """A single goal comes with the one above and those beside or beneath it, as far as the reader may see them.

        The goal of a manager is above those of people who may not read it, so it is left out rather than refused.
        """
        records = self.search(domain, order=order)
        if len(records) != 1 or not child_field:
            return super().hierarchy_read(domain, specification, parent_field, child_field, order)
        above = records[parent_field]._filtered_access("read")
        beneath = self.search(
            [(parent_field, "=", (above or records).id), ("state", "=", "active"), ("id", "!=", records.id)],
            order=order,
        )
        return (records | above | beneath).web_read({parent_field: {"fields": {"display_name": {}}}, **specification})

    # ------------------------------------------------------------------
    # What may be aligned to what
    # ------------------------------------------------------------------

    @api.constrains("parent_id", "level", "employee_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A goal can't be aligned to itself, nor to a goal that is aligned to it. Choose another.")
            )
        aligned = self.sudo().filtered("parent_id")
        pairs = aligned._get_manager_pairs()
        for goal in aligned:
            parent = goal.parent_id
            upward = RANK[parent.level] <= RANK[goal.level]
            if parent.level == "individual" and parent.employee_id != goal.employee_id:
                upward = upward and (goal.employee_id.id, parent.employee_id.id) in pairs
            if not upward:
                raise ValidationError(
                    self.env._(
                        "“%(goal)s” can be aligned to a goal of the company, of a department, or of a manager of its "
                        "owner. Choose one of these.",
                        goal=goal.name,
                    )
                )

    def _get_manager_pairs(self):
        """Set of (employee id, manager id) for the owners of these goals and of the goals they are aligned to."""
        lines = self.env["perf.reporting.line"].sudo()
        self.env["hr.employee"].flush_model(["parent_id", "active"])
        found = lines.search_fetch(
            [("employee_id", "in", self.employee_id.ids), ("manager_id", "in", self.parent_id.employee_id.ids)],
            ["employee_id", "manager_id"],
        )
        return {(line.employee_id.id, line.manager_id.id) for line in found}

    def _check_alignment(self, vals):
        """Align only to agreed goals that the writer may read, so that a link never tells what rules hide."""
        if not vals.get("parent_id"):
            return
        parent = self.browse(vals["parent_id"])
        parent.check_access("read")
        if parent.state != "active":
            raise UserError(self.env._("“%(goal)s” is not active. Align to a goal that is.", goal=parent.display_name))

    def _check_roll_up(self, vals):
        """Which goals an agreed goal takes its progress from is agreed as well: who approves it moves them."""
        if "parent_id" not in vals:
            return
        moved = self.filtered(lambda goal: goal.state == "active" and goal.sudo().parent_id.id != vals["parent_id"])
        parents = (moved.sudo().parent_id | self.sudo().browse(vals["parent_id"] or [])).filtered(
            lambda goal: goal.roll_up and goal.level == "individual" and not goal.key_result_ids
        )
        powers = parents.sudo(False)._get_powers()
        if moved and any(powers[parent] == {"own"} for parent in parents.sudo(False)):
            raise UserError(
                self.env._(
                    "Your goal “%(goal)s” takes its progress from those aligned to it. Ask your manager to move one.",
                    goal=parents[0].name,
                )
            )
