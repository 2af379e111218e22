from odoo import api, models
from odoo.exceptions import UserError, ValidationError

RANK = {"company": 0, "department": 1, "individual": 2}


class PerfGoalAlignment(models.AbstractModel):
    """Which goal contributes to which: upward only, without cycles, and only to goals that were agreed."""

    _name = "perf.goal.alignment"
    _description = "Alignment of Goals"

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
