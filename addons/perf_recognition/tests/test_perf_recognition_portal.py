from lxml import html

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
        for url in (
            "?tab=x",
            "?to=abc",
            "?to=99999999",
            "?to=-1",
            "?tab[]=wall",
            "?before=0",
            "?before=99999999999",
            "?before=x",
            "/page/2",
            "?to=²",
            "?month=x&value=x&team=x",
        ):
            with self.subTest(url=url):
                self.assertIn(self.get_page(URL + url).status_code, (200, 404))

    def _cards(self, url):
        """Ids of the cards on a page, as they stand there, and the address of the older ones."""
        page = html.fromstring(self.get_page(url).text)
        older = page.xpath("//a[@rel='next']/@href")
        return [int(found) for found in page.xpath("//article/@data-id")], older[0] if older else ""

    def test_pager(self):
        """Without scripts links lead through the whole wall, each card once, also where moments are equal."""
        values = {"author_employee_id": self.employee_employee.id, "recipient_ids": self.employee_colleague.ids}
        date = "2026-01-05 12:00:00"
        records = self.env["perf.recognition"].create([{**values, "message": WORDS, "date": date}] * 45)
        newest = self.thank(self.user_employee, self.employee_colleague)
        self.login(self.user_portal_employee)
        first, older = self._cards(URL)
        self.assertEqual(first, [newest.id, *sorted(records.ids, reverse=True)[:39]])
        self.thank(self.user_employee, self.employee_colleague)  # what comes in between moves nothing
        second, older = self._cards(older)
        self.assertEqual(second[:6], sorted(records.ids)[5::-1])
        self.assertFalse(older)
        self.assertIn("Newest", self.get_page(f"{URL}?before={first[-1]}").text)
        private = self.thank(self.user_employee, self.employee_colleague, audience="private")
        self.assertEqual(self._cards(f"{URL}?before={private.id}")[0], self._cards(URL)[0])

    def test_points_pager(self):
        self.env["perf.points.entry"]._book(
            [
                {
                    "employee_id": self.employee_portal_employee.id,
                    "account": "balance",
                    "kind": "adjust",
                    "amount": 1,
                    "month": "2026-01",
                    "idempotency_key": f"pager,{number}",
                }
                for number in range(45)
            ]
        )
        self.login(self.user_portal_employee)
        page = html.fromstring(self.get_page(f"{URL}?tab=points").text)
        self.assertEqual(len(page.xpath("//ul[@aria-label='My points']/li")), 40)
        page = html.fromstring(self.get_page(page.xpath("//a[@rel='next']/@href")[0]).text)
        self.assertEqual(len(page.xpath("//ul[@aria-label='My points']/li")), 5)

    def test_filters(self):
        """My team, a value, a month, and all at once; what makes no sense chooses nothing."""
        team = self.thank(self.user_colleague, self.employee_no_user, value_ids=self.value.ids)
        other = self.thank(self.user_employee, self.employee_colleague, value_ids=self.value.ids)
        plain = self.thank(self.user_colleague, self.employee_employee)
        old = self.env["perf.recognition"].create(
            {
                "author_employee_id": self.employee_employee.id,
                "recipient_ids": self.employee_no_user.ids,
                "message": WORDS,
                "date": "2026-01-05 12:00:00",
            }
        )
        self.login(self.user_portal_employee)
        for query, expected in (
            ("", plain | other | team | old),
            ("?team=1", plain | team | old),
            (f"?value={self.value.id}", other | team),
            (f"?team=1&value={self.value.id}", team),
            ("?month=2026-01", old),
            ("?month=2026-01&team=1", old),
            (f"?month=2026-01&value={self.value.id}", self.env["perf.recognition"]),
            ("?month=2026-99&value=x", plain | other | team | old),
            ("?month=2026-01%27--&value=99999999999999999999", plain | other | team | old),
        ):
            with self.subTest(query=query):
                self.assertEqual(set(self._cards(URL + query)[0]), set(expected.ids))
        page = self.get_page(f"{URL}?month=2026-01&team=1").text
        self.assertRegex(page, r'value="2026-01"[^>]*selected')
        self.assertIn("Show all", page)
        self.assertIn("fits this choice", self.get_page(f"{URL}?month=1999-01").text)

    def test_three_taps(self):
        """On the phone: Recognise, the person, and Post; the nearest people stand there without a search."""
        self.login(self.user_portal_employee)
        home = html.fromstring(self.get_page("/my/performance").text)
        self.assertIn("/my/recognition?compose=1", home.xpath("//a/@href"))
        page = html.fromstring(self.get_page(f"{URL}?compose=1").text)
        composer = page.xpath("//details[@id='compose']")[0]
        self.assertIn("open", composer.attrib)
        people = [int(value) for value in composer.xpath(".//input[@name='recipient_ids']/@value")]
        self.assertIn(self.employee_manager.id, people)
        self.assertEqual(composer.xpath(".//input[@name='audience' and @checked]/@value"), ["company"])
        response = self.post(f"{URL}/post", recipient_ids=[self.employee_manager.id], message=WORDS)
        self.assertEqual(response.status_code, 303)

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
