from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .improvement_common import OBJECTIVE, TEXTS, ImprovementCommon


@tagged("post_install", "-at_install")
class TestPerfImprovementPlan(ImprovementCommon):
    """The life of a plan, what has to be there before each step, and what is refused with nothing saved."""

    def assertRefused(self, function, *args, text="", **kwargs):
        """Assert that the call is refused with a message that holds the text."""
        with self.assertRaises(UserError) as caught:
            function(*args, **kwargs)
            self.env.flush_all()
        self.assertIn(text, str(caught.exception))
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Draft and handing in
    # ------------------------------------------------------------------

    def test_whole_life(self):
        """From the draft to the end: each step by the one whose it is."""
        concern = self.guide()
        plan = self.draft(concern_ids=[(6, 0, concern.ids)])
        self.assertEqual((plan.state, plan.date_end), ("draft", self.day(30)))
        plan.action_submit()
        self.assertEqual(plan.state, "hr_review")
        self.as_user(plan, self.user_officer).action_release()
        self.assertEqual((plan.sudo().state, plan.sudo().released_on), ("active", self.today))
        person = self.as_user(plan, self.user_employee)
        self.assertIn("Next checkpoint", person.phase_text)
        person.action_acknowledge("I see it differently.")
        self.assertEqual(person.acknowledged_on, self.today)
        self.assertEqual(person.response_ids.mapped("body"), ["I see it differently."])
        self.assertRefused(person.action_acknowledge)
        person.action_respond("One more thing.")
        self.assertEqual(len(person.response_ids), 2)
        leader = self.as_user(plan, self.user_manager)
        leader.objective_ids.action_set_outcome("met", "All of them.")
        leader.action_end("success", "Twenty complete lists.")
        self.assertEqual((leader.state, leader.ended_on), ("success", self.today))
        self.as_user(plan, self.user_employee).action_respond("Thank you.")
        self.assertRefused(self.as_user(plan, self.user_manager).action_cancel, "x", text="can't be done")

    def test_gates_of_handing_in(self):
        """No help, no or six objectives, nobody meets for three weeks, a start in the past: refused, with words."""
        days = [(5, 0, 0), (0, 0, {"date_planned": self.day(10)}), (0, 0, {"date_planned": self.day(28)})]
        cases = {
            "no help": ({"support": " "}, "help"),
            "no words": ({"gap": False}, "What happened"),
            "no objective": ({"objective_ids": [(5, 0, 0)]}, "0"),
            "a gap": ({"checkpoint_ids": days}, "18 days"),
            "no checkpoint": ({"checkpoint_ids": [(5, 0, 0)]}, "30 days"),
            "beyond the end": ({"checkpoint_ids": [(0, 0, {"date_planned": self.day(31)})]}, "outside"),
            "before the start": ({"checkpoint_ids": [(0, 0, {"date_planned": self.day(-1)})]}, "outside"),
            "in the past": ({"date_start": self.day(-1)}, "past"),
        }
        for label, (values, text) in cases.items():
            with self.subTest(label):
                plan = self.draft(**(values if label == "in the past" else {}))
                if label != "in the past":
                    plan.write(values)
                self.assertRefused(plan.action_submit, text=text)
                self.assertEqual((plan.state, plan.submitted_on), ("draft", False))

    def test_all_that_is_missing_is_said_at_once(self):
        plan = self.draft(gap=False, support=" ", objective_ids=[], checkpoint_ids=[])
        with self.assertRaises(UserError) as caught:
            plan.action_open_submit()
        for text in ("4 points are open", "What happened", "what help", "one to 5 objectives", "nobody meets"):
            self.assertIn(text, str(caught.exception))

    def test_copies_and_drafts(self):
        """Nothing is duplicated; a draft that nobody saw can be deleted by its author."""
        plan = self.draft()
        with self.assertRaisesRegex(UserError, "can't be duplicated"):
            plan.copy()
        self.assertForbidden(self.as_user(plan, self.user_head).action_delete_draft)
        self.assertEqual(plan.action_delete_draft()["target"], "main")
        self.assertFalse(plan.exists())

    def test_review_by_hr_says_one_day_and_asks_no_more_than_needed(self):
        plan = self.as_user(self.submitted(date_start=self.day(9)), self.user_officer)
        self.assertFalse(plan.can_override)
        day = plan._format_day(self.day(9))
        dialog = self.env["perf.issue.word"].with_user(self.user_officer)
        self.assertIn(day, dialog.with_context(**plan.action_open_release()["context"]).new({}).note)
        plan.action_release()
        self.env.invalidate_all()
        self.assertIn(day, plan.hr_note)
        self.assertEqual(plan.phase_text, "HR agreed.")
        self.assertIn(day, self.as_user(plan, self.user_manager).phase_text)
        other = self.draft(employee=self.employee_portal_employee)
        other.action_submit()
        self.assertTrue(self.as_user(other, self.user_officer).can_override)
        self.assertFalse(self.as_user(other, self.user_manager).can_override)

    def test_what_the_end_rests_on_is_said_before_the_words(self):
        plan = self.as_user(self.running(held=1), self.user_manager)
        dialog = self.env["perf.improvement.word"].with_user(self.user_manager)
        word = dialog.with_context(**plan.with_context(perf_step="end").action_open_step()["context"]).new({})
        self.assertEqual((word.open_outcomes, word.objective_ids._origin), (1, plan.objective_ids))
        self.assertIn("took place. The plan can end as not met with", word.held_text)
        self.assertNotIn("not met", self.as_user(plan, self.user_employee).held_text)
        action = plan.objective_ids.with_context(perf_then_end=True).action_open_outcome()
        after = dialog.with_context(**action["context"]).create({"objective_outcome": "met"}).action_confirm()
        self.assertEqual((after["name"], after["context"]["default_purpose"]), ("End the plan", "end"))
        self.assertEqual(plan.objective_ids.outcome, "met")
        stranger = self.env["perf.improvement.word"].with_user(self.user_colleague)
        self.assertFalse(stranger.new({"res_id": plan.id, "purpose": "end"}).objective_ids)
        for wrong in (None, "outcome", "burn", ["end"]):
            with self.assertRaises(UserError):
                plan.with_context(perf_step=wrong).action_open_step()

    def test_pause_says_since_when_in_one_line(self):
        plan = self.as_user(self.running(), self.user_manager)
        plan.action_pause("Holiday")
        day = plan._format_day(self.today)
        self.assertEqual(plan.state_note, f"Paused on {day}: Holiday")
        self.assertEqual(plan._get_portal_steps()[2], {"label": "Paused", "date": day, "state": "current"})

    def test_six_objectives(self):
        """A sixth objective is refused at once, and not saved."""
        plan = self.draft()
        plan.objective_ids = [(0, 0, {**OBJECTIVE, "name": f"Number {number}"}) for number in range(4)]
        self.assertRefused(plan.write, {"objective_ids": [(0, 0, OBJECTIVE)]}, text="5")
        self.assertEqual(len(plan.objective_ids), 5)
        self.assertRefused(self.draft, objective_ids=[(0, 0, OBJECTIVE)] * 6, text="5")

    def test_plan_checkpoints(self):
        """The helper plans a conversation every week, and what it plans can be handed in."""
        plan = self.draft(checkpoint_ids=[], duration="90")
        plan.action_plan_checkpoints()
        days = plan.checkpoint_ids.mapped("date_planned")
        self.assertEqual((days[0], days[-1]), (self.day(7), self.day(90)))
        self.assertRefused(plan.action_plan_checkpoints, every=15)
        plan.action_plan_checkpoints(every=14)
        plan.action_submit()
        self.assertEqual(plan.state, "hr_review")

    def test_concerns_of_others(self):
        """A plan goes back to concerns about the same person, which were shared."""
        other = self.guide(self.employee_portal_employee)
        self.assertRefused(self.draft, concern_ids=[(6, 0, other.ids)], text="same person")
        draft = self.guide(state="draft")
        self.assertRefused(self.draft, concern_ids=[(6, 0, draft.ids)], text="shared")

    def test_who_may_write(self):
        """Managers at all levels and HR write plans about people, nobody about others or about oneself."""
        for name in ("manager", "head", "officer"):
            self.assertEqual(self.draft(self.user(name)).state, "draft", name)
        for name in ("employee", "colleague", "former_manager", "portal_manager", "portal_employee", "other_officer"):
            with self.subTest(name):
                self.assertForbidden(self.draft, self.user(name))
        self.assertForbidden(self.draft, self.user_manager, self.employee_manager)

    # ------------------------------------------------------------------
    # HR
    # ------------------------------------------------------------------

    def test_guidance(self):
        """HR can't let a plan begin of which the person hears for the first time, unless for a reason on record."""
        self.guide(days=120)
        plan = self.draft()
        plan.action_submit()
        officer = self.as_user(plan, self.user_officer)
        self.assertIn("Nothing was said", officer.hr_note)
        self.assertRefused(officer.action_release, text="90 days")
        self.assertEqual(plan.sudo().state, "hr_review")
        self.assertRefused(officer.action_override, " ")
        self.assertForbidden(self.as_user(plan, self.user_manager).action_override, "Now")
        officer = self.as_user(plan, self.user_officer)
        officer.action_override("It can't wait.")
        stored = plan.sudo()
        self.assertEqual(
            (stored.override_reason, stored.override_by_id, stored.override_on),
            ("It can't wait.", self.employee_officer, self.today),
        )
        self.assertIn("It can't wait.", officer.hr_note)
        self.assertNotIn("It can't wait.", self.as_user(plan, self.user_manager).hr_note or "")
        self.as_user(plan, self.user_officer).action_release()
        self.assertEqual(plan.sudo().state, "active")

    def test_no_second_plan(self):
        """Nobody has two plans at once."""
        self.started()
        second = self.draft(self.user_head)
        self.assertRefused(second.action_submit, text="already")
        third = self.draft(self.user_manager, self.employee_portal_employee)
        fourth = self.draft(self.user_head, self.employee_portal_employee)
        self.guide(self.employee_portal_employee)
        (third | fourth).with_user(self.user_manager)
        self.as_user(third, self.user_manager).action_submit()
        self.as_user(fourth, self.user_head).action_submit()
        self.as_user(third, self.user_officer).action_release()
        self.assertRefused(self.as_user(fourth, self.user_officer).action_release, text="already")

    def test_starts_later(self):
        """Until the first day the person knows of nothing; then the job lets it begin."""
        plan = self.submitted(date_start=self.day(5))
        self.as_user(plan, self.user_officer).action_release()
        self.assertEqual(plan.sudo().state, "hr_review")
        for name in ("employee", "head"):
            self.assertFalse(self.as_user(plan.browse(), self.user(name)).search([("id", "=", plan.id)]))
        plan.sudo().date_start = self.today
        plan.sudo()._release_due()
        self.assertEqual((plan.sudo().state, plan.sudo().released_on), ("active", self.today))

    def test_late_review(self):
        """When the review takes longer than planned, all days move: nobody loses time to it."""
        plan = self.submitted()
        stored = plan.sudo()
        stored.date_start = self.day(-4)
        stored.checkpoint_ids.unlink()
        stored.checkpoint_ids = [(0, 0, {"date_planned": self.day(3)})]
        self.as_user(plan, self.user_officer).action_release()
        self.assertEqual((stored.date_start, stored.date_end), (self.today, self.day(30)))
        self.assertEqual(stored.checkpoint_ids.date_planned, self.day(7))

    def test_send_back_and_withdraw(self):
        """HR gives it back with a reason; what was handed in stays in the file."""
        plan = self.submitted()
        self.as_user(plan, self.user_officer).action_send_back("Name the days.")
        author = self.as_user(plan, self.user_manager)
        self.assertEqual((author.state, author.send_back_reason), ("draft", "Name the days."))
        author.gap = "On 3 March and 5 March."
        author.action_submit()
        self.assertRefused(author.unlink, text="")
        author.action_cancel("We found another way.")
        self.assertEqual(author.state, "cancelled")
        for name in ("employee", "head"):
            self.assertFalse(self.as_user(plan.browse(), self.user(name)).search([("id", "=", plan.id)]))
        self.assertTrue(self.as_user(plan.browse(), self.user_officer).search([("id", "=", plan.id)]))

    def test_second_reviewer(self):
        """Where the guard asks for one, a second person reads the plan before it begins; nobody else can tell."""
        self.company.perf_guard_percent = 100
        plan = self.submitted()
        self.as_user(plan, self.user_officer).action_release()
        self.assertEqual(plan.sudo().state, "hr_review")
        review = self.env["perf.second.review"].search([("res_model", "=", plan._name), ("res_id", "=", plan.id)])
        self.assertEqual(review.reviewer_id, self.employee_admin)
        reader = self.as_user(plan, self.user_admin)
        self.assertEqual(reader.objective_ids.target, "19 of 20")
        parts = dict(plan.sudo()._get_review_parts())
        self.assertIn("template", parts["What help we give"])
        self.assertIn("19 of 20", parts["Objective"])
        review.write({"state": "agreed", "answered_on": self.today})
        self.run_job()
        self.assertEqual(plan.sudo().state, "active")

    def run_job(self):
        """Run the hourly job that releases what HR agreed to."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("perf_development.ir_cron_perf_second_review").method_direct_trigger()
        self.env.invalidate_all()

    def test_job_leaves_the_others_alone(self):
        """The job lets plans begin on their day, and passes by those of people who have a running one."""
        first = self.submitted(date_start=self.day(1))
        second = self.submitted(self.user_head, self.employee_portal_employee, date_start=self.day(3))
        for plan in (first, second):
            self.as_user(plan, self.user_officer).action_release()
        blocked = self.running(state="hr_review", released_on=False, agreed_on=self.today, release_on=self.today)
        self.running(employee=self.employee_no_user)
        blocked.employee_id = self.employee_no_user
        first.sudo().date_start = self.today
        self.run_job()
        states = [plan.sudo().state for plan in (first, second, blocked)]
        self.assertEqual(states, ["active", "hr_review", "hr_review"])

    def test_form(self):
        """A manager writes a plan in the form of the back office."""
        model = self.as_user(self.env["perf.improvement.plan"], self.user_manager)
        with Form(model) as form:
            form.employee_id = self.employee_employee.with_user(self.user_manager)
            form.date_start = self.today
            form.duration = "30"
            for name, text in TEXTS.items():
                form[name] = text
            with form.objective_ids.new() as line:
                for name, text in OBJECTIVE.items():
                    line[name] = text
        plan = form.record
        self.assertEqual((plan.state, plan.date_end), ("draft", self.day(30)))
        plan.action_plan_checkpoints()
        plan.action_submit()
        with self.assertRaises(AssertionError), Form(plan) as form:
            form.gap = "Worse"  # read-only from now on

    def test_missing_parts_are_said_before_anything_is_asked(self):
        """Only a complete plan asks whether to hand it in; then one answer does it."""
        plan = self.draft(objective_ids=[])
        self.assertRefused(plan.action_open_submit, text="0")
        plan.objective_ids = [(0, 0, OBJECTIVE)]
        action = plan.action_open_submit()
        self.assertEqual(plan.state, "draft")
        with Form(plan.env[action["res_model"]].with_context(**action["context"])) as dialog:
            self.assertTrue(dialog._get_modifier("text", "invisible"))
        dialog.record.action_confirm()
        self.assertEqual(plan.state, "hr_review")
        self.assertRefused(plan.action_open_submit, text="already")
        self.assertForbidden(self.as_user(self.draft(), self.user_head).action_open_submit)

    def test_new_plan_from_a_concern(self):
        """What the context gives stands in the form at once; another person has other concerns."""
        concern = self.guide()
        self.guide(self.employee_portal_employee)
        model = self.as_user(self.env["perf.improvement.plan"], self.user_manager).with_context(
            default_employee_id=self.employee_employee.id,
            default_concern_ids=concern.ids,
            default_gap=concern.facts,
            default_expectation=concern.expectation,
            default_impact=concern.impact,
        )
        with Form(model) as form:
            self.assertEqual(form.employee_id.id, self.employee_employee.id)
            self.assertEqual(form.concern_ids.ids, concern.ids)
            self.assertEqual((form.gap, form.impact), (concern.facts, concern.impact))
            form.employee_id = self.employee_portal_employee.with_user(self.user_manager)
            self.assertFalse(form.concern_ids.ids)
            form.employee_id = self.employee_employee.with_user(self.user_manager)
        self.assertEqual(form.record.state, "draft")

    def test_running_plan_is_said_at_once(self):
        """Whoever may write about the person reads that a plan runs as soon as they choose; nobody else does."""
        self.running()
        for name, told in (("manager", True), ("officer", True), ("colleague", False), ("other_officer", False)):
            with self.subTest(name):
                model = self.as_user(self.env["perf.improvement.plan"], self.user(name))
                plan = model.new({"employee_id": self.employee_employee.id})
                self.assertEqual(bool(plan.running_note), told)
        with Form(self.as_user(self.env["perf.improvement.plan"], self.user_manager)) as form:
            self.assertFalse(form.running_note)
            form.employee_id = self.employee_portal_employee.with_user(self.user_manager)
            self.assertFalse(form.running_note)
            form.employee_id = self.employee_employee.with_user(self.user_manager)
            self.assertIn("already", form.running_note)

    # ------------------------------------------------------------------
    # Checkpoints
    # ------------------------------------------------------------------

    def test_hold_dialog_is_filled(self):
        """The dialog begins with today, and with how each objective stood the last time."""
        plan = self.running(days=16, held=1)
        plan.checkpoint_ids[0].progress_ids.progress = "behind"
        action = self.as_user(plan, self.user_manager).action_open_next_hold()
        dialog = Form(self.as_user(self.env[action["res_model"]], self.user_manager).with_context(**action["context"]))
        self.assertEqual(dialog.held_on, self.today)
        with dialog.line_ids.edit(0) as line:
            self.assertEqual(line.progress, "behind")

    def test_concerns_offered(self):
        """The form offers each concern about the person that was shared, resolved or not, before it is saved."""
        model = self.as_user(self.env["perf.improvement.plan"], self.user_manager)
        shared, resolved = self.guide(), self.guide(state="resolved")
        self.guide(state="withdrawn")
        self.guide(self.employee_portal_employee)
        arch = etree.fromstring(model.get_view(view_type="form")["arch"])
        domain = safe_eval(
            arch.find(".//field[@name='concern_ids']").get("domain"), {"employee_id": self.employee_employee.id}
        )
        self.assertEqual(self.as_user(self.env["perf.concern"], self.user_manager).search(domain), shared | resolved)

    def test_hold(self):
        """A checkpoint is held once, on a day that was, with words, help and a word for each objective."""
        plan = self.running(days=8)
        first = plan.checkpoint_ids[0]
        for values in (
            {"summary": " "},
            {"support_delivered": "maybe"},
            {"outcomes": {}},
            {"outcomes": "all"},
            {"outcomes": {plan.objective_ids.id: "great"}},
            {"held_on": self.day(1)},
            {"held_on": self.day(-8)},
            {"held_on": "soon"},
            {"held_on": 12},
        ):
            with self.subTest(values):
                self.assertRefused(self.hold, first, **values)
                self.assertFalse(first.held_on)
        self.hold(first, held_on=fields.Date.to_string(self.day(-1)))
        self.assertEqual((first.held_on, first.recorded_on), (self.day(-1), self.today))
        self.assertEqual((first.held_by_id, first.status), (self.employee_manager, "held"))
        self.assertEqual(first.progress_ids.mapped("progress"), ["on_track"])
        self.assertRefused(self.hold, first)
        self.assertRefused(self.hold, plan.checkpoint_ids[1], text="from 3 days before")

    def test_one_conversation_counts_once(self):
        """Overdue checkpoints can't be ticked off with one talk."""
        plan = self.running(days=20)
        self.hold(plan.checkpoint_ids[0])
        self.assertRefused(self.hold, plan.checkpoint_ids[1], text="One conversation")
        self.hold(plan.checkpoint_ids[1], held_on=self.day(-1))

    def test_not_met_needs_conversations(self):
        """A plan can't end as not met when the manager did not keep the promise; the figures are told."""
        plan = self.running(days=29, held=2)  # 7, 14 held; 21 overdue; 30 still to come
        leader = self.as_user(plan, self.user_manager)
        self.assertEqual((leader.checkpoints_due, leader.checkpoints_held, leader.checkpoints_overdue), (3, 2, 1))
        self.assertRefused(leader.action_end, "not_met", "Not enough.", text="each objective")
        leader.objective_ids.action_set_outcome("not_met", "Twelve of twenty.")
        self.assertRefused(leader.action_end, "not_met", "Not enough.", text="2 of 3 checkpoints held; 3 are needed")
        self.assertEqual(leader.state, "active")
        self.assertRefused(leader.action_end, "success", "Fine.", text="not met")
        self.hold(plan.checkpoint_ids[2])
        leader = self.as_user(plan, self.user_manager)
        self.assertRefused(leader.action_end, "not_met", "", text="Say why")
        self.assertRefused(leader.action_end, "cancelled", "x")
        leader.action_end("not_met", "Twelve of twenty.")
        self.assertEqual(leader.state, "active", "HR confirms it first")
        self.confirm(plan)
        self.assertEqual((plan.state, plan.end_reason), ("not_met", "Twelve of twenty."))

    def test_not_met_on_the_first_day(self):
        """Without one conversation no plan ends as not met."""
        plan = self.running(days=0)
        leader = self.as_user(plan, self.user_manager)
        leader.objective_ids.action_set_outcome("not_met")
        self.assertRefused(leader.action_end, "not_met", "x", text="0 of 0 checkpoints held; 1 are needed")
        leader.objective_ids.action_set_outcome("met")
        self.assertRefused(leader.action_end, "not_met", "x", text="worked out")

    # ------------------------------------------------------------------
    # Pause, extension, versions
    # ------------------------------------------------------------------

    def test_pause_without_changes(self):
        """A pause stops the clock; what is still to come moves by its days, and the change is on record."""
        plan = self.running(days=10, held=1)
        leader = self.as_user(plan, self.user_manager)
        self.assertRefused(leader.action_pause, "")
        leader.action_pause("Ill")
        self.assertRefused(leader.action_end, "success", "x")
        plan.paused_on = self.day(-5)
        before = plan.checkpoint_ids.mapped("date_planned")
        self.as_user(plan, self.user_manager).action_resume()
        self.assertEqual((plan.state, plan.pause_days, plan.date_end), ("active", 5, self.day(25)))
        moved = [before[0], *(fields.Date.add(day, days=5) for day in before[1:])]
        self.assertEqual(plan.checkpoint_ids.mapped("date_planned"), moved)
        self.assertIn("Ends on", plan.version_ids.mapped("part"))

    def test_pause_with_changes(self):
        """Changes in a pause go to HR, are kept with old and new, and the person reads them again."""
        plan = self.running(days=10, held=1, acknowledged_on=self.day(-9))
        leader = self.as_user(plan, self.user_manager)
        leader.action_pause("The target was too high.")
        leader.write({"support": "A whole day.", "objective_ids": [(1, plan.objective_ids.id, {"target": "15 of 20"})]})
        for values in ({"gap": "Worse"}, {"date_start": self.today}, {"employee_id": self.employee_no_user.id}):
            self.assertRefused(leader.write, values)
        self.assertRefused(leader.checkpoint_ids[0].unlink)
        self.assertRefused(leader.checkpoint_ids[0].write, {"date_planned": self.today})
        self.assertRefused(leader.objective_ids.unlink)
        person = self.as_user(plan, self.user_employee)
        self.assertEqual(len(person._prepare_page_values("employee")["changes"]), 2)
        leader = self.as_user(plan, self.user_manager)
        leader.action_resume()
        self.assertEqual((leader.state, leader.resume_requested_on), ("paused", self.today))
        self.assertRefused(leader.write, {"support": "None."})
        self.assertForbidden(leader.proposal_id.action_release)
        self.as_user(self.proposal(plan), self.user_officer).action_send_back("Say which day.")
        self.env.invalidate_all()
        leader = self.as_user(plan, self.user_manager)
        self.assertIn("Say which day.", leader.proposal_note)
        leader.support = "A whole day in May."
        leader.action_resume()
        self.confirm(plan)
        self.assertEqual((plan.state, plan.acknowledged_on, plan.version_no), ("active", False, 2))
        person = self.as_user(plan, self.user_employee)
        changes = {version.part: (version.old_value, version.new_value) for version in person.version_ids}
        self.assertEqual(changes["What help we give"][1], "A whole day in May.")
        self.assertIn("19 of 20", changes["Objective"][0])
        self.assertIn("15 of 20", changes["Objective"][1])
        person.action_acknowledge()
        self.assertEqual(plan.response_ids.version_no, 2)

    def test_pause_hides_nothing(self):
        """What was due before a pause can't be deleted in it, and a pause can't leave gaps or no help."""
        plan = self.running(days=20)
        leader = self.as_user(plan, self.user_manager)
        leader.action_pause("Let us look at it.")
        overdue = leader.checkpoint_ids.filtered(lambda each: each.date_planned < self.today)
        self.assertEqual(len(overdue), 2)
        self.assertRefused(overdue[0].unlink, text="before the pause")
        leader.action_plan_checkpoints(every=14)
        self.assertTrue(overdue.exists())
        leader.support = ""
        self.assertRefused(leader.action_resume, text="help")
        leader.support = "As before."
        leader.checkpoint_ids.filtered(lambda each: each.date_planned >= self.today).unlink()
        leader.action_resume()  # ten days are left: no gap of more than two weeks
        self.assertEqual(leader.state, "paused")

    def test_extend_once(self):
        """More time once, with a reason; the conversations go on."""
        plan = self.running(days=28, held=3)
        leader = self.as_user(plan, self.user_manager)
        for days, reason in ((0, "x"), (31, "x"), ("7", "x"), (14, " ")):
            self.assertRefused(leader.action_extend, days, reason)
        leader.action_extend(14, "Nearly there.")
        self.assertEqual(plan.date_end, self.day(2), "HR confirms it first")
        self.confirm(plan)
        self.assertEqual(plan.date_end, self.day(16))
        self.assertEqual(plan.version_ids.author_employee_id, self.employee_manager)
        self.assertEqual(max(plan.checkpoint_ids.mapped("date_planned")), self.day(16))
        self.assertEqual(plan.version_ids.part, "Ends on")
        self.assertFalse(plan.acknowledged_on)
        self.assertRefused(leader.action_extend, 7, "Again", text="already")

    def test_cancel_in_a_pause(self):
        """Changes that never came into force stay on record when the plan is called off."""
        plan = self.running()
        leader = self.as_user(plan, self.user_manager)
        leader.action_pause("Ill")
        leader.support = "More."
        leader.action_cancel("Another task.")
        self.assertEqual((plan.state, plan.version_ids.new_value), ("cancelled", "More."))

    def test_new_manager_takes_over(self):
        """Who leads the person today holds the conversations; the former manager has nothing to do with it."""
        plan = self.running(days=8)
        self.employee_employee.parent_id = self.employee_other_manager
        self.assertForbidden(self.hold, plan.checkpoint_ids[0], self.user_manager)
        self.assertFalse(self.as_user(plan.browse(), self.user_manager).search([("id", "=", plan.id)]))
        self.hold(plan.checkpoint_ids[0], self.user_other_manager)
        self.assertEqual(plan.checkpoint_ids[0].held_by_id, self.employee_other_manager)
        leader = self.as_user(plan, self.user_other_manager)
        leader.action_pause("I am new here.")
        leader.support = "With me at the side."
        self.assertEqual(plan.support, "With me at the side.")

    def test_former_manager_of_a_draft(self):
        """Who does not lead the person any more can't hand a draft in, but can delete it."""
        plan = self.draft()
        self.employee_employee.parent_id = self.employee_other_manager
        plan = self.as_user(plan, self.user_manager)
        self.assertRefused(plan.action_submit)
        plan.unlink()

    # ------------------------------------------------------------------
    # Notes, the manager's manager, evidence
    # ------------------------------------------------------------------

    def test_notes(self):
        """Managers note for managers and HR, HR also for HR alone."""
        plan = self.running()
        self.as_user(plan, self.user_manager).action_add_note("Calm talk.")
        self.assertForbidden(self.as_user(plan, self.user_manager).action_add_note, "x", "hr")
        self.assertForbidden(self.as_user(plan, self.user_employee).action_add_note, "x")
        self.assertRefused(self.as_user(plan, self.user_officer).action_add_note, " ")
        self.assertRefused(self.as_user(plan, self.user_officer).action_add_note, "x", "all")
        self.as_user(plan, self.user_officer).action_add_note("Third case in this team.", "hr")
        counts = {"employee": 0, "manager": 1, "head": 1, "officer": 2, "admin": 2}
        for name, count in counts.items():
            with self.subTest(name):
                self.assertEqual(len(self.as_user(plan, self.user(name)).note_ids), count)

    def test_managers_manager(self):
        """The manager's manager says that they know; nobody else can."""
        plan = self.running()
        for name in ("manager", "employee", "officer"):
            self.assertForbidden(self.as_user(plan, self.user(name)).action_mark_read)
        self.as_user(plan, self.user_head).action_mark_read()
        self.assertEqual(plan.manager_informed_on, self.today)

    def test_evidence(self):
        """A plan stands in the timeline of those who read it, without what it says."""
        self.running()
        period = (self.day(-40), self.day(1))
        for name, count in {"employee": 1, "manager": 1, "colleague": 0}.items():
            people = self.as_user(self.employee_employee, self.user(name))
            items = [item for item in people._perf_timeline(*period) if item["kind"] == "improvement_plan"]
            self.assertEqual(len(items), count, name)

    def test_evidence_of_both(self):
        plans = self.running(days=200, state="success") | self.submitted(self.user_head).sudo()
        for manager in (self.user_manager, self.user_top_manager):
            self.assertEvidenceShared(plans, self.user_employee, manager)

    def test_conversations(self):
        """A checkpoint that was held is a conversation about the work."""
        plan = self.running(days=20, held=2)
        days = self.employee_employee.sudo()._perf_conversations()[self.employee_employee.id]
        self.assertIn(plan.checkpoint_ids[1].held_on, days)

    def test_bad_input(self):
        """Whatever comes over RPC is answered with a message, and changes nothing."""
        plan = self.running()
        leader = self.as_user(plan, self.user_manager)
        person = self.as_user(plan, self.user_employee)
        for function, arguments in (
            (leader.action_extend, (None, None)),
            (leader.action_extend, (True, 5)),
            (leader.action_pause, ({"a": 1},)),
            (leader.action_end, ([], [])),
            (leader.action_cancel, (False,)),
            (leader.action_add_note, (1, 2)),
            (leader.objective_ids.action_set_outcome, ([], None)),
            (leader.objective_ids.action_set_outcome, ("great", "x")),
            (person.action_respond, (7,)),
            (person.action_respond, ("x" * 20_001,)),
            (person.action_respond, ("a\0b",)),
        ):
            with self.subTest(function=function.__name__, arguments=str(arguments)[:40]):
                self.assertRefused(function, *arguments)
        self.assertEqual((plan.state, len(plan.response_ids)), ("active", 0))
        self.assertRefused(self.draft, date_start="0001-01-01")
        self.assertRefused(self.draft, date_start="1900-01-01", checkpoint_ids=[], text="more than a month back")
        self.assertRefused(self.draft, date_start=self.day(-32), text="more than a month back")
        self.assertRefused(
            self.draft, checkpoint_ids=[(0, 0, {"date_planned": "1900-01-01"})], text="long before the plan"
        )
        draft = self.draft(date_start=self.day(-31))
        self.assertRefused(draft.write, {"date_start": "1900-01-01"}, text="more than a month back")
        self.assertRefused(draft.checkpoint_ids[0].write, {"date_planned": "1900-01-01"}, text="long before the plan")
        self.assertRefused(draft.action_archive, text="stays in the file")
        self.assertRefused(draft.action_unarchive, text="stays in the file")
        self.assertRefused(self.draft, employee_id=2**31 - 1)
        with self.assertRaises(ValueError):
            self.draft(duration="45")
        with self.assertRaises(AccessError):
            self.draft(employee_id=self.employee_colleague.id)
