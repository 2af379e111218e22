from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .metric_common import PerfMetricCommon

MAIL = """From: %s
To: goals@example.com
Subject: Hello
Message-Id: <forged-%s@example.com>
Content-Type: text/plain

I agree."""
OUTSIDERS = ("employee", "colleague", "former_manager", "other_officer")


@tagged("post_install", "-at_install")
class TestPerfGoalForgery(PerfMetricCommon):
    """Ways around the front door: e-mails of one's own, forms filled in for others, defaults, rewritten history."""

    # ------------------------------------------------------------------
    # E-mail
    # ------------------------------------------------------------------

    def test_no_goal_by_mail(self):
        """Nobody makes goals or metrics, or speaks in the name of another, by handing an e-mail to the server."""
        goal = self.make_goal()
        values = {"name": "Mine at once", "employee_id": self.employee_employee.id, "state": "active"}
        before = self.env["perf.goal"].search_count([]), self.env["perf.metric"].search_count([])
        messages = goal.message_ids
        sender = self.user_manager.email or "manager@example.com"
        for user in (self.user_employee, self.user_manager, self.user_portal_employee):
            for model in ("perf.goal", "perf.metric", "mail.thread"):
                target = "perf.goal" if model == "mail.thread" else model
                thread = self.as_user(self.env[model], user)
                mail = MAIL % (sender, f"{user.id}-{model}")
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaises(AccessError),
                    mute_logger("odoo.addons.mail.models.mail_thread"),
                ):
                    thread.message_process(target, mail, custom_values=values)
                with (
                    self.subTest(user=user.login, model=model, reply=True),
                    self.assertRaises(AccessError),
                    mute_logger("odoo.addons.mail.models.mail_thread"),
                ):
                    thread.message_process("perf.goal", mail, thread_id=goal.id)
        self.assertEqual((self.env["perf.goal"].search_count([]), self.env["perf.metric"].search_count([])), before)
        self.assertEqual(goal.message_ids, messages)

    def test_the_gateway_brings_replies(self):
        """A reply that comes in through the mail server stands on the goal; a new goal never does."""
        goal = self.make_goal()
        mail = MAIL % ("someone@example.com", "gateway")
        self.env["mail.thread"].message_process("perf.goal", mail, thread_id=goal.id)
        self.assertIn("I agree", str(goal.message_ids[:1].body))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process("perf.goal", MAIL % ("someone@example.com", "new"))

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------

    def test_what_was_written_stays(self):
        """Neither the owner nor the manager rewrites, redates or deletes what stands on a goal."""
        goal = self.make_goal(self.employee_employee)
        said = goal.with_user(self.user_manager).message_post(body="Call them first.", message_type="comment")
        for user in (self.user_employee, self.user_manager, self.user_officer):
            message = self.as_user(said, user)
            for vals in ({"body": "Fine"}, {"author_id": user.partner_id.id}, {"date": "2026-01-01 00:00:00"}):
                with self.subTest(user=user.login, vals=vals), self.assertRaises(AccessError):
                    message.write(vals)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                message.unlink()
        with self.assertRaises(AccessError):
            self.as_user(self.env["mail.message"], self.user_employee).create(
                {"model": "perf.goal", "res_id": goal.id, "body": "Well done", "author_id": said.author_id.id}
            )
        self.assertIn("Call them first", said.body)

    def test_a_comment_is_of_today_and_by_its_author(self):
        """A comment takes no date, author or list of changes from whoever posts it."""
        goal = self.make_goal(self.employee_employee)
        mine = self.as_user(goal, self.user_employee)
        said = mine.message_post(
            body="Done.", message_type="comment", date="2026-01-01 00:00:00", author_id=self.user_manager.partner_id.id
        )
        self.assertEqual((said.author_id, said.date.date()), (self.user_employee.partner_id, fields.Date.today()))

    def test_what_waits_for_the_manager_stays(self):
        """The owner doesn't take the manager's activity away."""
        goal = self.make_goal(self.employee_employee, state="draft")
        mine = self.as_user(goal, self.user_employee)
        mine.action_propose()
        self.assertTrue(goal.activity_ids)
        with self.assertRaises(AccessError):
            mine.activity_unlink(["perf_goals.mail_activity_type_approve"])
        self.assertTrue(goal.activity_ids)

    # ------------------------------------------------------------------
    # Forms that are filled in
    # ------------------------------------------------------------------

    def test_a_form_tells_nothing_of_hidden_records(self):
        """Values of a form that point at hidden goals, key results or amendments are refused before they compute."""
        goal = self.make_goal(self.employee_portal_employee)
        self.check_in(goal, value=4.0)
        self.as_user(goal, self.user_portal_employee).amend({"weight": 2}, "Because.")
        link = fields.Command.link
        forged = [
            ("perf.goal", {"roll_up": True, "child_ids": [link(goal.id)]}, "progress"),
            ("perf.goal", {"key_result_ids": [link(goal.key_result_ids.id)]}, "progress"),
            ("perf.goal", {"state": "active", "amendment_ids": [link(goal.amendment_ids.id)]}, "attention_rank"),
            ("perf.goal.key.result", {"goal_id": goal.id, "is_prorated": True, "target_value": 9.0}, "score_raw"),
            ("perf.goal.checkin.wizard.line", {"key_result_id": goal.key_result_ids.id}, "current_value"),
            (
                "perf.goal",
                {"key_result_ids": [fields.Command.create({"name": "x", "goal_id": goal.id})]},
                "progress",
            ),
        ]
        for name in OUTSIDERS:
            user = getattr(self, f"user_{name}")
            for model, values, field in forged:
                with self.subTest(name=name, model=model, field=field), self.assertRaises(AccessError):
                    self.as_user(self.env[model], user).onchange(values, [], {field: {}})

    def test_a_form_keeps_what_it_has(self):
        """A goal aligned to one of the manager, which its owner can't read, can still be changed in its form."""
        above = self.make_goal(self.employee_manager)
        goal = self.make_goal(self.employee_employee, state="draft", parent_id=above.id)
        mine = self.as_user(goal, self.user_employee)
        self.assertFalse(self.as_user(above, self.user_employee).has_access("read"))
        reply = mine.onchange({"parent_id": above.id, "name": "More"}, ["name"], {"clarity_score": {}})
        self.assertIn("value", reply)

    def test_the_portal_has_no_forms(self):
        """Portal users call no forms of the back office."""
        for user in (self.user_portal_employee, self.user_portal_colleague, self.user_portal_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(self.env["perf.goal"], user).onchange({"name": "x"}, [], {"department_id": {}})

    def test_without_an_owner_nothing_is_compared(self):
        """A form without an employee doesn't fail."""
        goals = self.as_user(self.env["perf.goal"], self.user_officer)
        values = {
            "level": "individual", "employee_id": False, "state": "draft", "date_start": "2026-04-01",
            "date_end": "2026-04-30",
            "key_result_ids": [fields.Command.create({"name": "x", "metric_id": self.metric.id, "target_value": 3.0})],
        }  # fmt: skip
        self.assertIn("value", goals.onchange(values, ["employee_id"], {"realism_data": {}}))

    # ------------------------------------------------------------------
    # Defaults
    # ------------------------------------------------------------------

    def test_company_and_department_follow_from_the_owner(self):
        """No default moves a goal to a company with other rules, or aligns it to what isn't agreed."""
        other = self.env["res.company"].create({"name": "Perf elsewhere"})
        department = self.env["hr.department"].create({"name": "Perf elsewhere", "company_id": self.company.id})
        draft = self.make_goal(self.employee_employee, state="draft")
        for user, employee in (
            (self.user_employee, self.employee_employee),
            (self.user_portal_employee, self.employee_portal_employee),
        ):
            if user._is_internal():
                self.as_user(self.env["ir.default"], user).set("perf.goal", "company_id", other.id, user_id=True)
            goals = self.as_user(self.env["perf.goal"], user).with_context(
                default_company_id=other.id, default_department_id=department.id, default_parent_id=draft.id
            )
            goal = goals.create(self.goal_values()).sudo()
            with self.subTest(user=user.login):
                self.assertEqual((goal.company_id, goal.department_id), (self.company, employee.department_id))
                self.assertFalse(goal.parent_id)

    def test_today_is_not_the_callers_choice(self):
        """A check-in of tomorrow stays one, whatever time zone a program names."""
        goal = self.make_goal(self.employee_employee)
        self.user_employee.tz = "UTC"
        mine = self.as_user(goal, self.user_employee).with_context(tz="Pacific/Kiritimati")
        with self.assertRaises(ValidationError):
            mine.check_in({"confidence": 7, "date": self.day(1)})

    # ------------------------------------------------------------------
    # Sources
    # ------------------------------------------------------------------

    def test_own_time_off_does_not_shrink_a_target(self):
        """Time off that people enter into the calendar themselves doesn't count; what somebody else approved does."""
        person = self.employee_employee
        result = {"name": "Orders", "target_value": 100.0, "is_prorated": True}
        goal = self.make_goal(
            person, date_start="2026-06-01", date_end="2026-06-30", key_result_ids=[fields.Command.create(result)]
        )
        values = {
            "name": "Perf off", "resource_id": person.resource_id.id, "calendar_id": False,
            "date_from": "2026-06-01 00:00:00", "date_to": "2026-06-15 23:00:00",
        }  # fmt: skip
        own = self.as_user(self.env["resource.calendar.leaves"], self.user_employee).create(values)
        goal._refresh_exposure()
        self.assertEqual(goal.exposure, 1.0)
        approved = self.env["resource.calendar.leaves"].create(values)
        goal._refresh_exposure()
        self.assertLess(goal.exposure, 0.6)
        self.as_user(approved, self.user_employee).date_to = "2026-06-29 23:00:00"
        goal._refresh_exposure()
        self.assertEqual(goal.exposure, 1.0, "changed by the person: not approved any more")
        self.assertTrue(own)

    def test_metrics_read_no_closed_names(self):
        """A condition on the name of a linked record counts as reading it; meetings are closed to metrics."""
        metric = self.metric.with_user(self.user_admin)
        metric.domain = "[('calendar_id', 'ilike', 'x')]"
        self.env["ir.model.access"].search([("model_id.model", "=", "resource.calendar")]).unlink()
        with self.assertRaises(AccessError):
            metric.domain = "[('calendar_id', 'ilike', 'y')]"
        with self.assertRaisesRegex(UserError, "can't be measured"):
            self.make_metric(model="perf.goal", employee_path="employee_id", field_date_id=False, domain="[]")
        self.assertFalse(self.metric._is_open_model("calendar.event"))

    def test_the_owner_moves_nothing_out_of_a_roll_up(self):
        """What an agreed goal takes its progress from is moved by who approves it."""
        top = self.make_goal(self.employee_employee, roll_up=True, key_result_ids=[])
        low, high = (self.make_goal(self.employee_employee, parent_id=top.id) for _goal in range(2))
        self.check_in(high, value=10.0)
        self.assertEqual(top.progress, 50.0)
        with self.assertRaisesRegex(UserError, "takes its progress"):
            self.as_user(low, self.user_employee).parent_id = False
        self.assertEqual(top.progress, 50.0)
        low.with_user(self.user_manager).parent_id = False
        self.assertEqual(top.progress, 100.0)

    def test_assigning_tells_nothing_of_drafts(self):
        """A manager who assigns a goal with the name of a private draft learns nothing about it."""
        self.make_goal(self.employee_employee, state="draft", name="Known to me alone for now")
        like = self.make_goal(self.employee_portal_employee, name="Known to me alone for now")
        wizard = self.as_user(self.env["perf.goal.assign.wizard"], self.user_manager).create(
            {"goal_id": like.id, "employee_ids": [fields.Command.set(self.employee_employee.ids)]}
        )
        goals, skipped = wizard._assign()
        self.assertEqual((len(goals), skipped), (1, 0))
