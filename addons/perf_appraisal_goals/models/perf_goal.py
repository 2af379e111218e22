from odoo import models


class PerfGoal(models.Model):
    """A goal stands in the appraisals whose period it overlaps."""

    _inherit = "perf.goal"

    def _prepare_appraisal_line(self, readable):
        """The goal as an appraisal shows it. Called in sudo.

        :param readable: whether the current user may open the goal itself
        :return: dict of plain values
        """
        self.ensure_one()
        return {
            "name": self.name,
            "progress": round(self.progress, 2),
            "weight": self.weight,
            "outcome": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "url": f"/my/goals/{self.id}" if readable else "",
        }
