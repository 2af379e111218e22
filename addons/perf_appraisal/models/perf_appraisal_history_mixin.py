from odoo import fields, models

from ..tools.score import level_score
from .perf_appraisal import SHARED_STATES


class PerfAppraisalHistoryMixin(models.AbstractModel):
    """Past appraisals of an employee, as far as the current user may read their results."""

    _name = "perf.appraisal.history.mixin"
    _description = "Past Appraisals"

    perf_appraisal_count = fields.Integer(string="Appraisals", compute="_compute_perf_appraisal_count")

    def _compute_perf_appraisal_count(self):
        # No sudo: only results that the current user may read are counted.
        groups = self.env["perf.appraisal.result"]._read_group(self._get_history_domain(), ["employee_id"], ["__count"])
        counts = {employee.id: count for employee, count in groups}
        for employee in self:
            employee.perf_appraisal_count = counts.get(employee._origin.id, 0)

    def _get_history_domain(self):
        """Domain of the shared results of these people.

        :return: list
        """
        return [("employee_id", "in", self._origin.ids), ("state", "in", SHARED_STATES)]

    def _get_perf_appraisal_history(self):
        """Shared results of these people, oldest first, as far as the current user may read them.

        :return: dict employee id -> list of dicts with ``appraisal_id``, ``cycle``, ``date_to``, ``level``, ``place``
            (0 to 100 on its scale, or None without a level) and ``score`` (or None)
        """
        results = self.env["perf.appraisal.result"].search(self._get_history_domain(), order="date_to, id")
        history = {employee_id: [] for employee_id in self._origin.ids}
        # sudo: names of cycles and scales of results that the rules just gave to this reader.
        for result in results.sudo():
            level = result.final_level_id
            values = level.scale_id.level_ids.mapped("value")
            history[result.employee_id.id].append(
                {
                    "appraisal_id": result.appraisal_id.id,
                    "cycle": result.cycle_id.name or "",
                    "date_to": result.date_to,
                    "level": level.name or "",
                    "place": level_score(level.value, values) if level else None,
                    "score": result.score if result.has_score else None,
                }
            )
        return history

    def action_perf_open_appraisals(self):
        """Open the past results of this person: the line of their levels, and the list behind it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_appraisal.perf_appraisal_history_action")
        return {
            **action,
            "name": self.env._("Appraisals of %(person)s", person=self.name),
            "domain": self._get_history_domain(),
        }
