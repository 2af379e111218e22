from odoo import fields, models


class PerfGoalCountMixin(models.AbstractModel):
    """The number of goals of an employee that the current user may see, and the way to them."""

    _name = "perf.goal.count.mixin"
    _description = "Goal Counter"

    perf_goal_count = fields.Integer(string="Open Goals", compute="_compute_perf_goal_count")

    def _compute_perf_goal_count(self):
        groups = self.env["perf.goal"]._read_group(
            [("employee_id", "in", self.ids), ("state", "in", ("draft", "proposed", "active"))],
            ["employee_id"],
            ["__count"],
        )
        counts = {employee.id: count for employee, count in groups}
        for employee in self:
            employee.perf_goal_count = counts.get(employee._origin.id, 0)

    def action_perf_open_goals(self):
        """Open the goals of this person, as far as the reader may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_action_all")
        return {
            **action,
            "name": self.env._("Goals of %(person)s", person=self.name),
            "domain": [("employee_id", "=", self.id)],
            "context": {"default_employee_id": self.id, "search_default_open": 1},
        }
