from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon

from .reviewers_common import ReviewersHttp, ReviewersSetUp


@tagged("post_install", "-at_install")
class TestPerfAppraisalReviewLife(ReviewersSetUp, PerfCommon):
    """Reviews by second managers, colleagues and people from outside, from the invitation to their end."""

    def test_second_manager(self):
        """The manager's manager is asked at the opening when the template asks them something."""
        review = self.review_of(self.appraisal, "second_manager")
        self.assertEqual((review.reviewer_employee_id, review.state), (self.employee_head, "invited"))
        self.answer(self.employee_head)
        self.assertEqual(review.state, "submitted")
        self.assertTrue(review.submitted_date)
        answers = review._get_answers().sudo(False)
        self.assertTrue(self.as_user(answers, self.user_officer).mapped("text"))
        for user in (self.user_employee, self.user_manager):
            self.assertForbidden(self.as_user(answers, user).read, ["text"])
        self.share_result()
        for user in (self.user_employee, self.user_manager):
            self.assertTrue(self.as_user(answers, user).mapped("text"))

    def test_no_second_manager(self):
        """None without one above, or when the template asks them nothing."""
        appraisal = self.make_appraisal(self.employee_colleague, self.employee_other_manager)
        self.assertFalse(self.review_of(appraisal, "second_manager"))
        template = self.template.copy()
        template.section_ids.question_ids.answer_second_manager = False
        appraisal = self.env["perf.appraisal"].create(
            {
                "cycle_id": self.make_cycle("Short").id,
                "employee_id": self.employee_employee.id,
                "template_id": template.id,
            }
        )
        appraisal.action_open()
        self.assertEqual(set(appraisal.review_ids.mapped("role")), {"self", "manager"})

    def test_decline(self):
        """Who declines gives a reason, which the manager and HR read and nobody else."""
        self.nominate(self.peers[:2])
        review = self.review_by(self.peers[0])
        own = self.as_user(review, self.user_colleague)
        self.assertTrue(own.can_decline)
        with self.assertRaisesRegex(UserError, "reason"):
            own.action_decline("  ")
        self.answer(self.peers[0], submit=False)
        own.action_decline("I hardly know the work")
        self.assertEqual(review.state, "declined")
        self.assertFalse(review._get_answers())
        nomination = self.appraisal.nomination_ids.filtered("declined")
        self.assertEqual(len(nomination), 1)
        nominations = self.appraisal.nomination_ids
        for user, reads in (
            (self.user_manager, True),
            (self.user_officer, True),
            (self.user_employee, False),
        ):
            with self.subTest(user=user.login):
                found = [each.decline_reason for each in self.as_user(nominations, user) if each.declined]
                self.assertEqual(found, ["I hardly know the work"] if reads else [])
        for user in (self.user_employee, self.user_manager, self.user_head):
            self.assertForbidden(self.as_user(review, user).read, ["decline_reason"])
        with self.assertRaises(UserError):
            self.as_user(review, self.user_colleague).save_answers({})

    def test_main_reviews_are_not_declined(self):
        for role in ("self", "manager"):
            review = self.review_of(self.appraisal, role)
            own = self.as_user(review, review.reviewer_employee_id.user_id)
            self.assertFalse(own.can_decline)
            with self.assertRaisesRegex(UserError, "can't be declined"):
                own.action_decline("No")

    def test_nobody_else_declines(self):
        self.nominate(self.peers[:1])
        review = self.review_by(self.peers[0])
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_portal_colleague):
            self.assertForbidden(self.as_user(review, user).action_decline, "No")

    def test_reminders(self):
        """What waits for a reviewer stands in the daily reminder, and ends with the answer."""
        self.nominate(self.peers[:1])
        review = self.review_by(self.peers[0])
        [item] = [
            item
            for item in self.employee_colleague.sudo()._perf_todo()[self.employee_colleague.id]
            if item["key"] == review._get_todo_key()
        ]
        self.assertEqual((item["due"], item["subject"]), (self.cycle.peer_deadline, "Perf Employee"))
        self.answer(self.peers[0])
        keys = [item["key"] for item in self.employee_colleague.sudo()._perf_todo()[self.employee_colleague.id]]
        self.assertNotIn(review._get_todo_key(), keys)

    def test_external_answers(self):
        """People from outside are read with their name: by manager and HR at once, by the employee with the result."""
        self.nominate_outside(("Ann Lee", "ann@customer.example"))
        review = self.review_of(self.appraisal, "external")
        questions = {question.kind: question.id for question in review._get_questions()}
        review._save_answers(
            {
                questions["rating"]: {"level_id": self.levels[2].id, "text": "Fast"},
                questions["text"]: {"text": "Always there"},
            }
        )
        answers = review._get_answers().sudo(False)
        for user in (self.user_manager, self.user_officer):
            self.assertForbidden(self.as_user(answers, user).read, ["text"])
        review._submit()
        for user in (self.user_manager, self.user_officer):
            self.assertEqual(set(self.as_user(answers, user).mapped("text")), {"Fast", "Always there"})
        self.assertForbidden(self.as_user(answers, self.user_employee).read, ["text"])
        self.share_result()
        result = self.as_user(self.appraisal, self.user_employee)._get_result()
        [answer] = [
            answer
            for section in result["sections"]
            for question in section["questions"]
            for answer in question["answers"]
            if answer["text"] == "Fast"
        ]
        self.assertEqual((answer["role"], answer["name"]), ("external", "Ann Lee"))

    def test_external_expires(self):
        """What somebody from outside has not sent by the deadline is over; the link goes."""
        self.nominate_outside(("Ann Lee", "ann@customer.example"))
        review = self.review_of(self.appraisal, "external")
        day = self.today - timedelta(days=3)
        self.cycle.write({"self_deadline": day, "peer_deadline": day})
        self.run_collection()
        self.assertEqual(review.state, "expired")
        self.assertFalse(self.env["perf.appraisal.review.link"].search([("review_id", "=", review.id)]))

    def test_peer_form(self):
        """A colleague sees the questions, who reads them, and nothing of the appraisal."""
        self.nominate(self.peers[:1])
        own = self.as_user(self.review_by(self.peers[0]), self.user_colleague)
        form = own.get_form()
        self.assertIn("without names", form["readers"])
        self.assertIn("at least 3 people", form["readers"])
        self.assertEqual(form["phase"]["steps"], [])
        self.assertEqual([item for item in own.get_evidence() if item["kind"] == "gap"], [])
        self.assertEqual(own.get_other_review(), {"state": "none", "form": False})
        self.assertForbidden(self.as_user(self.appraisal, self.user_colleague).read, ["state"])


@tagged("post_install", "-at_install")
class TestPerfAppraisalReviewLifePages(ReviewersHttp):
    """The pages of reviewers with a login."""

    def test_portal_colleague(self):
        """A colleague with only a portal user finds the review, answers it, or declines."""
        self.nominate(self.peers[:2])
        review = self.review_by(self.employee_portal_colleague)
        self.login(self.user_portal_colleague)
        page = self.get_page("/my/reviews").text
        self.assertIn(f"/my/reviews/{review.id}", page)
        page = self.get_page(f"/my/reviews/{review.id}").text
        self.assertIn("without names", page)
        self.assertIn("I can&#39;t write this review", page.replace("can't", "can&#39;t"))
        self.assertNotIn("Nothing noted", page)
        reply = self.post(f"/my/reviews/{review.id}/decline", reason="Too far away")
        self.assertEqual(reply.status_code, 303)
        self.assertEqual((review.state, review.decline_reason), ("declined", "Too far away"))
        self.assertIn("Thank you for saying so", self.get_page("/my/reviews?declined=1").text)
        self.assertIn("You said that you can", self.get_page(f"/my/reviews/{review.id}").text)

    def test_others(self):
        """Nobody else opens or declines the review of a colleague."""
        self.nominate(self.peers[:1])
        review = self.review_by(self.peers[0])
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_portal_colleague):
            with self.subTest(user=user.login):
                self.login(user)
                self.assertEqual(self.get_page(f"/my/reviews/{review.id}").status_code, 404)
                self.assertEqual(self.post(f"/my/reviews/{review.id}/decline", reason="x").status_code, 404)
                self.assertRpcForbidden("perf.appraisal.review", "action_decline", review.ids, "x")
        self.assertEqual(review.state, "invited")
