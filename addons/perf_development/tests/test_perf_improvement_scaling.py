from odoo.tests import tagged

from .improvement_common import ImprovementCommon

SPECIFICATION = {
    "employee_id": {"fields": {"display_name": {}}},
    "author_employee_id": {"fields": {"display_name": {}}},
    "state": {},
    "date_end": {},
    "phase_text": {},
    "next_checkpoint_on": {},
    "checkpoints_held": {},
    "checkpoints_due": {},
    "checkpoints_overdue": {},
    "perf_role": {},
}


@tagged("post_install", "-at_install")
class TestPerfImprovementScaling(ImprovementCommon):
    """The number of queries does not grow with the number of plans or people."""

    def make_plans(self, count, **values):
        """That many people, each with a running plan, of which the first conversation was held."""
        plans = self.env["perf.improvement.plan"].browse()
        for employee in self.make_employees(count):
            plans |= self.running(20, employee, held=1, **values)
        return plans

    def test_list_of_a_manager_five_levels_up(self):
        def run(plans):
            Plan = plans.browse().with_user(self.user_top_manager)
            page = Plan.web_search_read([("id", "in", plans.ids)], SPECIFICATION, limit=80)
            self.assertEqual(page["length"], len(plans))

        self.assertQueriesDontGrow(self.make_plans, run)

    def test_computes(self):
        """Rights, figures and sentences are computed in batch."""
        for name in (
            "can_lead",
            "is_editable",
            "is_readable",
            "phase_text",
            "held_text",
            "checkpoints_overdue",
            "hr_note",
        ):
            for user in (self.user_manager, self.user_officer):
                with self.subTest(name=name, user=user.login):
                    self.assertQueriesDontGrow(
                        self.make_plans,
                        lambda plans, name=name, user=user: plans.with_user(user).mapped(name),
                        large=20,
                    )

    def test_hr_note_of_waiting_plans(self):
        """Whether there was guidance is asked once for all plans that wait for HR."""
        self.assertQueriesDontGrow(
            lambda count: self.make_plans(count, state="hr_review", released_on=False),
            lambda plans: plans.with_user(self.user_officer).mapped("hr_note"),
            large=20,
        )

    def test_cards(self):
        self.assertQueriesDontGrow(
            self.make_plans,
            lambda plans: plans.with_user(self.user_manager)._prepare_portal_card_values(),
            large=20,
        )

    def test_page(self):
        """The page of a plan costs the same with two and with twelve conversations."""

        def make(count):
            plan = self.make_plans(1)
            plan.checkpoint_ids = [
                (
                    0,
                    0,
                    {
                        "date_planned": self.day(number),
                        "held_by_id": self.employee_head.id,
                        "held_on": self.day(number),
                    },
                )
                for number in range(count)
            ]
            return plan

        for user, view in ((self.user_manager, "manager"), (self.user_officer, "hr")):
            with self.subTest(view):
                self.assertQueriesDontGrow(
                    make,
                    lambda plan, user=user, view=view: plan.with_user(user)._prepare_page_values(view),
                    large=20,
                )

    def test_todo(self):
        """What waits costs the same for the people, managers and HR of 2 and of 30 plans."""

        def run(plans):
            people = plans.employee_id | self.employee_manager | self.employee_head | self.employee_officer
            self.assertTrue(people.sudo()._perf_todo()[self.employee_manager.id])

        self.assertQueriesDontGrow(self.make_plans, run, large=30)

    def test_release(self):
        """Plans begin in a batch."""

        def make(count):
            return self.make_plans(
                count, state="hr_review", released_on=False, agreed_on=self.today, release_on=self.today
            )

        def run(plans):
            plans._release_due()
            self.assertEqual(set(plans.mapped("state")), {"active"})

        self.assertQueriesDontGrow(make, run, large=30)
