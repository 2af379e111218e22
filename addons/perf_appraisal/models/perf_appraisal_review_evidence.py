from odoo import fields, models
from odoo.tools import format_date

from ..tools.evidence import month_cells, recent_percent

RECENT_LIMIT = 60  # percent of the evidence from the last quarter of the period from which on a review rests on memory


class PerfAppraisalReview(models.Model):
    """What stands beside the questions: the period month by month, what is missing in it, and the goals."""

    _inherit = "perf.appraisal.review"

    def get_evidence_panel(self):
        """The period at a glance, for its reviewer.

        :return: dict with ``months`` (dicts with ``month``, ``label``, ``name``, ``count`` and ``kinds``, a dict kind
            -> count; oldest first), ``kinds`` (list of words), ``warnings`` (list of sentences) and ``goals`` (list
            of dicts as of ``perf.appraisal._get_goal_lines`` with ``history``, a list of pairs of a day and a progress)
        :raise AccessError: for everybody but the reviewer
        """
        self.ensure_one()
        return self._prepare_evidence_panel(self.get_evidence())

    def _prepare_evidence_panel(self, evidence):
        """See :meth:`get_evidence_panel`.

        :param evidence: list of dicts as of :meth:`get_evidence`
        """
        self.ensure_one()
        items = [item for item in evidence if item["kind"] != "gap"]
        # sudo: only the period is read; the evidence itself was gathered with the reviewer's own rights.
        appraisal = self.sudo().appraisal_id
        date_from, date_to = appraisal.date_from, appraisal.date_to
        cells = month_cells(date_from, max(date_from, min(date_to, fields.Date.context_today(self))), items)
        months = [
            {
                **cell,
                "month": str(cell["month"]),
                "label": format_date(self.env, cell["month"], date_format="LLL"),
                "name": format_date(self.env, cell["month"], date_format="LLLL y"),
            }
            for cell in cells
        ]
        return {
            "months": months,
            "kinds": sorted({item["kind"] for item in items}),
            "warnings": self._get_evidence_warnings(
                sum(not cell["count"] for cell in cells),
                len(cells),
                recent_percent(date_from, date_to, [item["date"] for item in items]),
            ),
            "goals": self._get_goals_with_history(),
        }

    def _get_evidence_warnings(self, empty, total, recent):
        """What to keep in mind about this evidence, one sentence each.

        :param empty: number of months in which nothing was noted
        :param total: number of months
        :param recent: percent of the evidence from the last quarter of the period, or None
        :return: list of texts
        """
        warnings = []
        if total and empty * 2 >= total:
            warnings.append(
                self.env._(
                    "In %(empty)s of %(total)s months nothing was noted: think of the whole period, month by month.",
                    empty=empty,
                    total=total,
                )
            )
        if recent is not None and recent > RECENT_LIMIT:
            warnings.append(
                self.env._(
                    "%(percent)s %% of what was noted is from the last quarter of the period: "
                    "what came before counts as much.",
                    percent=recent,
                )
            )
        return warnings

    def _get_goals_with_history(self):
        """The goals of the period as the current user may see them, with what was noted about them over time."""
        self.ensure_one()
        lines = self._get_goal_lines()
        appraisal = self.appraisal_id
        if not lines:
            return []
        history = appraisal._get_goal_history().get(appraisal.id, [])
        return [{**line, "history": history[index] if index < len(history) else []} for index, line in enumerate(lines)]
