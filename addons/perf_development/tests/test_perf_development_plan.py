from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .plan_common import PlanSetUp


@tagged("post_install", "-at_install")
class TestPerfDevelopmentPlan(PlanSetUp):
    """A plan is begun as a private draft, started without approval, changed by both sides, and ended."""

    def begin(self, user=None, employee=None, **values):
        """A draft by that user with one step."""
        Plan = self.as_user(self.env["perf.development.plan"], user or self.user_portal_employee)
        employee = employee or self.employee_portal_employee
        return Plan.create(
            {"employee_id": employee.id, "name": "Lead", "action_ids": [(0, 0, {"name": "Course"})], **values}
        )

    def test_life(self):
        plan = self.begin()
        self.assertEqual((plan.state, plan.author_employee_id.id), ("draft", self.employee_portal_employee.id))
        plan.action_start()
        self.assertEqual(plan.state, "active")
        manager = self.as_user(plan, self.user_manager)
        with self.assertRaises(UserError):
            manager.action_done()
        self.as_user(plan.action_ids, self.user_portal_employee).action_done("Much")
        self.as_user(plan, self.user_portal_employee).action_done()
        self.assertEqual((plan.state, plan.progress, plan.closed_on), ("done", 100.0, self.today))
        self.as_user(plan, self.user_manager).action_reopen()
        self.assertEqual((plan.state, plan.closed_on), ("active", False))
        with self.assertRaises(UserError):
            self.as_user(plan, self.user_manager).action_cancel("  ")
        self.as_user(plan, self.user_manager).action_cancel("Other tasks")
        self.assertEqual((plan.state, plan.cancel_reason), ("cancelled", "Other tasks"))

    def test_default_person(self):
        plan = self.as_user(self.env["perf.development.plan"], self.user_employee).create({"name": "Mine"})
        self.assertEqual(plan.employee_id.id, self.employee_employee.id)
        with self.assertRaises(UserError):
            plan.action_start()  # no step yet

    def test_for_whom(self):
        """Whoever is neither the person nor a manager is told for whom plans can be begun."""
        for user in (self.user_colleague, self.user_officer, self.user_former_manager):
            error = self.assertForbidden(self.begin, user)
            self.assertIn("for people who report to you", str(error))

    def test_new_from_a_column(self):
        Plan = self.as_user(self.env["perf.development.plan"], self.user_employee)
        self.assertEqual(Plan.with_context(default_state="active").default_get(["state"])["state"], "draft")
        Step = self.as_user(self.env["perf.development.action"], self.user_employee)
        self.assertEqual(Step.with_context(default_state="done").default_get(["state"])["state"], "todo")

    def test_no_employee(self):
        user = self.env["res.users"].create({"name": "Nobody", "login": "perf_nobody"})
        with self.assertRaises(UserError):
            self.as_user(self.env["perf.development.plan"], user).create({"name": "Mine"})

    def test_draft_of_a_manager(self):
        """Its author alone reads it, until it is started."""
        plan = self.begin(self.user_manager)
        self.assertFalse(self.as_user(plan, self.user_portal_employee).has_access("read"))
        self.assertFalse(self.as_user(plan, self.user_head).has_access("read"))
        self.as_user(plan, self.user_manager).action_start()
        self.assertTrue(self.as_user(plan, self.user_portal_employee).has_access("write"))
        self.assertTrue(self.as_user(plan, self.user_head).has_access("write"))

    def test_what_the_other_side_sees(self):
        plan = self.begin()
        plan.name = "Still mine alone"
        self.assertFalse(plan.changed_by_id)
        plan.action_start()
        manager = self.as_user(plan, self.user_manager)
        manager.write({"date_target": self.day(60), "change_note": "Take your time"})
        self.assertEqual(plan.changed_by_id, self.employee_manager)
        self.assertEqual((plan.last_change, plan.change_note), ("Until", "Take your time"))
        self.as_user(plan.action_ids, self.user_portal_employee).write({"date_due": self.day(3)})
        self.assertEqual(plan.changed_by_id, self.employee_portal_employee)
        self.assertEqual((plan.last_change, plan.change_note), ("Step “Course”: Due", False))

    def test_progress(self):
        plan = self.make_plan(action_ids=[(0, 0, {"name": str(number)}) for number in range(4)])
        first, second, third, _fourth = self.as_user(plan.action_ids, self.user_portal_employee)
        first.action_done()
        second.write({"progress": 50})
        third.action_cancel("Not needed")
        self.assertEqual(plan.progress, 50.0)
        self.assertEqual(plan.step_text, "1 of 3 steps done")

    def test_bad_input(self):
        Plan = self.as_user(self.env["perf.development.plan"], self.user_portal_employee)
        for values in (
            {"name": "x" * 501},
            {"name": "Mine", "date_start": "0001-01-01"},
            {"name": "Mine", "change_note": "x" * 501},
            {"name": "Mine", "state": "active"},
            {"name": "Mine", "progress": 50},
            {"name": "Mine", "changed_by_id": self.employee_manager.id},
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                Plan.create(values)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            Plan.create({"name": "Mine", "date_start": self.day(0), "date_target": self.day(-1)})

    def test_frozen_when_closed(self):
        for state in ("done", "cancelled"):
            plan = self.make_plan(state=state)
            for user in (self.user_portal_employee, self.user_manager):
                self.assertForbidden(self.as_user(plan, user).write, {"name": "Other"})
                self.assertForbidden(self.as_user(plan.action_ids, user).write, {"name": "Other"})

    def test_only_drafts_are_deleted(self):
        plan = self.make_plan()
        with self.assertRaises(UserError):
            plan.unlink()
        with self.assertRaises(UserError):
            self.as_user(plan.action_ids, self.user_manager).unlink()
        draft = self.begin()
        self.as_user(draft.action_ids, self.user_portal_employee).unlink()
        self.as_user(draft, self.user_portal_employee).unlink()
        self.assertFalse(draft.exists())

    def test_copy_is_a_draft(self):
        plan = self.make_plan()
        step = self.make_step(plan, mentor_id=self.employee_colleague.id, mentor_seen=True)
        self.as_user(step, self.user_portal_employee).action_done("Much", self.low.id)
        copy = self.as_user(plan, self.user_manager).copy()
        self.assertEqual((copy.state, copy.author_employee_id.id), ("draft", self.employee_manager.id))
        self.assertEqual(set(copy.action_ids.mapped("state")), {"todo"})
        self.assertEqual(set(copy.action_ids.mapped("level_state")), {"none"})
        self.assertFalse(any(copy.action_ids.mapped("mentor_seen")))

    def test_deleting_a_person_keeps_the_plan(self):
        plan = self.make_plan(self.employee_no_user)
        self.employee_no_user.unlink()
        self.assertTrue(plan.exists())
        self.assertFalse(self.employee_no_user.active)

    def test_queries_do_not_grow(self):
        def make(count):
            plans = self.env["perf.development.plan"]
            for person in self.make_employees(count):
                plans |= self.make_plan(person)
            return self.env["perf.development.action"].browse(plans.action_ids.ids)

        def compute(steps):
            plans = self.as_user(self.env["perf.development.plan"].browse(steps.plan_id.ids), self.user_manager)
            plans.mapped("can_edit")
            plans.mapped("step_text")
            plans._prepare_portal_values()
            steps = self.as_user(self.env["perf.development.action"].browse(steps.ids), self.user_manager)
            steps.mapped("can_edit")
            steps._prepare_portal_values()

        self.assertQueriesDontGrow(make, compute)
        self.assertQueriesDontGrow(
            make, lambda steps: steps.env["perf.development.plan"].browse(steps.plan_id.ids).mapped("gap_text")
        )
        self.assertQueriesDontGrow(make, lambda steps: steps.employee_id._perf_todo(), slack=4)


@tagged("post_install", "-at_install")
class TestPerfDevelopmentAction(PlanSetUp):
    """Steps are done by the person or the managers; a mentor is told; nothing wrong gets in."""

    def add(self, user=None, **values):
        plan = self.make_plan()
        Step = self.as_user(self.env["perf.development.action"], user or self.user_portal_employee)
        return Step.create({"plan_id": plan.id, "name": "Step", **values})

    def test_life(self):
        step = self.add()
        step.action_start()
        self.assertEqual(step.state, "doing")
        step.write({"progress": 30})
        step.action_done(" Much ")
        self.assertEqual((step.state, step.progress, step.learned), ("done", 100, "Much"))
        self.assertEqual(step.done_on, self.today)
        with self.assertRaises(UserError):
            step.write({"name": "Something else"})
        self.as_user(step, self.user_manager).action_reopen()
        self.assertEqual((step.state, step.learned, step.done_on), ("doing", False, False))
        with self.assertRaises(UserError):
            self.as_user(step, self.user_manager).action_cancel("")
        self.as_user(step, self.user_manager).action_cancel("Too far away")
        self.assertEqual((step.state, step.cancel_reason), ("cancelled", "Too far away"))

    def test_the_plan_must_be_started(self):
        step = self.make_step(self.make_plan(state="draft"))
        for method in ("action_start", "action_done"):
            with self.assertRaises(UserError):
                getattr(self.as_user(step, self.user_portal_employee), method)()

    def test_bad_input(self):
        level = self.other_type.skill_level_ids[0]
        archived = self.make_employees(1, active=False)
        for values in (
            {"link": "javascript:alert(1)"},
            {"link": " https://example.com"},
            {"link": "https://"},
            {"link": "ftp://example.com"},
            {"skill_id": self.skill.id, "skill_level_id": level.id},
            {"skill_level_id": level.id},
            {"mentor_id": self.employee_portal_employee.id},
            {"mentor_id": archived.id},
            {"mentor_id": self.employee_other_officer.id},
            {"mentor_id": 999999999},
            {"date_due": self.day(-31)},
            {"date_due": "1020-01-01"},
            {"name": "x" * 501},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.add(**values)
        for values in ({"progress": 101}, {"progress": -1}, {"budget": -1}):
            with (
                self.subTest(values=values),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.add(**values)

    def test_system_fields(self):
        step = self.add()
        for values in (
            {"state": "done"},
            {"level_state": "confirmed"},
            {"reached_level_id": self.high.id},
            {"decided_by_id": self.employee_manager.id},
            {"learned": "All"},
            {"done_on": self.day(-3)},
            {"mentor_seen": True},
            {"plan_id": self.make_plan().id},
        ):
            with self.subTest(values=values):
                with self.assertRaises(UserError):
                    step.write(values)
                if "plan_id" not in values:
                    with self.assertRaises(UserError):
                        self.add(**values)
        Step = self.as_user(self.env["perf.development.action"], self.user_portal_employee)
        forged = Step.with_context(default_state="done", default_level_state="confirmed").create(
            {"plan_id": step.plan_id.id, "name": "Forged"}
        )
        self.assertEqual((forged.state, forged.level_state), ("todo", "none"))

    def test_stored_defaults(self):
        """A default that a user stored for the state does not make a step done, or a plan active."""
        self.env["ir.default"].set("perf.development.action", "state", "done", user_id=self.user_employee.id)
        self.env["ir.default"].set("perf.development.plan", "state", "active", user_id=self.user_employee.id)
        plan = self.as_user(self.env["perf.development.plan"], self.user_employee).create(
            {"name": "Mine", "action_ids": [(0, 0, {"name": "Step"})]}
        )
        self.assertEqual((plan.state, plan.action_ids.state), ("draft", "todo"))

    def test_not_into_a_foreign_plan(self):
        plan = self.make_plan()
        for user in (self.user_employee, self.user_colleague, self.user_officer, self.user_former_manager):
            Step = self.as_user(self.env["perf.development.action"], user)
            self.assertForbidden(Step.create, {"plan_id": plan.id, "name": "Step"})

    def test_mentor(self):
        step = self.add(mentor_id=self.employee_portal_colleague.id)
        mentor = self.employee_portal_colleague
        item = self.items(mentor, "mentor")[0]
        self.assertIn("Perf Portal Employee", item["title"])
        self.assertForbidden(self.as_user(step, self.user_manager).action_mentor_seen)
        self.as_user(step, self.user_portal_colleague).action_mentor_seen()
        self.assertFalse(self.items(mentor, "mentor"))
        self.as_user(step, self.user_manager).write({"mentor_id": self.employee_colleague.id})
        self.assertTrue(self.items(self.employee_colleague, "mentor"))
        self.as_user(step, self.user_manager).write({"mentor_id": self.employee_manager.id})
        self.assertFalse(self.items(self.employee_manager, "mentor"), "whoever names themselves knows of it")

    def test_mentor_of_a_draft_is_not_told(self):
        plan = self.make_plan(state="draft")
        self.make_step(plan, mentor_id=self.employee_colleague.id)
        self.assertFalse(self.items(self.employee_colleague, "mentor"))
        self.as_user(plan, self.user_portal_employee).action_start()
        self.assertTrue(self.items(self.employee_colleague, "mentor"))

    def test_due(self):
        """Three days before, where the person lives."""
        step = self.make_step(date_due=self.day(3))
        self.assertEqual(self.items(step.employee_id, "due")[0]["due"], self.day(3))
        step.date_due = self.day(5)
        self.assertFalse(self.items(step.employee_id, "due"))
        step.date_due = self.day(-2)
        self.assertTrue(self.items(step.employee_id, "due"))
        step.plan_id.state = "cancelled"
        self.assertFalse(self.items(step.employee_id, "due"))

    def test_due_in_another_time_zone(self):
        step = self.make_step()
        self.user_portal_employee.tz = "Pacific/Kiritimati"
        local = fields.Datetime.context_timestamp(
            self.env.user.with_context(tz="Pacific/Kiritimati"), fields.Datetime.now()
        ).date()
        step.date_due = local + timedelta(days=3)
        self.assertTrue(self.items(step.employee_id, "due"))
        step.date_due = local + timedelta(days=4)
        self.assertFalse(self.items(step.employee_id, "due"))

    def test_timeline(self):
        step = self.make_step(mentor_id=self.employee_colleague.id)
        self.as_user(step, self.user_portal_employee).action_done("Much", self.middle.id)
        period = (self.day(-1), self.day(1))
        person = self.employee_portal_employee

        def titles(user):
            found = self.as_user(person, user).sudo(False)._perf_timeline(*period)
            return [each["title"] for each in found if each["kind"] == "development"]

        self.assertEqual(titles(self.user_manager), ["Learn it"])
        self.as_user(step, self.user_manager).action_confirm_level()
        for user in (self.user_portal_employee, self.user_head, self.user_officer, self.user_colleague):
            self.assertEqual(titles(user), ["Learn it (Perf Languages 1: Middle)"])
        self.assertEqual(titles(self.user_other_manager), [])

    def test_evidence_of_both(self):
        steps = self.make_step() | self.make_step(self.make_plan(state="draft", author=self.employee_head))
        for manager in (self.user_manager, self.user_top_manager):
            self.assertEvidenceShared(steps, steps.employee_id.user_id, manager)

    def test_card_and_facts(self):
        step = self.make_step(date_due=self.day(1))
        person = self.employee_portal_employee
        card = next(card for card in person._perf_portal_cards() if card["key"] == "perf_development")
        self.assertEqual((card["count"], card["due"]), (1, step.date_due))
        facts = person._perf_team_facts()[person.id]
        self.assertIn(("Plan", "0 of 1 steps done"), [(fact["label"], fact["text"]) for fact in facts])


@tagged("post_install", "-at_install")
class TestPerfDevelopmentLevel(PlanSetUp):
    """The person says which level was reached; a manager or HR confirms; only then the skill is written, once."""

    def test_confirm(self):
        step = self.make_claim()
        self.assertEqual((step.level_state, self.rows()), ("waiting", []))
        self.assertForbidden(self.as_user(step, self.user_portal_employee).action_confirm_level)
        self.as_user(step, self.user_manager).action_confirm_level()
        self.assertEqual((step.level_state, step.decided_by_id), ("confirmed", self.employee_manager))
        self.assertEqual(self.rows(), [(self.middle, False)])
        row = self.env["hr.employee.skill"].search([("employee_id", "=", step.employee_id.id)])
        self.assertEqual(row.valid_from, fields.Date.today())

    def test_plan_says_what_waits(self):
        """The plan tells those who confirm, and nobody else, how many levels wait."""
        plan = self.make_claim().plan_id
        self.assertIn("1 level", self.as_user(plan, self.user_manager).levels_text)
        self.assertFalse(self.as_user(plan, self.user_portal_employee).levels_text)
        self.make_claim(plan=plan, skill_id=self.skill_type.skill_ids[1].id)
        self.assertIn("2 levels", self.as_user(plan, self.user_manager).levels_text)
        self.as_user(plan, self.user_manager).action_ids.action_confirm_level()
        self.assertFalse(self.as_user(plan, self.user_manager).levels_text)

    def test_history(self):
        """The old row expires and stays; never the stale default of core as first day."""
        person = self.employee_portal_employee
        self.env["hr.employee.skill"].create(
            {
                "employee_id": person.id,
                "skill_type_id": self.skill_type.id,
                "skill_id": self.skill.id,
                "skill_level_id": self.low.id,
                "valid_from": self.day(-100),
            }
        )
        step = self.make_claim()
        self.as_user(step, self.user_head).action_confirm_level()
        self.assertEqual(self.rows(), [(self.low, self.day(-1)), (self.middle, False)])
        self.assertEqual(person.current_employee_skill_ids.skill_level_id, self.middle)

    def test_never_lower(self):
        person = self.employee_portal_employee
        step, later = self.make_claim(), self.make_claim()
        low = self.make_step()
        self.as_user(self.make_claim(level=self.high), self.user_manager).action_confirm_level()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.as_user(low, self.user_portal_employee).action_done("", self.low.id)
        self.assertEqual(low.state, "todo")
        with self.assertRaises(UserError):
            self.as_user(step, self.user_manager).action_confirm_level()
        self.assertEqual(person.current_employee_skill_ids.skill_level_id, self.high)
        self.as_user(later, self.user_manager).action_refuse_level("It is higher already")
        self.assertEqual(later.level_state, "refused")

    def test_same_level_writes_nothing(self):
        first, second = self.make_claim(), self.make_claim()
        self.as_user(first, self.user_manager).action_confirm_level()
        self.as_user(second, self.user_manager).action_confirm_level()
        self.assertEqual(len(self.rows()), 1)

    def test_refuse_and_say_again(self):
        step = self.make_claim()
        manager = self.as_user(step, self.user_manager)
        with self.assertRaises(UserError):
            manager.action_refuse_level(" ")
        manager.action_refuse_level("Hold one talk alone")
        self.assertEqual((step.level_state, step.level_note), ("refused", "Hold one talk alone"))
        self.assertFalse(self.rows())
        person = self.as_user(step, self.user_portal_employee)
        person.action_claim_level(self.middle.id)
        self.assertEqual((step.level_state, step.level_note), ("waiting", False))
        with self.assertRaises(UserError):
            person.action_claim_level(self.middle.id)

    def test_who_confirms(self):
        """Managers at all levels and HR, nobody else, and nobody the own."""
        for user, allowed in (
            (self.user_manager, True),
            (self.user_top_manager, True),
            (self.user_officer, True),
            (self.user_admin, True),
            (self.user_portal_employee, False),
            (self.user_employee, False),
            (self.user_colleague, False),  # the mentor
            (self.user_former_manager, False),
            (self.user_other_officer, False),
        ):
            for method, arguments in (("action_confirm_level", ()), ("action_refuse_level", ("Not yet",))):
                step = self.make_claim(mentor_id=self.employee_colleague.id)
                with self.subTest(user=user.login, method=method):
                    call = getattr(self.as_user(step, user), method)
                    if allowed:
                        call(*arguments)
                    else:
                        self.assertForbidden(call, *arguments)
                        self.assertEqual(step.level_state, "waiting")
        own = self.make_claim(self.user_officer, plan=self.make_plan(self.employee_officer))
        self.assertForbidden(self.as_user(own, self.user_officer).action_confirm_level)
        self.as_user(own, self.user_admin).action_confirm_level()

    def test_who_is_asked(self):
        """The closest manager with a login; without any, the HR officers of the company."""
        self.make_claim()
        self.assertTrue(self.items(self.employee_manager, "confirm"))
        for person in (self.employee_head, self.employee_officer, self.employee_portal_employee):
            self.assertFalse(self.items(person, "confirm"))
        self.user_manager.active = False
        self.assertTrue(self.items(self.employee_head, "confirm"))
        self.employee_portal_employee.parent_id = False
        self.assertFalse(self.items(self.employee_head, "confirm"))
        self.assertTrue(self.items(self.employee_officer, "confirm"))
        self.assertTrue(self.items(self.employee_admin, "confirm"))
        self.assertFalse(self.items(self.employee_other_officer, "confirm"))

    def test_certificates_are_left_to_hr(self):
        licence = self.certificate.skill_ids[0]
        step = self.make_step(skill_id=licence.id, skill_level_id=self.certificate.skill_level_ids.id)
        person = self.as_user(step, self.user_portal_employee)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            person.action_done("", self.certificate.skill_level_ids.id)
        person.action_done("I hold it")
        self.assertEqual(step.level_state, "none")

    def test_wrong_levels(self):
        step = self.make_step()
        person = self.as_user(step, self.user_portal_employee)
        for level_id in (self.other_type.skill_level_ids[0].id, 999999999, "1", [1]):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                person.action_done("", level_id)
        with self.assertRaises(UserError):
            person.action_claim_level(self.middle.id)  # not done yet
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.as_user(self.make_step(skill_id=False, skill_level_id=False), self.user_portal_employee).action_done(
                "", self.middle.id
            )

    def test_confirmed_stays(self):
        step = self.make_claim()
        self.as_user(step, self.user_manager).action_confirm_level()
        with self.assertRaises(UserError):
            self.as_user(step, self.user_manager).action_reopen()
        with self.assertRaises(UserError):
            self.as_user(step, self.user_manager).action_confirm_level()

    def test_gaps(self):
        job = self.env["hr.job"].create({"name": "Perf Job", "company_id": self.company.id})
        values = {"skill_type_id": self.skill_type.id, "valid_from": self.day(-9), "job_id": job.id}
        for number, level in ((0, self.high), (1, self.low)):
            skill = self.skill_type.skill_ids[number]
            self.env["hr.job.skill"].create({**values, "skill_id": skill.id, "skill_level_id": level.id})
        person = self.employee_portal_employee
        person.job_id = job
        self.as_user(self.make_claim(), self.user_manager).action_confirm_level()
        plan = self.make_plan()
        own = self.as_user(plan, self.user_portal_employee)
        self.assertEqual(
            [gap["text"] for gap in own._get_gaps()],
            ["Perf Languages 1: High, now Middle", "Perf Languages 2: Low"],
        )
        step = own.add_gap(self.skill.id)
        self.assertEqual((step.skill_id.id, step.skill_level_id.id), (self.skill.id, self.high.id))
        with self.assertRaises(UserError):
            own.add_gap(self.skill.id)
        self.as_user(plan, self.user_manager).action_add_gaps()
        self.assertEqual(plan.action_ids.skill_id, self.skill_type.skill_ids)
        with self.assertRaises(UserError):
            self.as_user(plan, self.user_manager).action_add_gaps()
        self.assertForbidden(self.as_user(plan, self.user_officer).action_add_gaps)
