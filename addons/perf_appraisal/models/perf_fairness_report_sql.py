from odoo import models
from odoo.tools import SQL

ENOUGH = 10  # people with a score of their goals, before ratings are compared with it
TEAMS = 8  # raters, before means of teams have a line of their own
UPPER = 0.75  # of the way up the scale: from here on a result counts as one of the upper levels


class PerfFairnessReport(models.AbstractModel):
    """What PostgreSQL counts for the report: one statement a pass over the ratings, and one over the results."""

    _inherit = "perf.fairness.report"

    # ------------------------------------------------------------------
    # Raters
    # ------------------------------------------------------------------

    def _get_cells_sql(self, cycle_ids):
        """Each criterion of each person, as the manager and the person rated it, on a scale of 1 to 5.

        :param cycle_ids: list of ids
        :return: SQL of rows ``cycle_id``, ``appraisal_id``, ``rater_id``, ``criterion_id``, ``value``, ``own``
        """
        return SQL(
            """
            SELECT cycle_id, appraisal_id, max(rater_id) AS rater_id, criterion_id,
                   max(value) FILTER (WHERE role = 'manager') AS value, max(value) FILTER (WHERE role = 'self') AS own
              FROM (
                SELECT appraisal.cycle_id, appraisal.id AS appraisal_id, review.role,
                       answer.question_id AS criterion_id,
                       CASE WHEN review.role = 'manager' THEN review.reviewer_employee_id END AS rater_id,
                       1 + 4 * COALESCE((level.value - scale.low)::float / NULLIF(scale.high - scale.low, 0),
                                        anchor.progress / 100.0) AS value
                  FROM perf_appraisal appraisal
                  JOIN perf_appraisal_review review ON review.appraisal_id = appraisal.id
                  JOIN perf_appraisal_answer answer ON answer.review_id = review.id
             LEFT JOIN perf_rating_level level ON level.id = answer.level_id
             LEFT JOIN (SELECT scale_id, min(value) AS low, max(value) AS high FROM perf_rating_level GROUP BY scale_id)
                       scale ON scale.scale_id = level.scale_id
             LEFT JOIN perf_appraisal_anchor anchor ON anchor.id = answer.anchor_id
                 WHERE appraisal.cycle_id = ANY(%(cycles)s) AND appraisal.state <> 'cancelled'
                   AND review.state = 'submitted' AND review.role IN ('manager', 'self')
                   AND answer.unable IS NOT TRUE AND (answer.level_id IS NOT NULL OR answer.anchor_id IS NOT NULL)
              ) AS given
             GROUP BY cycle_id, appraisal_id, criterion_id
            """,
            cycles=list(cycle_ids),
        )

    def _get_facts_sql(self, cycle_ids):
        """What else is known of each person: the score of the goals, and how recent what was noted is.

        :param cycle_ids: list of ids
        :return: SQL of rows ``appraisal_id``, ``objective`` (0 to 100) and ``recent`` (0 to 1), each may be empty
        """
        return SQL(
            """
            SELECT result.appraisal_id, noted.recent,
                   CASE WHEN result.has_objective_score THEN result.objective_score END AS objective
              FROM perf_appraisal_result result
              JOIN perf_appraisal appraisal ON appraisal.id = result.appraisal_id
         LEFT JOIN LATERAL (
                   SELECT avg(((item ->> 'date')::date
                               > appraisal.date_to - (appraisal.date_to - appraisal.date_from + 1) / 4)::int) AS recent
                     FROM jsonb_array_elements(CASE jsonb_typeof(result.evidence -> 'timeline')
                                               WHEN 'array' THEN result.evidence -> 'timeline' END) item
                   ) noted ON TRUE
             WHERE appraisal.cycle_id = ANY(%(cycles)s)
            """,
            cycles=list(cycle_ids),
        )

    def _count_raters(self, cycle_ids):
        """All figures of all raters of these cycles, in one statement that reads each rating once.

        A rating is the mean over the criteria of a person. Its residual is what it differs from what the score of the
        goals lets expect: by one line for people of the same team, and one for the means of teams, which measure more
        exactly than the score of one person. Where a person has no such score, it is what the rating differs from the
        mean of those without.

        :param cycle_ids: list of ids
        :return: list of dicts, one a cycle and rater
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH cell AS MATERIALIZED (%(cells)s),
                placed AS (
                    SELECT *,
                           avg(value) OVER criterion AS middle,
                           NULLIF(stddev_samp(value) OVER criterion, 0) AS width
                      FROM cell
                     WHERE value IS NOT NULL AND rater_id IS NOT NULL
                    WINDOW criterion AS (PARTITION BY cycle_id, criterion_id)
                ),
                person AS (
                    SELECT placed.cycle_id, placed.rater_id, placed.appraisal_id, fact.objective, fact.recent,
                           avg(value) AS rating, count(*) AS criteria,
                           stddev_samp((value - middle) / width) AS spread, avg(own - value) AS gap
                      FROM placed LEFT JOIN (%(facts)s) AS fact ON fact.appraisal_id = placed.appraisal_id
                     GROUP BY placed.cycle_id, placed.rater_id, placed.appraisal_id, fact.objective, fact.recent
                ),
                team AS (
                    SELECT *,
                           avg(rating) FILTER (WHERE objective IS NOT NULL) OVER team AS team_rating,
                           avg(objective) OVER team AS team_objective
                      FROM person
                    WINDOW team AS (PARTITION BY cycle_id, rater_id)
                ),
                line AS (
                    SELECT cycle_id, regr_count(rating, objective) >= %(enough)s
                           AND regr_slope(rating - team_rating, objective - team_objective) IS NOT NULL AS fits,
                           regr_slope(rating - team_rating, objective - team_objective) AS inside,
                           CASE WHEN count(DISTINCT rater_id) FILTER (WHERE objective IS NOT NULL) >= %(teams)s
                                THEN regr_slope(team_rating, team_objective) END AS between,
                           avg(rating) AS middle, avg(rating) FILTER (WHERE objective IS NULL) AS middle_without,
                           avg(rating) FILTER (WHERE objective IS NOT NULL) AS middle_with,
                           avg(objective) AS middle_objective
                      FROM team GROUP BY cycle_id
                ),
                differing AS (
                    SELECT team.*,
                           CASE WHEN NOT line.fits THEN rating - line.middle
                                WHEN objective IS NULL THEN rating - line.middle_without
                                ELSE rating - line.middle_with - line.inside * (objective - team_objective)
                                     - COALESCE(line.between, line.inside) * (team_objective - line.middle_objective)
                           END AS residual,
                           line.fits AND objective IS NOT NULL AS on_goals
                      FROM team JOIN line ON line.cycle_id = team.cycle_id
                ),
                point AS (
                    SELECT cycle_id, rater_id, max(number)::float / sum(number) AS one_point
                      FROM (SELECT cycle_id, rater_id, value, count(*) AS number FROM placed GROUP BY 1, 2, 3) AS used
                     GROUP BY cycle_id, rater_id
                ),
                rater AS (
                    SELECT cycle_id, rater_id, count(*) AS people, count(*) FILTER (WHERE on_goals) AS goals,
                           avg(residual) AS mean, stddev_samp(residual) AS deviation,
                           sum(residual) AS summed, sum(residual ^ 2) AS squared,
                           avg(rating) AS rating, stddev_samp(rating) AS rating_deviation,
                           sum(rating) AS rating_summed, sum(rating ^ 2) AS rating_squared,
                           percentile_cont(0.5) WITHIN GROUP (ORDER BY rating) AS median,
                           corr(rating, objective) AS correlation,
                           avg(criteria) AS criteria, avg(spread) AS spread, count(spread) AS spreads,
                           avg(gap) AS gap, stddev_samp(gap) AS gap_deviation, count(gap) AS gaps,
                           avg(recent) AS recent, count(recent) AS noted
                      FROM differing GROUP BY cycle_id, rater_id
                )
                SELECT rater.*, point.one_point,
                       sum(people) OVER cycle AS all_people, sum(summed) OVER cycle AS all_summed,
                       sum(squared) OVER cycle AS all_squared,
                       sum(rating_summed) OVER cycle AS all_rating_summed,
                       sum(rating_squared) OVER cycle AS all_rating_squared,
                       sum(spread * spreads) OVER cycle AS all_spread, sum(spreads) OVER cycle AS all_spreads,
                       rank() OVER (PARTITION BY rater.cycle_id ORDER BY mean DESC) AS place
                  FROM rater JOIN point ON point.cycle_id = rater.cycle_id AND point.rater_id = rater.rater_id
                WINDOW cycle AS (PARTITION BY rater.cycle_id)
                 ORDER BY rater.cycle_id, mean DESC, rater.rater_id
                """,
                cells=self._get_cells_sql(cycle_ids),
                facts=self._get_facts_sql(cycle_ids),
                enough=ENOUGH,
                teams=TEAMS,
            )
        )
        return self.env.cr.dictfetchall()

    # ------------------------------------------------------------------
    # Groups
    # ------------------------------------------------------------------

    def _get_dimensions_sql(self):
        """How people are grouped, by dimension; for rows ``employee``, ``version``, ``account``, ``hours`` and
        ``appraisal``, as they were on the last day of the period.

        :return: dict dimension -> SQL of a text, NULL where nothing is known
        """
        return {
            "gender": SQL("version.sex"),
            "age": SQL(
                """CASE WHEN employee.birthday IS NULL THEN NULL
                        WHEN age(appraisal.date_to, employee.birthday) < interval '30 years' THEN 'under_30'
                        WHEN age(appraisal.date_to, employee.birthday) < interval '40 years' THEN '30_39'
                        WHEN age(appraisal.date_to, employee.birthday) < interval '50 years' THEN '40_49'
                        ELSE '50_up' END"""
            ),
            "tenure": SQL(
                """CASE WHEN hired.day IS NULL THEN NULL
                        WHEN age(appraisal.date_to, hired.day) < interval '2 years' THEN 'under_2'
                        WHEN age(appraisal.date_to, hired.day) < interval '5 years' THEN '2_4'
                        WHEN age(appraisal.date_to, hired.day) < interval '10 years' THEN '5_9'
                        ELSE '10_up' END"""
            ),
            "contract": SQL("version.contract_type_id::text"),
            "part_time": SQL(
                """CASE WHEN hours.hours_per_week IS NULL OR COALESCE(hours.full_time_required_hours, 0) = 0 THEN NULL
                        WHEN hours.hours_per_week < 0.9 * hours.full_time_required_hours THEN 'part'
                        ELSE 'full' END"""
            ),
            "account": SQL("CASE WHEN account.share THEN 'portal' WHEN NOT account.share THEN 'internal' END"),
            "location": SQL("version.work_location_id::text"),
        }

    def _count_groups(self, cycle_id, dimensions, by_department=False):
        """How many people of each combination of groups there are, and how many of them are rated in the upper levels.

        :param dimensions: list of keys of :meth:`_get_dimensions_sql`
        :param by_department: whether to count each department apart
        :return: list of tuples: department id or None, list of group texts in the order of ``dimensions``, people, and
            how many of them are rated in the upper levels
        """
        self.env.flush_all()
        texts = self._get_dimensions_sql()
        self.env.cr.execute(
            SQL(
                """
                SELECT department, texts, count(*), count(*) FILTER (WHERE good)
                  FROM (
                    SELECT %(department)s AS department, ARRAY[%(texts)s]::text[] AS texts,
                           (level.value - scale.low)::float / NULLIF(scale.high - scale.low, 0) >= %(upper)s AS good
                      FROM perf_appraisal appraisal
                      JOIN perf_appraisal_result result ON result.appraisal_id = appraisal.id
                      JOIN perf_rating_level level ON level.id = result.final_level_id
                      JOIN (SELECT scale_id, min(value) AS low, max(value) AS high
                              FROM perf_rating_level GROUP BY scale_id) scale ON scale.scale_id = level.scale_id
                      JOIN hr_employee employee ON employee.id = appraisal.employee_id
                 LEFT JOIN LATERAL (
                           SELECT each.* FROM hr_version each
                            WHERE each.employee_id = employee.id AND each.active
                            ORDER BY each.date_version > appraisal.date_to,
                                     abs(each.date_version - appraisal.date_to), each.id
                            LIMIT 1) version ON TRUE
                 LEFT JOIN LATERAL (
                           SELECT min(COALESCE(each.contract_date_start, each.date_version)) AS day
                             FROM hr_version each WHERE each.employee_id = employee.id AND each.active) hired ON TRUE
                 LEFT JOIN resource_calendar hours ON hours.id = version.resource_calendar_id
                 LEFT JOIN res_users account ON account.id = employee.user_id
                     WHERE appraisal.cycle_id = %(cycle)s AND appraisal.state <> 'cancelled'
                  ) AS person
                 GROUP BY department, texts
                """,
                department=SQL("appraisal.department_id" if by_department else "NULL::integer"),
                texts=SQL(", ").join(texts[name] for name in dimensions),
                upper=UPPER,
                cycle=cycle_id,
            )
        )
        return self.env.cr.fetchall()
