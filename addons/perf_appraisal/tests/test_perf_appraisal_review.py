from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalReview(AppraisalCommon):
    """Filling in, handing in, opening again."""

    def own(self):
        return self.as_user(self.self_review, self.user_employee)

    def test_save_answers(self):
        questions = self.questions_of(self.self_review)
        rating, text, choice = (questions[kind]["id"] for kind in ("rating", "text", "choice"))
        reply = self.own().save_answers({rating: {"level_id": self.levels[2].id}})
        self.assertEqual((reply["answered"], reply["total"]), (1, 4))
        self.assertTrue(reply["saved_at"].endswith("+00:00"))
        self.assertEqual(self.self_review.state, "in_progress")
        self.own().save_answers({str(text): {"text": "Much"}, str(choice): {"choice": "Here", "text": "close to home"}})
        self.own().save_answers({str(rating): {"text": "kept beside the level"}})
        form = self.own().get_form()
        answers = {each["id"]: each["answer"] for section in form["sections"] for each in section["questions"]}
        self.assertEqual(
            answers[rating],
            {
                "level_id": self.levels[2].id,
                "anchor_id": False,
                "text": "kept beside the level",
                "choice": "",
                "unable": False,
            },
        )
        self.assertEqual(answers[choice]["choice"], "Here")
        self.assertEqual((form["answered"], form["total"], form["can_edit"]), (3, 4, True))
        self.assertEqual(len(self.self_review.answer_ids), 3)
        self.own().save_answers({rating: {"unable": True}})
        answer = self.self_review.answer_ids.filtered(lambda each: each.question_id.id == rating)
        self.assertTrue(answer.unable)
        self.assertFalse(answer.level_id)

    def test_bad_answers_are_refused(self):
        """Each with a clear message, and the data stay as they were."""
        questions = self.questions_of(self.self_review)
        rating, text, choice = (questions[kind]["id"] for kind in ("rating", "text", "choice"))
        foreign = self.scale.copy().level_ids[0].id
        other_question = self.template.section_ids.question_ids[0].id  # of the template, not of the snapshot
        for answers in (
            [],
            "text",
            None,
            {other_question: {"text": "x"}},
            {"abc": {"text": "x"}},
            {2_000_000_000: {"text": "x"}},
            {rating: "x"},
            {rating: {"score": 100}},
            {rating: {"level_id": foreign}},
            {rating: {"level_id": "1"}},
            {rating: {"level_id": True}},
            {rating: {"level_id": [1]}},
            {text: {"level_id": self.levels[0].id}},
            {choice: {"choice": "Nowhere"}},
            {choice: {"choice": ["Here"]}},
            {text: {"choice": "Here"}},
            {text: {"text": 5}},
            {text: {"text": {"a": 1}}},
            {text: {"text": "x" * 20_001}},
        ):
            with self.assertRaises(UserError, msg=str(answers)[:60]):
                self.own().save_answers(answers)
        self.assertFalse(self.self_review.answer_ids)
        self.assertEqual(self.self_review.state, "invited")

    def test_questions_of_the_other_role_are_refused(self):
        snapshot = self.appraisal.template_id
        question = snapshot.section_ids.question_ids.filtered(lambda each: each.kind == "text")
        question.sudo().answer_self = False
        with self.assertRaisesRegex(UserError, "not part of this review"):
            self.own().save_answers({question.id: {"text": "x"}})

    def test_submit_names_what_is_missing(self):
        with self.assertRaisesRegex(UserError, "Helps others.*\n.*What went well"):
            self.own().action_submit()
        questions = self.questions_of(self.self_review)
        self.own().save_answers({questions["rating"]["id"]: {"unable": True}, questions["text"]["id"]: {"text": "  "}})
        with self.assertRaises(UserError) as caught:
            self.own().action_submit()
        self.assertNotIn("Helps others", str(caught.exception))
        self.own().save_answers({questions["text"]["id"]: {"text": "Much"}})
        self.own().action_submit()
        self.assertEqual(self.self_review.state, "submitted")
        self.assertTrue(self.self_review.submitted_date)

    def test_submitted_review_is_locked(self):
        self.submit_self()
        text = self.questions_of(self.self_review)["text"]["id"]
        with self.assertRaisesRegex(UserError, "was submitted"):
            self.own().save_answers({text: {"text": "Other"}})
        with self.assertRaises(UserError):
            self.own().action_submit()
        self.assertFalse(self.own().get_form()["can_edit"])

    def test_only_the_reviewer_fills_in(self):
        """Neither manager, HR, colleague nor the managers above write into somebody's review."""
        text = self.questions_of(self.self_review)["text"]["id"]
        for user in (
            self.user_manager,
            self.user_head,
            self.user_officer,
            self.user_admin,
            self.user_colleague,
            self.user_portal_employee,
        ):
            review = self.as_user(self.self_review, user)
            for step in (
                lambda review=review: review.save_answers({text: {"text": "forged"}}),
                review.action_submit,
                review.get_evidence,
                review.get_other_review,
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    step()
        for user in (self.user_employee, self.user_officer):
            with self.assertRaises(AccessError):
                self.as_user(self.manager_review, user).save_answers({})

    def test_reviews_are_not_written_directly(self):
        for user, review in ((self.user_employee, self.self_review), (self.user_manager, self.manager_review)):
            own = self.as_user(review, user)
            for vals in ({"state": "submitted"}, {"reviewer_employee_id": False}, {"deadline": "2099-01-01"}):
                with self.assertRaises(UserError):
                    own.write(vals)
            with self.assertRaises(UserError):
                own.create({"appraisal_id": self.appraisal.id, "role": "self"})
            with self.assertRaises(UserError):
                own.unlink()
            with self.assertRaises(AccessError):
                own.env["perf.appraisal.answer"].create({"review_id": review.id, "question_id": 1, "text": "x"})
        officer = self.as_user(self.self_review, self.user_officer)
        for step in (lambda: officer.write({"state": "submitted"}), officer.unlink):
            with self.assertRaises(UserError):
                step()

    def test_answers_are_not_written_directly(self):
        self.submit_self()
        answer = self.self_review.answer_ids[0]
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_admin):
            own = self.as_user(answer, user)
            for step in (lambda own=own: own.write({"text": "x"}), own.unlink):
                with self.assertRaises(AccessError, msg=user.login):
                    step()

    def test_reopen(self):
        self.submit_self()
        self.submit_manager()
        for user in (self.user_employee, self.user_manager, self.user_head, self.user_colleague):
            with self.assertRaises(AccessError, msg=user.login):
                self.as_user(self.manager_review, user).action_reopen("please")
        officer = self.as_user(self.manager_review, self.user_officer)
        with self.assertRaises(UserError):
            officer.action_reopen("")
        officer.action_reopen("A typing error")
        self.assertEqual(self.manager_review.state, "in_progress")
        self.assertFalse(self.appraisal.reviews_complete)
        self.assertFalse(self.appraisal.has_score, "the score rests on a submitted review")
        self.assertEqual(self.appraisal.log_ids[0].reason, "A typing error")
        self.rate_fails_without_review()

    def rate_fails_without_review(self):
        with self.assertRaisesRegex(UserError, "Submit the manager's review first"):
            self.as_user(self.appraisal, self.user_manager).action_set_rating(self.levels[3].id, "x")

    def test_shared_review_stays_closed(self):
        self.to_shared()
        with self.assertRaises(UserError):
            self.as_user(self.manager_review, self.user_officer).action_reopen("too late")

    def test_new_manager_begins_anew(self):
        """What the former manager had begun stays theirs; nobody else reads it."""
        text = self.questions_of(self.manager_review)["text"]["id"]
        self.as_user(self.manager_review, self.user_manager).save_answers({text: {"text": "half a thought"}})
        self.as_user(self.appraisal, self.user_officer).write({"manager_id": self.employee_other_manager.id})
        review = self.review_of(self.appraisal, "manager")
        self.assertEqual(self.manager_review.state, "expired")
        self.assertEqual(review.reviewer_employee_id, self.employee_other_manager)
        self.assertFalse(review.answer_ids)
        self.assertTrue(self.as_user(self.manager_review, self.user_manager).get_form())
        for user in (self.user_other_manager, self.user_officer, self.user_employee):
            with self.assertRaises(AccessError, msg=user.login):
                self.as_user(self.manager_review, user).get_form()
        with self.assertRaises(UserError):
            self.as_user(self.manager_review, self.user_manager).save_answers({text: {"text": "more"}})

    def test_evidence_shows_gaps(self):
        items = self.own().get_evidence()
        gaps = [item for item in items if item["kind"] == "gap"]
        months = {(item["date"].year, item["date"].month) for item in items}
        self.assertGreaterEqual(len(months), 12)
        self.assertTrue(all(item["model"] == "" for item in gaps))
        self.assertEqual(items, sorted(items, key=lambda item: item["date"]))

    def test_other_review(self):
        """The manager reads the self review beside their own when both are in, not before."""
        self.submit_self()
        own = self.as_user(self.manager_review, self.user_manager)
        self.assertEqual(own.get_other_review(), {"state": "submitted", "form": False})
        self.submit_manager()
        form = self.as_user(self.manager_review, self.user_manager).get_other_review()["form"]
        self.assertFalse(form["can_edit"])
        self.assertEqual(form["sections"][0]["questions"][1]["answer"]["text"], "My own view")

    def test_urgency(self):
        reviews = self.as_user(self.env["perf.appraisal.review"], self.user_employee)
        for days, urgency in ((-1, "3_later"), (5, "2_soon"), (6, "1_overdue")):
            with freeze_time(fields.Date.add(self.today, days=days - (3 if days < 0 else 0))):
                found = reviews.search([("urgency", "=", urgency), ("is_mine", "=", True)])
                self.assertEqual(found, self.self_review, urgency)
                found.invalidate_recordset(["urgency"])
                self.assertEqual(found.urgency, urgency)
        self.submit_self()
        self.assertEqual(reviews.search([("urgency", "=", "4_done"), ("is_mine", "=", True)]), self.self_review)

    def test_form_says_who_reads(self):
        self.assertIn("once both reviews are submitted", self.own().get_form()["readers"])
        manager = self.as_user(self.manager_review, self.user_manager).get_form()
        self.assertIn(self.employee_employee.name, manager["readers"])
        self.assertEqual(manager["phase"]["steps"][0]["key"], "self")
