from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PerfCommon


@tagged("post_install", "-at_install")
class TestPerfPortalAccess(PerfCommon):
    """HR officers give logins to people without one."""

    def open(self, employees, user=None):
        employees = self.as_user(employees, user or self.user_officer)
        return (
            self.env["perf.portal.access"]
            .with_user(user or self.user_officer)
            .browse(employees.action_perf_grant_portal_access()["res_id"])
        )

    def grant(self, employees):
        access = self.open(employees)
        access.action_grant()
        self.env.invalidate_all()
        return access

    def statuses(self, access):
        return access.line_ids.sorted("id").mapped("status")

    def test_invitation(self):
        person = self.make_employees(1, work_email="New.Person@perf.example.com", work_phone="+32470000000")
        contact = person.work_contact_id
        access = self.open(person)
        self.assertEqual(self.statuses(access), ["invite"])
        access.welcome_message = "See you in the portal"
        access.action_grant()
        self.env.invalidate_all()
        user = person.user_id
        self.assertTrue(user._is_portal())
        self.assertEqual(user.login, "new.person@perf.example.com")
        self.assertEqual(user.company_id, self.company)
        self.assertEqual(person.work_contact_id, contact)
        self.assertEqual(user.partner_id, contact)
        self.assertEqual(person.work_phone, "+32470000000")
        self.assertEqual(person.work_email, "new.person@perf.example.com")
        mail = self.env["mail.mail"].search([("model", "=", "res.users"), ("res_id", "=", user.id)])
        self.assertEqual(len(mail), 1)
        self.assertIn("See you in the portal", mail.body_html)
        self.assertIn("/web/signup?", mail.body_html)
        self.assertEqual(self.statuses(access), ["invited"])
        self.assertIn("Portal Access Granted", contact.message_ids[:1].body)
        self.assertRaises(UserError, access.action_grant)

    def test_private_email_stays_private(self):
        """A private e-mail becomes the login, but never the work e-mail that colleagues read."""
        person = self.make_employees(1, private_email="home@perf.example.com")
        contact = person.work_contact_id
        access = self.grant(person)
        self.assertEqual(self.statuses(access), ["invited"])
        self.assertEqual(person.user_id.login, "home@perf.example.com")
        self.assertFalse(person.work_email)
        self.assertFalse(contact.email)
        self.assertEqual(person.work_contact_id, contact)
        self.assertEqual(person.user_id._perf_employee(), person)

    def test_who_is_left_out(self):
        nobody, taken, twice = self.make_employees(3)
        taken.work_email = "Colleague@perf.example.com"
        twice.work_email = taken.private_email = "twice@perf.example.com"
        also = self.make_employees(1, work_email="twice@perf.example.com")
        gone = self.make_employees(1, work_email="gone@perf.example.com", active=False)
        people = nobody | taken | twice | also | gone | self.employee_employee
        users = self.env["res.users"].search_count([])
        access = self.grant(people)
        self.assertEqual(self.statuses(access), ["no_email", "taken", "taken", "taken", "archived", "user"])
        self.assertEqual(self.env["res.users"].search_count([]), users)
        self.assertEqual(access.skip_count, 6)
        self.assertTrue(all(access.line_ids.mapped("reason")))

    def test_existing_login_of_the_contact(self):
        """A portal user that the person's contact has already, say as a customer, is linked."""
        person = self.make_employees(1, work_email="customer@perf.example.com")
        user = self.env["res.users"].create(
            {
                "partner_id": person.work_contact_id.id,
                "login": "somebody",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        access = self.grant(person)
        self.assertEqual(self.statuses(access), ["linked"])
        self.assertEqual(person.user_id, user)

    def test_internal_login_of_the_contact_is_not_linked(self):
        person = self.make_employees(1, work_email="intern@perf.example.com")
        self.env["res.users"].create(
            {
                "partner_id": person.work_contact_id.id,
                "login": "intern",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        self.assertEqual(self.statuses(self.grant(person)), ["taken"])
        self.assertFalse(person.user_id)

    def test_one_failure_does_not_stop_the_others(self):
        good, bad = self.make_employees(2)
        good.work_email, bad.work_email = "good@perf.example.com", "bad@perf.example.com"
        create = type(self.env["res.users"]).create

        def fail_for_bad(users, vals_list):
            if any(vals.get("login") == "bad@perf.example.com" for vals in vals_list):
                raise ValueError("This one can't be created")
            return create(users, vals_list)

        self.patch(type(self.env["res.users"]), "create", fail_for_bad)
        with self.assertLogs("odoo.addons.perf_base.wizard.perf_portal_access", "WARNING"):
            access = self.grant(good | bad)
        self.assertEqual(self.statuses(access), ["invited", "failed"])
        self.assertIn("can't be created", access.line_ids[0].reason)
        self.assertTrue(good.user_id)
        self.assertFalse(bad.user_id)

    def test_only_officers_of_the_company(self):
        people = self.make_employees(1, work_email="new@perf.example.com")
        for user in (self.user_employee, self.user_manager, self.user_portal_employee, self.user_other_officer):
            with self.subTest(user=user.login):
                self.assertForbidden(self.as_user(people, user).action_perf_grant_portal_access)
        self.assertForbidden(self.as_user(self.env["perf.portal.access"], self.user_manager).create, {})
        self.assertEqual(self.statuses(self.open(people, self.user_admin)), ["invite"])

    def test_crafted_dialog(self):
        """Status and user of a line come from the employee, whatever a crafted call has written there."""
        person = self.make_employees(1, work_email="new@perf.example.com")
        access = self.open(person)
        access.line_ids.write({"status": "link", "user_id": self.user_admin.id, "email": "evil@perf.example.com"})
        access.action_grant()
        self.env.invalidate_all()
        self.assertEqual(person.user_id.login, "new@perf.example.com")

    def test_scaling(self):
        """Nothing of ours grows. Core writes the contact of each new user by itself, in nine statements."""

        def make(count):
            people = self.make_employees(count)
            for person in people:
                person.work_email = f"scale{person.id}@perf.example.com"
            return people

        self.assertQueriesDontGrow(make, self.open, slack=1)
        self.assertQueriesDontGrow(make, self.grant, slack=9 * 48)
