from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools.fairness import (
    MUTUAL_DAYS,
    MUTUAL_TIMES,
    SHARE_PERCENT,
    SHARE_POINTS,
    alike,
    days_unnoticed,
    is_concentrated,
    is_left_out,
    is_mutual,
    percent,
)

OFFICER = "perf_base.group_perf_officer"
LINE_LIMIT = 200
TEXTS_A_PAIR = 20  # the latest of each two people are compared
PAIRS_LIMIT = 2000


class PerfRecognitionFairness(models.TransientModel):
    """What HR may want to look at: who is never thanked, and what looks like a circle of friends.

    It is made anew when somebody in HR opens it, read by that person alone, and nothing follows from it by itself.
    Thanks that HR may not read, since they are private, count for nobody here but the person thanked: they are not
    overlooked.
    """

    _name = "perf.recognition.fairness"
    _description = "Worth a Look"
    _inherit = ["perf.text.mixin"]

    days = fields.Selection(
        [("90", "90 days"), ("180", "180 days"), ("365", "A year")], string="Look Back", required=True, default="90"
    )
    line_ids = fields.One2many("perf.recognition.fairness.line", "fairness_id", readonly=True)
    never_ids = fields.One2many(
        "perf.recognition.fairness.line", "fairness_id", domain=[("kind", "=", "never")], readonly=True
    )
    mutual_ids = fields.One2many(
        "perf.recognition.fairness.line", "fairness_id", domain=[("kind", "=", "mutual")], readonly=True
    )
    share_ids = fields.One2many(
        "perf.recognition.fairness.line", "fairness_id", domain=[("kind", "=", "share")], readonly=True
    )
    spread_ids = fields.One2many(
        "perf.recognition.fairness.line", "fairness_id", domain=[("kind", "=", "spread")], readonly=True
    )
    text_ids = fields.One2many(
        "perf.recognition.fairness.line", "fairness_id", domain=[("kind", "=", "text")], readonly=True
    )
    never_count = fields.Integer(string="People Not Thanked", compute="_compute_counts")
    mutual_count = fields.Integer(string="Thanks That Come Back", compute="_compute_counts")
    share_count = fields.Integer(string="Points to One Person", compute="_compute_counts")
    spread_count = fields.Integer(string="Groups Thanked Less", compute="_compute_counts")
    text_count = fields.Integer(string="Texts Alike", compute="_compute_counts")

    @api.depends("line_ids")
    def _compute_counts(self):
        for look in self:
            for kind in ("never", "mutual", "share", "spread", "text"):
                look[f"{kind}_count"] = len(
                    look.line_ids.filtered(lambda line, kind=kind: line.kind == kind and line.is_flagged)
                )

    @api.depends("days")
    def _compute_display_name(self):
        for look in self:
            look.display_name = self.env._("Worth a Look")

    @api.model
    def _check_officer(self):
        """Refuse everybody but HR officers."""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only HR officers look at how recognition is spread."))

    @api.model
    def open_look(self):
        """Look at the companies that are active.

        :return: action that shows what was found
        """
        self._check_officer()
        look = self.create({"days": "90"})
        look._fill()
        return look._show()

    def action_refresh(self):
        """Look anew, after the period was changed."""
        self.ensure_one()
        self._check_officer()
        self.check_access("write")
        self._fill()
        return self._show()

    def _show(self):
        """Action that opens this look."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Worth a Look"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }

    def _fill(self):
        """Find everything and keep it in lines of this look. Who may is for the caller to check."""
        self.ensure_one()
        self.env.flush_all()
        companies = self.env.companies.ids
        begin = fields.Datetime.now() - timedelta(days=int(self.days))
        vals_list = [
            {"fairness_id": self.id, "kind": kind, **line}
            for kind, find in (
                ("never", self._find_never),
                ("mutual", self._find_mutual),
                ("share", self._find_share),
                ("spread", self._find_spread),
                ("text", self._find_text),
            )
            for line in find(companies, begin)
        ]
        # sudo: lines are made here only, and are read by who opened the look
        self.sudo().line_ids.unlink()
        self.env["perf.recognition.fairness.line"].sudo().create(vals_list)
        self.invalidate_recordset()

    # ------------------------------------------------------------------
    # One query each
    # ------------------------------------------------------------------

    def _find_never(self, companies, begin):
        """People whom nobody thanked since ``begin``, who have been there for longer.

        :param companies: ids of companies
        :param begin: datetime
        :return: list of values of lines
        """
        today = fields.Date.context_today(self)
        limit = (today - begin.date()).days
        found = []
        for row in self.env["hr.employee"]._get_perf_thanks_gaps(Domain("company_id", "in", companies)):
            days = days_unnoticed(row["last"], row["hired"], row["start"], today, limit)
            if days is not None:
                # the date of private thanks is not for HR
                last = row["last_open"]
                found.append(
                    {
                        "employee_id": row["id"],
                        "times": days_unnoticed(last, row["hired"], row["start"], today, limit),
                        "text": self.env._("Last thanked on %(day)s", day=format_date(self.env, last))
                        if last
                        else self.env._("Not thanked yet"),
                        "is_flagged": True,
                    }
                )
        return sorted(found, key=lambda line: -line["times"])[:LINE_LIMIT]

    def _find_mutual(self, companies, begin):
        """Pairs of people whose thanks come back within ``MUTUAL_DAYS``, again and again; see :meth:`_find_never`."""
        query = SQL(
            """
            WITH thanks AS MATERIALIZED (
                SELECT recognition.id, recognition.author_employee_id AS author, rel.employee_id AS recipient,
                       recognition.date, recognition.points
                  FROM perf_recognition recognition
                  JOIN perf_recognition_recipient_rel rel ON rel.recognition_id = recognition.id
                 WHERE recognition.company_id = ANY(%(companies)s) AND recognition.date >= %(begin)s
                   AND recognition.state = 'posted' AND recognition.audience <> 'private'
                   AND recognition.milestone IS NULL
            ), answered AS (
                SELECT thanks.author, thanks.recipient, thanks.id, thanks.points, back.id AS back_id,
                       back.points AS back_points
                  FROM thanks
                  JOIN LATERAL (
                       SELECT other.id, other.points FROM thanks other
                        WHERE other.author = thanks.recipient AND other.recipient = thanks.author
                          AND other.date > thanks.date AND other.date <= thanks.date + %(span)s * INTERVAL '1 day'
                        ORDER BY other.date LIMIT 1
                       ) back ON TRUE
            )
            SELECT LEAST(author, recipient) AS one, GREATEST(author, recipient) AS other,
                   COUNT(*) AS times, SUM(points + back_points) AS points
              FROM answered
          GROUP BY 1, 2
            HAVING COUNT(*) >= %(times)s
          ORDER BY times DESC, points DESC, one, other
             LIMIT %(limit)s
            """,
            companies=companies,
            begin=begin,
            span=MUTUAL_DAYS,
            times=MUTUAL_TIMES,
            limit=LINE_LIMIT,
        )
        return [
            {
                "employee_id": one,
                "other_id": other,
                "times": times,
                "points": points,
                "text": self.env._(
                    "Thanked each other within %(days)s days, %(times)s times", days=MUTUAL_DAYS, times=times
                ),
                "is_flagged": True,
            }
            for one, other, times, points in self.env.execute_query(query)
            if is_mutual(times)
        ]

    def _find_share(self, companies, begin):
        """Givers who gave much of their points to one person; see :meth:`_find_never`. What was taken back is out."""
        query = SQL(
            """
            WITH given AS (
                SELECT recognition.author_employee_id AS giver, rel.employee_id AS receiver,
                       SUM(recognition.points) AS points, COUNT(*) AS times
                  FROM perf_recognition recognition
                  JOIN perf_recognition_recipient_rel rel ON rel.recognition_id = recognition.id
                 WHERE recognition.company_id = ANY(%(companies)s) AND recognition.date >= %(begin)s
                   AND recognition.state = 'posted' AND recognition.audience <> 'private'
                   AND recognition.milestone IS NULL AND recognition.points > 0
              GROUP BY 1, 2
            ), shares AS (
                SELECT given.*, SUM(points) OVER (PARTITION BY giver) AS total FROM given
            )
            SELECT giver, receiver, points, total, times FROM shares
             WHERE total >= %(least)s AND points * 100 >= total * %(percent)s
          ORDER BY points * 100 / total DESC, points DESC, giver, receiver
             LIMIT %(limit)s
            """,
            companies=companies,
            begin=begin,
            least=SHARE_POINTS,
            percent=SHARE_PERCENT,
            limit=LINE_LIMIT,
        )
        return [
            {
                "employee_id": giver,
                "other_id": receiver,
                "times": times,
                "points": points,
                "share": percent(points, total),
                "text": self.env._("%(points)s of %(total)s points given", points=points, total=total),
                "is_flagged": True,
            }
            for giver, receiver, points, total, times in self.env.execute_query(query)
            if is_concentrated(points, total)
        ]

    def _find_spread(self, companies, begin):
        """How many of each department, and of those with and without a back office, were thanked at all."""
        query = SQL(
            """
            WITH people AS (
                SELECT person.id, version.department_id,
                       CASE WHEN account.id IS NULL THEN 'none' WHEN account.share THEN 'portal' ELSE 'internal' END
                       AS login,
                       EXISTS (
                           SELECT FROM perf_recognition_recipient_rel rel
                             JOIN perf_recognition recognition ON recognition.id = rel.recognition_id
                            WHERE rel.employee_id = person.id AND recognition.state = 'posted'
                              AND recognition.audience <> 'private' AND recognition.milestone IS NULL
                              AND recognition.date >= %(begin)s
                       ) AS thanked
                  FROM hr_employee person
             LEFT JOIN hr_version version ON version.id = person.current_version_id
             LEFT JOIN res_users account ON account.id = person.user_id
                 WHERE person.active AND person.company_id = ANY(%(companies)s)
            )
            SELECT GROUPING(department_id), GROUPING(login), department_id, login, COUNT(*),
                   COUNT(*) FILTER (WHERE thanked)
              FROM people
          GROUP BY GROUPING SETS ((department_id), (login), ())
            """,
            companies=companies,
            begin=begin,
        )
        rows = self.env.execute_query(query)
        # the row of all together
        all_people, all_thanked = next((row[4:] for row in rows if row[0] and row[1]), (0, 0))
        labels = {
            "internal": self.env._("With a back office"),
            "portal": self.env._("In the portal"),
            "none": self.env._("Without a login"),
        }
        lines = [
            {
                "department_id": department_id if not no_department else False,
                "label": labels[login] if no_department else "" if department_id else self.env._("No department"),
                "times": thanked,
                "share": percent(thanked, people),
                "text": self.env._("%(thanked)s of %(people)s people", thanked=thanked, people=people),
                "is_flagged": is_left_out(thanked, people, all_thanked, all_people),
            }
            for no_department, no_login, department_id, login, people, thanked in rows
            if not (no_department and no_login)
        ]
        return sorted(lines, key=lambda line: (not line["label"], line["share"]))[:LINE_LIMIT]

    def _find_text(self, companies, begin):
        """Thanks of one to the same other person in nearly the same words; see :meth:`_find_never`."""
        query = SQL(
            """
            WITH thanks AS (
                SELECT recognition.id, recognition.author_employee_id AS author, rel.employee_id AS recipient,
                       recognition.message,
                       COUNT(*) OVER pair AS times,
                       ROW_NUMBER() OVER (pair ORDER BY recognition.id DESC) AS place
                  FROM perf_recognition recognition
                  JOIN perf_recognition_recipient_rel rel ON rel.recognition_id = recognition.id
                 WHERE recognition.company_id = ANY(%(companies)s) AND recognition.date >= %(begin)s
                   AND recognition.state = 'posted' AND recognition.audience <> 'private'
                   AND recognition.milestone IS NULL
                WINDOW pair AS (PARTITION BY recognition.author_employee_id, rel.employee_id)
            )
            SELECT author, recipient, ARRAY_AGG(id ORDER BY id), ARRAY_AGG(LEFT(message, 1000) ORDER BY id)
              FROM thanks
             WHERE times > 1 AND place <= %(most)s
          GROUP BY author, recipient
          ORDER BY COUNT(*) DESC, author, recipient
             LIMIT %(pairs)s
            """,
            companies=companies,
            begin=begin,
            most=TEXTS_A_PAIR,
            pairs=PAIRS_LIMIT,
        )
        lines = []
        for author, recipient, ids, messages in self.env.execute_query(query):
            found = alike(list(zip(ids, messages, strict=True)))
            if found:
                lines.append(
                    {
                        "employee_id": author,
                        "other_id": recipient,
                        "times": len(found) + 1,
                        "share": max(level for _one, _other, level in found),
                        "text": messages[ids.index(found[0][0])],
                        "is_flagged": True,
                    }
                )
        return sorted(lines, key=lambda line: -line["times"])[:LINE_LIMIT]
