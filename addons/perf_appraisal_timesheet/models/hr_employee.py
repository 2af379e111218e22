from odoo import models
from odoo.tools import SQL

TASK, PROJECT = "task", "project"


class HrEmployee(models.Model):
    """Tasks and projects on which people worked together, counted for choosing reviewers."""

    _inherit = "hr.employee"

    def _perf_works_with(self, date_from, date_to):
        """With those who recorded time on the same tasks and projects in the period."""
        works = super()._perf_works_with(date_from, date_to)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.employee_id, theirs.employee_id,
                       COUNT(DISTINCT mine.task_id) FILTER (WHERE mine.task_id = theirs.task_id),
                       COUNT(DISTINCT mine.project_id)
                  FROM (SELECT DISTINCT employee_id, project_id, task_id FROM account_analytic_line
                         WHERE employee_id = ANY(%(ids)s) AND date BETWEEN %(begin)s AND %(end)s) mine
                  JOIN (SELECT DISTINCT employee_id, project_id, task_id FROM account_analytic_line
                         WHERE employee_id IS NOT NULL AND date BETWEEN %(begin)s AND %(end)s) theirs
                       ON theirs.project_id = mine.project_id AND theirs.employee_id <> mine.employee_id
                  JOIN hr_employee other ON other.id = theirs.employee_id AND other.active
              GROUP BY mine.employee_id, theirs.employee_id
                """,
                ids=list(self.ids),
                begin=date_from,
                end=date_to,
            )
        )
        self._add_perf_work(works, TASK, [(me, other, tasks) for me, other, tasks, _projects in rows if tasks])
        self._add_perf_work(
            works, PROJECT, [(me, other, projects) for me, other, tasks, projects in rows if projects and not tasks]
        )
        return works

    def _get_perf_work_text(self, kind, count):
        """With tasks and projects."""
        texts = {
            TASK: lambda: self.env._("1 task") if count == 1 else self.env._("%(count)s tasks", count=count),
            PROJECT: lambda: self.env._("1 project") if count == 1 else self.env._("%(count)s projects", count=count),
        }
        return texts[kind]() if kind in texts else super()._get_perf_work_text(kind, count)
