from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalAssign(PerfGoalCommon):
    """One goal for many people at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["perf.goal.template"].create(
            {
                "name": "Answer customers within two hours",
                "line_ids": [
                    fields.Command.create({"name": "Hours to answer", "start_value": 10.0, "target_value": 2.0}),
                    fields.Command.create({"name": "Customers asked", "target_value": 50.0, "unit": "customers"}),
                ],
            }
        )

    def wizard(self, user, people=None, **values):
        return (
            self.env["perf.goal.assign.wizard"]
            .with_user(user)
            .create(
                {
                    "template_id": self.template.id,
                    "date_start": self.day(0),
                    "date_end": self.day(90),
                    "employee_ids": [fields.Command.set(people.ids)] if people else False,
                    **values,
                }
            )
        )

    def goals(self, people=None):
        domain = [("template_id", "=", self.template.id)]
        return self.env["perf.goal"].search(domain + ([("employee_id", "in", people.ids)] if people else []))

    def test_manager_assigns_to_the_team(self):
        """Goals are active at once, agreed by the manager, with all key results; who has it already is left out."""
        people = self.employee_employee | self.employee_portal_employee
        self.wizard(self.user_manager, people).action_assign()
        goals = self.goals()
        self.assertEqual(goals.employee_id, people)
        self.assertEqual(set(goals.mapped("state")), {"active"})
        self.assertEqual(goals.approved_by_id, self.user_manager.partner_id)
        self.assertEqual(len(goals.key_result_ids), 4)
        self.assertEqual(goals[0].key_result_ids.mapped("current_value"), [10.0, 0.0])
        with self.assertRaisesRegex(UserError, "already"):
            self.wizard(self.user_manager, people).action_assign()
        self.assertEqual(len(self.goals()), 2)

    def test_people_are_told(self):
        """Each person gets a mail from the job that the wizard wakes."""
        self.wizard(self.user_manager, self.employee_employee).action_assign()
        goal = self.goals()
        self.assertFalse(goal.is_announced)
        self.env["mail.mail"].search([]).unlink()
        with self.enter_registry_test_mode():
            self.env.ref("perf_goals.ir_cron_perf_goal_announce").method_direct_trigger()
        mails = self.env["mail.mail"].search([("model", "=", "perf.goal"), ("res_id", "=", goal.id)])
        self.assertEqual(mails.recipient_ids, self.user_employee.partner_id)
        self.assertIn(self.user_manager.name, mails.body_html)
        self.assertTrue(goal.is_announced)

    def test_drafts_are_left_to_the_person(self):
        """As drafts, people change and propose them; the manager who wrote them sees them."""
        self.wizard(self.user_manager, self.employee_portal_employee, mode="draft").action_assign()
        goal = self.goals()
        self.assertEqual(goal.state, "draft")
        goal.with_user(self.user_portal_employee).write({"name": "Answer my customers within two hours"})
        goal.with_user(self.user_portal_employee).action_propose()
        self.assertEqual(goal.state, "proposed")

    def test_nobody_assigns_to_oneself_or_to_people_of_others(self):
        """Neither the own goals nor those of people elsewhere can be agreed this way; nothing is saved."""
        for user, people in (
            (self.user_manager, self.employee_manager),
            (self.user_manager, self.employee_employee | self.employee_manager),
            (self.user_employee, self.employee_portal_employee),
            (self.user_officer, self.user_officer.sudo()._perf_employee() or self.employee_officer),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.wizard(user, people).action_assign()
        self.assertFalse(self.goals())
        with self.assertRaises(AccessError):
            self.env["perf.goal.assign.wizard"].with_user(self.user_portal_employee).create({})

    def test_all_my_people_and_filters(self):
        """All people of a manager at any level; officers choose by department; never oneself."""
        wizard = self.wizard(self.user_manager, who="team")
        ids = wizard._get_people_ids()
        self.assertIn(self.employee_employee.id, ids)
        self.assertNotIn(self.employee_manager.id, ids)
        by_department = self.wizard(
            self.user_officer, who="filter", department_ids=[fields.Command.set(self.department.ids)]
        )
        self.assertEqual(by_department._get_people_ids(), (self.employee_employee.id,))
        own = self.wizard(self.user_manager, who="filter", department_ids=[fields.Command.set(self.department.ids)])
        self.assertEqual(own._get_people_ids(), (self.employee_employee.id,))

    def test_bad_input(self):
        """Nothing chosen, an end before the start, and a goal that is not clear enough are refused in words."""
        with self.assertRaisesRegex(UserError, "at least one person"):
            self.wizard(self.user_manager).action_assign()
        with self.assertRaisesRegex(UserError, "end before they start"):
            self.wizard(self.user_manager, self.employee_employee, date_end=self.day(-5)).action_assign()
        with self.assertRaisesRegex(UserError, "Choose the template"):
            self.wizard(self.user_manager, self.employee_employee, template_id=False).action_assign()
        self.template.line_ids.unlink()
        self.template.name = "Sales"
        with self.assertRaisesRegex(UserError, "not clear enough"), self.env.cr.savepoint():
            self.wizard(self.user_manager, self.employee_employee).action_assign()
        self.assertFalse(self.goals())

    def test_like_a_goal_that_is_there(self):
        """A goal of one person can be given to others."""
        goal = self.make_goal(self.employee_employee)
        self.wizard(
            self.user_manager, self.employee_portal_employee, template_id=False, goal_id=goal.id
        ).action_assign()
        copy = self.env["perf.goal"].search(
            [("name", "=", goal.name), ("employee_id", "=", self.employee_portal_employee.id)]
        )
        self.assertEqual(copy.key_result_ids.target_value, 10.0)
        hidden = self.make_goal(self.employee_top_manager)
        with self.assertRaises(AccessError):
            self.wizard(self.user_manager, self.employee_employee, template_id=False, goal_id=hidden.id)

    def test_queries_do_not_grow(self):
        """Assigning to 2 and to 50 people takes the same number of queries."""
        self.assertQueriesDontGrow(self.make_employees, lambda people: self.wizard(self.env.user, people)._assign())
