from lxml import html

from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalPortal(PerfGoalCommon, PerfHttpCommon):
    """The portal pages, for employees and for managers with a portal user."""

    FORM = {
        "name": "Customers have an answer within a day",
        "description": "They wait for us.",
        "commitment": "committed",
        "result_name": "Answers within a day",
        "result_kind": "number",
        "result_start_value": "0",
        "result_target_value": "10",
        "result_unit": "answers",
    }

    def form(self, **values):
        return {**self.FORM, "date_start": str(self.today), "date_end": str(self.day(60)), **values}

    def my_goals(self, employee=None):
        employee = employee or self.employee_portal_employee
        return self.env["perf.goal"].search([("employee_id", "=", employee.id)], order="id desc")

    def test_propose(self):
        """One form creates the goal and proposes it."""
        self.login(self.user_portal_employee)
        self.assertIn("What will be different?", self.get_page("/my/goals/new").text)
        reply = self.post("/my/goals/new", step="propose", **self.form())
        goal = self.my_goals()
        self.assertEqual(reply.headers["Location"].rpartition("/my/")[2], f"goals/{goal.id}")
        self.assertEqual((goal.state, goal.key_result_ids.target_value), ("proposed", 10))
        self.assertIn(goal.name, self.get_page("/my/goals").text)

    def test_errors_keep_what_was_typed(self):
        """Bad numbers and dates show a message at their box, all else on top, with the values; nothing is created."""
        self.login(self.user_portal_employee)
        for values, word, box in (
            ({"name": " "}, "Say what will be different", "goal_name"),
            ({"result_target_value": "many"}, "Enter a number", "result_target_0"),
            ({"result_target_value": "0"}, "nothing to reach", "result_target_0"),
            ({"date_end": "2001-01-01"}, "before it starts", "goal_date_end"),
            ({"date_end": "soon"}, "is no date", "goal_date_end"),
            ({"description": "x" * 1_000_000}, "characters", None),
            ({"name": "Sales", "result_name": ""}, "not clear enough", None),
        ):
            with self.subTest(word=word):
                reply = self.post("/my/goals/new", step="propose", **self.form(**values))
                self.assertEqual(reply.status_code, 200)
                self.assertIn(word, reply.text)
                self.assertEqual("o_perf_error" in reply.text, not box)
                page = html.fromstring(reply.text)
                marked = page.xpath("//*[@aria-invalid='true']")
                self.assertEqual([element.get("id") for element in marked], [box] if box else [])
                for element in marked:
                    self.assertEqual(element.get("autofocus"), "autofocus")
                    self.assertIn("is-invalid", element.get("class"))
                    self.assertIn(word, page.get_element_by_id(element.get("aria-describedby")).text_content())
                self.assertIn("Until", reply.text)
                self.assertFalse(self.my_goals())

    def test_forged_fields_are_ignored(self):
        """Fields that the form does not have change nothing, and a foreign parent is refused."""
        self.login(self.user_portal_employee)
        self.post("/my/goals/new", step="keep", state="active", progress="100", **self.form(employee_id="1"))
        goal = self.my_goals()
        self.assertEqual((goal.state, goal.progress), ("draft", 0))
        foreign = self.make_goal(self.employee_colleague)
        self.post("/my/goals/new", step="keep", **self.form(parent_id=str(foreign.id)))
        self.assertEqual(len(self.my_goals()), 1)

    def test_edit_draft(self):
        """A draft is changed, key results and all; a proposed goal has no such page."""
        goal = self.make_goal(state="draft")
        self.login(self.user_portal_employee)
        self.assertIn(goal.name, self.get_page(f"/my/goals/{goal.id}/edit").text)
        self.post(f"/my/goals/{goal.id}/edit", step="keep", **self.form(name="A better name for it"))
        self.assertEqual((goal.name, len(goal.key_result_ids)), ("A better name for it", 1))
        self.post(f"/my/goals/{goal.id}/step", step="propose")
        self.assertEqual(goal.state, "proposed")
        self.assertEqual(self.get_page(f"/my/goals/{goal.id}/edit").status_code, 404)
        self.post(f"/my/goals/{goal.id}/step", step="withdraw")
        self.post(f"/my/goals/{goal.id}/step", step="delete")
        self.assertFalse(goal.exists())

    def test_texts_are_escaped(self):
        """Scripts in names, notes, reasons and comments show as text."""
        evil = "<script>alert('x')</script>"
        goal = self.make_goal(name=f"A goal {evil}", description=evil)
        goal.key_result_ids.name = evil
        self.check_in(goal, note=evil)
        self.as_user(goal, self.user_portal_employee).amend({"name": f"{evil} more"}, evil)
        self.login(self.user_portal_employee)
        self.post(f"/my/goals/{goal.id}/comment", body=evil)
        for url in ("/my/goals", f"/my/goals/{goal.id}", f"/my/goals/{goal.id}/checkin"):
            page = self.get_page(url).text
            self.assertNotIn("<script>alert(", page)
            self.assertIn("&lt;script&gt;alert(", page)

    def test_check_in(self):
        """The sheet hands values in; bad ones come back with a message and what was typed."""
        goal = self.make_goal()
        result = goal.key_result_ids
        self.login(self.user_portal_employee)
        url = f"/my/goals/{goal.id}/checkin"
        self.assertIn(f'name="result_{result.id}"', self.get_page(url).text)
        reply = self.post(url, **{f"result_{result.id}": "lots", "confidence": "8", "note": "Keep these words"})
        self.assertIn("Enter a number", reply.text)
        self.assertIn("Keep these words", reply.text)
        self.assertFalse(goal.checkin_ids)
        self.assertIn('aria-invalid="true"', reply.text)
        reply = self.post(url, **{f"result_{result.id}": "4,5", "confidence": "8", "note": "Fine"})
        self.assertEqual(reply.status_code, 303)
        self.assertEqual((goal.progress, goal.checkin_ids.note), (45, "Fine"))
        page = self.get_page(f"/my/goals/{goal.id}?done=checkin").text
        self.assertIn("Check-in saved", page)
        self.assertIn("Answers within a day: 4.5", page)
        self.assertNotIn("Check-in saved", self.get_page(f"/my/goals/{goal.id}").text)

    def test_check_in_asks_about_slips(self):
        """A value that is far from the last one is asked about once; an untouched sheet is not saved."""
        goal = self.make_goal()
        result = goal.key_result_ids
        self.login(self.user_portal_employee)
        url = f"/my/goals/{goal.id}/checkin"
        untouched = {f"result_{result.id}": "0", "confidence": "7", "note": " "}
        self.assertIn("Nothing has changed yet", self.post(url, **untouched).text)
        for value in ("-1", "9"):
            reply = self.post(url, **{**untouched, f"result_{result.id}": value})
            self.assertIn("Is this right?", reply.text)
            self.assertIn(f'value="{value}"', reply.text)
        self.assertFalse(goal.checkin_ids)
        reply = self.post(url, **{**untouched, f"result_{result.id}": "9"}, sure="1")
        self.assertEqual((reply.status_code, goal.progress), (303, 90))

    def test_check_in_marks_the_box(self):
        """A percentage beyond 100 is refused at its box, not on top of the page."""
        goal = self.make_goal()
        result = goal.key_result_ids
        result.write({"kind": "percentage", "target_value": 90})
        self.login(self.user_portal_employee)
        reply = self.post(f"/my/goals/{goal.id}/checkin", confidence="8", **{f"result_{result.id}": "150"}, sure="1")
        self.assertIn("goes from 0 to 100 %", reply.text)
        self.assertIn("is-invalid", reply.text)
        self.assertNotIn("o_perf_error", reply.text)
        self.assertFalse(goal.checkin_ids)

    def test_unknown_and_forbidden_look_the_same(self):
        """Other people's goals answer as ids that don't exist, for reading and for every step."""
        goal = self.make_goal()
        self.login(self.user_portal_colleague)
        for path in ("", "/checkin", "/edit"):
            answers = {self.get_page(f"/my/goals/{id_}{path}").status_code for id_ in (goal.id, 987654321, 10**12)}
            self.assertEqual(answers, {404}, path)
        for path in ("/step", "/comment", "/amend", "/checkin", "/edit", "/amendment/1"):
            answers = {self.post(f"/my/goals/{id_}{path}", step="approve").status_code for id_ in (goal.id, 987654321)}
            self.assertEqual(answers, {404}, path)
        self.assertEqual(goal.state, "active")

    def test_csrf(self):
        """A post without token is refused."""
        goal = self.make_goal(state="draft")
        self.login(self.user_portal_employee)
        reply = self.url_open(f"/my/goals/{goal.id}/step", data={"step": "propose"})
        self.assertEqual(reply.status_code, 400)
        self.assertEqual(goal.state, "draft")

    def test_portal_manager(self):
        """A manager with a portal user finds, approves, sends back and closes the goals of the team."""
        goal, other = (self.make_goal(self.employee_portal_report, state="proposed") for _number in range(2))
        self.login(self.user_portal_manager)
        page = self.get_page("/my/goals/team").text
        self.assertIn(f'data-goal="{goal.id}"', page)
        self.post(f"/my/goals/{goal.id}/step", step="approve")
        self.assertEqual(goal.state, "active")
        reply = self.post(f"/my/goals/{other.id}/step", step="reject", reason="")
        self.assertIn("Give a reason", reply.text)
        reply = self.post(f"/my/goals/{other.id}/step", step="reject", reason="Hours.")
        self.assertEqual((other.state, reply.status_code), ("draft", 303))
        self.assertIn("/my/goals/team", reply.headers["Location"])
        self.post(f"/my/goals/{goal.id}/step", step="close")
        self.assertEqual(goal.state, "missed")
        self.assertNotIn(f'data-goal="{other.id}"', self.get_page("/my/goals/team").text)

    def test_team_order(self):
        """What waits for me comes first and is marked, then the worst health; no heading when nothing waits."""
        person = self.employee_portal_report
        fine = self.make_goal(person, date_end=self.day(400))
        behind = self.make_goal(person)
        asked = self.make_goal(person)
        self.as_user(asked, self.user_portal_report).amend({"date_end": str(self.day(90))}, "Later.")
        proposed = self.make_goal(person, state="proposed", date_end=self.day(20))
        self.assertEqual([goal.attention_rank for goal in (proposed, asked, behind, fine)], [0, 0, 1, 4])
        self.assertEqual(self.as_user(asked, self.user_portal_manager).decision_label, "Amendment to decide")
        self.assertFalse(self.as_user(asked, self.user_portal_report).decision_label)
        self.login(self.user_portal_manager)
        page = html.fromstring(self.get_page("/my/goals/team").text)
        shown = [int(card.get("data-goal")) for card in page.xpath("//article[@data-goal]")]
        self.assertEqual(shown, [asked.id, proposed.id, behind.id, fine.id])
        marks = [mark.text_content() for mark in page.find_class("o_perf_goal_waits")]
        self.assertEqual(marks, ["Amendment to decide", "To approve"])
        self.assertEqual(len(page.find_class("o_perf_goals_others")[0].findall("h2")), 1)
        self.as_user(proposed, self.user_portal_manager).action_approve()
        self.as_user(asked.amendment_ids, self.user_portal_manager).action_reject("Not now.")
        page = html.fromstring(self.get_page("/my/goals/team").text)
        self.assertFalse(page.find_class("o_perf_goals_waiting"))
        self.assertFalse(page.find_class("o_perf_goals_others")[0].findall("h2"))

    def test_owner_cannot_take_the_managers_steps(self):
        """Forged steps of the owner show a message and change nothing."""
        goal = self.make_goal(state="proposed")
        self.login(self.user_portal_employee)
        reply = self.post(f"/my/goals/{goal.id}/step", step="approve")
        self.assertIn("never by its owner", reply.text)
        self.assertEqual(goal.state, "proposed")
        self.assertEqual(self.post(f"/my/goals/{goal.id}/step", step="unlink").status_code, 404)

    def test_amend(self):
        """The owner asks for another end and target on the page, the portal manager decides there."""
        goal = self.make_goal(self.employee_portal_report)
        result = goal.key_result_ids
        self.login(self.user_portal_report)
        self.post(
            f"/my/goals/{goal.id}/amend",
            date_end=str(self.day(90)),
            reason="Later.",
            **{f"target_{result.id}": "12"},
        )
        self.assertEqual(len(goal.amendment_ids), 2)
        self.login(self.user_portal_manager)
        for amendment in goal.amendment_ids:
            self.post(f"/my/goals/{goal.id}/amendment/{amendment.id}", step="approve")
        self.assertEqual((goal.date_end, result.target_value), (self.day(90), 12))

    def test_clarity_meter(self):
        """The meter answers as the model does, and swallows nonsense."""
        self.login(self.user_portal_employee)
        typed = {"name": "Sales", "description": "", "date_end": "", "results": []}
        result = self.make_jsonrpc_request("/my/goals/clarity", {"values": typed})
        self.assertEqual(result["score"], 30)
        typed = {
            "name": "Customers have an answer within a day",
            "date_end": str(self.day(30)),
            "results": [{"name": "Answers", "start_value": "0", "target_value": "10"}],
        }
        self.assertEqual(self.make_jsonrpc_request("/my/goals/clarity", {"values": typed})["score"], 100)
        nonsense = {"name": ["x"], "date_end": "soon", "results": ["x", {"name": "y", "start_value": {}}]}
        self.assertIn("score", self.make_jsonrpc_request("/my/goals/clarity", {"values": nonsense}))
        self.assertFalse(self.my_goals())

    def test_pages_dont_grow(self):
        """Lists and detail cost the same for 2 and for 15 goals."""

        def make(count):
            self.my_goals(self.employee_portal_report).unlink()
            goals = self.env["perf.goal"].create(
                [
                    self.goal_values(employee_id=self.employee_portal_report.id, state="active", approved_on=self.today)
                    for _number in range(count)
                ]
            )
            self.env["perf.goal.checkin"].create(
                [{"goal_id": goals[0].id, "confidence": 5, "progress": 5} for _number in range(count)]
            )
            return goals

        self.login(self.user_portal_manager)
        for url in ("/my/goals/team", "/my/goals", "/my/goals/{id}"):
            with self.subTest(url=url):
                self.assertQueriesDontGrow(
                    make, lambda goals, url=url: self.url_open(url.format(id=goals[0].id)), large=15
                )

    def test_my_performance(self):
        """The card and what waits stand on the start page."""
        self.make_goal(approved_on=self.day(-20))
        self.login(self.user_portal_employee)
        page = self.get_page("/my/performance").text
        self.assertIn("My goals", page)
        self.assertIn("Say how your goal is going", page)
