from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import WORDS, RecognitionCommon

URL = "/my/recognition"


@tagged("post_install", "-at_install")
class TestPerfRecognitionPortal(RecognitionCommon, PerfHttpCommon, HttpCase):
    def test_pages(self):
        """All tabs open for a portal user; everybody reads what concerns them."""
        self.thank(self.user_employee, self.employee_portal_employee, points=10, value_ids=self.value.ids)
        private = self.thank(
            self.user_employee, self.employee_colleague, audience="private", message="Only for the two of us, really."
        )
        self.login(self.user_portal_employee)
        for tab in ("wall", "received"):
            page = self.get_page(f"{URL}?tab={tab}").text
            self.assertIn("parcel left on time", page)
            self.assertIn("Perf test value", page)
            self.assertNotIn("two of us", page)
        self.assertNotIn("parcel left on time", self.get_page(f"{URL}?tab=given").text)
        page = self.get_page(f"{URL}?tab=points").text
        self.assertIn("Received from Perf Employee", page)
        self.assertIn("100</b> points left", page.replace("\n", ""))
        self.assertEqual(self.get_page(f"{URL}/{private.id}").status_code, 404)
        self.assertEqual(self.get_page(f"{URL}/{private.id + 1000}").status_code, 404)

    def test_odd_addresses(self):
        """Strange parameters open the wall and never an error."""
        self.login(self.user_portal_employee)
        for url in ("?tab=x", "?to=abc", "?to=99999999", "?to=-1", "?tab[]=wall", "/page/0", "/page/999999", "?to=²"):
            with self.subTest(url=url):
                self.assertIn(self.get_page(URL + url).status_code, (200, 404))

    def test_pager(self):
        records = [self.thank(self.user_employee, self.employee_colleague) for _number in range(12)]
        self.login(self.user_portal_employee)
        first, second = self.get_page(URL).text, self.get_page(f"{URL}/page/2").text
        self.assertEqual(first.count("o_perf_recognition_card"), 10)
        self.assertIn(f'data-id="{records[-1].id}"', first)
        self.assertIn("Older", first)
        self.assertIn(f'data-id="{records[0].id}"', second)
        self.assertIn("Newer", second)

    def test_post(self):
        """The composer posts for several people, and the page says so."""
        self.login(self.user_portal_employee)
        response = self.post(
            f"{URL}/post",
            recipient_ids=[self.employee_employee.id, self.employee_colleague.id],
            message="Line one is here,\r\nand line two as well.",
            value_ids=[self.value.id],
            points="10",
            audience="team",
        )
        self.assertEqual(response.status_code, 303)
        record = self.env["perf.recognition"].search([], limit=1)
        self.assertEqual(record.author_employee_id, self.employee_portal_employee)
        self.assertEqual(record.recipient_ids, self.employee_employee | self.employee_colleague)
        self.assertEqual(record.message, "Line one is here,\nand line two as well.")
        self.assertEqual((record.points, record.audience, record.value_ids), (10, "team", self.value))
        self.assertIn("on the wall", self.get_page(f"{URL}?posted=1").text)

    def test_post_refused(self):
        """What is wrong is said, and what was typed stays."""
        self.login(self.user_portal_employee)
        response = self.post(f"{URL}/post", recipient_ids=[self.employee_employee.id], message="Too <b>short</b>")
        self.assertEqual(response.status_code, 200)
        self.assertIn("At least 20 characters", response.text)
        self.assertIn("Too &lt;b&gt;short&lt;/b&gt;", response.text)
        self.assertRegex(response.text, rf'id="recipient_ids_{self.employee_employee.id}"[^>]*checked')
        for values in (
            {"recipient_ids": ["abc"]},
            {"recipient_ids": [self.employee_foreign.id]},
            {"points": "-5"},
            {"points": "1e9"},
            {"points": "99"},
            {"audience": "everyone"},
            {"value_ids": ["999999"]},
            {"message": "x" * 1_000_000},
        ):
            with self.subTest(values={key: str(value)[:20] for key, value in values.items()}):
                values = {"recipient_ids": [self.employee_employee.id], "message": WORDS, **values}
                response = self.post(f"{URL}/post", **values)
                self.assertEqual(response.status_code, 200)
                self.assertIn("o_perf_error", response.text)
        self.assertFalse(
            self.env["perf.recognition"].search([("author_employee_id", "=", self.employee_portal_employee.id)])
        )

    def test_csrf(self):
        """Without its token a form is refused."""
        record = self.thank(self.user_portal_employee, self.employee_employee)
        self.login(self.user_portal_employee)
        for path in ("post", f"{record.id}/comment", f"{record.id}/retract"):
            with self.subTest(path=path):
                response = self.url_open(f"{URL}/{path}", data={"text": "Hello", "reason": "Mistake"})
                self.assertEqual(response.status_code, 400)

    def test_escaped(self):
        """Scripts stay words, in texts and in names."""
        self.employee_employee.name = "<script>alert('name')</script>"
        record = self.thank(
            self.user_employee, self.employee_portal_employee, message="<script>alert('text')</script> and more"
        )
        self.as_user(record, self.user_employee).comment("<img src=x onerror=alert(1)>")
        self.login(self.user_portal_employee)
        for url in (URL, f"{URL}/{record.id}", f"{URL}?compose=1&to={self.employee_employee.id}"):
            with self.subTest(url=url):
                page = self.get_page(url).text
                self.assertNotIn("<script>alert", page)
                self.assertNotIn("<img src=x", page)

    def test_react(self):
        record = self.thank(self.user_employee, self.employee_colleague)
        private = self.thank(self.user_employee, self.employee_colleague, audience="private")
        self.login(self.user_portal_employee)
        result = self.make_jsonrpc_request(f"{URL}/{record.id}/react", {"kind": "heart"})
        self.assertEqual([one["kind"] for one in result["reactions"] if one["mine"]], ["heart"])
        for forbidden in (private.id, private.id + 1000):
            with self.subTest(forbidden=forbidden), self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(f"{URL}/{forbidden}/react", {"kind": "heart"})

    def test_comment(self):
        record = self.thank(self.user_employee, self.employee_colleague)
        private = self.thank(self.user_employee, self.employee_colleague, audience="private")
        self.login(self.user_portal_employee)
        self.assertEqual(self.post(f"{URL}/{record.id}/comment", text="Well deserved!").status_code, 303)
        comment = record.comment_ids
        self.assertEqual(comment.body, "Well deserved!")
        self.assertIn("Well deserved!", self.get_page(f"{URL}/{record.id}").text)
        self.assertIn("o_perf_error", self.post(f"{URL}/{record.id}/comment", text=" ").text)
        for forbidden in (private.id, private.id + 1000):
            self.assertEqual(self.post(f"{URL}/{forbidden}/comment", text="Hello").status_code, 404)
        self.login(self.user_portal_colleague)
        self.assertIn(self.post(f"{URL}/comment/{comment.id}/remove").status_code, (403, 404))
        self.login(self.user_portal_employee)
        self.assertEqual(self.post(f"{URL}/comment/{comment.id}/remove").status_code, 303)
        self.assertFalse(comment.exists())

    def test_retract(self):
        record = self.thank(self.user_portal_employee, self.employee_employee, points=10)
        self.login(self.user_portal_colleague)
        response = self.post(f"{URL}/{record.id}/retract", reason="I don't like it")
        self.assertIn("o_perf_error", response.text)
        self.assertEqual(record.state, "posted")
        self.login(self.user_portal_employee)
        self.assertIn("o_perf_error", self.post(f"{URL}/{record.id}/retract", reason="").text)
        self.assertEqual(self.post(f"{URL}/{record.id}/retract", reason="Mistake").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(record.state, "retracted")
        self.assertIn("Only you and HR", self.get_page(f"{URL}/{record.id}").text)
        self.login(self.user_employee)
        self.assertEqual(self.get_page(f"{URL}/{record.id}").status_code, 404)

    def test_customer(self):
        """A customer's portal user opens an empty page without composer."""
        new_test_user(self.env, "perf_customer", groups="base.group_portal", company_id=self.company.id)
        self.thank(self.user_employee, self.employee_colleague)
        self.authenticate("perf_customer", "perf_customer")
        for tab in ("wall", "points"):
            page = self.get_page(f"{URL}?tab={tab}")
            self.assertEqual(page.status_code, 200)
            self.assertNotIn("o_perf_recognition_composer", page.text)
            self.assertNotIn("o_perf_recognition_card", page.text)

    def test_my_performance(self):
        """The card and the quick action stand on My performance."""
        self.thank(self.user_employee, self.employee_portal_employee)
        self.login(self.user_portal_employee)
        page = self.get_page("/my/performance").text
        self.assertIn("thanked by Perf Employee", page)
        self.assertIn("/my/recognition?compose=1", page)

    def test_anonymous(self):
        """Without login the page asks for it."""
        response = self.url_open(URL, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])
