from odoo import http
from odoo.exceptions import MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .portal_common import AppraisalSetUp
from .reviewers_common import ReviewersHttp

DRAFT = "What I wrote so far"
LONG = "x" * 100_000
QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models")
FILE = ("run.exe", b"MZ\x90", "application/x-msdownload")
HUGE = 10**30


class BadAnswers:
    """Answers that nobody can give to the form of the tests, and what the refusal says."""

    def bad_answers(self, review):
        """Pairs of answers and of words of the refusal."""
        questions = {question.kind: question for question in review.sudo()._get_questions()}
        rating, text, choice = (questions[kind].id for kind in ("rating", "text", "choice"))
        foreign = self.scale.copy().level_ids[0].id
        mine = self.levels[0].id
        elsewhere = self.template.section_ids.question_ids[0].id  # of the template; the review asks those of its copy
        return [
            ({rating: {"level_id": foreign}}, "not on the scale"),
            ({rating: {"level_id": HUGE}}, "not on the scale"),
            ({rating: {"level_id": -1}}, "not on the scale"),
            ({rating: {"level_id": float(mine)}}, "not on the scale"),
            ({rating: {"level_id": str(mine)}}, "not on the scale"),
            ({rating: {"level_id": [mine]}}, "not on the scale"),
            ({rating: {"anchor_id": mine}}, "not one of those"),
            ({text: {"level_id": mine}}, "not on the scale"),
            ({choice: {"choice": "Nowhere"}}, "not an option"),
            ({elsewhere: {"text": "x"}}, "not part of this review"),
            ({HUGE: {"text": "x"}}, "not part of this review"),
            ({"": {"text": "x"}}, "not part of this review"),
            ({text: {"text": LONG}}, "20000 are possible"),
            ({text: {"text": "a\0b"}}, "can't be kept"),
            ({text: {"text": ["x"]}}, "must be a text"),
            ({text: {"text": "x", "state": "submitted"}}, "can't be read"),
            ({text: None}, "can't be read"),
            # what fits goes the way of what does not: all or nothing
            ({text: {"text": "y"}, rating: {"level_id": foreign}}, "not on the scale"),
        ]

    def assert_draft(self, review):
        """Assert that the draft is all there is, as it was."""
        self.env.invalidate_all()
        answers = review.sudo()._get_answers()
        self.assertEqual([(answer.text, answer.level_id.id) for answer in answers], [(DRAFT, False)])
        self.assertEqual(review.sudo().state, "in_progress")

    def write_draft(self, review):
        text = next(question for question in review.sudo()._get_questions() if question.kind == "text")
        review.with_user(review.reviewer_employee_id.user_id).save_answers({text.id: {"text": DRAFT}})
        self.env.flush_all()
        return text.id


@tagged("post_install", "-at_install")
class TestPerfAppraisalBadInput(BadAnswers, AppraisalSetUp, PerfHttpCommon):
    """Whatever somebody sends in place of an answer, the refusal is clear and the draft stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.appraisal = cls.make_appraisal(cls.employee_portal_employee)
        cls.review = cls.appraisal.review_ids.filtered(lambda each: each.role == "self")

    def setUp(self):
        super().setUp()
        self.text = self.write_draft(self.review)
        self.url = f"/my/reviews/{self.review.id}"

    def test_through_the_orm(self):
        own = self.as_user(self.review, self.user_portal_employee)
        for answers, words in self.bad_answers(self.review):
            with self.subTest(answers=str(answers)[:80]):
                with self.assertRaisesRegex(UserError, words):
                    own.save_answers(answers)
                self.assert_draft(self.review)

    @mute_logger(*QUIET)
    def test_through_rpc(self):
        self.login(self.user_portal_employee)
        for answers, words in self.bad_answers(self.review):
            with self.subTest(answers=str(answers)[:80]):
                sent = {str(key): answer for key, answer in answers.items()}
                _result, error = self.rpc("perf.appraisal.review", "save_answers", [self.review.id], sent)
                self.assertIn(words, error["message"])
                reply = self.url_open(f"{self.url}/autosave", json={"params": {"answers": sent}}).json()
                self.assertIn(words, reply["result"]["error"])
                self.assert_draft(self.review)

    @mute_logger(*QUIET)
    def test_another_persons_review(self):
        """A level, a text, a file: nobody else's answer becomes one of mine, and the other way round."""
        other = self.appraisal.review_ids - self.review
        self.login(self.user_portal_employee)
        for method, arguments in (
            ("save_answers", [{str(self.text): {"text": "x"}}]),
            ("action_submit", []),
            ("action_decline", ["x"]),
            ("write", [{"answer_ids": [[0, 0, {"question_id": self.text, "text": "x"}]]}]),
        ):
            with self.subTest(method=method):
                self.assertTrue(self.rpc("perf.appraisal.review", method, [other.id], *arguments)[1])
        answer = self.review._get_answers()
        for method, arguments in (("write", [{"text": "x"}]), ("write", [{"review_id": other.id}]), ("unlink", [])):
            self.assertTrue(self.rpc("perf.appraisal.answer", method, answer.ids, *arguments)[1])
        values = {"review_id": other.id, "question_id": self.text, "text": "x"}
        self.assertTrue(self.rpc("perf.appraisal.answer", "create", values)[1])
        self.assertFalse(other._get_answers())
        self.assert_draft(self.review)

    @mute_logger(*QUIET)
    def test_ids_that_no_record_has(self):
        """No id, and ids no database can hold, are not found; they are no trouble of the server's."""
        answers = {str(self.text): {"text": "x"}}
        model = self.as_user(self.env["perf.appraisal.review"], self.user_portal_employee)
        for bad in (None, False, HUGE, 2**31, 2_000_000_000, -1):
            with self.subTest(bad=bad), self.assertRaises(MissingError):
                model.browse([bad]).save_answers(answers)
        self.login(self.user_portal_employee)
        for bad in (None, False, HUGE, 2**31, 2_000_000_000, -1):
            with self.subTest(bad=bad):
                _result, error = self.rpc("perf.appraisal.review", "save_answers", [bad], answers)
                self.assertEqual(error["name"], "odoo.exceptions.MissingError", error["message"])
        for bad in (HUGE, 2**31, 0, 2_000_000_000):
            with self.subTest(bad=bad):
                self.assertEqual(self.get_page(f"/my/reviews/{bad}").status_code, 404)
                self.assertEqual(self.post(f"/my/reviews/{bad}").status_code, 404)
        self.assert_draft(self.review)

    def test_through_the_form(self):
        """The page comes again with what was typed, and says what is wrong."""
        self.login(self.user_portal_employee)
        questions = {question.kind: question.id for question in self.review._get_questions()}
        rating, choice = questions["rating"], questions["choice"]
        for values, words in (
            ({f"q{rating}_level": str(self.scale.copy().level_ids[0].id)}, "is not on the scale"),
            ({f"q{rating}_level": str(HUGE)}, "is not on the scale"),
            ({f"q{choice}_choice": "Nowhere"}, "is not an option"),
            ({f"q{self.text}_text": LONG}, "20000 are possible"),
        ):
            with self.subTest(values=str(values)[:60]):
                page = self.post(self.url, **{f"q{self.text}_text": "My next sentence", **values})
                self.assertEqual(page.status_code, 200)
                self.assertIn(words, page.text)
                self.assertIn(values.get(f"q{self.text}_text", "My next sentence"), page.text)
                self.assert_draft(self.review)

    @mute_logger(*QUIET)
    def test_files(self):
        """A review takes no files, of whatever type, by no way; the text beside one stays in the form."""
        self.login(self.user_portal_employee)
        token = http.Request.csrf_token(self)
        typed = {f"q{self.text}_text": "My next sentence", "csrf_token": token}
        choice = next(each.id for each in self.review._get_questions() if each.kind == "choice")
        page = self.url_open(self.url, data=typed, files={f"q{choice}_choice": FILE})
        self.assertIn("Files can&#39;t be added", page.text)
        self.assertIn("My next sentence", page.text)
        page = self.url_open(f"{self.url}", data={"csrf_token": token}, files={f"q{self.text}_text": FILE})
        self.assertIn("Files can&#39;t be added", page.text)
        self.assert_draft(self.review)
        target = {"thread_model": "perf.appraisal.review", "thread_id": self.review.id, "csrf_token": token}
        reply = self.url_open("/mail/attachment/upload", data=target, files={"ufile": FILE})
        self.assertNotEqual(reply.status_code, 200)
        values = {"name": FILE[0], "raw": "x", "res_model": "perf.appraisal.review", "res_id": self.review.id}
        self.assertTrue(self.rpc("ir.attachment", "create", values)[1])
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", FILE[0])]))


@tagged("post_install", "-at_install")
class TestPerfAppraisalBadInputOutside(BadAnswers, ReviewersHttp):
    """The same for somebody who writes by a personal link."""

    def setUp(self):
        super().setUp()
        self.nominate_outside(("Ann Lee", "ann@customer.example"))
        [path] = self.find_links().values()
        _empty, _review, review_id, token = path.split("/")
        self.review = self.env["perf.appraisal.review"].browse(int(review_id))
        self.link = {"review": review_id, "token": token}
        self.text = next(each.id for each in self.review._get_questions() if each.kind == "text")
        self.review._save_answers({self.text: {"text": DRAFT}})
        self.authenticate(None, None)

    def test_while_typing(self):
        for answers, words in self.bad_answers(self.review):
            with self.subTest(answers=str(answers)[:80]):
                sent = {str(key): answer for key, answer in answers.items()}
                reply = self.url_open("/review/autosave", json={"params": {"answers": sent, **self.link}}).json()
                self.assertIn(words, reply["result"]["error"])
                self.assert_draft(self.review)

    def test_files(self):
        typed = {**self.link, "step": "save", "csrf_token": http.Request.csrf_token(self)}
        page = self.url_open("/review", data=typed, files={f"q{self.text}_text": FILE})
        self.assertIn("Files can&#39;t be added", page.text)
        page = self.url_open("/review", data={**typed, "step": "decline"}, files={"reason": FILE})
        self.assertIn("reason", page.text)
        self.assert_draft(self.review)
