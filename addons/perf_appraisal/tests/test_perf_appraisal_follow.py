from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.perf_base.tools.reminders import needs_reminder

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalFollow(AppraisalCommon):
    """What happens to people while a cycle runs loses nothing and waits for nobody."""

    def follow(self, job="follow"):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"perf_appraisal.ir_cron_perf_appraisal_{job}").method_direct_trigger()
        self.env.invalidate_all()

    def save(self, review, text):
        own = review.with_user(review.reviewer_employee_id.user_id)
        own.save_answers({self.questions_of(review)["text"]["id"]: {"text": text}})

    # Reminders

    def test_reviewers_are_reminded(self):
        """10, 3 and 1 days before the deadline, on the day, then weekly; only who still owes it."""

        def find():
            waiting = self.employee_employee.sudo()._perf_todo()[self.employee_employee.id]
            return [item for item in waiting if item["key"].startswith("perf.appraisal.review,")]

        (item,) = find()
        due = item["due"]
        self.assertEqual(due, self.cycle.self_deadline)
        for days, expected in ((11, 0), (10, 1), (9, 0), (3, 1), (2, 0), (1, 1), (0, 1), (-1, 0), (-7, 1), (-14, 1)):
            today = fields.Date.subtract(due, days=days)
            yesterday = fields.Date.subtract(today, days=1)
            self.assertEqual(needs_reminder([item], [item["key"]], yesterday, today), bool(expected), days)
        self.submit_self()
        self.assertFalse(find())

    # Leavers

    def test_leaver_before_sharing(self):
        """What was handed in is kept for HR, nothing is opened to anybody."""
        self.submit_manager()
        self.save(self.self_review, "My draft")
        self.employee_employee.with_context(no_wizard=True).action_archive()
        self.follow()
        self.assertEqual((self.appraisal.state, self.appraisal.has_left), ("cancelled", True))
        self.assertEqual((self.manager_review.state, self.self_review.state), ("submitted", "expired"))
        self.assertEqual(self.self_review.answer_ids.mapped("text"), ["My draft"])
        self.assertFalse(self.activities())
        self.assertEqual(self.appraisal.log_ids[:1].reason, "Left the company")
        self.assertTrue(self.as_user(self.manager_review, self.user_officer)._can_read_answers())
        self.assertFalse(self.ids_for(self.user_employee, self.appraisal.result_ids))
        self.assertFalse(self.ids_for(self.user_head, self.appraisal.result_ids))
        self.assertEqual(self.as_user(self.cycle, self.user_officer).get_board()["left"], 1)

    def test_leaver_after_sharing(self):
        self.to_shared()
        self.employee_employee.with_context(no_wizard=True).action_archive()
        self.follow()
        self.assertEqual((self.appraisal.state, self.appraisal.has_left), ("closed", True))

    def test_last_day(self):
        self.employee_employee.current_version_id.departure_date = fields.Date.add(self.today, days=3)
        self.follow()
        self.assertEqual(self.appraisal.state, "open", "still here")
        self.employee_employee.current_version_id.departure_date = fields.Date.subtract(self.today, days=2)
        self.follow()
        self.assertTrue(self.appraisal.has_left)

    # New managers

    def test_hr_confirms_a_new_manager(self):
        self.save(self.manager_review, "A private draft")
        self.employee_employee.parent_id = self.employee_other_manager
        self.follow()
        self.assertEqual(self.appraisal.manager_id, self.employee_manager, "nothing without HR")
        cycle = self.as_user(self.cycle, self.user_officer)
        found = {each["kind"]: each for each in cycle.anomalies}
        self.assertEqual(found["handover"]["names"], ["Perf Employee: Perf Manager → Perf Other Manager"])
        cycle.action_change_managers()
        self.assertEqual(self.appraisal.manager_id, self.employee_other_manager)
        new = self.review_of(self.appraisal, "manager")
        self.assertNotEqual(new, self.manager_review)
        self.assertEqual((new.reviewer_employee_id, new.state), (self.employee_other_manager, "invited"))
        self.assertFalse(new.answer_ids)
        self.assertEqual(self.manager_review.state, "expired")
        self.assertEqual(
            self.ids_for(self.user_manager, self.manager_review.answer_ids), set(self.manager_review.answer_ids.ids)
        )
        for user in (self.user_other_manager, self.user_officer, self.user_admin, self.user_employee):
            self.assertFalse(self.ids_for(user, self.manager_review.answer_ids), user.login)
        self.follow()
        self.assertFalse(self.appraisal.handover_manager_id)
        with self.assertRaises(UserError):
            self.as_user(self.cycle, self.user_officer).action_change_managers()

    def test_hr_keeps_the_former_manager(self):
        self.employee_employee.parent_id = self.employee_other_manager
        self.follow()
        self.as_user(self.cycle, self.user_officer).action_keep_managers()
        self.follow()
        self.assertFalse(self.appraisal.handover_manager_id)
        self.assertEqual(self.appraisal.manager_id, self.employee_manager)

    def test_hand_over_at_once(self):
        self.cycle.hand_over = "automatic"
        self.employee_employee.parent_id = self.employee_other_manager
        self.follow()
        self.assertEqual(self.appraisal.manager_id, self.employee_other_manager)
        self.assertEqual(self.manager_review.reviewer_employee_id, self.employee_other_manager)

    def test_change_that_is_taken_back(self):
        self.employee_employee.parent_id = self.employee_other_manager
        self.follow()
        self.employee_employee.parent_id = self.employee_manager
        self.follow()
        self.assertFalse(self.appraisal.handover_manager_id)

    def test_manager_whom_hr_chose_stays(self):
        self.as_user(self.appraisal, self.user_officer).write({"manager_id": self.employee_colleague.id})
        self.follow()
        self.assertFalse(self.appraisal.handover_manager_id)
        self.assertEqual(self.appraisal.manager_id, self.employee_colleague)

    def test_shared_results_stay(self):
        self.to_shared()
        self.employee_employee.parent_id = self.employee_other_manager
        self.follow()
        self.assertFalse(self.appraisal.handover_manager_id)

    # Long leaves

    def leave(self, days):
        now = fields.Datetime.now()
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.employee_employee.resource_id.id,
                "calendar_id": False,
                "company_id": self.company.id,
                "date_from": fields.Datetime.subtract(now, days=2),
                "date_to": fields.Datetime.add(now, days=days),
                "time_type": "leave",
            }
        )

    def test_long_leave_pauses(self):
        leave = self.leave(90)
        self.follow()
        self.assertTrue(self.appraisal.paused_since)
        self.assertFalse(self.activities())
        self.follow()
        self.assertEqual(len(self.appraisal.log_ids.filtered(lambda each: each.kind == "pause")), 1)
        leave.unlink()
        self.follow()
        self.assertFalse(self.appraisal.paused_since)
        self.assertEqual(len(self.activities()), 2)

    def test_short_leave_does_not(self):
        self.leave(10)
        self.follow()
        self.assertFalse(self.appraisal.paused_since)

    def test_pause_of_hr_lasts(self):
        self.as_user(self.appraisal, self.user_officer).action_pause("Away")
        self.follow()
        self.assertTrue(self.appraisal.paused_since)

    # Newcomers

    def test_newcomers(self):
        people = self.make_employees(1)
        cycle = self.make_population_cycle(
            people, self_deadline=self.today, manager_deadline=fields.Date.add(self.today, days=9),
            share_deadline=fields.Date.add(self.today, days=19),
        )  # fmt: skip
        cycle.population_ids.domain = str([("parent_id", "=", self.employee_manager.id)])
        self.as_user(cycle, self.user_officer).action_launch()
        self.follow("launch")
        before = cycle.appraisal_ids
        newcomer = self.make_employees(1, name="Newcomer")
        cycle.add_newcomers = False
        self.follow()
        self.assertFalse(cycle.launch_pending)
        cycle.add_newcomers = True
        self.follow()
        self.assertTrue(cycle.launch_pending)
        self.follow("launch")
        self.assertEqual((cycle.appraisal_ids - before).employee_id, newcomer)
        self.follow()
        self.assertFalse(cycle.launch_pending, "nobody is missing")

    def test_only_hr_pauses(self):
        for user in (self.user_manager, self.user_employee):
            with self.assertRaises(AccessError):
                self.as_user(self.appraisal, user).action_pause("Because")

    def test_queries_do_not_grow(self):
        def make(count):
            people = self.make_employees(count)
            cycle = self.make_population_cycle(people)
            cycle.sudo().state = "running"
            cycle._launch_batch()
            people.write({"parent_id": self.employee_other_manager.id})
            return cycle

        def make_handed_over(count):
            cycle = make(count)
            cycle.hand_over = "automatic"
            return cycle

        def make_left(count):
            cycle = make(count)
            cycle.appraisal_ids.employee_id.active = False
            return cycle

        def make_away(count):
            cycle = make(count)
            cycle.appraisal_ids._pause("Away for a long time", "leave")
            return cycle

        def make_joined(count):
            later = fields.Date.add(self.today, days=30)
            cycle = self.make_population_cycle(self.make_employees(count), manager_deadline=later, share_deadline=later)
            cycle.sudo().state = "running"
            return cycle

        self.assertQueriesDontGrow(make, lambda cycle: cycle.sudo()._follow_managers(500))
        self.assertQueriesDontGrow(make_handed_over, lambda cycle: cycle.sudo()._follow_managers(500), slack=12)
        self.assertQueriesDontGrow(make, lambda cycle: cycle.sudo()._follow_leaves(500))
        self.assertQueriesDontGrow(make_away, lambda cycle: cycle.sudo()._follow_leaves(500), slack=6)
        self.assertQueriesDontGrow(make_left, lambda cycle: cycle.sudo()._follow_leavers(500), slack=6)
        self.assertQueriesDontGrow(make_joined, lambda cycle: cycle.sudo()._follow_newcomers(500))
