from lxml import etree, html

from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import PerfGoalCommon

FEW, MANY, PAGE = 10, 10_000, 80
PEOPLE = 60  # fewer than groups on a page, since the client counts groups once there are more
TEAM = [("perf_role", "=", "manager")]


class PerfGoalPagesCommon(PerfGoalCommon):
    """A manager with many people below, and goals of theirs by the thousand, written by SQL."""

    HEAD = "employee_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"company_id": cls.company.id, "parent_id": getattr(cls, cls.HEAD).id}
        cls.people = cls.env["hr.employee"].create(
            [{"name": f"Perf Person {number:03d}", **values} for number in range(PEOPLE)]
        )
        cls.parent = cls.env["perf.goal"].create(
            {
                "name": "All of us answer within a day",
                "level": "company",
                "company_id": cls.company.id,
                "state": "active",
                "roll_up": True,
                "approved_on": cls.today,
            }
        )
        cls.env.flush_all()

    def insert_goals(self, count, people=None):
        """Goals of these people in many states, each with a key result, until there are that many.

        :return: count
        """
        people = people or self.people
        cr = self.env.cr
        cr.execute("SELECT COUNT(*) FROM perf_goal WHERE name LIKE 'Perf bulk %'")
        present = cr.fetchone()[0]
        cr.execute(
            """
            WITH goal AS (
                INSERT INTO perf_goal (
                    name, level, commitment, employee_id, company_id, parent_id, date_start, date_end, weight, state,
                    progress, health, attention_rank, approved_on, last_checkin_date, confidence, is_announced,
                    create_uid, write_uid, create_date, write_date
                )
                SELECT 'Perf bulk ' || n, 'individual', 'committed', (%(people)s::int[])[1 + n %% %(number)s],
                       %(company)s, CASE WHEN n %% 3 = 0 THEN %(parent)s::int END, CURRENT_DATE - 50,
                       CURRENT_DATE + n %% 200, 1, CASE WHEN n %% 5 = 0 THEN 'proposed' ELSE 'active' END,
                       n %% 100, (ARRAY['on_track', 'at_risk', 'off_track', 'stale'])[1 + n %% 4],
                       CASE WHEN n %% 5 = 0 THEN 0 ELSE 1 + n %% 4 END, CURRENT_DATE - 40, CURRENT_DATE - 5, 7, TRUE,
                       1, 1, now(), now()
                  FROM generate_series(%(present)s + 1, %(count)s) n
             RETURNING id
            )
            INSERT INTO perf_goal_key_result (
                goal_id, name, kind, start_value, target_value, current_value, weight, progress, score_raw, has_value,
                is_measured, sequence, create_uid, write_uid, create_date, write_date
            )
            SELECT id, 'Answers', 'number', 0, 10, 5, 1, 50, 0.5, TRUE, TRUE, 10, 1, 1, now(), now() FROM goal
            """,
            {
                "people": people.ids,
                "number": len(people),
                "company": self.company.id,
                "parent": self.parent.id,
                "present": present,
                "count": count,
            },
        )
        for table in ("perf_goal", "perf_goal_key_result"):
            cr.execute(f"ANALYZE {table}")
        self.env.invalidate_all()
        return count

    def assertSameQueries(self, run, people=None):
        """Ten goals and ten thousand take the same number of queries."""
        self.assertQueriesDontGrow(lambda count: self.insert_goals(count, people), run, FEW, MANY, slack=0)


@tagged("post_install", "-at_install")
class TestPerfGoalPages(PerfGoalPagesCommon):
    """The first page of the back office views takes as many queries at ten goals as at ten thousand."""

    def team(self):
        """Goals as the manager reads them."""
        return self.env["perf.goal"].with_user(self.user_manager)

    def get_specification(self, view_xmlid, kind):
        """What the web client asks for to show this view to the manager."""
        arch = etree.fromstring(self.team().get_view(self.env.ref(view_xmlid).id, kind)["arch"])
        found = {}
        for name in {node.get("name") for node in arch.iter("field")}:
            field = self.env["perf.goal"]._fields[name]
            shown = {"color": {}} if name == "tag_ids" else {}
            found[name] = {"fields": {"display_name": {}, **shown}} if field.relational else {}
        return found

    def assertListSame(self, order, get_offset=lambda count: 0):
        """One page of the list of the team, in that order, with the number of all."""
        specification = self.get_specification("perf_goals.perf_goal_view_list_team", "list")
        self.assertIn("decision_label", specification)

        def run(count):
            offset = get_offset(count)
            page = self.team().web_search_read(TEAM, specification, offset, PAGE, order, count_limit=10_001)
            self.assertEqual((page["length"], len(page["records"])), (count, min(count - offset, PAGE)))
            if not offset and count < PAGE:  # only a full page is counted by a query of its own
                self.team().search_count(TEAM, limit=10_001)

        self.assertSameQueries(run)

    def test_list_of_the_team(self):
        """The list of the team as it opens: what waits for the manager first."""
        self.assertListSame("attention_rank, date_end desc, id desc")

    def test_list_by_end(self):
        """The same, sorted by a click on a header."""
        self.assertListSame("date_end asc, id desc")

    def test_last_page_of_the_list(self):
        """The last page costs what the first one does."""
        self.assertListSame("attention_rank, date_end desc, id desc", lambda count: count - FEW)

    def test_kanban_by_health(self):
        """The board with all its columns open, and the bars above them."""
        specification = self.get_specification("perf_goals.perf_goal_view_kanban", "kanban")
        bar = {"field": "state", "colors": {"proposed": "warning", "active": "success"}}

        def run(count):
            Goal = self.team().with_context(read_group_expand=True)
            found = Goal.web_read_group(
                TEAM,
                ["health"],
                ["progress:avg"],
                auto_unfold=True,
                unfold_read_specification=specification,
                unfold_read_default_limit=PAGE,
            )
            self.assertEqual(sum(group["__count"] for group in found["groups"]), count)
            for group in found["groups"]:
                self.assertEqual(len(group["__records"]), min(group["__count"], PAGE))
            bars = Goal.read_progress_bar(TEAM, "health", bar)
            self.assertEqual(sum(sum(part.values()) for part in bars.values()), count)

        self.assertSameQueries(run)

    def test_kanban_by_state(self):
        """The board as it opens, by state."""
        specification = self.get_specification("perf_goals.perf_goal_view_kanban", "kanban")

        def run(count):
            Goal = self.team().with_context(read_group_expand=True)
            found = Goal.web_read_group(TEAM, ["state"], auto_unfold=True, unfold_read_specification=specification)
            self.assertEqual(sum(group["__count"] for group in found["groups"]), count)

        self.assertSameQueries(run)

    def test_list_by_person(self):
        """The list grouped by person, all groups closed."""

        def run(count):
            found = self.team().web_read_group(TEAM, ["employee_id"], ["progress:avg"], limit=PAGE)
            self.assertEqual(sum(group["__count"] for group in found["groups"]), count)
            self.assertEqual(len(found["groups"]), min(count, PEOPLE))

        self.assertSameQueries(run)


@tagged("post_install", "-at_install")
class TestPerfGoalPortalPages(PerfGoalPagesCommon, PerfHttpCommon):
    """The portal pages over HTTP take as many queries at ten goals as at ten thousand."""

    HEAD = "employee_portal_manager"

    def assertPage(self, url, people, least):
        """The page answers with goals, and takes the same number of queries for few and many of them."""
        self.login(self.user_portal_manager)

        def run(count):
            reply = self.url_open(url)
            self.assertEqual(reply.status_code, 200)
            shown = html.fromstring(reply.text).xpath("//*[@data-goal]")
            self.assertGreaterEqual(len(shown), min(count, least))

        self.assertSameQueries(run, people)

    def test_own_goals(self):
        """The goals of the person who is logged in."""
        self.assertPage("/my/goals", self.employee_portal_manager, FEW)

    def test_goals_of_the_team(self):
        """The goals of everybody below, what waits first."""
        self.assertPage("/my/goals/team", self.people, FEW)

    def test_goals_of_one_person(self):
        """The same for one person of the team."""
        person = self.people[0]
        self.assertPage(f"/my/goals/team?employee_id={person.id}", person, FEW)
