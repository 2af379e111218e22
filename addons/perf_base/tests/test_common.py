from odoo.tests import tagged

from .common import PerfCommon, PerfHttpCommon


@tagged("post_install", "-at_install")
class TestPerfCommon(PerfCommon):
    """The helpers of the other tests fail when they should."""

    def test_people_are_complete(self):
        self.assertEqual(self.user_portal_employee._perf_employee(), self.employee_portal_employee)
        self.assertTrue(self.user_portal_employee.share)
        self.assertFalse(self.employee_former_manager.child_ids)

    def test_growth_is_found(self):
        def read_one_by_one(employees):
            for employee in employees:
                self.env["hr.employee"].browse(employee.id).mapped("name")

        with self.assertRaisesRegex(AssertionError, r"\d+ queries for 2 records, but \d+ for 50"):
            self.assertQueriesDontGrow(self.make_employees, read_one_by_one)

    def test_constant_queries_pass(self):
        self.assertQueriesDontGrow(self.make_employees, lambda employees: employees.mapped("name"))

    def test_forbidden(self):
        employee = self.as_user(self.employee_employee, self.user_portal_colleague)
        self.assertForbidden(employee.read, ["pin"])
        with self.assertRaises(AssertionError):
            self.assertForbidden(lambda: None)


@tagged("post_install", "-at_install")
class TestPerfHttpCommon(PerfHttpCommon):
    """RPC calls run as the person who is logged in."""

    def test_rpc(self):
        self.login(self.user_portal_employee)
        result, error = self.rpc("res.users", "read", self.user_portal_employee.ids, ["login"])
        self.assertFalse(error)
        self.assertEqual(result[0]["login"], "perf_portal_employee")
        self.assertRpcForbidden("hr.employee", "read", self.employee_employee.ids, ["pin"])
