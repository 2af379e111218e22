from lxml import html

from odoo import http
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .plan_common import PlanSetUp


@tagged("post_install", "-at_install")
class TestPerfDevelopmentPlanPortal(PlanSetUp, PerfHttpCommon):
    """Plans on the phone."""

    def get_last(self, model):
        return self.env[model].search([], order="id desc", limit=1)

    def test_files_where_texts_belong(self):
        """Files sent in the place of texts are nothing typed: the page says what is missing."""
        self.login(self.user_portal_employee)
        step = self.make_step(state="doing", progress=20)
        for url, names in (
            ("/my/development/plans/new", ("name", "aim", "date_start", "employee_id")),
            (f"/my/development/plans/{step.plan_id.id}/edit", ("name", "aim", "date_target")),
            (f"/my/development/plans/{step.plan_id.id}/actions/new", ("name", "kind", "link")),
            (f"/my/development/actions/{step.id}/edit", ("name", "kind", "link", "budget", "date_due", "mentor_id")),
            (f"/my/development/actions/{step.id}/progress", ("progress",)),
        ):
            files = dict.fromkeys(names, ("a.txt", b"a", "text/plain"))
            response = self.url_open(url, data={"csrf_token": http.Request.csrf_token(self)}, files=files)
            self.assertEqual(response.status_code, 200, url)
            self.assertIn("alert-danger", response.text, url)
        self.assertEqual((step.name, step.progress), ("Learn it", 20))

    def test_from_draft_to_confirmed(self):
        self.login(self.user_portal_employee)
        self.assertIn("What do you want to be able to do next?", self.get_page("/my/development").text)
        values = {"name": "Lead the night shift", "date_start": str(self.today), "date_target": str(self.day(90))}
        response = self.post("/my/development/plans/new", **values)
        plan = self.get_last("perf.development.plan")
        self.assertTrue(response.headers["Location"].endswith(f"/my/development/plans/{plan.id}?done=begun"))
        url = f"/my/development/plans/{plan.id}"
        self.post(
            f"{url}/actions/new",
            name="Course",
            kind="course",
            link="https://example.com",
            budget="120.5",
            date_due=str(self.day(20)),
            skill_id=self.skill.id,
            skill_level_id=self.middle.id,
            mentor_id=self.employee_portal_colleague.id,
        )
        step = plan.action_ids
        self.assertEqual((step.name, step.budget, step.mentor_id), ("Course", 120.5, self.employee_portal_colleague))
        self.post(f"{url}/start")
        self.assertIn("You, your managers and HR", self.get_page(f"{url}?done=start").text)
        self.assertEqual(plan.state, "active")
        page = self.get_page("/my/development").text
        for text in ("Lead the night shift", "Course", "Perf Languages 1", "0 of 1 steps done"):
            self.assertIn(text, page)
        action = f"/my/development/actions/{step.id}"
        self.post(f"{action}/progress", progress="40")
        self.assertEqual((step.state, step.progress), ("doing", 40))
        self.post(f"{action}/done", learned="Much", level_id=self.middle.id)
        self.assertEqual((step.state, step.level_state), ("done", "waiting"))
        self.assertIn("Waits to be confirmed", self.get_page(action).text)
        self.login(self.user_manager)
        self.assertIn("Confirm “", self.get_page(action).text)
        self.post(f"{action}/confirm")
        self.assertEqual(self.rows(), [(self.middle, False)])
        self.post(f"{url}/done")
        self.assertEqual(plan.state, "done")
        self.post(f"{url}/reopen")
        self.post(f"{url}/cancel", reason="Enough")
        self.assertEqual(plan.cancel_reason, "Enough")

    def test_mentor(self):
        step = self.make_step(mentor_id=self.employee_portal_colleague.id)
        self.login(self.user_portal_colleague)
        self.assertIn("Learn it", self.get_page("/my/development").text)
        self.assertIn("Learn it", self.get_page("/my/development/plans?tab=mentor").text)
        page = self.get_page(f"/my/development/actions/{step.id}").text
        self.assertIn("I know of it", page)
        self.assertNotIn(f"/my/development/plans/{step.plan_id.id}", page)
        self.assertNotIn("Change this step", page)
        self.assertEqual(self.get_page(f"/my/development/plans/{step.plan_id.id}").status_code, 404)
        self.assertEqual(self.get_page(f"/my/development/actions/{step.id}/edit").status_code, 404)
        self.post(f"/my/development/actions/{step.id}/seen")
        self.assertTrue(step.mentor_seen)
        self.assertEqual(self.post(f"/my/development/actions/{step.id}/done").status_code, 404)

    def test_manager(self):
        self.make_plan()
        self.login(self.user_portal_manager)
        self.assertNotIn("Lead the night shift", self.get_page("/my/development/plans?tab=team").text)
        self.login(self.user_head)
        self.assertIn("Lead the night shift", self.get_page("/my/development/plans?tab=team").text)
        self.login(self.user_portal_manager)
        report = self.employee_portal_report
        self.post("/my/development/plans/new", employee_id=report.id, name="Theirs", date_start=str(self.today))
        plan = self.get_last("perf.development.plan")
        self.assertEqual((plan.employee_id, plan.author_employee_id), (report, self.employee_portal_manager))
        response = self.post(
            "/my/development/plans/new",
            employee_id=self.employee_employee.id,
            name="Not mine",
            date_start=str(self.today),
        )
        self.assertEqual(response.status_code, 404)
        page = f"/my/development/plans/new?employee={self.employee_employee.id}"
        self.assertEqual(self.get_page(page).status_code, 404)

    def test_primary_action(self):
        """The button names the next step; a manager for whom work waits is not asked to begin a plan first."""
        self.make_step()
        self.login(self.user_portal_employee)
        self.assertIn("Open the next step: Learn it", self.get_page("/my/development").text)
        self.login(self.user_portal_manager)
        item = {"key": "perf.x,1,y", "due": False, "since": self.today, "title": "X", "subject": "", "url": "/my"}
        for waiting, label in (([], "Begin a plan"), ([item, item], "See what waits for you (2)")):
            self.patch(
                type(self.env["hr.employee"]),
                "_perf_todo",
                lambda people, waiting=waiting: dict.fromkeys(people.ids, waiting),
            )
            page = html.fromstring(self.get_page("/my/development").text)
            buttons = page.xpath("//div[contains(@class, 'o_perf_page_action')]//a")
            self.assertEqual([button.text_content().strip() for button in buttons], [label])

    def test_change(self):
        plan = self.make_plan()
        self.login(self.user_manager)
        self.assertIn("Lead the night shift", self.get_page(f"/my/development/plans/{plan.id}/edit").text)
        self.post(
            f"/my/development/plans/{plan.id}/edit",
            name="Lead both shifts",
            date_start=str(plan.date_start),
            date_target=str(self.day(9)),
            change_note="We need both",
        )
        self.assertEqual(plan.name, "Lead both shifts")
        self.login(self.user_portal_employee)
        self.assertIn("We need both", self.get_page("/my/development").text)
        step = self.make_step(plan, mentor_id=self.employee_colleague.id)
        url = f"/my/development/actions/{step.id}"
        self.assertIn("No mentor any more", self.get_page(f"{url}/edit").text)
        self.post(f"{url}/edit", name="Read it", kind="reading", mentor_id=step.mentor_id.id, mentor_none="1")
        self.assertEqual(
            (step.name, step.kind, step.mentor_id.id, step.skill_id.id), ("Read it", "reading", False, False)
        )

    def test_bad_input_is_said_on_the_page(self):
        plan = self.make_plan()
        self.login(self.user_portal_employee)
        url = f"/my/development/plans/{plan.id}"
        good = {"name": "Step", "kind": "course"}
        for values in (
            {**good, "name": " "},
            {**good, "kind": "magic"},
            {**good, "link": "javascript:alert(1)"},
            {**good, "budget": "-3"},
            {**good, "budget": "a lot"},
            {**good, "budget": "inf"},
            {**good, "date_due": "31.31.2026"},
            {**good, "date_due": str(self.day(-90))},
            {**good, "skill_id": "999999999"},
            {**good, "skill_id": self.skill.id, "skill_level_id": self.other_type.skill_level_ids[0].id},
            {**good, "mentor_id": self.employee_portal_employee.id},
            {**good, "mentor_id": self.employee_other_officer.id},
        ):
            with self.subTest(values=values):
                response = self.post(f"{url}/actions/new", **values)
                self.assertEqual(response.status_code, 200)
                self.assertIn("o_perf_error", response.text)
        self.assertEqual(len(plan.action_ids), 1)
        for values in (
            {"name": "", "date_start": str(self.today)},
            {"name": "Plan", "date_start": ""},
            {"name": "Plan", "date_start": "soon"},
            {"name": "Plan", "date_start": str(self.today), "date_target": str(self.day(-1))},
        ):
            response = self.post("/my/development/plans/new", **values)
            self.assertIn("o_perf_error", response.text)
        step = f"/my/development/actions/{plan.action_ids.id}"
        for address, values in (
            (f"{step}/cancel", {"reason": " "}),
            (f"{step}/progress", {"progress": "x"}),
            (f"{step}/claim", {"level_id": "1"}),
            (f"{step}/reopen", {}),
            (f"{url}/cancel", {}),
            (f"{url}/start", {}),
            (f"{url}/suggest", {"skill": "x"}),
        ):
            with self.subTest(address=address):
                self.assertIn("o_perf_error", self.post(address, **values).text)
        self.assertEqual(self.post(f"{url}/delete").status_code, 404, "what was started stays")

    def test_strangers_find_nothing(self):
        plan = self.make_plan()
        step = plan.action_ids
        draft = self.make_plan(state="draft")
        pages = [
            f"/my/development/plans/{plan.id}",
            f"/my/development/plans/{plan.id}/edit",
            f"/my/development/plans/{plan.id}/actions/new",
            f"/my/development/actions/{step.id}",
            f"/my/development/actions/{step.id}/edit",
        ]
        for user in (self.user_portal_colleague, self.user_former_manager):
            self.login(user)
            for page in [*pages, "/my/development/plans/999999999"]:
                self.assertEqual(self.get_page(page).status_code, 404, page)
            for form in ("start", "done", "cancel", "reopen", "suggest", "delete", "edit", "actions/new"):
                self.assertEqual(self.post(f"/my/development/plans/{plan.id}/{form}", name="x").status_code, 404, form)
            for form in ("start", "done", "cancel", "reopen", "claim", "confirm", "refuse", "seen", "progress", "edit"):
                self.assertEqual(self.post(f"/my/development/actions/{step.id}/{form}").status_code, 404, form)
        self.login(self.user_manager)
        self.assertEqual(self.get_page(f"/my/development/plans/{draft.id}").status_code, 404)
        self.login(self.user_officer)
        self.assertEqual(self.get_page(pages[0]).status_code, 200)
        self.assertEqual(self.get_page(pages[1]).status_code, 404)
        self.assertEqual(self.post(f"{pages[0]}/done").status_code, 404)

    def test_draft_is_deleted(self):
        plan = self.make_plan(state="draft")
        self.login(self.user_portal_employee)
        self.post(f"/my/development/actions/{plan.action_ids.id}/delete")
        self.assertFalse(plan.action_ids)
        self.post(f"/my/development/plans/{plan.id}/delete")
        self.assertFalse(plan.exists())

    def test_pages_do_not_grow(self):
        def make(count):
            self.make_plan(
                action_ids=[
                    (0, 0, {"name": str(number), "skill_id": self.skill.id, "mentor_id": self.employee_colleague.id})
                    for number in range(count)
                ]
            )

        self.login(self.user_portal_employee)
        self.assertQueriesDontGrow(make, lambda _made: self.get_page("/my/development"), slack=6)

        def make_team(count):
            for person in self.make_employees(count):
                self.make_plan(person)

        self.login(self.user_manager)
        self.assertQueriesDontGrow(
            make_team, lambda _made: self.get_page("/my/development/plans?tab=team"), large=12, slack=6
        )
