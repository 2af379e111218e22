from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.clarity import POINTS, clarity


class PerfGoalClarity(models.AbstractModel):
    """How clear and realistic a goal is, and what would make it clearer."""

    _name = "perf.goal.clarity"
    _description = "Clarity of Goals"

    realism_data = fields.Json(compute="_compute_realism_data", help="How each measured target compares with before.")

    @api.depends("key_result_ids.name", "key_result_ids.realism", "key_result_ids.realism_text")
    def _compute_realism_data(self):
        for goal in self:
            compared = goal.key_result_ids.filtered("realism_text")
            goal.realism_data = [result._prepare_realism_values() for result in compared]

    @api.depends(
        "name",
        "description",
        "date_end",
        "level",
        "employee_id",
        "roll_up",
        "key_result_ids.name",
        "key_result_ids.start_value",
        "key_result_ids.target_value",
    )
    def _compute_clarity(self):
        people = self._get_concerned().filtered(lambda goal: goal.level == "individual").employee_id._origin
        # sudo: only the number of goals counts, whether or not the reader may see each of them.
        groups = self.sudo()._read_group(
            [("employee_id", "in", people.ids), ("state", "in", ("draft", "proposed", "active"))],
            ["employee_id"],
            ["id:array_agg"],
        )
        others = {employee.id: set(ids) for employee, ids in groups}
        for goal in self:
            count = len(others.get(goal.employee_id._origin.id, set()) - {goal._origin.id}) + 1
            limit = goal.company_id.sudo().perf_goal_limit or self.env.company.perf_goal_limit
            results = [(result.name, result.start_value, result.target_value) for result in goal.key_result_ids]
            if goal.roll_up and not results:
                results = [(self.env._("Aligned goals"), 0, 1)]
            within = goal.level != "individual" or count <= limit
            score, missing = clarity(goal.name, goal.description, results, goal.date_end, within)
            goal.clarity_score = score
            goal.clarity_missing = self._prepare_clarity_hints(missing)

    @api.model
    def _prepare_clarity_hints(self, missing):
        """What is missing, in words.

        :param missing: keys of ``tools.clarity.POINTS``
        :return: list of dicts with ``key``, ``points`` and ``hint``
        """
        hints = {
            "name": self.env._("Say in a short sentence what will be different, in three words or more."),
            "outcome": self.env._("Name the result rather than the task, or write down why it matters."),
            "measure": self.env._("Add a key result: what is measured to tell whether it is reached?"),
            "baseline": self.env._("Give each key result where it stands today and a target that differs from it."),
            "end": self.env._("Say until when."),
            "count": self.env._("There are many open goals already. Finish or drop one first."),
        }
        return [{"key": key, "points": POINTS[key], "hint": hints[key]} for key in missing]

    def _check_clarity(self):
        """Refuse goals that nobody could tell whether they are reached."""
        for goal in self:
            minimum = goal.company_id.sudo().perf_clarity_minimum
            if goal.clarity_score >= minimum:
                continue
            hints = "\n".join(f"- {item['hint']}" for item in goal.clarity_missing)
            raise UserError(
                self.env._(
                    "“%(goal)s” is not clear enough yet (%(score)s of 100, %(minimum)s are needed). What is missing:\n"
                    "%(hints)s",
                    goal=goal.name,
                    score=goal.clarity_score,
                    minimum=minimum,
                    hints=hints,
                )
            )
