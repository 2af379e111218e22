import math
from collections import defaultdict
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..tools.exposure import adjusted_target, exposure
from ..tools.metric import MetricWindow
from ..tools.progress import CADENCE_DAYS, CAP, attention_rank, clamp, expected_share, health, raw_score, weighted_mean

COLUMNS = ("ids", "values", "measured", "counts", "has_values", "scores", "progress")


class ResultRow(NamedTuple):
    """A key result that is to be measured, with what its score depends on."""

    id: int
    goal_id: int
    employee_id: int
    date_start: object
    date_end: object
    company_id: int
    currency_id: int | None
    start: float
    target: float
    is_prorated: bool
    working_days: float
    worked_days: float
    current: float
    is_measured: bool
    count: int


class GoalRow(NamedTuple):
    """A goal whose key results changed, with what its progress and health depend on."""

    id: int
    parent_id: int | None
    date_start: object
    date_end: object
    news_date: object
    cadence: str | None
    department_id: int | None
    company_id: int
    has_pending: bool
    results: list
    progress: float
    health: str
    rank: int


class PerfMetricBulk(models.AbstractModel):
    """The nightly refresh of individual goals, whole batches of them a statement.

    It says the same as the compute methods of goals and key results, with the same functions of ``tools``, where going
    through each record would take several times as long as reading what is measured. A test compares the two.
    """

    _name = "perf.metric.bulk"
    _description = "Refreshing Metrics in Bulk"

    def _refresh_individual(self, batch):
        """Measure the next key results of individual goals.

        :param batch: how many
        :return: number of key results that were measured; None when the metric can't be measured
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        rows = self._fetch_result_rows(batch)
        found = self._try(self._measure_windows, [self._make_window(row, today) for row in rows]) if rows else {}
        if found is None:
            return None
        changed = self._store_measured(rows, found)
        self._store_progress(changed, today)
        self.env["perf.metric.value"]._upsert(self, self._list_bulk_history(rows, found, today))
        return len(rows)

    def _make_window(self, row, today):
        """What is to be measured for a key result: the records of its person in the period of the goal, up to today."""
        end = max(row.date_start, min(row.date_end or today, today))
        return MetricWindow(row.id, (row.employee_id,), row.date_start, end, row.company_id, row.currency_id)

    def _list_bulk_history(self, rows, found, today):
        """Values of people for the history: list of (employee id, first day, last day, value)."""
        values = {
            (row.employee_id, row.date_start, row.date_end or today): found[row.id][0]
            for row in rows
            if found[row.id][0] is not None
        }
        return [(*key, value) for key, value in values.items()]

    # ------------------------------------------------------------------
    # Key results
    # ------------------------------------------------------------------

    def _fetch_result_rows(self, batch):
        """The next key results of active individual goals that this run has not measured yet."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT result.id, result.goal_id, goal.employee_id, goal.date_start, goal.date_end, goal.company_id,
                       CASE WHEN result.kind = 'monetary' THEN result.currency_id END,
                       COALESCE(result.start_value, 0), COALESCE(result.target_value, 0),
                       COALESCE(result.is_prorated, FALSE),
                       COALESCE(goal.working_days, 0), COALESCE(goal.worked_days, 0),
                       COALESCE(result.current_value, 0), COALESCE(result.is_measured, FALSE),
                       COALESCE(result.measured_count, 0)
                  FROM perf_goal_key_result result
                  JOIN perf_goal goal ON goal.id = result.goal_id
                 WHERE result.metric_id = %s AND goal.state = 'active' AND goal.level = 'individual'
                   AND result.refresh_run IS DISTINCT FROM %s
                 ORDER BY result.id
                 LIMIT %s
                """,
                self.id,
                self.refresh_run,
                batch,
            )
        )
        return [ResultRow(*row) for row in rows]

    def _store_measured(self, rows, found):
        """Write what was measured, and the scores that follow from it.

        :return: ids of goals whose key results changed
        """
        if not rows:
            return []
        caps = self._get_caps({row.company_id for row in rows})
        written = [self._prepare_result_row(row, *found[row.id], caps[row.company_id]) for row in rows]
        columns = [list(column) for column in zip(*written, strict=True)]
        self.env.execute_query(
            SQL(
                """
                UPDATE perf_goal_key_result result
                   SET current_value = row.value, is_measured = row.is_measured, measured_count = row.count,
                       has_value = row.has_value, score_raw = row.score, progress = row.progress,
                       measured_on = %(now)s, refresh_run = %(run)s
                  FROM unnest(%(ids)s::int[], %(values)s::float8[], %(measured)s::bool[], %(counts)s::int[],
                              %(has_values)s::bool[], %(scores)s::float8[], %(progress)s::float8[])
                       AS row(id, value, is_measured, count, has_value, score, progress)
                 WHERE result.id = row.id
             RETURNING 1
                """,
                now=fields.Datetime.now(),
                run=self.refresh_run,
                **dict(
                    zip(
                        ("ids", "values", "measured", "counts", "has_values", "scores", "progress"),
                        columns,
                        strict=True,
                    )
                ),
            )
        )
        self.env["perf.goal.key.result"].invalidate_model()
        return sorted(
            {
                row.goal_id
                for row, new in zip(rows, written, strict=True)
                if (row.current, row.is_measured, row.count) != new[1:4]
            }
        )

    def _prepare_result_row(self, row, value, count, cap):
        """What is stored of a key result: id, value, whether it is one, records, whether it counts, score, progress."""
        is_known = value is not None and math.isfinite(value)
        current = value if is_known else row.current
        share = exposure(row.worked_days, row.working_days) if row.is_prorated else 1.0
        target = adjusted_target(row.start, row.target, share)
        score = raw_score(current, row.start, target) or 0.0
        progress = round(100 * clamp(score, cap), 4)
        return row.id, current, is_known, count, is_known and target != row.start, score, progress

    def _get_caps(self, company_ids):
        """How far results count: dict company id -> share of the target."""
        return {company.id: company.perf_score_cap or CAP for company in self.env["res.company"].browse(company_ids)}

    # ------------------------------------------------------------------
    # Goals
    # ------------------------------------------------------------------

    def _store_progress(self, goal_ids, today):
        """Bring progress and health of goals in step with their key results, and the goals that follow them."""
        if not goal_ids:
            return
        rows = self._fetch_goal_rows(goal_ids)
        cadences = self._get_cadences(rows)
        new = {row.id: self._prepare_goal_row(row, cadences, today) for row in rows}
        changed = [row for row in rows if new[row.id] != (row.progress, row.health, row.rank)]
        if not changed:
            return
        progress, words, ranks = (list(column) for column in zip(*(new[row.id] for row in changed), strict=True))
        self.env.execute_query(
            SQL(
                """
                UPDATE perf_goal goal
                   SET progress = row.progress, health = row.health, attention_rank = row.rank,
                       off_track_since = CASE row.health WHEN 'off_track' THEN COALESCE(goal.off_track_since, %s)
                                                         WHEN 'stale' THEN goal.off_track_since END
                  FROM unnest(%s::int[], %s::float8[], %s::text[], %s::int[]) AS row(id, progress, health, rank)
                 WHERE goal.id = row.id
             RETURNING 1
                """,
                today,
                [row.id for row in changed],
                progress,
                words,
                ranks,
            )
        )
        goals = self.env["perf.goal"]
        goals.invalidate_model()
        aligned = goals.browse([row.id for row in changed if row.parent_id])
        aligned.filtered(lambda goal: goal.parent_id.roll_up).modified(["progress"])

    def _fetch_goal_rows(self, goal_ids):
        """What progress and health of these goals depend on."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT goal.id, goal.parent_id, goal.date_start, goal.date_end,
                       CASE WHEN results.by_hand
                            THEN GREATEST(goal.date_start, goal.approved_on, goal.last_checkin_date) END,
                       employee.perf_checkin_cadence, goal.department_id, goal.company_id,
                       EXISTS (SELECT FROM perf_goal_amendment amendment
                                WHERE amendment.goal_id = goal.id AND amendment.state = 'pending'),
                       results.pairs, COALESCE(goal.progress, 0), goal.health, goal.attention_rank
                  FROM perf_goal goal
                  JOIN hr_employee employee ON employee.id = goal.employee_id
                  JOIN LATERAL (
                        SELECT array_agg(ARRAY[CASE WHEN result.has_value THEN result.progress END,
                                               COALESCE(result.weight, 0)]
                                         ORDER BY result.sequence, result.id) AS pairs,
                               bool_or(result.metric_id IS NULL) AS by_hand
                          FROM perf_goal_key_result result
                         WHERE result.goal_id = goal.id
                       ) results ON TRUE
                 WHERE goal.id = ANY(%s)
                """,
                list(goal_ids),
            )
        )
        return [GoalRow(*row) for row in rows]

    def _prepare_goal_row(self, row, cadences, today):
        """What is stored of a goal: progress, health, rank among what needs attention."""
        progress = round(weighted_mean(row.results) or 0.0, 4)
        silent = (today - row.news_date).days if row.news_date else 0
        days = CADENCE_DAYS.get(row.cadence) or cadences[row.department_id, row.company_id]
        word = health(progress / 100, expected_share(row.date_start, row.date_end, today), silent, days)
        return progress, word, attention_rank("active", word, row.has_pending)

    def _get_cadences(self, rows):
        """Days between check-ins where a person has no own cadence: dict (department id, company id) -> days."""
        by_department = defaultdict(set)
        for row in rows:
            by_department[row.department_id].add(row.company_id)
        departments = self.env["hr.department"].browse([key for key in by_department if key])
        days = {department.id: department._get_perf_cadence_days() for department in departments}
        companies = self.env["res.company"].browse({row.company_id for row in rows})
        of_company = {company.id: company._get_perf_cadence_days() for company in companies}
        return {
            (department_id, company_id): days.get(department_id) or of_company[company_id]
            for department_id, company_ids in by_department.items()
            for company_id in company_ids
        }
