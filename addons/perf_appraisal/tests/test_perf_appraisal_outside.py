import hashlib
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.http import Request
from odoo.tests import tagged

from odoo.addons.perf_base.models.perf_outside_attempt import LIMITS

from .reviewers_common import ReviewersHttp

SCRIPT = "<script>alert('x')</script>"


@tagged("post_install", "-at_install")
class TestPerfAppraisalOutside(ReviewersHttp):
    """Reviews by people without a login, who come by a personal link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.mail"].search([("body_html", "like", "/review/")]).unlink()

    def setUp(self):
        super().setUp()
        self.nominate_outside(("Ann Lee", "ann@customer.example"), ("", "bob@partner.example"))
        self.paths = self.find_links()
        self.path = self.paths["ann@customer.example"]
        self.review_id, self.token = self.path.split("/")[2:]
        self.review = self.env["perf.appraisal.review"].browse(int(self.review_id))
        self.link = {"review": self.review_id, "token": self.token}
        self.kinds = {question.kind: question.id for question in self.review._get_questions()}
        self.authenticate(None, None)

    def typed(self, **values):
        names = {f"q{self.kinds['rating']}_level": self.levels[2].id, f"q{self.kinds['text']}_text": "Always there"}
        return {**self.link, **names, **values}

    def test_only_the_fingerprint_is_kept(self):
        links = self.env["perf.appraisal.review.link"].search([("review_id", "in", self.appraisal.review_ids.ids)])
        known = {hashlib.sha256(path.rsplit("/", 1)[1].encode()).hexdigest() for path in self.paths.values()}
        self.assertEqual(set(links.mapped("token_hash")), known)
        mails = self.env["mail.mail"].search([("body_html", "like", self.path)])
        self.assertFalse(mails.res_id or mails.recipient_ids)
        for user in (self.user_manager, self.user_officer, self.user_admin, self.user_employee):
            with self.subTest(user=user.login):
                self.assertForbidden(self.as_user(links.sudo(False), user).read, ["token_hash"])
                self.assertForbidden(self.as_user(self.env["perf.appraisal.attempt"], user).search, [])
                self.assertFalse(self.as_user(self.env["mail.message"], user).search([("body", "like", self.token)]))
                self.login(user)
                self.assertRpcForbidden("perf.appraisal.review.link", "search_read", [])

    def test_whole_way(self):
        """Open, save without JavaScript, read, submit; then the link works no more."""
        page = self.get_page(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        for text in ("Working with Perf Employee", "Ann Lee", "with your name", "Perf Manager"):
            self.assertIn(text, page.text)
        for text in ("Goals of the year", "o_perf_evidence"):
            self.assertNotIn(text, page.text)
        page = self.post("/review", step="save", **self.typed())
        self.assertIn("Saved.", page.text)
        self.assertEqual(self.review.state, "in_progress")
        page = self.post("/review", step="summary", **self.typed())
        self.assertIn("Always there", page.text)
        reply = self.post("/review", step="submit", **self.link)
        self.assertTrue(reply.headers["Location"].endswith("/review/thanks"))
        self.assertEqual(self.review.state, "submitted")
        self.assertIn("Thank you", self.get_page("/review/thanks").text)
        self.assertEqual(self.get_page(self.path).status_code, 404)
        self.assertEqual(self.post("/review", step="save", **self.typed()).status_code, 404)
        answers = self.review._get_answers()
        self.assertEqual(answers.filtered("level_id").level_id, self.levels[2])

    def test_what_is_no_text(self):
        """A file where a text belongs, half a character, no answers at all: a page or a sentence, never a crash."""
        name = f"q{self.kinds['text']}_text"
        for step in ("save", "summary", "decline"):
            for field in (name, "reason", "token", "review", "step"):
                values = {"step": step, **self.link, "csrf_token": Request.csrf_token(self)}
                values.pop(field, None)
                with self.subTest(step=step, field=field):
                    reply = self.url_open("/review", data=values, files={field: ("x.txt", b"x")}, allow_redirects=False)
                    self.assertLess(reply.status_code, 500)
        for params in (
            {**self.link, "token": "\ud800"},
            {**self.link, "answers": {}, "token": "\ud800"},
            {**self.link, "answers": {str(self.kinds["text"]): {"text": "\ud800"}}},
            {**self.link, "answers": {str(self.kinds["text"]): {"text": ["\ud800"]}}},
            self.link,
        ):
            with self.subTest(params=params):
                reply = self.url_open("/review/autosave", json={"params": params}).json()
                self.assertIn("result", reply)
        with self.assertRaisesRegex(ValidationError, "can't be kept"):
            self.review.write({"reviewer_name": "half \ud800"})

    def test_missing_answers(self):
        page = self.post("/review", step="submit", **self.link)
        self.assertEqual(page.text.count("Please answer these first"), 1)
        self.assertNotIn("Still without an answer", page.text, "one box says all, with links")
        self.assertEqual(self.review.state, "invited")

    def test_autosave(self):
        """What is typed is saved at once, and nothing of it is taken that does not fit."""

        def save(answers, **link):
            reply = self.url_open("/review/autosave", json={"params": {"answers": answers, **self.link, **link}})
            self.env.invalidate_all()
            return reply.json()["result"]

        self.assertEqual(save({str(self.kinds["text"]): {"text": SCRIPT}})["answered"], 1)
        self.assertEqual(self.review._get_answers().text, SCRIPT)
        page = self.get_page(self.path).text
        self.assertNotIn(SCRIPT, page)
        self.assertIn("&lt;script&gt;", page)
        self.assertIn("not part of this review", save({"0": {"text": "x"}})["error"])
        self.assertIn("error", save({str(self.kinds["text"]): {"text": "x" * 200_000}}))
        self.assertEqual(self.review._get_answers().text, SCRIPT, "the draft is still there")
        self.assertIn("does not work", save({}, token="wrong")["error"])
        other = self.paths["bob@partner.example"].split("/")[3]
        self.assertIn("does not work", save({}, token=other)["error"])

    def test_decline(self):
        self.assertIn("reason", self.post("/review", step="decline", reason=" ", **self.link).text)
        reply = self.post("/review", step="decline", reason="No contact any more", **self.link)
        self.assertTrue(reply.headers["Location"].endswith("declined=1"))
        self.assertEqual((self.review.state, self.review.decline_reason), ("declined", "No contact any more"))
        self.assertEqual(self.get_page(self.path).status_code, 404)

    def test_wrong_links(self):
        """One neutral page for every link that does not work, which names nobody."""
        other_id, other = self.paths["bob@partner.example"].split("/")[2:]
        wrong = [
            f"/review/{self.review_id}/{self.token[:-1]}x",
            f"/review/{self.review_id}/{other}",
            f"/review/{other_id}/{self.token}",
            f"/review/0/{self.token}",
            f"/review/-1/{self.token}",
            f"/review/{10**30}/{self.token}",
            f"/review/abc/{self.token}",
            "/review",
        ]
        pages = set()
        for path in wrong:
            page = self.get_page(path)
            self.assertEqual(page.status_code, 404, path)
            for name in ("Perf Employee", "Ann Lee", "Perf Manager", "Perf Test Company"):
                self.assertNotIn(name, page.text)
            start = page.text.index("o_perf_page")
            pages.add(page.text[start : start + 900])
        self.assertEqual(len(pages), 1)

    def test_expiry(self):
        """The link works until the deadline, and no longer than the appraisal is open."""
        self.cycle.write(
            {"self_deadline": self.today - timedelta(days=2), "peer_deadline": self.today - timedelta(days=2)}
        )
        self.assertEqual(self.get_page(self.path).status_code, 404)
        self.cycle.write({"peer_deadline": self.today})
        self.assertEqual(self.get_page(self.path).status_code, 200)
        self.as_user(self.appraisal, self.user_officer).action_cancel("Over")
        self.assertEqual(self.get_page(self.path).status_code, 404)

    def test_reopened(self):
        """After HR opens the review again, a new link comes by e-mail; the old one stays dead."""
        self.post("/review", step="save", **self.typed())
        self.post("/review", step="submit", **self.link)
        self.as_user(self.review, self.user_officer).action_reopen("A wrong tick")
        self.assertEqual(self.get_page(self.path).status_code, 404)
        self.assertEqual(self.get_page(self.find_links()["ann@customer.example"]).status_code, 200)

    def test_limit(self):
        """Too many wrong links are turned away; one that works opens all the same, and leaves no trace."""
        attempts = self.env["perf.appraisal.attempt"]
        attempts.search([]).unlink()
        self.get_page(self.path)
        self.assertFalse(attempts.search([]))
        self.assertEqual(self.get_page("/review/1/wrong").status_code, 404)
        self.assertEqual(attempts.search([]).mapped("count"), [1, 1])
        bucket = attempts._get_buckets("127.0.0.1", 1)["ip"]
        attempts.search([("bucket", "=", bucket)]).count = LIMITS["ip"]
        self.assertEqual(self.get_page("/review/1/wrong").status_code, 429)
        self.assertEqual(self.get_page(self.path).status_code, 200)

    def test_colleague_without_login(self):
        """A colleague who has no login gets a link as well, and stays unnamed."""
        person = self.env["hr.employee"].create(
            {"name": "Perf Fitter", "company_id": self.company.id, "work_email": "fitter@perf.example.com"}
        )
        self.nominate([person])
        path = self.find_links()["fitter@perf.example.com"]
        page = self.get_page(path).text
        self.assertIn("without names", page)
        self.assertNotIn("by Perf Fitter", page)
        review_id, token = path.split("/")[2:]
        self.post("/review", step="save", **self.typed(review=review_id, token=token))
        review = self.env["perf.appraisal.review"].browse(int(review_id))
        self.assertEqual((review.state, review.write_uid.id, review.saved_date), ("in_progress", 1, False))

    def test_reminder(self):
        """A reminder comes three days before the end, once, with a link that works beside the first."""
        cron = self.env.ref("perf_appraisal.ir_cron_perf_appraisal_remind_outside")
        today = fields.Date.context_today(cron.with_user(cron.user_id).with_context({}))
        for days, count in ((4, 2), (3, 4), (3, 4)):
            self.cycle.write({"self_deadline": today, "peer_deadline": today + timedelta(days=days)})
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            mails = self.env["mail.mail"].search([("body_html", "like", "/review/")])
            self.assertEqual(len(mails), count)
        self.assertEqual(self.get_page(self.path).status_code, 200)
        self.assertEqual(self.get_page(self.find_links()["ann@customer.example"]).status_code, 200)

    def test_changed_address(self):
        """A reminder goes where the first link went, whatever address HR has given the person since."""
        person = self.env["hr.employee"].create(
            {"name": "Perf Fitter", "company_id": self.company.id, "work_email": "fitter@perf.example.com"}
        )
        self.nominate([person])
        self.as_user(person, self.user_officer).sudo().write({"work_email": "somebody@evil.example"})
        self.review_by(person).invalidate_recordset()
        self.assertEqual(person.work_email, "somebody@evil.example")
        cron = self.env.ref("perf_appraisal.ir_cron_perf_appraisal_remind_outside")
        today = fields.Date.context_today(cron.with_user(cron.user_id).with_context({}))
        self.cycle.write({"self_deadline": today, "peer_deadline": today + timedelta(days=3)})
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        mails = self.env["mail.mail"].search([("body_html", "like", "/review/")]).mapped("email_to")
        self.assertEqual(len([each for each in mails if "fitter@" in each]), 2)
        self.assertFalse([each for each in mails if "evil" in each])
        for user in (self.user_officer, self.user_admin, self.user_manager):
            self.assertForbidden(self.as_user(self.review_by(person), user).read, ["invited_address"])
