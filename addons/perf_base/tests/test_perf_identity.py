from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PerfCommon


@tagged("post_install", "-at_install")
class TestPerfIdentity(PerfCommon):
    """Who somebody is decides what they read, so HR officers can't make themselves somebody else."""

    def test_officer_can_not_take_over_a_person(self):
        officer = self.user_officer
        for employee, user in (
            (self.employee_manager, officer),
            (self.employee_manager, self.env["res.users"]),
            (self.employee_no_user, officer),
            (self.employee_officer, self.env["res.users"]),
            (self.employee_officer, self.user_manager),
        ):
            with self.subTest(employee=employee.name, user=user.name), self.assertRaises(AccessError):
                self.as_user(employee, officer).write({"user_id": user.id})

    def test_officer_can_not_go_through_the_resource(self):
        with self.assertRaises(AccessError):
            self.as_user(self.employee_manager.resource_id, self.user_officer).write({"user_id": False})
        with self.assertRaises(AccessError):
            self.as_user(self.employee_no_user.resource_id, self.user_officer).write({"user_id": self.user_officer.id})

    def test_officer_keeps_a_manager(self):
        self.employee_officer.parent_id = self.employee_top_manager
        own = self.as_user(self.employee_officer, self.user_officer)
        for manager in (False, self.employee_officer.id):
            with self.assertRaises(AccessError):
                own.write({"parent_id": manager})
        own.write({"parent_id": self.employee_vice_president.id})
        self.assertEqual(self.employee_officer.parent_id, self.employee_vice_president)

    def test_officer_links_a_new_user(self):
        user = self.env["res.users"].create(
            {
                "name": "New",
                "login": "perf_new",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.as_user(self.employee_no_user, self.user_officer).write({"user_id": user.id})
        self.assertEqual(self.employee_no_user.user_id, user)

    def test_administrator_decides(self):
        self.as_user(self.employee_manager, self.user_admin).write({"user_id": False})
        self.assertFalse(self.employee_manager.user_id)
