from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common_concern import ConcernCommon

QUESTIONS = ("about_work", "facts_dated", "guidance_given", "consistent")


class SecondReviewCommon(ConcernCommon):
    """A company with four HR officers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("second", "third"):
            user = new_test_user(
                cls.env,
                f"perf_{name}",
                "perf_base.group_perf_officer",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            setattr(cls, f"user_{name}", user)
            employee = cls.env["hr.employee"].create(
                {"name": f"Perf {name.title()}", "user_id": user.id, "company_id": cls.company.id}
            )
            setattr(cls, f"employee_{name}", employee)
        cls.hr = cls.employee_officer | cls.employee_admin | cls.employee_second | cls.employee_third

    def reviewer(self, review):
        """The review as its reviewer."""
        return self.as_user(review, review.reviewer_id.user_id)

    def agree(self, review):
        """Let the second reviewer agree."""
        mine = self.reviewer(review)
        mine.write(dict.fromkeys(QUESTIONS, "yes"))
        mine.action_agree()

    def release(self, concern):
        """Let somebody of HR who may do so agree as the first."""
        reviewer = self.second(concern).reviewer_id
        user = (self.hr - reviewer)[0].user_id
        self.as_user(concern, user).action_release()


@tagged("post_install", "-at_install")
class TestPerfSecondReview(SecondReviewCommon):
    """A second, independent person reads what the guard names."""

    # ------------------------------------------------------------------
    # The guard
    # ------------------------------------------------------------------

    def test_guard(self):
        person = self.employee_employee.sudo()
        self.assertEqual(person._perf_adverse_action_guard("concern", self.today), [])
        self.protect(date=self.today - timedelta(days=179))
        reasons = person._perf_adverse_action_guard("concern", self.today)
        self.assertEqual(len(reasons), 1)
        self.assertEqual(person._perf_adverse_action_guard("concern", self.today + timedelta(days=1)), [])
        self.assertEqual(self.employee_manager.sudo()._perf_adverse_action_guard("concern", self.today), [])
        self.company.perf_guard_days = 30
        self.assertEqual(person._perf_adverse_action_guard("concern", self.today), [])
        self.company.perf_guard_percent = 100
        self.assertEqual(person._perf_adverse_action_guard("concern", self.today), reasons, "The same words for chance")

    def test_chance_draws_people_for_as_long_as_an_event(self):
        """All documents about a person share the draw, so several tell no more than one."""
        self.company.perf_guard_percent = 50
        people = self.make_employees(200)
        reasons = self.env["hr.employee"]._get_perf_guard_reasons
        cases = {(person.id, number): (person.id, self.today) for person in people for number in range(3)}
        first = reasons("concern", cases)
        self.assertEqual(first, reasons("improvement", cases), "The kind of document doesn't matter")
        drawn = {person for person in people if first[person.id, 0]}
        for person in people:
            self.assertEqual({bool(first[person.id, number]) for number in range(3)}, {person in drawn})
        self.assertIn(len(drawn), range(65, 136))
        # Half a year has at most one change, as around an event.
        days = {
            (person.id, each): (person.id, self.today + timedelta(days=each))
            for person in people[:20]
            for each in range(180)
        }
        found = reasons("concern", days)
        for person in people[:20]:
            story = [bool(found[person.id, each]) for each in range(180)]
            self.assertLessEqual(sum(story[each] != story[each - 1] for each in range(1, 180)), 1)

    def test_archived_events_protect_no_more(self):
        self.protect().active = False
        self.assertEqual(self.employee_employee.sudo()._perf_adverse_action_guard("concern", self.today), [])

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def test_job_asks_right_after_the_hand_in(self):
        plain = self.in_state("hr_review", person="portal_employee")
        self.protect()
        concern = self.in_state("hr_review")
        self.assertFalse(self.second(concern))
        self.run_job()
        self.run_job()
        self.assertEqual(len(self.second(concern)), 1)
        self.assertFalse(self.second(plain))
        self.assertIn(self.second(concern).reviewer_id, self.hr)

    def test_release_asks_where_the_job_did_not(self):
        self.protect()
        concern = self.in_state("hr_review")
        self.release(concern)
        review = self.second(concern)
        self.assertEqual(len(review), 1)
        self.assertNotEqual(review.reviewer_id, self.hr[0])
        self.assertEqual(concern.with_user(self.env.uid).state, "hr_review")

    def test_who_is_asked(self):
        self.protect(about_employee_ids=[Command.set(self.employee_second.ids)])
        self.employee_third.parent_id = self.employee_manager
        for _number in range(3):
            concern = self.in_state("hr_review")
            self.as_user(concern, self.user_officer).action_release()
            self.assertEqual(self.second(concern).reviewer_id, self.employee_admin)

    def test_managers_of_the_author_are_not_asked(self):
        self.protect()
        self.employee_head.parent_id = self.employee_second
        concern = self.in_state("hr_review")
        self.as_user(concern, self.user_officer).action_release()
        self.assertIn(self.second(concern).reviewer_id, self.employee_admin | self.employee_third)

    def test_work_is_shared(self):
        self.protect()
        for _number in range(4):
            self.in_state("hr_review")
        self.run_job()
        reviews = self.env["perf.second.review"].search([("employee_id", "=", self.employee_employee.id)])
        self.assertEqual(reviews.reviewer_id, self.hr)

    def test_job_leaves_somebody_for_the_first_review(self):
        self.protect()
        (self.user_second | self.user_third | self.user_admin).active = False
        concern = self.in_state("hr_review")
        self.run_job()
        self.assertFalse(self.second(concern))

    def test_nobody_independent_is_left(self):
        self.protect(about_employee_ids=[Command.set((self.employee_second | self.employee_third).ids)])
        self.user_admin.write({"group_ids": [Command.set(self.env.ref("base.group_user").ids)]})
        concern = self.in_state("hr_review")
        self.as_user(concern, self.user_officer).action_release()
        review = self.second(concern)
        self.assertEqual((len(review), review.reviewer_id.id), (1, False))
        self.user_admin.write({"group_ids": [Command.set(self.env.ref("perf_base.group_perf_admin").ids)]})
        admin = self.as_user(review, self.user_admin)
        for person in (
            self.employee_manager,
            self.employee_employee,
            self.employee_head,
            self.employee_no_user,
            self.employee_portal_colleague,
            self.employee_second,
            self.employee_officer,
            self.employee_admin,
        ):
            with self.assertRaises(UserError, msg=person.name):
                admin.action_assign(person.id)
        for wrong in (0, False, "x", 10**8):
            with self.assertRaises(UserError):
                admin.action_assign(wrong)
        for user in (self.user_officer, self.user_manager, self.user_employee, self.user_colleague):
            self.assertForbidden(self.as_user(review, user).action_assign, self.employee_colleague.id)
        self.assertForbidden(self.as_user(concern, self.user_colleague).read, ["facts"])
        self.as_user(review, self.user_admin).action_assign(self.employee_colleague.id)
        self.assertEqual(review.reviewer_id, self.employee_colleague)
        mine = self.as_user(concern, self.user_colleague)
        self.assertEqual(mine.read(["facts"])[0]["facts"], "On three Mondays the report came after the meeting.")
        self.assertIn("three Mondays", self.as_user(review, self.user_colleague).document_part_html)
        with self.assertRaises(UserError):
            mine.write({"facts": "x"})
        other = self.in_state("hr_review")
        self.assertForbidden(self.as_user(other, self.user_colleague).read, ["facts"])
        self.agree(review)
        self.assertForbidden(self.as_user(concern, self.user_colleague).read, ["facts"])
        self.assertFalse(self.as_user(review, self.user_colleague).document_part_html.count("Mondays"))

    # ------------------------------------------------------------------
    # One officer, and an administrator above everybody
    # ------------------------------------------------------------------

    def _nobody_left(self):
        """A concern that the only officer released, in a company whose only administrator is above everybody."""
        (self.user_second | self.user_third).active = False
        self.employee_head.parent_id = self.employee_admin
        self.protect()
        concern = self.in_state("hr_review")
        self.as_user(concern, self.user_officer).action_release()
        return concern, self.second(concern)

    def _todo(self, employee):
        self.env.invalidate_all()
        items = employee.sudo()._perf_todo()[employee.id]
        return [item for item in items if item["key"].startswith("perf.second.review")]

    def test_nobody_but_administrators_above_the_person(self):
        concern, review = self._nobody_left()
        self.assertEqual((concern.with_user(self.env.uid).state, len(review)), ("hr_review", 1))
        self.assertFalse(review.reviewer_id)
        note = self.as_user(concern, self.user_officer).hr_note
        self.assertIn(f"An HR administrator names somebody: {self.employee_admin.name}", note)
        self.assertIn("when both have read it", note)
        self.assertFalse(self.as_user(concern, self.user_manager).hr_note)
        self.assertFalse(self._todo(self.employee_officer))
        (item,) = self._todo(self.employee_admin)
        self.assertEqual(item["url"], f"/odoo/readers-to-name/{review.id}")
        self.assertNotIn(self.employee_employee.name, str(item))
        self.assertNotIn(concern.name, str(item))

    def test_who_names_reads_no_more_than_kind_and_day(self):
        concern, review = self._nobody_left()
        self.assertForbidden(self.as_user(concern, self.user_admin).read, ["facts"])
        self.assertForbidden(self.as_user(review, self.user_admin).read, ["name"])
        readers = self.as_user(self.env["perf.second.reader"], self.user_admin).search([])
        self.assertEqual(readers.ids, review.ids)
        self.assertEqual(readers.read(["kind", "asked_on"])[0]["kind"], "Concern")
        self.assertEqual(
            set(readers._fields) - set(self.env["base"]._fields),
            {"res_model", "kind", "asked_on", "can_name"} | set(readers._fields) & {"create_uid", "write_uid"},
        )
        for user in (self.user_officer, self.user_manager, self.user_employee, self.user_portal_employee):
            self.assertForbidden(self.as_user(readers, user).action_assign, self.employee_colleague.id)
        for model in (review, readers):
            self.assertForbidden(self.as_user(model, self.user_officer).action_assign, self.employee_colleague.id)

    def test_administrator_above_the_person_names_a_reader(self):
        concern, review = self._nobody_left()
        reader = self.as_user(self.env["perf.second.reader"], self.user_admin).search([])
        for person in (
            self.employee_admin,
            self.employee_head,
            self.employee_manager,
            self.employee_employee,
            self.employee_officer,
            self.employee_portal_colleague,
            self.employee_no_user,
        ):
            with self.assertRaises(UserError, msg=person.name):
                reader.action_assign(person.id)
        # The head below the administrator has a line of its own: others are free
        dialog = self.env["perf.issue.word"].with_user(self.user_admin)
        action = reader.action_open_assign()
        word = dialog.with_context(**action["context"]).create({"reviewer_id": self.employee_second.id})
        self.employee_second.user_id.active = True
        word.action_confirm()
        self.assertEqual(review.reviewer_id, self.employee_second)
        self.assertFalse(self.as_user(self.env["perf.second.reader"], self.user_admin).search([]))
        self.assertFalse(self._todo(self.employee_admin))
        (item,) = self._todo(self.employee_second)
        self.assertEqual(item["url"], f"/odoo/perf.second.review/{review.id}")
        self.assertEqual(self.as_user(self.env["perf.second.review"], self.user_second).search([]), review)
        with self.assertRaises(UserError):
            reader.action_assign(self.employee_third.id)
        self.agree(review)
        self.run_job()
        self.assertEqual(concern.with_user(self.env.uid).state, "shared")

    def test_only_people_who_qualify_are_offered(self):
        _concern, review = self._nobody_left()
        reader = self.as_user(self.env["perf.second.reader"], self.user_admin).search([])
        dialog = self.env["perf.issue.word"].with_user(self.user_admin)
        word = dialog.with_context(**reader.action_open_assign()["context"]).new({})
        offered = word.candidate_ids._origin
        self.assertTrue(offered)
        self.assertLessEqual(len(offered), 12)
        for person in offered.sudo():
            with self.env.cr.savepoint():
                reader.action_assign(person.id)
                self.assertEqual(review.reviewer_id, person)
                review.reviewer_id = False
                self.env.flush_all()
        with self.assertRaisesRegex(UserError, "Somebody independent can read it"):
            reader.action_waive("It can't wait.")
        stranger = self.env["perf.issue.word"].with_user(self.user_colleague)
        values = {"res_model": "perf.second.reader", "res_id": review.id, "purpose": "assign"}
        self.assertFalse(stranger.new(values).candidate_ids)
        # Who reads it as the second learns from nobody's absence whom the matter is about.
        review.reviewer_id = self.employee_second
        values = {"res_model": "perf.second.review", "res_id": review.id, "purpose": "assign"}
        for user in (self.user_second, self.user_officer):
            own = self.as_user(self.env["perf.issue.word"], user).create(values)
            self.assertFalse(own.candidate_ids)

    def test_going_on_without_a_reader_is_recorded(self):
        concern, review = self._nobody_left()
        reader = self.as_user(self.env["perf.second.reader"], self.user_admin).search([])
        with patch.object(self.registry["perf.second.review"], "_get_free_people", lambda self: self.reviewer_id):
            dialog = self.env["perf.issue.word"].with_user(self.user_admin)
            self.assertFalse(dialog.with_context(**reader.action_open_assign()["context"]).new({}).candidate_ids)
            for user in (self.user_officer, self.user_manager, self.user_colleague):
                self.assertForbidden(self.as_user(reader, user).action_waive, "It can't wait.")
                self.assertForbidden(self.as_user(review, user).action_waive, "It can't wait.")
            with self.assertRaisesRegex(UserError, "Say why"):
                reader.action_waive(" ")
            reader.action_waive("We are three people.")
            with self.assertRaises(UserError):
                reader.action_waive("Again.")
        self.assertEqual((review.state, review.waived_by_id), ("waived", self.employee_admin))
        note = self.as_user(concern, self.user_officer).hr_note
        self.assertIn(f"{self.employee_admin.name} decided on", note)
        self.assertIn("We are three people.", note)
        self.assertForbidden(self.as_user(review, self.user_second).write, {"waive_reason": "x"})
        self.run_job()
        self.assertEqual(concern.with_user(self.env.uid).state, "shared")

    def test_authors_name_no_readers(self):
        (self.user_second | self.user_third).active = False
        self.employee_head.parent_id = self.employee_admin
        self.protect()
        concern = self.in_state("hr_review", author="admin")
        self.as_user(concern, self.user_officer).action_release()
        review = self.second(concern)
        self.assertFalse(review.reviewer_id)
        self.assertFalse(self._todo(self.employee_admin))
        reader = self.env["perf.second.reader"].browse(review.id)
        self.assertForbidden(self.as_user(reader, self.user_admin).action_assign, self.employee_colleague.id)
        self.assertIn("Ask the system administrator", self.as_user(concern, self.user_officer).hr_note)
        self.user_third.active = True
        self.run_job()
        self.assertEqual(review.reviewer_id, self.employee_third, "Somebody independent joined HR")

    def test_reader_outside_hr_finds_the_review(self):
        """Whoever was named finds it among what waits and opens it from there; nobody else gets anywhere."""
        _concern, review = self._nobody_left()
        self.assertFalse(self._todo(self.employee_colleague))
        reader = self.as_user(self.env["perf.second.reader"], self.user_admin).search([])
        with self.assertRaises(UserError) as caught:
            reader.action_assign(self.employee_portal_colleague.id)
        self.assertIn("back office", str(caught.exception), "a reader in the portal would have no page to read it on")
        reader.action_assign(self.employee_colleague.id)
        (item,) = self._todo(self.employee_colleague)
        self.assertEqual((item["url"], item["button"]), (f"/odoo/perf.second.review/{review.id}", "Read"))
        mine = self.as_user(self.env["perf.second.review"], self.user_colleague)
        self.assertEqual(mine.search([("is_reviewer", "=", True), ("state", "=", "open")]), review)
        for user in (self.user_manager, self.user_employee):
            self.assertFalse(self.as_user(self.env["perf.second.review"], user).search([]))
        self.agree(review)
        self.assertFalse(self._todo(self.employee_colleague))

    def test_agreeing_says_when(self):
        concern = self.as_user(self.in_state("hr_review"), self.user_officer)
        self.assertIn("at once", concern._get_release_note())
        self.company.perf_review_days = 3
        self.assertIn("at the earliest", concern._get_release_note())
        action = concern.action_open_release()
        word = self.env["perf.issue.word"].with_user(self.user_officer).with_context(**action["context"]).create({})
        self.assertEqual(word.note, concern._get_release_note())
        word.action_confirm()
        self.assertIn("agreed on", concern.hr_note)
        self.assertForbidden(self.as_user(concern, self.user_manager).action_open_release)

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    def _guarded(self):
        self.protect()
        concern = self.in_state("hr_review")
        self.run_job()
        return concern, self.second(concern)

    def test_both_agree(self):
        for second_first in (True, False):
            concern, review = self._guarded()
            steps = [lambda review=review: self.agree(review), lambda concern=concern: self.release(concern)]
            for step in steps if second_first else reversed(steps):
                self.assertEqual(concern.with_user(self.env.uid).state, "hr_review")
                step()
                self.env.invalidate_all()
            self.run_job()
            self.assertEqual(concern.with_user(self.env.uid).state, "shared")
            self.assertEqual(review.state, "agreed")

    def test_second_reviewer_is_not_the_first(self):
        concern, review = self._guarded()
        with self.assertRaisesRegex(UserError, "second"):
            self.as_user(concern, review.reviewer_id.user_id).action_release()
        self.assertFalse(self.as_user(concern, review.reviewer_id.user_id).can_review)
        model = self.as_user(self.env["perf.concern"], review.reviewer_id.user_id)
        self.assertNotIn(concern.id, model.search([("can_review", "=", True)]).ids)

    def test_return_goes_over_the_first_reviewer(self):
        concern, review = self._guarded()
        self.release(concern)
        mine = self.reviewer(review)
        with self.assertRaises(UserError):
            mine.action_return(" ")
        mine.action_return("The facts have no days.")
        self.run_job()
        concern = concern.with_user(self.env.uid)
        self.assertEqual(concern.state, "hr_review")
        first = concern.agreed_by_id.user_id
        self.assertIn("The facts have no days.", self.as_user(concern, first).hr_note)
        keys = [item["key"] for item in first.employee_id.sudo()._perf_todo()[first.employee_id.id]]
        self.assertIn(f"perf.concern,{concern.id},review", keys)
        self.as_user(concern, first).action_send_back("Please add the days.")
        mine = self.as_user(concern, self.user_manager)
        self.assertEqual((mine.state, mine.send_back_reason), ("draft", "Please add the days."))
        mine.action_submit()
        self.run_job()
        self.assertEqual(self.second(concern).mapped("state"), ["returned", "open"])

    def test_answers_are_complete_and_the_reviewer_s(self):
        _concern, review = self._guarded()
        mine = self.reviewer(review)
        mine.about_work = "yes"
        with self.assertRaisesRegex(UserError, "four questions"):
            mine.action_agree()
        others = (self.hr - review.reviewer_id).user_id | self.user_manager | self.user_employee
        for user in others:
            self.assertForbidden(self.as_user(review, user).action_agree)
            self.assertForbidden(self.as_user(review, user).action_return, "x")
            self.assertForbidden(self.as_user(review, user).write, {"about_work": "no"})
        for name, value in {
            "state": "agreed",
            "reviewer_id": self.employee_colleague.id,
            "res_id": 1,
            "res_model": "res.users",
            "name": "x",
            "employee_id": self.employee_colleague.id,
            "closed_on": self.today,
            "asked_on": self.today,
            "answered_on": self.today,
            "author_employee_id": self.employee_colleague.id,
        }.items():
            self.assertForbidden(self.reviewer(review).write, {name: value})
        self.assertForbidden(self.reviewer(review).unlink)
        self.agree(review)
        self.assertForbidden(self.reviewer(review).write, {"about_work": "no"})
        with self.assertRaises(UserError):
            self.reviewer(review).action_agree()
        self.assertForbidden(
            self.as_user(self.env["perf.second.review"], self.user_admin).create,
            {
                "name": "x",
                "res_model": "perf.concern",
                "res_id": 1,
                "employee_id": self.employee_employee.id,
                "author_employee_id": self.employee_manager.id,
            },
        )

    def test_withdrawn_documents_need_no_answer(self):
        concern, review = self._guarded()
        self.as_user(concern, self.user_manager).action_withdraw("A mix-up.")
        self.assertForbidden(self.as_user(review, self.user_manager).read, ["name"])
        mine = self.reviewer(review)
        mine.write(dict.fromkeys(QUESTIONS, "yes"))
        with self.assertRaisesRegex(UserError, "Nobody waits"):
            mine.action_agree()
        self.run_job()
        self.assertTrue(self.second(concern).closed_on)

    def test_who_reads_reviews(self):
        concern, review = self._guarded()
        admin = self.user_admin if review.reviewer_id != self.employee_admin else None
        readers = {review.reviewer_id.user_id, admin} - {None}
        everybody = self.hr.user_id | self.user_manager | self.user_employee | self.user_head | self.user_other_officer
        for user in everybody - self.user_admin:
            found = self.as_user(review, user).search([])
            self.assertEqual(bool(found), user in readers, user.login)
        self.assertForbidden(self.as_user(review, self.user_portal_employee).search, [])
        self.assertTrue(concern)

    def test_administrators_who_take_part_do_not_read_reviews(self):
        self.protect("colleague")
        self.protect("admin")
        own = self.in_state("hr_review", author="admin", person="colleague")
        about = self.in_state("hr_review", author="officer", person="admin")
        self.run_job()
        self.assertTrue(self.second(own) and self.second(about))
        self.assertFalse(self.as_user(self.env["perf.second.review"], self.user_admin).search([]))

    def test_first_reviewer_reads_the_same_for_both_reasons(self):
        concern, _review = self._guarded()
        self.env["perf.protected.event"].search([]).active = False
        self.company.perf_guard_percent = 100
        by_chance = self.in_state("hr_review")
        self.run_job()
        self.assertTrue(self.second(by_chance))
        reviewers = self.second(concern).reviewer_id | self.second(by_chance).reviewer_id
        first = (self.hr - reviewers)[0].user_id
        notes = [self.as_user(each, first).hr_note for each in (concern, by_chance)]
        self.assertEqual(notes, ["A second, independent person reads it as well."] * 2)

    def test_failing_document_does_not_stop_the_others(self):
        self.company.perf_review_days = 1
        with freeze_time(self.today - timedelta(days=3)):
            concerns = [self.in_state("hr_review", occurred_on="2026-01-01") for _number in range(3)]
            for concern in concerns:
                self.as_user(concern, self.user_officer).action_release()
        broken = concerns[1].with_user(self.env.uid)
        original = type(broken)._apply_release

        def apply_release(documents):
            if broken in documents:
                raise ValueError("broken")
            return original(documents)

        self.patch(type(broken), "_apply_release", apply_release)
        with self.assertLogs("odoo.addons.perf_development.models.perf_second_review", "ERROR"):
            self.run_job()
        states = [concern.with_user(self.env.uid).state for concern in concerns]
        self.assertEqual(states, ["shared", "hr_review", "shared"])
        self.assertFalse(broken.released_on)


@tagged("post_install", "-at_install")
class TestPerfProtectedEvent(SecondReviewCommon):
    """Protected events are known to independent HR administrators alone."""

    def test_who_reads_and_writes_them(self):
        event = self.protect(about_employee_ids=[Command.set(self.employee_manager.ids)])
        admin = self.as_user(event, self.user_admin)
        self.assertEqual(admin.read(["kind"])[0]["kind"], "complaint")
        admin.note = "Told on the phone."
        self.assertForbidden(admin.unlink)
        for name in ("officer", "manager", "employee", "head", "other_officer", "portal_employee", "colleague"):
            user = getattr(self, f"user_{name}")
            self.assertForbidden(self.as_user(event, user).read, ["kind"])
            self.assertForbidden(self.as_user(event, user).search, [])
            self.assertForbidden(self.as_user(event, user).create, {"employee_id": 1, "kind": "other"})
            self.assertForbidden(self.as_user(event, user).search, [("employee_id.name", "=", "x")])
            self.assertForbidden(self.as_user(event, user).formatted_read_group, [], ["kind"], ["__count"])
            self.assertForbidden(self.as_user(event, user).name_search, "")

    def test_who_takes_part_does_not_read_them_as_administrator(self):
        group = self.env.ref("perf_base.group_perf_admin")
        event = self.protect(about_employee_ids=[Command.set(self.employee_colleague.ids)])
        for name in ("employee", "manager", "head", "top_manager", "colleague"):
            user = getattr(self, f"user_{name}")
            user.group_ids = [Command.link(group.id)]
            self.assertFalse(self.as_user(event, user).search([]), name)
            self.assertForbidden(self.as_user(event, user).read, ["kind"])
            self.assertFalse(self.as_user(event, user).search_count([("kind", "=", "complaint")]))
            self.assertFalse(self.as_user(event, user).formatted_read_group([], ["kind"], ["__count"]))
            self.assertForbidden(self.as_user(event, user).write, {"note": "x"})
        self.user_other_officer.group_ids = [Command.link(group.id)]
        self.assertFalse(self.as_user(event, self.user_other_officer).search([]))

    def test_people_below_are_left_out_and_the_way_is_said(self):
        self.employee_head.parent_id = self.employee_admin
        other = self.user_second
        other.group_ids = [Command.link(self.env.ref("perf_base.group_perf_admin").id)]
        events = self.as_user(self.env["perf.protected.event"], self.user_admin)
        values = {"employee_id": self.employee_employee.id, "kind": "complaint"}
        offered = self.as_user(self.env["hr.employee"], self.user_admin).search(events.new({}).employee_domain)
        self.assertNotIn(self.employee_employee, offered)
        self.assertNotIn(self.employee_admin, offered)
        self.assertIn(self.employee_third, offered)
        with self.assertRaisesRegex(AccessError, "Another HR administrator"):
            events.create(values)
        event = self.as_user(self.env["perf.protected.event"], other).create(values)
        self.assertFalse(event.recorded_by_line)
        self.assertFalse(events.search([("id", "=", event.id)]))
        moved = events.create({**values, "employee_id": self.employee_third.id})
        with self.assertRaisesRegex(AccessError, "Another HR administrator"):
            moved.write({"employee_id": self.employee_employee.id})

    def test_only_administrator_records_it_and_that_is_said(self):
        self.employee_head.parent_id = self.employee_admin
        others = self.env["hr.employee"].search(
            [("user_id.all_group_ids", "in", self.env.ref("perf_base.group_perf_admin").id)]
        )
        (others.user_id - self.user_admin - self.env.user).active = False
        events = self.as_user(self.env["perf.protected.event"], self.user_admin)
        offered = self.as_user(self.env["hr.employee"], self.user_admin).search(events.new({}).employee_domain)
        self.assertIn(self.employee_employee, offered)
        values = {"employee_id": self.employee_employee.id, "kind": "complaint"}
        for wrong in (lambda: events.create({**values, "recorded_by_line": True}),):
            self.assertForbidden(wrong)
        event = events.create(values)
        self.assertTrue(event.recorded_by_line)
        self.assertForbidden(event.write, {"recorded_by_line": False})
        self.assertForbidden(events.create, {**values, "employee_id": self.employee_admin.id})
        self.assertForbidden(events.create, {**values, "about_employee_ids": [Command.set(self.employee_admin.ids)]})
        self.env.ref("perf_base.group_perf_admin").user_ids = [Command.link(self.user_third.id)]
        self.env.invalidate_all()
        self.assertFalse(events.search([("id", "=", event.id)]))

    def test_bad_input(self):
        with self.assertRaises(ValidationError):
            self.protect(date=self.today + timedelta(days=1))
        with self.assertRaises(ValidationError):
            self.protect(about_employee_ids=[Command.set(self.employee_employee.ids)])
        with self.assertRaises(UserError):
            self.as_user(self.env["perf.protected.event"], self.user_admin).create(
                {"employee_id": self.employee_employee.id, "kind": "other", "company_id": self.company_other.id}
            )

    def test_events_outlast_people(self):
        """Whoever deletes people archives them, with an event or without: it tells nothing and destroys nothing."""
        people = self.make_employees(3)
        event = self.env["perf.protected.event"].create(
            {
                "employee_id": people[0].id,
                "kind": "leave",
                "about_employee_ids": [Command.set(people[1].ids)],
            }
        )
        self.user_officer.group_ids = [Command.link(self.env.ref("hr.group_hr_user").id)]
        self.as_user(people, self.user_officer).unlink()
        self.assertEqual(people.exists(), people)
        self.assertFalse(any(people.mapped("active")))
        people.unlink()
        self.assertEqual(people.exists(), people[:2], "Not even the system deletes a person with an event")
        self.assertEqual(
            (event.employee_id, event.with_context(active_test=False).about_employee_ids), tuple(people[:2])
        )

    def test_no_other_model_knows_of_events(self):
        for model in self.env.registry.values():
            if model._name != "perf.protected.event":
                linked = [name for name, field in model._fields.items() if field.comodel_name == "perf.protected.event"]
                self.assertFalse(linked, model._name)
        event = self.env["perf.protected.event"]
        for name in ("mail.thread", "mail.activity.mixin", "perf.evidence.mixin"):
            self.assertNotIn(name, event._inherit)
            self.assertFalse(hasattr(event, "message_ids"))


@tagged("post_install", "-at_install")
class TestPerfGuardSilence(SecondReviewCommon):
    """The author can't tell by anything whether an event protects the person."""

    def _snapshot(self, user):
        """Everything in the database of the suite that this user can read, with the fields that tell of records."""
        self.env.flush_all()
        found = {}
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient or not name.startswith("perf."):
                continue
            records = self.as_user(model, user)
            if not records.has_access("read"):
                found[name] = None
                continue
            records = records.search([], order="id")
            names = [
                field.name
                for field in records._fields.values()
                if records._has_field_access(field, "read") and field.name not in ("id", "create_date")
            ]
            found[name] = records.read(names)
        for name in ("mail.message", "mail.mail", "mail.activity", "mail.notification", "ir.attachment"):
            model = self.as_user(self.env[name], user)
            found[name] = model.search_count([]) if model.has_access("read") else None
        person = self.env["hr.employee"].search([("user_id", "=", user.id)]).sudo()
        found["todo"] = person._perf_todo()[person.id]
        return found

    def _counted(self, user, concern, run):
        """Run a step as that user: the number of its queries."""
        record = self.as_user(concern, user)
        queries = self._count_queries(lambda each: run(each), record)
        return queries.total()

    def _story(self, protected):
        """Live through a story as its author, and tell everything that the author can notice."""
        self.company.perf_review_days = 2
        if protected:
            self.protect(about_employee_ids=[Command.set(self.employee_manager.ids)])
        told = []
        user = self.user_manager

        def note(word, concern):
            told.append((word, self._snapshot(user)))
            fields_ = ["state", "hr_note", "step_note", "reader_note", "submitted_on", "can_withdraw", "can_review"]
            told.append((word, self._counted(user, concern, lambda each: each.read(fields_))))
            told.append((word, self._counted(user, concern, lambda each: each.search([("state", "=", "hr_review")]))))
            person = self.employee_manager.sudo()
            told.append((word, self._count_queries(lambda each: each._perf_todo(), person).total()))

        with freeze_time(self.today):
            concern = self.draft()
            told.append(("submit", self._counted(user, concern, lambda each: each.action_submit())))
            self.run_job()
            note("handed in", concern)
            review = self.second(concern)
            self.assertEqual(bool(review), protected)
            first = (self.hr - review.reviewer_id)[-1].user_id
            if review:
                self.reviewer(review).action_return("No days.")
                self.run_job()
            self.as_user(concern, first).action_send_back("Please add the days.")
            note("returned", concern)
            told.append(("again", self._counted(user, concern, lambda each: each.action_submit())))
            self.run_job()
            self.as_user(concern, (self.hr - self.second(concern)[-1:].reviewer_id)[-1].user_id).action_release()
            note("agreed", concern)
            if review:
                self.agree(self.second(concern)[-1])
            note("both agreed", concern)
        with freeze_time(self.today + timedelta(days=1)):
            self.run_job()
            note("a day later", concern)
        with freeze_time(self.today + timedelta(days=2)):
            self.run_job()
            note("released", concern)
            other = self.draft()
            other.action_submit()
            self.run_job()
            told.append(("withdraw", self._counted(user, other, lambda each: each.action_withdraw("A mix-up."))))
            note("withdrawn", other)
        return told

    def test_same_story_with_and_without_an_event(self):
        self._check_stories(["perf_concern"], self._story)

    def test_same_proposals_with_and_without_an_event(self):
        """Ending, extending and changing an improvement plan tell no more than beginning it."""
        names = ("plan", "objective", "checkpoint", "version", "proposal")
        self._check_stories([f"perf_improvement_{name}" for name in names], self._story_of_proposals)

    def _check_stories(self, tables, story):
        """Live through a story without and with an event, and compare what was told.

        :param tables: those of what the author makes, so that the ids are the same in all stories
        :param story: called with whether there is an event
        """
        stories = []
        self.env.cr.execute("SELECT nextval(pg_get_serial_sequence(name, 'id')) FROM unnest(%s) AS name", [tables])
        begin = max(number for (number,) in self.env.cr.fetchall())
        for protected in (False, False, True):
            with self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    "SELECT setval(pg_get_serial_sequence(name, 'id'), %s) FROM unnest(%s) AS name", [begin, tables]
                )
                stories.append(story(protected))
                savepoint.rollback()
            self.env.invalidate_all()
        # The first story warms the ormcaches.
        for (word, without), (_word, with_event) in zip(*stories[1:], strict=True):
            self.assertEqual(str(without), str(with_event), word)

    def _story_of_proposals(self, protected):
        """Propose an extension, changes and an end as the manager, and tell everything that the manager can notice."""
        self.company.perf_review_days = 2
        if protected:
            self.protect(about_employee_ids=[Command.set(self.employee_manager.ids)])
        told = []
        plan = self._make_plan()

        def note(word):
            told.append((word, self._snapshot(self.user_manager)))
            fields_ = ["state", "proposal_note", "proposal_open", "can_withdraw_proposal", "phase_text", "hr_note"]
            told.append((word, self._counted(self.user_manager, plan, lambda each: each.read(fields_))))
            person = self.employee_manager.sudo()
            told.append((word, self._count_queries(lambda each: each._perf_todo(), person).total()))

        def propose(word, run):
            told.append((word, self._counted(self.user_manager, plan, run)))
            self.run_job()
            proposal = plan.env["perf.improvement.proposal"].search([("plan_id", "=", plan.id)], limit=1)
            review = self.second(proposal)
            self.assertEqual(bool(review), protected)
            note(f"{word}: handed in")
            told.append((f"{word}: refused", self._refused(plan)))
            self.as_user(proposal, (self.hr - review.reviewer_id)[-1].user_id).action_release()
            note(f"{word}: agreed")
            if review:
                self.agree(review)
            note(f"{word}: both agreed")

        for day, (word, run) in enumerate(
            (
                ("extend", lambda each: each.action_extend(7, "Nearly there.")),
                ("changes", self._change),
                ("end", lambda each: each.action_end("not_met", "Twelve of twenty.")),
            )
        ):
            with freeze_time(self.today + timedelta(days=2 * day)):
                propose(word, run)
            with freeze_time(self.today + timedelta(days=2 * day + 2)):
                self.run_job()
                note(f"{word}: in effect")
        self.assertEqual(plan.state, "not_met")
        return told

    def _change(self, plan):
        plan.action_pause("Let us look at it.")
        plan.support = "A whole day in May."
        plan.action_resume()

    def _refused(self, plan):
        """What the manager is told who wants to pause a plan for which something is proposed: text."""
        mine = self.as_user(plan, self.user_manager)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            mine.action_pause("x")
        return str(caught.exception)

    def _make_plan(self):
        """A plan that runs, with what an end as not met needs."""
        start = self.today - timedelta(days=20)
        plan = self.env["perf.improvement.plan"].create(
            {
                "employee_id": self.employee_employee.id,
                "author_employee_id": self.employee_manager.id,
                "date_start": start,
                "duration": "30",
                "gap": "Lists were incomplete.",
                "expectation": "They are complete.",
                "support": "Half a day.",
                "consequences": "Another task.",
                "state": "active",
                "submitted_on": start,
                "first_submitted_on": start,
                "released_on": start,
                "objective_ids": [
                    Command.create({"name": "Lists", "measure": "Counted", "target": "19", "outcome": "not_met"})
                ],
                "checkpoint_ids": [
                    Command.create({"date_planned": start + timedelta(days=days)}) for days in (7, 14, 19, 30)
                ],
            }
        )
        for checkpoint in plan.checkpoint_ids[:3]:
            checkpoint.held_on = checkpoint.date_planned
        return plan

    def test_last_change_is_hidden(self):
        concern = self.in_state("hr_review")
        for user in (self.user_manager, self.user_officer, self.user_admin):
            mine = self.as_user(concern, user)
            for name in ("write_date", "write_uid", "agreed_on", "agreed_by_id", "release_on"):
                self.assertForbidden(mine.read, [name])
                self.assertForbidden(mine.search, [(name, "!=", False)])
                self.assertForbidden(mine.search, [], order=name)
                self.assertForbidden(mine.formatted_read_group, [], [f"{name}:day" if "date" in name else name])

    def test_officer_who_wrote_it_sees_no_more_than_others(self):
        self.protect("colleague")
        concern = self.in_state("hr_review", author="officer", person="colleague")
        self.run_job()
        self.assertTrue(self.second(concern))
        mine = self.as_user(concern, self.user_officer)
        self.assertFalse(mine.hr_note)
        self.assertFalse(mine.can_review)
        self.assertFalse(self.as_user(self.second(concern), self.user_officer).search([]))
