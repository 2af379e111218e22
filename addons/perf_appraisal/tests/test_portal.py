import doctest
import re

from lxml import html

from odoo import fields
from odoo.tests import BaseCase, tagged

from odoo.addons.perf_appraisal.tools import answers, gaps
from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .portal_common import AppraisalSetUp

UNKNOWN_ID = 2_000_000_000


class TestPortalTools(BaseCase):
    """The pure functions of the pages keep what their docstrings promise."""

    def test_doctests(self):
        for module in (answers, gaps):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed, module.__name__)


class PortalCase(AppraisalSetUp, PerfHttpCommon):
    """An open appraisal of a portal employee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.appraisal = cls.make_appraisal(cls.employee_portal_employee)
        cls.self_review, cls.manager_review = (
            cls.appraisal.review_ids.filtered(lambda review, role=role: review.role == role)
            for role in ("self", "manager")
        )

    def neutral(self, response):
        """The page without what differs from request to request."""
        text = re.sub(r'csrf_token: "[^"]*"|name="csrf_token" value="[^"]*"', "", response.text)
        return re.sub(r"/my/\w+/\d+(/\w+)?", "", text)

    def assert_same_as_unknown(self, url, method="get"):
        """Assert that this page can't be told from one that isn't there."""
        unknown = re.sub(r"/\d+", f"/{UNKNOWN_ID}", url, count=1)
        call = self.get_page if method == "get" else self.post
        response, other = call(url), call(unknown)
        self.assertEqual(response.status_code, 404, url)
        self.assertEqual(other.status_code, 404, unknown)
        self.assertEqual(self.neutral(response), self.neutral(other))

    def autosave(self, review, answers_):
        """Call the autosave route as the user who is logged in; answers are by question id."""
        self.env.flush_all()
        reply = self.url_open(
            f"/my/reviews/{review.id}/autosave",
            json={"params": {"answers": {str(key): answer for key, answer in answers_.items()}}},
        ).json()
        self.env.invalidate_all()
        return reply


@tagged("post_install", "-at_install")
class TestReviewList(PortalCase):
    """What do I owe, to whom, by when?"""

    def test_groups_by_deadline(self):
        for name, days in (("Late Round", -2), ("Far Round", 40)):
            self.make_appraisal(self.employee_portal_employee, cycle=self.make_cycle(name, days=days))
        done = self.make_appraisal(self.employee_portal_employee, cycle=self.make_cycle("Done Round"))
        self.submit(self.review_of(done, "self"))
        self.login(self.user_portal_employee)
        page = self.get_page("/my/reviews").text
        places = [page.index(word) for word in ("Late Round", "Yearly Round", "Far Round", "Done Round")]
        self.assertEqual(places, sorted(places), "overdue, soon, later, done")
        for word in ("Overdue", "In the next seven days", "Later", "Done"):
            self.assertIn(word, page)
        self.assertIn("3 reviews wait for you.", page)

    def test_manager_sees_own_work_only(self):
        self.login(self.user_manager)
        page = self.get_page("/my/reviews").text
        self.assertIn("Perf Portal Employee", page)
        self.assertIn(f"/my/reviews/{self.manager_review.id}", page)
        self.assertNotIn(f"/my/reviews/{self.self_review.id}", page)

    def test_empty_state_teaches(self):
        self.login(self.user_portal_colleague)
        self.assertIn("No reviews yet", self.get_page("/my/reviews").text)

    def test_cancelled_appraisal_is_not_owed(self):
        self.appraisal.action_cancel("Started by mistake")
        self.login(self.user_portal_employee)
        self.assertNotIn(f"/my/reviews/{self.self_review.id}", self.get_page("/my/reviews").text)


@tagged("post_install", "-at_install")
class TestReviewPage(PortalCase):
    """Writing a review: the page, saving, reading before submitting, and who may do so."""

    def test_page_says_where_what_and_who_reads(self):
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/reviews/{self.self_review.id}")
        self.assertEqual(page.status_code, 200)
        for words in (
            "Your self review",
            "Yearly Round",
            "Self review until",
            "Read by your manager Perf Manager and by HR",
            "Teamwork",
            "Helps others",
            "Unable to rate",
            "0 of 4 answered",
            "Nothing noted",
        ):
            self.assertIn(words, page.text)
        for level in self.levels:
            self.assertIn(level.description, page.text)

    def test_post_saves_and_leads_to_the_summary(self):
        questions = self.questions_of(self.self_review)
        self.login(self.user_portal_employee)
        response = self.post(
            f"/my/reviews/{self.self_review.id}",
            step="summary",
            **{
                f"q{questions['rating']['id']}_level": self.levels[3].id,
                f"q{questions['rating']['id']}_text": "Lent\r\na hand",
                f"q{questions['text']['id']}_text": "",
                f"q{questions['choice']['id']}_choice": "Elsewhere",
            },
        )
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(f"/my/reviews/{self.self_review.id}/summary"))
        saved = {answer.question_id.id: answer for answer in self.self_review.answer_ids}
        self.assertEqual(saved[questions["rating"]["id"]].level_id, self.levels[3])
        self.assertEqual(saved[questions["rating"]["id"]].text, "Lent\na hand")
        self.assertEqual(saved[questions["choice"]["id"]].choice, "Elsewhere")
        self.assertNotIn(questions["text"]["id"], saved, "what nobody touched is no answer")
        page = self.get_page(f"/my/reviews/{self.self_review.id}/summary").text
        self.assertIn("Still without an answer", page)
        self.assertIn("Lent\na hand", page)

    def test_unable_to_rate_is_an_answer(self):
        questions = self.questions_of(self.self_review)
        self.login(self.user_portal_employee)
        self.post(
            f"/my/reviews/{self.self_review.id}",
            **{
                f"q{questions['rating']['id']}_level": "unable",
                f"q{questions['text']['id']}_unable": "on",
            },
        )
        self.assertEqual(self.self_review.answer_ids.mapped("unable"), [True, True])
        response = self.post(f"/my/reviews/{self.self_review.id}/submit")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.self_review.state, "submitted")

    def test_submit_says_what_is_missing(self):
        self.login(self.user_portal_employee)
        response = self.post(f"/my/reviews/{self.self_review.id}/submit")
        self.assertEqual(response.status_code, 200)
        [box] = html.fromstring(response.text).xpath("//div[contains(@class, 'alert-')]")
        self.assertIn("Please answer these first", box.text_content(), "one box says all")
        links = {link.text_content().strip(): link.get("href") for link in box.xpath(".//a")}
        self.assertEqual([*links], ["Helps others", "What went well?"])
        self.assertIn("#question-", links["What went well?"])
        self.assertEqual(self.self_review.state, "invited")

    def test_submitted_review_is_read_only(self):
        self.submit(self.self_review, text="As it was")
        questions = self.questions_of(self.self_review)
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/reviews/{self.self_review.id}").text
        self.assertIn("As it was", page)
        self.assertNotIn("<textarea", page)
        response = self.post(f"/my/reviews/{self.self_review.id}", **{f"q{questions['text']['id']}_text": "Changed"})
        self.assertIn("This review was submitted", response.text)
        response = self.post(f"/my/reviews/{self.self_review.id}/submit")
        self.assertNotIn("Changed", self.self_review.answer_ids.mapped("text"))
        summary = self.url_open(f"/my/reviews/{self.self_review.id}/summary", allow_redirects=False)
        self.assertEqual(summary.status_code, 303)

    def test_long_text_is_refused_and_shown_again(self):
        questions = self.questions_of(self.self_review)
        long_text = "x" * 1_000_000
        self.login(self.user_portal_employee)
        response = self.post(
            f"/my/reviews/{self.self_review.id}",
            **{
                f"q{questions['rating']['id']}_level": self.levels[1].id,
                f"q{questions['text']['id']}_text": long_text,
            },
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn("1000000 characters; 20000 are possible", response.text)
        self.assertIn(long_text, response.text, "what was typed is still there")
        self.assertFalse(self.self_review.answer_ids)
        reply = self.autosave(self.self_review, {questions["text"]["id"]: {"text": long_text}})
        self.assertIn("20000 are possible", reply["result"]["error"])
        self.assertFalse(self.self_review.answer_ids)
        self.assertEqual(self.self_review.state, "invited")

    def test_nonsense_is_refused_with_a_sentence(self):
        questions = self.questions_of(self.self_review)
        self.login(self.user_portal_employee)
        url = f"/my/reviews/{self.self_review.id}"
        response = self.post(url, **{f"q{questions['rating']['id']}_level": str(UNKNOWN_ID)})
        self.assertIn("is not on the scale", response.text)
        response = self.post(url, **{f"q{questions['choice']['id']}_choice": "Nowhere"})
        self.assertIn("is not an option", response.text)
        response = self.post(url, q999999_text="Of another form")
        self.assertEqual(response.status_code, 303)
        for answers_ in ({UNKNOWN_ID: {"text": "x"}}, {questions["text"]["id"]: "x"}):
            self.assertTrue(self.autosave(self.self_review, answers_)["result"]["error"])
        self.assertFalse(self.self_review.answer_ids)

    def test_missing_csrf_token_is_refused(self):
        questions = self.questions_of(self.self_review)
        self.login(self.user_portal_employee)
        for url in (
            f"/my/reviews/{self.self_review.id}",
            f"/my/reviews/{self.self_review.id}/submit",
            f"/my/appraisals/{self.appraisal.id}/sign",
            f"/my/appraisals/{self.appraisal.id}/rating",
            f"/my/appraisals/{self.appraisal.id}/share",
            f"/my/appraisals/{self.appraisal.id}/refresh",
        ):
            response = self.url_open(url, data={f"q{questions['text']['id']}_text": "x", "agree": "yes"})
            self.assertEqual(response.status_code, 400, url)
        self.assertFalse(self.self_review.answer_ids)

    def test_scripts_are_text(self):
        self.submit(self.self_review, text="<script>alert(1)</script>", submit=False)
        self.login(self.user_portal_employee)
        for url in (f"/my/reviews/{self.self_review.id}", f"/my/reviews/{self.self_review.id}/summary"):
            page = self.get_page(url).text
            self.assertNotIn("<script>alert(1)</script>", page)
            self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", page)

    def test_autosave_as_reviewer(self):
        questions = self.questions_of(self.self_review)
        self.login(self.user_portal_employee)
        reply = self.autosave(self.self_review, {questions["text"]["id"]: {"text": "Half a sent"}})
        self.assertEqual(reply["result"]["answered"], 1)
        self.assertEqual(reply["result"]["total"], 4)
        self.autosave(self.self_review, {questions["text"]["id"]: {"text": "Half a sentence"}})
        self.assertEqual(self.self_review.answer_ids.text, "Half a sentence")
        self.assertEqual(self.self_review.state, "in_progress")

    def test_autosave_by_others(self):
        questions = self.questions_of(self.self_review)
        for user in (self.user_manager, self.user_portal_colleague, self.user_officer):
            self.login(user)
            reply = self.autosave(self.self_review, {questions["text"]["id"]: {"text": "Forged"}})
            self.assertEqual(reply["error"]["data"]["name"], "werkzeug.exceptions.NotFound", user.login)
        self.assertFalse(self.self_review.answer_ids)

    def test_forbidden_is_the_same_as_unknown(self):
        self.submit(self.self_review, text="For my manager, later", submit=False)
        for user in (self.user_portal_colleague, self.user_colleague, self.user_manager):
            self.login(user)
            for suffix in ("", "/summary"):
                self.assert_same_as_unknown(f"/my/reviews/{self.self_review.id}{suffix}")
            for suffix in ("", "/submit"):
                self.assert_same_as_unknown(f"/my/reviews/{self.self_review.id}{suffix}", method="post")
        self.login(self.user_portal_employee)
        self.assert_same_as_unknown(f"/my/reviews/{self.manager_review.id}")
        self.assertEqual(self.self_review.state, "in_progress")

    def test_visitors_have_to_sign_in(self):
        response = self.url_open(f"/my/reviews/{self.self_review.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_manager_reads_the_self_review_once_both_are_in(self):
        self.submit_both(self.appraisal, self_text="My own view")
        self.login(self.user_manager)
        page = self.get_page(f"/my/reviews/{self.self_review.id}").text
        self.assertIn("My own view", page)
        self.assertNotIn("<textarea", page)


@tagged("post_install", "-at_install")
class TestAppraisalPage(PortalCase):
    """Reading a result and signing it; rating and sharing as a manager without a paid seat."""

    def test_before_sharing_the_phase_only(self):
        self.submit_both(self.appraisal, manager_text="Not to be read yet")
        self.appraisal.with_user(self.user_manager).action_set_rating(self.levels[3].id, "Not to be read yet")
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/appraisals/{self.appraisal.id}").text
        self.assertIn("Your manager shares the result", page)
        self.assertIn(f"/my/reviews/{self.self_review.id}", page)
        for words in ("Not to be read yet", self.levels[3].name, "o_perf_result_level", "o_perf_sign"):
            self.assertNotIn(words, page)

    def test_shared_result_from_words_to_sign_off(self):
        self.submit_both(self.appraisal, "<b>My side</b>", "<b>The other side</b>")
        self.appraisal.with_user(self.user_manager).manager_summary = "A good year."
        self.share(self.appraisal, reason="Weighed <i>again</i>")
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/appraisals/{self.appraisal.id}").text
        order = [
            self.levels[3].description,
            "Weighed &lt;i&gt;again&lt;/i&gt;",
            "A good year.",
            "How the score comes about",
            "100.0 % = ",
            "&lt;b&gt;My side&lt;/b&gt;",
            "&lt;b&gt;The other side&lt;/b&gt;",
            "Signing means you have read it, not that you agree.",
        ]
        places = [page.index(words) for words in order]
        self.assertEqual(places, sorted(places))
        self.assertNotIn("<b>", page.replace("<b></b>", ""))

    def test_sign_and_disagree(self):
        self.submit_both(self.appraisal)
        self.share(self.appraisal)
        self.login(self.user_portal_employee)
        url = f"/my/appraisals/{self.appraisal.id}"
        response = self.post(f"{url}/sign", comment="Keep this")
        self.assertIn("Choose whether you agree or disagree", response.text)
        self.assertIn("Keep this", response.text, "what was typed is still there")
        self.assertIn('id="agree_error"', response.text)
        self.assertEqual(self.appraisal.state, "shared")
        self.assertIn("HR will read your comment and speak with you", response.text)
        response = self.post(f"{url}/sign", agree="no")
        self.assertIn("Say in a sentence what you see differently", response.text)
        self.assertEqual(self.appraisal.state, "shared")
        [box] = html.fromstring(response.text).xpath("//textarea[@name='comment']")
        self.assertEqual(box.get("aria-invalid"), "true", "said at the box, which has the cursor")
        self.assertTrue(box.get("autofocus"))
        self.assertIn('data-field="comment"', response.text)
        response = self.url_open(f"{url}/sign", allow_redirects=False)
        self.assertEqual(response.status_code, 303, "loaded again, the address leads back and sends nothing")
        self.assertTrue(response.headers["Location"].endswith(url))
        response = self.post(f"{url}/sign", comment="x" * 1_000_000, agree="no")
        self.assertIn("20000 are possible", response.text)
        self.assertEqual(self.appraisal.state, "shared")
        response = self.post(f"{url}/sign", comment="I see it <u>differently</u>", agree="no")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.appraisal.state, "acknowledged")
        self.assertFalse(self.appraisal.employee_agrees)
        page = self.get_page(url).text
        self.assertIn("I see it &lt;u&gt;differently&lt;/u&gt;", page)
        self.assertIn("Disagrees.", page)
        self.assertNotIn("o_perf_sign_button", page)
        response = self.post(f"{url}/sign", agree="yes")
        self.assertIn("only once", response.text)
        self.assertFalse(self.appraisal.employee_agrees)

    def test_only_the_employee_signs(self):
        self.submit_both(self.appraisal)
        self.share(self.appraisal)
        self.login(self.user_manager)
        url = f"/my/appraisals/{self.appraisal.id}"
        self.assertNotIn("o_perf_sign_button", self.get_page(url).text)
        response = self.post(f"{url}/sign", agree="yes")
        self.assertIn("not yours to take", response.text)
        self.assertEqual(self.appraisal.state, "shared")

    def test_portal_manager_reviews_rates_and_shares(self):
        appraisal = self.make_appraisal(self.employee_portal_report, manager=self.employee_portal_manager)
        review = self.review_of(appraisal, "manager")
        self.submit(self.review_of(appraisal, "self"))
        questions = self.questions_of(review)
        self.login(self.user_portal_manager)
        self.assertIn(f"/my/reviews/{review.id}", self.get_page("/my/reviews").text)
        url = f"/my/appraisals/{appraisal.id}"
        page = self.get_page(url).text
        self.assertNotIn("o_perf_rate_button", page, "the review comes first")
        self.assertIn("Before you can share:", page)
        self.assertIn("manager&#39;s review first", page)
        self.post(
            f"/my/reviews/{review.id}",
            **{
                f"q{questions['rating']['id']}_level": self.levels[2].id,
                f"q{questions['text']['id']}_text": "Reliable",
            },
        )
        self.assertEqual(self.post(f"/my/reviews/{review.id}/submit").status_code, 303)
        page = self.get_page(url).text
        self.assertIn("The score suggests “Solid”", page)
        self.assertIn("o_perf_rate_button", page)
        self.assertIn("Choose the final level first", page)
        self.assertEqual(self.url_open(f"{url}/share", allow_redirects=False).status_code, 303)
        response = self.post(f"{url}/refresh")
        self.assertEqual(response.status_code, 303)
        response = self.post(f"{url}/rating", level_id=self.levels[4].id, summary="Kept")
        self.assertIn("Say in a few words why", response.text)
        self.assertIn("Kept", response.text)
        self.assertFalse(appraisal.final_level_id)
        response = self.post(f"{url}/rating", level_id=self.levels[4].id, reason="Saved the fair", summary="Next: plan")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(appraisal.final_level_id, self.levels[4])
        self.assertEqual(appraisal.manager_summary, "Next: plan")
        page = self.get_page(f"{url}/share").text
        for words in (f"Read it as {self.employee_portal_report.name} will", "Saved the fair", "Next: plan"):
            self.assertIn(words, page)
        self.assertNotIn("o_perf_no_summary", page)
        self.assertEqual(self.post(f"{url}/share").status_code, 303)
        self.assertEqual(appraisal.state, "shared")
        response = self.url_open(f"{url}/share", allow_redirects=False)
        self.assertEqual(response.status_code, 303, "nothing to share any more")
        response = self.post(f"{url}/rating", level_id=self.levels[0].id, reason="Too late")
        self.assertIn("can&#39;t be changed any more", response.text)
        self.assertEqual(appraisal.final_level_id, self.levels[4])

    def test_others_neither_rate_nor_share(self):
        self.submit_both(self.appraisal)
        url = f"/my/appraisals/{self.appraisal.id}"
        self.login(self.user_portal_employee)
        self.assertIn("not yours to take", self.post(f"{url}/rating", level_id=self.levels[4].id).text)
        self.assertIn("not yours to take", self.post(f"{url}/share").text)
        self.assertIn("not yours to take", self.post(f"{url}/refresh").text)
        self.login(self.user_portal_colleague)
        for step in ("rating", "refresh", "share", "sign"):
            self.assert_same_as_unknown(f"{url}/{step}", method="post")
            self.assert_same_as_unknown(f"{url}/{step}")
        self.assert_same_as_unknown(f"{url}/share")
        self.assertEqual(self.appraisal.state, "open")
        self.assertFalse(self.appraisal.final_level_id)

    def test_forbidden_is_the_same_as_unknown(self):
        self.submit_both(self.appraisal)
        for user in (self.user_portal_colleague, self.user_colleague, self.user_head, self.user_other_officer):
            self.login(user)
            self.assert_same_as_unknown(f"/my/appraisals/{self.appraisal.id}")
        self.share(self.appraisal)
        self.login(self.user_head)
        self.assertEqual(self.get_page(f"/my/appraisals/{self.appraisal.id}").status_code, 200)

    def test_list_says_what_to_do(self):
        """The open one with its button first, what is closed folded below."""
        closed = self.make_appraisal(self.employee_portal_employee, cycle=self.make_cycle("Old Round"))
        closed.sudo().state = "closed"
        self.login(self.user_portal_employee)
        tree = html.fromstring(self.get_page("/my/appraisals").text)
        [button] = tree.xpath("//a[contains(@class, 'o_perf_appraisal_todo')]")
        self.assertEqual(button.get("href"), f"/my/reviews/{self.self_review.id}")
        self.assertIn("Write my self review", button.text_content())
        [folded] = tree.xpath("//details[contains(@class, 'o_perf_appraisals_earlier')]")
        self.assertIsNone(folded.get("open"))
        self.assertIn("Old Round", folded.text_content())
        self.submit_both(self.appraisal)
        self.assertNotIn("o_perf_appraisal_todo", self.get_page("/my/appraisals").text, "nothing to do now")
        self.share(self.appraisal)
        self.assertIn("Read and sign", self.get_page("/my/appraisals").text)

    def test_list_of_mine_and_of_my_people(self):
        self.login(self.user_portal_employee)
        page = self.get_page("/my/appraisals").text
        self.assertIn(f'href="/my/appraisals/{self.appraisal.id}"', page)
        self.assertIn("Mine", page)
        self.assertNotIn("My people", page)
        self.login(self.user_manager)
        page = self.get_page("/my/appraisals").text
        self.assertIn("My people", page)
        self.assertIn("Perf Portal Employee", page)
        self.login(self.user_portal_colleague)
        self.assertIn("No appraisals yet", self.get_page("/my/appraisals").text)


@tagged("post_install", "-at_install")
class TestPortalScaling(PortalCase):
    """A page costs as many queries for fifty people as for two."""

    def make_many(self, count):
        cycle = self.make_cycle(f"Round of {count}")
        appraisals = self.env["perf.appraisal"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "employee_id": employee.id,
                    "template_id": self.template.id,
                    "manager_id": self.employee_portal_manager.id,
                }
                for employee in self.make_employees(count, parent_id=self.employee_portal_manager.id)
            ]
        )
        appraisals.action_open()
        self.env.flush_all()
        return appraisals

    def test_reviews(self):
        self.login(self.user_portal_manager)
        self.assertQueriesDontGrow(self.make_many, lambda _appraisals: self.get_page("/my/reviews"))

    def test_appraisals(self):
        self.login(self.user_portal_manager)
        self.assertQueriesDontGrow(self.make_many, lambda _appraisals: self.get_page("/my/appraisals"))


@tagged("post_install", "-at_install")
class TestReviewTour(PortalCase):
    """The whole self review on a phone, in a browser."""

    browser_size = "390x844"
    touch_enabled = True

    def test_self_review(self):
        self.start_tour(
            f"/my/reviews/{self.self_review.id}", "perf_appraisal_self_review", login=self.user_portal_employee.login
        )
        self.assertEqual(self.self_review.state, "submitted")
        answers_ = {answer.question_id.kind: answer for answer in self.self_review.answer_ids}
        self.assertEqual(answers_["rating"].level_id, self.levels[3])
        self.assertEqual(answers_["text"].text, "The fair in May")
        self.assertEqual(self.self_review.submitted_date.date(), fields.Date.today())
