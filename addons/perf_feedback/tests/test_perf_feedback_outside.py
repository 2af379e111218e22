import hashlib
import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.perf_base.models.perf_outside_attempt import LIMITS
from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import FeedbackCommon

OUTSIDE = "Ann Lee <Ann@customer.example>\nbob@partner.example"
SCRIPT = "<script>alert('x')</script>"


def find_links(test, request, field="mail_id"):
    """The links in the e-mails of a request: dict of an address -> path."""
    links = test.env["perf.feedback.request.link"].sudo().search([("line_id.request_id", "=", request.id)])
    return {mail.email_to: re.search(r"/feedback/answer/\d+/[\w-]+", mail.body_html).group() for mail in links[field]}


@tagged("post_install", "-at_install")
class TestPerfFeedbackOutside(FeedbackCommon):
    """People outside are asked by e-mail, and colleagues without a login as well."""

    def ask_outside(self, emails=OUTSIDE, **values):
        """A request of the employee to people outside, sent."""
        return self.ask(
            self.user_employee, self.employee_employee, self.env["hr.employee"], outsider_emails=emails, **values
        )

    def test_ask(self):
        """A line and a personal link each, of which only the fingerprint is kept; nothing is sent at once."""
        request = self.ask_outside()
        lines = request.sudo().line_ids
        self.assertEqual(lines.mapped("email"), ["ann@customer.example", "bob@partner.example"])
        self.assertEqual(lines.mapped("person_name"), ["Ann Lee", "bob@partner.example"])
        self.env.invalidate_all()
        self.assertEqual(request.outsider_emails, "Ann Lee <ann@customer.example>\nbob@partner.example")
        paths = find_links(self, request)
        self.assertEqual(set(paths), {"Ann Lee <ann@customer.example>", "bob@partner.example"})
        links = self.env["perf.feedback.request.link"].sudo().search([("line_id", "in", lines.ids)])
        tokens = [path.rsplit("/", 1)[1] for path in paths.values()]
        self.assertTrue(all(len(token) >= 43 for token in tokens))
        self.assertEqual(
            set(links.mapped("token_hash")), {hashlib.sha256(token.encode()).hexdigest() for token in tokens}
        )
        self.assertEqual(set(links.mail_id.mapped("state")), {"outgoing"})
        body = " ".join(links.mail_id[0].body_html.split())
        self.assertIn("asks for your feedback about their own work.", body)
        self.assertTrue(all(links.mail_id.mapped("auto_delete")))

    def test_link_is_a_secret(self):
        """Nobody reads links or the e-mails that hold them, least of all the one who asked."""
        request = self.ask_outside()
        links = self.env["perf.feedback.request.link"].sudo().search([("line_id.request_id", "=", request.id)])
        messages = links.mail_id.mail_message_id
        self.assertEqual(messages.mapped("subject"), ["Perf Employee asks for your feedback"])
        self.assertFalse(messages.body or messages.model or messages.partner_ids)
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_admin):
            with self.subTest(user=user.login):
                self.assertForbidden(self.as_user(links.sudo(False), user).read, ["token_hash"])
                self.assertForbidden(self.as_user(links.sudo(False), user).search, [])
                self.assertFalse(self.as_user(messages.sudo(False), user).search([("id", "in", messages.ids)]))
                self.assertForbidden(self.as_user(messages.sudo(False), user).read, ["body"])
                self.assertForbidden(self.as_user(links.mail_id.sudo(False), user).read, ["body_html"])
                self.assertForbidden(self.as_user(self.env["perf.feedback.attempt"], user).search, [])

    def test_wrong_addresses(self):
        """What is no address, one's own or a colleague's is said, and nothing is saved."""
        self.employee_colleague.work_email = "colleague@perf.example.com"
        before = [self.env[name].sudo().search_count([]) for name in ("perf.feedback.request", "mail.mail")]
        for emails, words in (
            ("bob", "bob"),
            ("bob@", "bob@"),
            ("ann@x.example bob@x.example", "no e-mail address"),
            ("colleague@perf.example.com", "Perf Colleague"),
            ("Someone <COLLEAGUE@perf.example.com>", "as a colleague instead"),
            ("employee@perf.example.com", "not yourself"),
            ("x" * 300 + "@x.example", "no e-mail address"),
            ("\n".join(f"a{number}@x.example" for number in range(21)), "20 people"),
        ):
            with self.subTest(emails=emails[:60]), self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                self.ask_outside(emails)
            self.assertIn(words, str(caught.exception))
        self.env.invalidate_all()
        after = [self.env[name].sudo().search_count([]) for name in ("perf.feedback.request", "mail.mail")]
        self.assertEqual(after, before)

    def test_take_out_of_a_draft(self):
        """One address, or all of them, are taken out of a draft again; the others stay."""
        draft = self.draft_request(
            self.user_employee, self.employee_employee, self.employee_colleague, outsider_emails=OUTSIDE
        )
        draft.write({"outsider_emails": "bob@partner.example\ncarl@partner.example"})
        self.assertEqual(draft.outsider_emails, "bob@partner.example\ncarl@partner.example")
        draft.write({"outsider_emails": False})
        self.assertFalse(draft.outsider_emails)
        self.assertEqual(draft.respondent_ids, self.employee_colleague)

    def test_typed_twice(self):
        """An address that stands there twice is asked once, with the name that was given."""
        lines = self.ask_outside("ann@x.example\nAnn Lee <ANN@X.example>").sudo().line_ids
        self.assertEqual((lines.email, lines.name), ("ann@x.example", "Ann Lee"))

    def test_mail_says_who_asks(self):
        """Company and job of the one who asks; nobody is greeted by a raw address."""
        self.employee_employee.job_title = "Planner"
        mails = self.ask_outside().sudo().line_ids._get_links().mail_id
        for mail, greeting in zip(mails, ("Hello Ann Lee,", "Hello,"), strict=True):
            body = " ".join(mail.body_html.split())
            self.assertIn(f">{greeting}<", body)
            self.assertIn(f"Planner, {self.company.name}", body)
            self.assertIn(f"/logo.png?company={self.company.id}", body)
            self.assertNotIn("bob@partner.example", body)

    def test_day_of_the_asker(self):
        """The answer has the day of the one who asked, as those of colleagues."""
        self.user_employee.tz = "Pacific/Kiritimati"
        request = self.ask_outside("ann@x.example").sudo()
        with freeze_time("2026-03-10 20:00:00"):
            request.line_ids._submit({request.question_ids: "Well done"})
        self.assertEqual(str(request.answer_ids.date), "2026-03-11")

    def test_archived_and_unreachable(self):
        """Who has left can't be asked, nor who would never hear of it."""
        self.employee_colleague.active = False
        with self.assertRaises(UserError):
            self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        unknown = self.make_employees(1)
        unknown.work_contact_id.email = False
        unknown.work_email = False
        with self.assertRaises(UserError) as caught:
            self.ask(self.user_employee, self.employee_employee, unknown)
        self.assertIn("neither a login nor an e-mail", str(caught.exception))

    def test_colleague_without_login(self):
        """An employee without a user gets a link, and answers in the own name."""
        request = self.ask(self.user_employee, self.employee_employee, self.employee_no_user)
        (path,) = find_links(self, request).values()
        _empty, _feedback, _answer, line_id, token = path.split("/")
        line = self.env["perf.feedback.request.link"].sudo()._find_target(int(line_id), token)
        line._submit({request.sudo().question_ids: "Well done"})
        answer = self.as_user(request, self.user_employee).answer_ids
        self.assertEqual((answer.author_employee_id.id, answer.part_ids.text), (self.employee_no_user.id, "Well done"))
        self.assertEqual(request.sudo().state, "closed")

    def test_answer_counts_as_feedback(self):
        """What somebody outside says about me is mine to read; what a manager asked for is for managers."""
        own = self.ask_outside("Ann Lee <ann@customer.example>")
        own.sudo().line_ids._submit({own.sudo().question_ids: "Well done"})
        feedback = self.as_user(own, self.user_employee).answer_ids
        self.assertEqual((feedback.state, feedback.author_name, feedback.visibility), ("sent", "Ann Lee", "employee"))
        self.assertEqual((feedback.display_name, feedback.summary), ("Answer from Ann Lee", "Well done"))
        mails = self.env["mail.mail"].sudo().search([("subject", "like", "answered your request")])
        self.assertEqual(mails.mapped("subject"), ["Ann Lee answered your request for feedback"])
        self.assertIn("Ann Lee answered your request for feedback", " ".join(mails.body_html.split()))
        self.assertFalse(feedback.sudo().create_uid - self.env.ref("base.user_root"))
        self.as_user(feedback, self.user_employee).action_acknowledge()
        for user in (self.user_manager, self.user_officer, self.user_colleague):
            self.assertFalse(self.as_user(feedback, user).search([("id", "=", feedback.id)]))
        asked = self.ask(
            self.user_manager, self.employee_employee, self.env["hr.employee"], outsider_emails="bob@partner.example"
        )
        asked.sudo().line_ids._submit({asked.sudo().question_ids: "Late twice"})
        feedback = self.as_user(asked, self.user_manager).answer_ids
        self.assertEqual(feedback.visibility, "manager")
        self.assertFalse(self.as_user(feedback, self.user_employee).search([("id", "=", feedback.id)]))
        today = fields.Date.today()
        titles = [
            item["title"]
            for item in self.as_user(self.employee_employee, self.user_manager)._perf_timeline(today, today)
        ]
        self.assertIn("Answer from bob@partner.example", titles)

    def test_no_outside_author_by_hand(self):
        """Nobody writes feedback in the name of somebody outside."""
        with self.assertRaises(UserError):
            self.draft(self.user_colleague, self.employee_employee, author_name="Ann Lee")
        draft = self.draft(self.user_colleague, self.employee_employee)
        with self.assertRaises(UserError):
            draft.write({"author_name": "Ann Lee"})

    def test_decline(self):
        request = self.ask_outside()
        request.sudo().line_ids[0]._decline("We hardly met")
        line = self.as_user(request, self.user_employee).line_ids[0]
        self.assertEqual((line.state, line.decline_reason), ("declined", "We hardly met"))

    def test_remind(self):
        """One reminder the day before, with a link of its own, to those who owe an answer and have no login."""
        request = self.ask(
            self.user_employee, self.employee_employee, self.employee_colleague, outsider_emails=OUTSIDE
        ).sudo()
        request.line_ids.filtered(lambda line: line.name == "Ann Lee")._decline()
        first = find_links(self, request)["bob@partner.example"]
        cron = self.env.ref("perf_feedback.ir_cron_perf_feedback_request_remind")
        link = self.env["perf.feedback.request.link"].sudo().search([("line_id.email", "=", "bob@partner.example")])
        domain = [("subject", "=", "Reminder: your feedback is hoped for"), ("email_to", "=", "bob@partner.example")]
        mails = self.env["mail.mail"].sudo()
        before = mails.search_count(domain)
        today = fields.Date.context_today(cron.with_user(cron.user_id).with_context({}))
        for days, count in ((2, 0), (1, 1), (1, 1)):
            request.date_due = today + timedelta(days=days)
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(mails.search_count(domain) - before, count, days)
        second = find_links(self, request, "reminder_mail_id")["bob@partner.example"]
        self.assertNotEqual(first, second)
        for path in (first, second):
            line_id, token = path.split("/")[3:]
            self.assertEqual(link._find_target(int(line_id), token), link.line_id)
        self.assertEqual(link.reminder_mail_id.email_to, "bob@partner.example")
        link.line_id._decline()
        self.assertEqual(mails.search_count(domain), before, "whoever has answered is not reminded")

    def test_edited_template(self):
        """HR words the e-mail anew; with fields of the record in it, it is rendered for each person."""
        template = self.env.ref("perf_feedback.mail_template_perf_feedback_request_link")
        template.body_html = "<p>Dear <t t-out=\"ctx.get('perf_feedback_name')\"/> !</p>"
        template.subject = "A word about {{ ctx.get('perf_feedback_asker') }}"
        mails = self.ask_outside().sudo().line_ids._get_links().mail_id
        self.assertEqual(mails.mapped("body_html"), ["<p>Dear Ann Lee !</p>", "<p>Dear bob@partner.example !</p>"])
        self.assertEqual(set(mails.mapped("subject")), {"A word about Perf Employee"})
        template.body_html = '<p><t t-out="object.email"/>, <t t-out="ctx.get(\'perf_feedback_name\')"/></p>'
        mails = self.ask_outside("Tom & Co <tom@x.example>\nbob@partner.example").sudo().line_ids._get_links().mail_id
        self.assertEqual(
            mails.mapped("body_html"),
            ["<p>tom@x.example, Tom &amp; Co</p>", "<p>bob@partner.example, bob@partner.example</p>"],
        )

    def test_links_end_with_the_request(self):
        request = self.ask_outside()
        links = self.env["perf.feedback.request.link"].sudo()
        self.assertEqual(links.search_count([("line_id.request_id", "=", request.id)]), 2)
        request.sudo().line_ids[0]._decline()
        self.assertEqual(links.search_count([("line_id.request_id", "=", request.id)]), 1)
        self.as_user(request, self.user_employee).action_close()
        self.assertFalse(links.search_count([("line_id.request_id", "=", request.id)]))

    def test_add_later(self):
        """Somebody outside is added to an open request with names; nobody is taken out."""
        request = self.ask_outside("ann@customer.example")
        request.write({"outsider_emails": OUTSIDE})
        self.assertEqual(len(request.sudo().line_ids), 2)
        with self.assertRaises(UserError):
            request.write({"outsider_emails": "bob@partner.example"})
        with self.assertRaises(AccessError):
            self.as_user(request, self.user_colleague).write({"outsider_emails": ""})


@tagged("post_install", "-at_install")
class TestPerfFeedbackOutsidePage(PerfHttpCommon):
    """The page behind a personal link."""

    def setUp(self):
        super().setUp()
        model = self.as_user(self.env["perf.feedback.request"], self.user_employee)
        self.asked = model.create(
            {
                "question_ids": [(0, 0, {"text": "What goes well?"}), (0, 0, {"text": SCRIPT})],
                "outsider_emails": OUTSIDE,
            }
        )
        self.asked.action_send()
        paths = find_links(self, self.asked)
        self.path = paths["Ann Lee <ann@customer.example>"]
        self.other_path = paths["bob@partner.example"]
        self.authenticate(None, None)

    def values(self, path, **answers):
        """The values of the form behind a link."""
        line, token = path.split("/")[3:]
        return {"line": line, "token": token, **answers}

    def test_answer(self):
        """Who has the link reads the questions and answers them once."""
        page = self.get_page(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Perf Employee", page.text)
        self.assertIn("What goes well?", page.text)
        self.assertIn("It is about Perf Employee's work.", " ".join(page.text.replace("&#39;", "'").split()))
        self.assertIn("Read by Perf Employee alone, with your name", page.text)
        self.assertIn("Hello Ann Lee,", page.text)
        self.assertIn(f"/logo.png?company={self.company.id}", page.text)
        self.assertNotIn("bob@partner.example", self.get_page(self.other_path).text)
        self.assertNotIn(SCRIPT, page.text)
        self.assertNotIn("employee@perf.example.com", page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn('name="robots" content="noindex', page.text)
        first, second = self.asked.sudo().question_ids
        response = self.post("/feedback/answer", **self.values(self.path, **{f"answer_{first.id}": " "}))
        self.assertIn("o_perf_error", response.text)
        answers = {f"answer_{first.id}": "Everything", f"answer_{second.id}": SCRIPT, "answer_999999": "x"}
        response = self.post("/feedback/answer", **self.values(self.path, **answers))
        self.assertEqual(response.headers["Location"], "/feedback/answer/thanks")
        self.assertIn("Thank you", self.get_page("/feedback/answer/thanks").text)
        feedback = self.asked.sudo().answer_ids
        self.assertEqual(feedback.part_ids.mapped("text"), ["Everything", SCRIPT])
        self.assertEqual((feedback.author_name, feedback.author_employee_id.id), ("Ann Lee", False))
        again = self.post("/feedback/answer", **self.values(self.path, **answers))
        self.assertEqual(again.status_code, 404)
        self.assertIn("If you have answered already, everything is fine: your answer arrived.", again.text)
        self.assertEqual(len(self.asked.sudo().answer_ids), 1)
        self.login(self.user_employee)
        page = self.get_page(f"/my/feedback/requests/{self.asked.id}").text
        self.assertIn("Everything", page)
        self.assertNotIn(SCRIPT, page)
        self.assertIn("Ann Lee", page)

    def test_decline(self):
        response = self.post("/feedback/answer", **self.values(self.path, decline="1", reason="No time"))
        self.assertEqual(response.headers["Location"], "/feedback/answer/thanks?declined=1")
        self.assertIn("You will hear no more", self.get_page(response.headers["Location"]).text)
        line = self.asked.sudo().line_ids.filtered(lambda line: line.name == "Ann Lee")
        self.assertEqual((line.state, line.decline_reason), ("declined", "No time"))

    def test_text_limits(self):
        """What can't be kept is said on the page, and the text stays."""
        question = self.asked.sudo().question_ids[0]
        response = self.post("/feedback/answer", **self.values(self.path, **{f"answer_{question.id}": "x" * 200_000}))
        self.assertEqual(response.status_code, 200)
        self.assertIn("o_perf_error", response.text)
        self.assertFalse(self.asked.sudo().answer_ids)

    def test_csrf(self):
        self.assertEqual(self.url_open("/feedback/answer", data=self.values(self.path)).status_code, 400)

    def get_invalid_page(self, path):
        """The page of a link that does not work, without what differs from request to request."""
        page = self.get_page(path)
        self.assertEqual(page.status_code, 404, path)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        text = re.sub(r'csrf_token: "[^"]*"', "", page.text)
        self.assertNotIn("Perf Employee", text)
        return re.sub(r'(nonce|data-request-id)="[^"]*"', "", text)

    def test_one_page_for_all_wrong_links(self):
        """Wrong, altered, answered, cancelled and expired links can't be told from each other."""
        line, token = self.path.split("/")[3:]
        other_line, other_token = self.other_path.split("/")[3:]
        pages = {
            self.get_invalid_page(path)
            for path in (
                f"/feedback/answer/{line}/{token[:-1]}x",
                f"/feedback/answer/{line}/{other_token}",
                f"/feedback/answer/{other_line}/{token}",
                f"/feedback/answer/0/{token}",
                f"/feedback/answer/-1/{token}",
                f"/feedback/answer/{10**30}/{token}",
                f"/feedback/answer/abc/{token}",
                f"/feedback/answer/{line}/x",
                "/feedback/answer",
            )
        }
        self.assertEqual(len(pages), 1)
        request = self.asked.sudo()
        old = {"date": fields.Date.today() - timedelta(days=40), "date_due": fields.Date.today() - timedelta(days=20)}
        request.write(old)
        pages.add(self.get_invalid_page(self.path))
        request.write({"date": fields.Date.today(), "date_due": fields.Date.today()})
        self.assertEqual(self.get_page(self.path).status_code, 200)
        self.post("/feedback/answer", **self.values(self.path, decline="1"))
        pages.add(self.get_invalid_page(self.path))
        self.as_user(self.asked, self.user_employee).action_cancel()
        pages.add(self.get_invalid_page(self.other_path))
        self.assertEqual(len(pages), 1)

    def test_rate_limit(self):
        """Too many wrong links from one address are turned away; one that works opens and sends all the same."""
        attempts = self.env["perf.feedback.attempt"].sudo()
        attempts.search([]).unlink()
        self.assertEqual(self.get_page(self.path).status_code, 200)
        self.assertFalse(attempts.search([]), "a link that works leaves no trace")
        for _number in range(3):
            self.assertEqual(self.get_page("/feedback/answer/1/wrong").status_code, 404)
        self.assertEqual(attempts.search([]).mapped("count"), [3, 3])
        buckets = attempts._get_buckets("127.0.0.1", 1)
        attempts.search([("bucket", "=", buckets["ip"])]).count = LIMITS["ip"] - 1
        line_id, token = self.path.split("/")[3:]
        for _number in range(2):
            self.assertEqual(self.get_page("/feedback/answer/1/wrong").status_code, 429)
            self.assertEqual(self.get_page(f"/feedback/answer/{line_id}/wrong").status_code, 429)
            self.assertEqual(self.post("/feedback/answer", line=line_id, token="wrong").status_code, 429)
        attempts.invalidate_model()
        self.assertEqual(max(attempts.search([]).mapped("count")), LIMITS["ip"], "no trace beyond the limit")
        self.assertEqual(self.get_page(self.path).status_code, 200)
        self.assertEqual(self.get_page(self.other_path).status_code, 200)
        attempts.create({"bucket": attempts._get_buckets("", int(line_id))["line"], "hour": 1, "count": LIMITS["line"]})
        self.assertEqual(self.get_page(self.path).status_code, 200)
        values = {f"answer_{self.asked.question_ids[0].id}": "Good"}
        self.assertEqual(self.post("/feedback/answer", line=line_id, token=token, **values).status_code, 303)
        self.assertEqual(self.get_page(self.path).status_code, 429, "it was used")
        attempts._gc_attempts()
        self.assertFalse(attempts.search([]).filtered(lambda each: each.hour == 1))

    def test_nothing_else_opens(self):
        """The link opens no other page, and no record over RPC."""
        self.get_page(self.path)
        self.assertNotEqual(self.url_open("/my/feedback", allow_redirects=False).status_code, 200)
        reply = self.url_open(
            "/web/dataset/call_kw/perf.feedback.request/read",
            json={
                "params": {"model": "perf.feedback.request", "method": "read", "args": [self.asked.ids], "kwargs": {}}
            },
        ).json()
        self.assertIn("error", reply)
