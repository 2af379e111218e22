from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.days import LONG
from ..tools.history import chart_points
from ..tools.score import level_score
from .perf_appraisal import SHARED_STATES


class PerfAppraisalHistoryMixin(models.AbstractModel):
    """Past appraisals of an employee, as far as the current user may read their results."""

    _name = "perf.appraisal.history.mixin"
    _description = "Past Appraisals"

    perf_appraisal_count = fields.Integer(string="Appraisals", compute="_compute_perf_appraisal_count")
    perf_appraisal_chart = fields.Json(
        string="Levels over Time",
        compute="_compute_perf_appraisal_chart",
        exportable=False,
        help="The line of past levels, from two shared results on.",
    )

    def _compute_perf_appraisal_count(self):
        # No sudo: only results that the current user may read are counted.
        groups = self.env["perf.appraisal.result"]._read_group(self._get_history_domain(), ["employee_id"], ["__count"])
        counts = {employee.id: count for employee, count in groups}
        for employee in self:
            employee.perf_appraisal_count = counts.get(employee._origin.id, 0)

    @api.depends_context("uid", "lang")
    def _compute_perf_appraisal_chart(self):
        # No sudo: only results that the current user may read are shown.
        history = self._get_perf_appraisal_history()
        for employee in self:
            employee.perf_appraisal_chart = self._prepare_chart(history.get(employee._origin.id, []))

    @api.model
    def _prepare_chart(self, rows):
        """The line of past levels, and the table behind it.

        :param rows: list of dicts as of :meth:`_get_perf_appraisal_history`
        :return: dict with ``points`` (dicts with ``x``, ``y``, ``color`` and ``text``, oldest first), ``top`` and
            ``bottom`` (what the ends of the axis mean), ``first`` and ``last`` (when the line begins and ends) and
            ``rows`` (dicts with ``appraisal_id``, ``cycle``, ``day``, ``level``, ``color`` and ``score``, latest
            first); False with fewer than two levels
        """
        rated = [row for row in rows if row["place"] is not None]
        if len(rated) < 2:
            return False
        ends = {tuple(row["ends"]) for row in rated}
        bottom, top = next(iter(ends)) if len(ends) == 1 else (self.env._("Lowest level"), self.env._("Highest level"))
        months = [format_date(self.env, row["date_to"], date_format="MMM y") for row in (rated[0], rated[-1])]
        return {
            "points": [
                {"x": x, "y": y, "color": row["color"], "text": f"{row['cycle']}: {row['level']}"}
                for (x, y), row in zip(chart_points([row["place"] for row in rated]), rated, strict=True)
            ],
            "top": top,
            "bottom": bottom,
            "first": months[0],
            "last": months[1],
            "rows": [
                {
                    **{key: row[key] for key in ("appraisal_id", "cycle", "level", "color", "score")},
                    "day": format_date(self.env, row["date_to"], date_format=LONG),
                }
                for row in reversed(rows)
            ],
        }

    def _get_history_domain(self):
        """Domain of the shared results of these people.

        :return: list
        """
        return [("employee_id", "in", self._origin.ids), ("state", "in", SHARED_STATES)]

    def _get_perf_appraisal_history(self):
        """Shared results of these people, oldest first, as far as the current user may read them.

        :return: dict employee id -> list of dicts with ``appraisal_id``, ``cycle``, ``date_to``, ``level``, ``color``
            of the level, ``place`` (0 to 100 on its scale, or None without a level), ``ends`` (names of the lowest and
            the highest level of the scale) and ``score`` (or None)
        """
        results = self.env["perf.appraisal.result"].search(self._get_history_domain(), order="date_to, id")
        history = {employee_id: [] for employee_id in self._origin.ids}
        # sudo: names of cycles and scales of results that the rules just gave to this reader.
        for result in results.sudo():
            level = result.final_level_id
            levels = level.scale_id.level_ids.sorted("value")
            values = levels.mapped("value")
            history[result.employee_id.id].append(
                {
                    "appraisal_id": result.appraisal_id.id,
                    "cycle": result.cycle_id.name or "",
                    "date_to": result.date_to,
                    "level": level.name or "",
                    "color": level.color or "",
                    "ends": [levels[0].name, levels[-1].name] if level else [],
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
