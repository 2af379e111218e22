import json

from odoo.tests import tagged

from .common import PerfCommon, PerfHttpCommon

HR_VALUES = {
    "pin": "1234",
    "barcode": "041999",
    "work_email": "chosen@perf.example.com",
    "work_phone": "+32470000000",
    "mobile_phone": "+32470000000",
    "private_street": "Rue Neuve 1",
    "private_email": "chosen@perf.example.com",
    "private_phone": "+32470000000",
    "emergency_contact": "Somebody",
    "emergency_phone": "+32470000000",
    "additional_note": "I am the boss",
    "km_home_work": 4000,
    "visa_expire": "2040-01-01",
    "name": "Somebody Else",
    "email": "chosen@perf.example.com",
    "phone": "+32470000000",
}


@tagged("post_install", "-at_install")
class TestPerfHrFields(PerfCommon):
    """HR, administrators and internal users change what core lets them change; portal employees don't."""

    def test_portal_employee_superuser_mode(self):
        """Portal controllers write in superuser mode: the guard looks at the person."""
        user = self.as_user(self.user_portal_employee, self.user_portal_employee)
        for name, value in HR_VALUES.items():
            with self.subTest(field=name):
                error = self.assertForbidden(user.sudo().write, {name: value})
                self.assertIn("Ask HR", str(error))
        self.assertForbidden(user.partner_id.sudo().write, {"email": "chosen@perf.example.com"})
        self.assertForbidden(user.sudo().write, {"category_ids": [(0, 0, {"name": "Chief"})]})
        self.assertEqual(self.employee_portal_employee.work_email, "portal_employee@perf.example.com")

    def test_portal_employee_own_things(self):
        user = self.as_user(self.user_portal_employee, self.user_portal_employee)
        user.write({"tz": "Europe/Brussels", "lang": "en_US", "signature": "<p>Kind regards</p>"})
        user.write({"name": user.name, "email": user.email, "phone": False})
        user.env.user._change_password("a much better password")
        user.partner_id.sudo().write({"street": "Rue Neuve 1", "city": "Brussels"})
        self.assertEqual(self.user_portal_employee.tz, "Europe/Brussels")
        self.assertEqual(self.user_portal_employee.partner_id.city, "Brussels")

    def test_portal_employee_other_contacts(self):
        """The address forms also reach contacts of the same company: not those of colleagues, nor the company's own."""
        env = self.as_user(self.user_portal_employee, self.user_portal_employee).env
        colleague = self.employee_no_user.work_contact_id.with_env(env).sudo()
        self.assertForbidden(colleague.write, {"email": "chosen@perf.example.com"})
        self.assertForbidden(self.company.partner_id.with_env(env).sudo().write, {"name": "My Company Now"})

    def test_portal_user_who_is_no_employee(self):
        partner = self.env["res.partner"].create({"name": "Customer", "email": "customer@perf.example.com"})
        user = self.env["res.users"].create(
            {
                "partner_id": partner.id,
                "login": "perf_customer",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        user = self.as_user(user, user)
        user.write({"name": "Customer & Sons", "email": "sons@perf.example.com"})
        self.assertEqual(partner.name, "Customer & Sons")

    def test_internal_employee(self):
        user = self.as_user(self.user_employee, self.user_employee)
        user.write({"pin": "1234", "work_phone": "+32470000000", "emergency_contact": "Somebody"})
        self.assertEqual(self.employee_employee.pin, "1234")

    def test_hr_officer(self):
        employee = self.as_user(self.employee_portal_employee, self.user_officer)
        employee.write({"pin": "1234", "work_phone": "+32470000000", "work_email": employee.work_email})
        self.assertEqual(self.user_portal_employee.partner_id.phone, "+32470000000")

    def test_address_of_a_login(self):
        """Who chooses where a new password is sent has the login: officers don't, for nobody but themselves."""
        evil = {"work_email": "evil@perf.example.com"}
        partner = self.env["res.partner"].create({"name": "Evil", "email": "evil@perf.example.com"})
        for name in ("portal_employee", "employee", "admin", "manager"):
            employee = self.as_user(getattr(self, f"employee_{name}"), self.user_officer)
            with self.subTest(employee=name):
                error = self.assertForbidden(employee.write, evil)
                self.assertIn("HR administrator", str(error))
                self.assertForbidden(employee.write, {"work_contact_id": partner.id})
                self.assertForbidden(employee.write, {"work_contact_id": False})
        boss = self.env["res.users"].create({"name": "Boss", "login": "perf_boss", "email": "boss@perf.example.com"})
        someone = self.as_user(self.employee_no_user, self.user_officer)
        self.assertForbidden(someone.write, {"work_contact_id": boss.partner_id.id})
        self.assertForbidden(someone.write, {"user_id": boss.id, **evil})
        for values in ({"user_id": boss.id}, {"work_contact_id": boss.partner_id.id}):
            self.assertForbidden(someone.create, {"name": "Straw Man", **values, **evil})
        self.assertEqual(boss.email, "boss@perf.example.com")
        self.assertEqual(self.user_admin.email, "admin@perf.example.com")

    def test_address_that_officers_keep(self):
        """Of people without a login, and when they give somebody a login that is there already."""
        officer = self.user_officer
        someone = self.as_user(self.employee_no_user, officer)
        someone.write({"work_email": "right@perf.example.com"})
        user = self.env["res.users"].create({"name": "New", "login": "perf_new", "email": "new@perf.example.com"})
        values = {"user_id": user.id, "work_contact_id": user.partner_id.id, "work_email": "new@perf.example.com"}
        someone.write(values)
        self.assertEqual(self.employee_no_user.work_email, "new@perf.example.com")
        self.as_user(self.employee_officer, officer).write({"work_email": "mine@perf.example.com"})
        self.assertEqual(officer.email, "mine@perf.example.com")
        created = someone.create({"name": "Someone New", "work_email": "someone@perf.example.com"})
        self.assertEqual(created.work_contact_id.email, "someone@perf.example.com")
        administrator = self.as_user(self.employee_portal_employee, self.user_admin)
        administrator.write({"work_email": "right@perf.example.com"})
        self.assertEqual(self.user_portal_employee.email, "right@perf.example.com")

    def test_administrator(self):
        self.user_portal_employee.write({"name": "Perf Renamed", "email": "renamed@perf.example.com"})
        self.assertEqual(self.employee_portal_employee.work_email, "renamed@perf.example.com")
        self.assertEqual(self.employee_portal_employee.name, "Perf Renamed")


@tagged("post_install", "-at_install")
class TestPerfHrFieldsHttp(PerfHttpCommon):
    """The same through the doors that portal users have."""

    def setUp(self):
        super().setUp()
        self.login(self.user_portal_employee)
        self.before = self.read_hr_fields()

    def tearDown(self):
        self.env.invalidate_all()
        self.assertEqual(self.before, self.read_hr_fields())
        super().tearDown()

    def read_hr_fields(self):
        employee = self.employee_portal_employee
        return [employee[name] or False for name in ("name", "work_email", "work_phone", "pin", "barcode")]

    def address(self, **values):
        partner = self.user_portal_employee.partner_id
        return {
            "partner_id": partner.id,
            "name": partner.name,
            "email": partner.email,
            "phone": partner.phone or "",
            "street": "Rue Neuve 1",
            "city": "Brussels",
            "zip": "1000",
            "country_id": self.env.ref("base.be").id,
            **values,
        }

    def test_write(self):
        for name, value in HR_VALUES.items():
            with self.subTest(field=name):
                message = self.assertRpcForbidden("res.users", "write", self.user_portal_employee.ids, {name: value})
                self.assertIn("Ask HR", message)

    def test_web_save(self):
        ids = self.user_portal_employee.ids
        self.assertRpcForbidden("res.users", "web_save", ids, {"pin": "1234"}, specification={})
        self.assertRpcForbidden("res.users", "web_save", ids, {"email": "chosen@perf.example.com"}, specification={})

    def test_own_settings(self):
        ids = self.user_portal_employee.ids
        result, error = self.rpc("res.users", "write", ids, {"tz": "Europe/Brussels", "signature": "<p>Bye</p>"})
        self.assertFalse(error)
        self.assertTrue(result)
        self.assertEqual(self.user_portal_employee.tz, "Europe/Brussels")

    def test_employee_models_are_closed(self):
        ids = self.employee_portal_employee.ids
        for model in ("hr.employee", "hr.employee.public", "hr.version"):
            self.assertRpcForbidden(model, "write", ids, {"name": "Somebody Else"})
        self.assertRpcForbidden("res.partner", "write", self.user_portal_employee.partner_id.ids, {"phone": "1"})

    def test_account_page(self):
        self.assertEqual(self.get_page("/my/account").status_code, 200)
        answer = json.loads(self.post("/my/address/submit", **self.address(email="chosen@perf.example.com")).text)
        self.assertIn("email", answer["invalid_fields"])
        self.assertIn("Ask HR", answer["messages"][-1])
        answer = json.loads(self.post("/my/address/submit", **self.address(name="Somebody Else")).text)
        self.assertIn("name", answer["invalid_fields"])

    def test_account_page_own_address(self):
        answer = json.loads(self.post("/my/address/submit", **self.address()).text)
        self.assertIn("redirectUrl", answer, answer)
        self.assertEqual(self.user_portal_employee.partner_id.city, "Brussels")

    def test_account_page_without_validation(self):
        """Skipping the checks of the form does not skip the guard."""
        values = self.address(phone="+32470000000", verify_address_values="")
        response = self.post("/my/address/submit", **values)
        self.assertIn("Ask HR", response.text)
