from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.perf_appraisal.models.perf_appraisal_result import PerfAppraisalResult

from .common import AppraisalCommon

OUTSIDERS = ("colleague", "portal_colleague", "other_manager", "portal_manager", "other_officer", "former_manager")


@tagged("post_install", "-at_install")
class TestPerfAppraisal(AppraisalCommon):
    """From the open form to the signature: who takes which step, and what comes of it."""

    def people(self, *names):
        return [getattr(self, f"user_{name}") for name in names]

    def assertRefused(self, users, step):
        """Nobody of these users can take the step."""
        for user in users:
            with self.assertRaises(AccessError, msg=user.login):
                step(self.as_user(self.appraisal, user))

    # ------------------------------------------------------------------
    # Score and rating
    # ------------------------------------------------------------------

    def test_single_appraisal_goes_to_the_manager(self):
        """An appraisal that HR makes by hand is reviewed by the person's manager, like those of a cycle."""
        appraisal = self.as_user(self.env["perf.appraisal"], self.user_officer).create(
            {
                "employee_id": self.employee_portal_employee.id,
                "cycle_id": self.appraisal.cycle_id.id,
                "template_id": self.appraisal.template_id.id,
            }
        )
        self.assertEqual(appraisal.manager_id, self.employee_manager)
        appraisal.action_open()
        review = appraisal.sudo().review_ids.filtered(lambda each: each.role == "manager")
        self.assertEqual(review.reviewer_employee_id, self.employee_manager)

    def test_score_follows_the_submitted_review(self):
        self.submit_manager(level=3)
        appraisal = self.as_user(self.appraisal, self.user_manager)
        self.assertEqual(appraisal.score, 75.0)
        self.assertEqual(appraisal.suggested_level_id, self.levels[3])
        rating, goals = appraisal.score_lines
        self.assertEqual((rating["weight"], rating["effective_weight"], rating["points"]), (60.0, 100.0, 75.0))
        self.assertEqual((goals["weight"], goals["effective_weight"], goals["score"]), (40.0, 0.0, None))

    def test_goal_scores_count(self):
        """What the goals glue gives counts with its weight, and is taken anew when asked."""
        scores = {"now": 50.0}
        self.patch(type(self.appraisal), "_get_goal_scores", lambda this: dict.fromkeys(this.ids, scores["now"]))
        self.submit_manager(level=4)
        manager = self.as_user(self.appraisal, self.user_manager)
        self.assertEqual(manager.score, 80.0)
        scores["now"] = 100.0
        manager.action_refresh_score()
        self.assertEqual(self.as_user(self.appraisal, self.user_manager).score, 100.0)
        self.assertRefused(self.people("employee", *OUTSIDERS), lambda each: each.action_refresh_score())

    def test_all_unable_gives_no_score(self):
        questions = self.questions_of(self.manager_review)
        manager = self.as_user(self.manager_review, self.user_manager)
        manager.save_answers({questions["rating"]["id"]: {"unable": True}, questions["text"]["id"]: {"text": "New"}})
        manager.action_submit()
        appraisal = self.as_user(self.appraisal, self.user_manager)
        self.assertFalse(appraisal.has_score or appraisal.suggested_level_id)
        appraisal.action_set_rating(self.levels[2].id, "")
        appraisal.action_share()
        self.assertIsNone(self.as_user(self.appraisal, self.user_employee)._get_result()["score"])

    def test_other_level_needs_a_reason(self):
        self.submit_manager(level=3)
        manager = self.as_user(self.appraisal, self.user_manager)
        with self.assertRaisesRegex(UserError, "suggests “Strong”"):
            manager.action_set_rating(self.levels[4].id, "")
        with self.assertRaises(UserError):
            manager.write({"final_level_id": self.levels[4].id})
        manager.action_set_rating(self.levels[4].id, "Beyond the questions")
        self.assertEqual(manager.final_level_id, self.levels[4])
        manager.action_set_rating(self.levels[3].id, "")
        log = self.as_user(self.appraisal, self.user_officer).log_ids.filtered(lambda each: each.kind == "rating")
        self.assertEqual(log.mapped("new_value"), ["Strong", "Outstanding"])
        self.assertEqual(log[1].reason, "Beyond the questions")
        self.assertEqual(log.user_id, self.user_manager)
        manager.action_set_rating(False, "")
        self.assertFalse(manager.final_level_id)

    def test_bad_ratings_are_refused(self):
        self.submit_manager()
        foreign = self.scale.copy().level_ids[0].id
        manager = self.as_user(self.appraisal, self.user_manager)
        for level_id, reason in ((foreign, "x"), (2_000_000_000, "x"), ("3", "x"), ([1], "x"), (self.levels[4].id, 5)):
            with self.assertRaises(UserError, msg=str(level_id)):
                manager.action_set_rating(level_id, reason)
        with self.assertRaises(ValidationError):
            manager.action_set_rating(self.levels[4].id, "x" * 20_001)
        with self.assertRaises(ValidationError):
            manager.write({"manager_summary": "x" * 20_001})
        self.assertFalse(self.appraisal.final_level_id)

    def test_rating_needs_the_review(self):
        with self.assertRaisesRegex(UserError, "Submit the manager's review first"):
            self.as_user(self.appraisal, self.user_manager).action_set_rating(self.levels[3].id, "x")

    def test_only_manager_and_hr_rate(self):
        self.submit_manager()
        level = self.levels[3].id
        refused = self.people("employee", "head", "director", *OUTSIDERS)
        self.assertRefused(refused, lambda each: each.action_set_rating(level, "x"))
        self.assertRefused(refused, lambda each: each.write({"final_level_id": level}))
        self.assertRefused(refused, lambda each: each.write({"manager_summary": "x"}))
        for user in self.people("manager", "officer", "admin"):
            self.as_user(self.appraisal, user).action_set_rating(level, "")

    def test_rating_in_the_form(self):
        """The form of the back office keeps level, reason and summary."""
        self.submit_manager()
        with Form(self.as_user(self.appraisal, self.user_manager)) as form:
            form.final_level_id = self.levels[4]
            form.rating_reason = "More than asked"
            form.manager_summary = "Well done"
        appraisal = self.as_user(self.appraisal, self.user_manager)
        self.assertEqual(
            (appraisal.final_level_id, appraisal.rating_reason, appraisal.manager_summary),
            (self.levels[4], "More than asked", "Well done"),
        )

    # ------------------------------------------------------------------
    # State machine
    # ------------------------------------------------------------------

    def test_protected_fields(self):
        """Nobody writes states, dates or the employee's words around the actions."""
        self.submit_manager()
        for user in self.people("employee", "manager", "officer", "admin"):
            appraisal = self.as_user(self.appraisal, user)
            for vals in (
                {"state": "closed"},
                {"employee_agrees": True},
                {"employee_comment": "x"},
                {"shared_date": "2020-01-01"},
                {"appeal_state": "none"},
                {"employee_id": self.employee_colleague.id},
                {"score": 100},
                {"evidence_hash": "x"},
                {"reviews_complete": True},
                {"review_ids": [(5,)]},
                {"result_ids": [(5,)]},
            ):
                with self.assertRaises(UserError, msg=f"{user.login} {vals}"):
                    appraisal.write(vals)

    def test_create(self):
        """HR may add a draft; nobody else, and nothing but a draft."""
        vals = {
            "cycle_id": self.cycle.id,
            "employee_id": self.employee_colleague.id,
            "template_id": self.template.id,
            "manager_id": self.employee_other_manager.id,
        }
        for user in self.people("employee", "manager", "portal_employee"):
            with self.assertRaises(AccessError):
                self.as_user(self.env["perf.appraisal"], user).create(vals)
        model = self.as_user(self.env["perf.appraisal"], self.user_officer)
        with self.assertRaises(UserError):
            model.create({**vals, "state": "closed"})
        draft = model.with_context(default_state="shared", default_employee_agrees=True).create(vals)
        self.assertEqual((draft.state, draft.employee_agrees), ("draft", False))
        self.assertNotIn(draft.id, self.ids_for(self.user_colleague, draft))
        self.assertNotIn(draft.id, self.ids_for(self.user_other_manager, draft))
        self.as_user(draft, self.user_officer).action_open()
        self.assertEqual(draft.state, "open")
        self.assertEqual(draft.template_id.snapshot_of_id, self.template)
        self.assertEqual(len(draft.review_ids), 2)
        with self.assertRaises(UserError):
            self.as_user(draft, self.user_officer).action_open()
        with self.assertRaises(UserError):
            self.as_user(draft, self.user_officer).unlink()

    def test_nobody_reviews_themselves(self):
        with self.assertRaises(ValidationError):
            self.as_user(self.appraisal, self.user_officer).write({"manager_id": self.employee_employee.id})

    def test_only_hr_names_the_manager(self):
        self.assertRefused(
            self.people("employee", "manager", "head", *OUTSIDERS),
            lambda each: each.write({"manager_id": self.employee_colleague.id}),
        )

    def test_share_needs_review_and_level(self):
        manager = self.as_user(self.appraisal, self.user_manager)
        with self.assertRaisesRegex(UserError, "Submit the manager's review first"):
            manager.action_share()
        self.submit_manager()
        with self.assertRaisesRegex(UserError, "Choose the final level first"):
            self.as_user(self.appraisal, self.user_manager).action_share()

    def test_share(self):
        self.submit_manager()
        self.as_user(self.appraisal, self.user_manager).action_set_rating(self.levels[3].id, "")
        self.assertRefused(self.people("employee", "head", *OUTSIDERS), lambda each: each.action_share())
        self.as_user(self.appraisal, self.user_manager).action_share()
        self.assertEqual(self.appraisal.state, "shared")
        self.assertTrue(self.appraisal.shared_date)
        self.assertEqual(self.self_review.state, "expired", "a review that was not written is needed no more")
        with self.assertRaises(UserError):
            self.as_user(self.appraisal, self.user_manager).action_share()
        for vals in ({"manager_summary": "Other"}, {"final_level_id": self.levels[0].id}):
            with self.assertRaises(UserError):
                self.as_user(self.appraisal, self.user_manager).write(vals)
            with self.assertRaises(UserError):
                self.as_user(self.appraisal, self.user_officer).write(vals)
        with self.assertRaises(UserError):
            self.as_user(self.appraisal, self.user_officer).action_set_rating(self.levels[0].id, "x")

    def test_moved_score_is_checked_at_sharing(self):
        """When goals moved since, a level that fitted the old score needs a reason for the new one."""
        scores = {"now": 100.0}
        self.patch(type(self.appraisal), "_get_goal_scores", lambda this: dict.fromkeys(this.ids, scores["now"]))
        self.submit_manager(level=4)
        manager = self.as_user(self.appraisal, self.user_manager)
        manager.action_set_rating(self.levels[4].id, "")
        scores["now"] = 0.0
        with self.assertRaisesRegex(UserError, "Say in a few words"):
            manager.action_share()

    def test_evidence_is_frozen(self):
        self.to_shared()
        result = self.appraisal.result_ids
        self.assertEqual(len(result.evidence_hash), 64)
        self.assertTrue(PerfAppraisalResult._is_evidence_intact(result, result))
        self.assertEqual(result.evidence["final_level"], "Strong")
        self.assertEqual(result.evidence["score_lines"], result.score_lines)
        result.sudo().write({"evidence": {**result.evidence, "score": 1}})
        self.assertFalse(PerfAppraisalResult._is_evidence_intact(result, result))

    def test_evidence_is_what_both_may_see(self):
        """What employee and reviewing manager may both see goes into the frozen evidence, from one reading of all."""
        asked = []

        def timeline(this, readers, date_from, date_to):
            asked.append((this, dict(readers), date_from, date_to))
            return {person.id: [{"model": "a", "res_id": 1, "date": self.today, "title": "Seen"}] for person in this}

        self.patch(type(self.env["hr.employee"]), "_perf_shared_timeline", timeline)
        self.to_shared()
        evidence = self.appraisal.result_ids.evidence
        self.assertEqual([(item["title"], item["date"]) for item in evidence["timeline"]], [("Seen", str(self.today))])
        [(people, readers, date_from, date_to)] = asked
        self.assertEqual(people, self.employee_employee)
        self.assertEqual(readers, {self.employee_employee.id: self.user_manager})
        self.assertEqual((date_from, date_to), (self.appraisal.date_from, self.appraisal.date_to))

    def test_acknowledge(self):
        self.submit_self()
        with self.assertRaises(UserError):
            self.acknowledge()
        self.submit_manager()
        self.rate_and_share()
        self.assertRefused(
            self.people("manager", "head", "officer", "admin", *OUTSIDERS),
            lambda each: each.action_acknowledge("forged", True),
        )
        with self.assertRaises(UserError):
            self.as_user(self.appraisal, self.user_employee).action_acknowledge(["x"], True)
        with self.assertRaises(ValidationError):
            self.as_user(self.appraisal, self.user_employee).action_acknowledge("x" * 20_001, True)
        self.acknowledge()
        self.assertEqual(self.appraisal.state, "acknowledged")
        self.assertTrue(self.appraisal.employee_agrees)
        self.assertEqual(self.appraisal.employee_comment, "I have read it")
        self.assertEqual(self.appraisal.appeal_state, "none")
        with self.assertRaises(UserError):
            self.acknowledge()

    def test_disagreeing_opens_an_appeal(self):
        self.to_shared()
        self.acknowledge(agree=False)
        self.assertEqual(self.appraisal.appeal_state, "open")
        activity = self.appraisal.activity_ids
        self.assertEqual(activity.user_id, self.user_officer)
        todo = self.employee_officer.sudo()._perf_todo()[self.employee_officer.id]
        self.assertEqual([item["key"] for item in todo], [f"perf.appraisal,{self.appraisal.id},appeal"])
        self.assertFalse(self.employee_other_officer.sudo()._perf_todo()[self.employee_other_officer.id])
        with self.assertRaisesRegex(UserError, "Decide about the appeal first"):
            self.as_user(self.appraisal, self.user_officer).action_close()
        self.as_user(self.appraisal, self.user_officer).action_decide_appeal("rejected", "Both talked it over")
        self.as_user(self.appraisal, self.user_officer).action_close()
        self.assertEqual((self.appraisal.state, self.appraisal.appeal_state), ("closed", "rejected"))
        self.assertFalse(self.appraisal.activity_ids)

    def test_disagreeing_takes_a_sentence(self):
        """HR can only speak about what somebody says."""
        self.to_shared()
        for comment in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "what you see differently"):
                self.as_user(self.appraisal, self.user_employee).action_acknowledge(comment, False)
        self.assertEqual(self.appraisal.state, "shared")
        self.as_user(self.appraisal, self.user_employee).action_acknowledge("", True)
        self.assertEqual(self.appraisal.state, "acknowledged")

    def test_share_says_what_is_missing_before_it_asks(self):
        own = self.as_user(self.appraisal, self.user_manager).with_context(perf_confirm=True)
        with self.assertRaisesRegex(UserError, "Submit the manager's review first"):
            own.action_share()
        self.submit_both(self.appraisal)
        with self.assertRaisesRegex(UserError, "Choose the final level first"):
            own.action_share()
        own.action_set_rating(self.appraisal.suggested_level_id.id)
        action = own.action_share()
        self.assertEqual(self.appraisal.state, "open", "asked only")
        self.assertIn("There is no summary yet", self.get_question(action, self.user_manager).message)
        own.manager_summary = "A good year"
        action = own.action_share()
        message = self.get_question(action, self.user_manager).message
        self.assertIn(self.appraisal.suggested_level_id.name, message)
        self.assertNotIn("no summary", message)
        self.assertForbiddenDialog(action)
        self.get_question(action, self.user_manager).action_confirm()
        self.assertEqual(self.appraisal.state, "shared")

    def assertForbiddenDialog(self, action):
        """What the dialog before the sharing says is for the one who opened it; others' own dialogs say nothing."""
        question = self.get_question(action, self.user_manager)
        for user in self.people("employee", "colleague", "officer", "other_officer", "portal_colleague"):
            with self.subTest(user=user.login):
                self.assertFalse(question._fields["message"].store)
                own = self.as_user(question, user)
                self.assertForbidden(own.read, ["res_id"])
                self.assertForbidden(own.write, {"res_id": self.appraisal.id + 1})
                self.assertForbidden(own.unlink)
        for user in self.people("employee", "colleague", "other_officer"):
            self.assertFalse(self.get_question(action, user).message)

    def test_dialogs_are_of_who_opened_them(self):
        """Nobody rewrites what another signs, or reads what another is about to say."""
        self.to_shared()
        values = {"appraisal_id": self.appraisal.id, "agree": "yes", "comment": "Fine"}
        sign = self.as_user(self.env["perf.appraisal.sign"], self.user_employee).create(values)
        for user in self.people("colleague", "manager", "officer", "admin"):
            with self.subTest(user=user.login):
                self.assertFalse(self.as_user(sign, user).search([("id", "in", sign.ids)]))
                self.assertForbidden(self.as_user(sign, user).write, {"agree": "no", "comment": "Forged"})
        self.as_user(sign, self.user_employee).action_confirm()
        self.assertTrue(self.appraisal.employee_agrees)

    def test_share_shows_a_suggestion_that_moved(self):
        """A score that is stale would refuse the sharing for a reason that the screen does not show."""
        self.submit_both(self.appraisal)
        own = self.as_user(self.appraisal, self.user_manager).with_context(perf_confirm=True)
        result = self.appraisal.result_ids
        real = result.suggested_level_id
        result.suggested_level_id = stale = (self.levels - real)[0]
        own.action_set_rating(stale.id)
        action = own.action_share()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn(f"The score suggests “{real.name}”", action["params"]["message"])
        self.assertEqual(result.suggested_level_id, real)
        own.rating_reason = "Because"
        self.assertEqual(own.action_share()["res_model"], "perf.appraisal.confirm")

    def test_confirming_takes_no_other_step(self):
        """The dialog is no way around rights, and to no other method."""
        Confirm = self.env["perf.appraisal.confirm"]
        values = {"res_model": "perf.appraisal", "res_id": self.appraisal.id, "method": "action_share"}
        self.submit_both(self.appraisal)
        self.as_user(self.appraisal, self.user_manager).action_set_rating(self.levels[3].id, "Because")
        for user in self.people("employee", "head", "colleague"):
            with self.assertRaises(UserError):
                Confirm.with_user(user).create(values).action_confirm()
        for change in ({"method": "unlink"}, {"res_model": "res.users"}, {"method": "action_close"}):
            with self.assertRaisesRegex(UserError, "needs no confirmation"):
                Confirm.with_user(self.user_officer).create({**values, **change}).action_confirm()
        self.assertEqual(self.appraisal.state, "open")

    def test_close(self):
        self.to_shared()
        self.assertRefused(self.people("employee", "manager", "head", *OUTSIDERS), lambda each: each.action_close())
        self.as_user(self.appraisal, self.user_officer).action_close()
        self.assertEqual(self.appraisal.state, "closed")
        with self.assertRaises(UserError):
            self.as_user(self.appraisal, self.user_officer).action_close()

    def test_cancel(self):
        self.assertRefused(
            self.people("employee", "manager", "head", *OUTSIDERS), lambda each: each.action_cancel("because")
        )
        officer = self.as_user(self.appraisal, self.user_officer)
        for reason in ("", None, False, 5):
            with self.assertRaises(UserError):
                officer.action_cancel(reason)
        officer.action_cancel("Left the company")
        self.assertEqual(self.appraisal.state, "cancelled")
        self.assertFalse(self.activities())
        with self.assertRaises(UserError):
            self.as_user(self.self_review, self.user_employee).save_answers({})

    def test_cancel_dialog(self):
        """The dialog takes the step with the rights of the one who confirms."""
        for user, error in ((self.user_manager, AccessError), (self.user_officer, None)):
            wizard = self.as_user(self.env["perf.appraisal.reason"], user).create(
                {
                    "res_model": "perf.appraisal",
                    "res_id": self.appraisal.id,
                    "method": "action_cancel",
                    "reason": "Wrong person",
                }
            )
            if error:
                with self.assertRaises(error):
                    wizard.action_confirm()
                with self.assertRaises(UserError):
                    wizard.write({"method": "unlink"})
                    wizard.action_confirm()
            else:
                wizard.action_confirm()
        self.assertEqual(self.appraisal.state, "cancelled")

    def test_sign_dialog(self):
        self.to_shared()
        wizard = self.as_user(self.env["perf.appraisal.sign"], self.user_employee).create(
            {"appraisal_id": self.appraisal.id, "agree": "no", "comment": "Let us talk"}
        )
        wizard.action_confirm()
        self.assertEqual((self.appraisal.state, self.appraisal.appeal_state), ("acknowledged", "open"))

    # ------------------------------------------------------------------
    # What people read
    # ------------------------------------------------------------------

    def test_result(self):
        self.to_shared()
        result = self.as_user(self.appraisal, self.user_employee)._get_result()
        self.assertEqual(result["level"]["name"], "Strong")
        self.assertEqual(result["summary"], "A good year")
        self.assertEqual(result["score"], 75.0)
        rating = result["sections"][0]["questions"][0]
        self.assertEqual([answer["role"] for answer in rating["answers"]], ["self", "manager"])
        self.assertEqual(rating["answers"][1]["level_name"], "Strong")
        self.assertTrue(rating["answers"][1]["level_description"])

    def test_phase(self):
        self.assertIn("Self review until", self.phase(self.user_employee)["sentence"])
        self.assertIn("your manager's review", self.phase(self.user_employee)["sentence"])
        self.submit_self()
        self.assertIn("Your manager's review until", self.phase(self.user_employee)["sentence"])
        self.assertEqual(self.step_states(), ["done", "current", "todo", "todo"])
        self.submit_manager()
        self.assertIn("Share the result until", self.phase(self.user_manager)["sentence"])
        self.rate_and_share()
        self.assertIn("sign it off", self.phase(self.user_employee)["sentence"])
        self.acknowledge(agree=False)
        self.assertIn("HR looks into it", self.phase(self.user_employee)["sentence"])
        self.assertEqual(self.step_states(), ["done"] * 4 + ["current"])
        self.as_user(self.appraisal, self.user_officer).action_decide_appeal("rejected", "Talked over")
        self.as_user(self.appraisal, self.user_officer).action_close()
        self.assertIn("complete", self.phase(self.user_employee)["sentence"])
        self.assertEqual(self.step_states(), ["done"] * 5)

    def test_steps_say_when_they_were_done_or_are_due(self):
        cycle, today = self.appraisal.cycle_id, fields.Date.context_today(self.appraisal)
        due = [cycle.self_deadline, cycle.manager_deadline, cycle.share_deadline]
        self.assertEqual(self.step_dates(), [*due, fields.Date.add(cycle.share_deadline, days=14)])
        self.assertEqual((self.appraisal.step_label, self.appraisal.due_date), ("Self review", due[0]))
        self.submit_self()
        self.submit_manager()
        self.assertEqual(self.step_dates()[:3], [today, today, cycle.share_deadline])
        self.rate_and_share()
        sign = fields.Date.add(today, days=14)
        self.assertEqual(self.step_dates(), [today, today, today, sign])
        self.assertEqual((self.appraisal.step_label, self.appraisal.due_date), ("Sign-off", sign))
        self.assertEqual(self.appraisal.activity_ids.date_deadline, sign)
        [item] = self.employee_employee.sudo()._perf_todo()[self.employee_employee.id]
        self.assertEqual(item["due"], sign)
        self.acknowledge()
        self.assertEqual(self.step_dates(), [today] * 4)
        self.assertEqual((self.appraisal.step_label, self.appraisal.due_date), ("Signed Off", False))

    def step_dates(self):
        return [step["date"] for step in self.phase(self.user_employee)["steps"]]

    def test_last_rating_for_those_who_may_read_it(self):
        """The level of the period before stands beside the new one; who does not see the result, sees neither."""
        past = self.make_appraisal(
            self.employee_employee,
            cycle=self.make_cycle("Before", date_from="2020-01-01", date_to="2020-12-31"),
        )
        self.submit_both(past)
        self.share(past, level=2)
        self.submit_self()
        self.submit_manager()
        own = self.as_user(self.appraisal, self.user_manager)
        own.action_set_rating(self.levels[3].id, "Because")
        self.assertEqual(own.previous_rating, f"{self.levels[2].name} · Before")
        self.assertEqual(own.level_description, self.levels[3].description)
        self.assertFalse(self.as_user(past, self.user_manager).previous_rating)
        self.assertFalse(self.as_user(self.appraisal, self.user_employee).level_description, "not shared yet")
        other = self.make_appraisal(self.employee_employee, self.employee_other_manager, self.make_cycle("Other"))
        self.assertFalse(self.as_user(other, self.user_other_manager).previous_rating)

    def test_side_without_words_says_so(self):
        self.submit_self()
        [optional] = [
            question for question in self.appraisal.template_id.section_ids.question_ids if question.kind == "choice"
        ]
        self.as_user(self.manager_review, self.user_manager).save_answers({optional.id: {"choice": "Here"}})
        self.submit_manager()
        sections = self.as_user(self.appraisal, self.user_manager)._get_result()["sections"]
        questions = {question["name"]: question for section in sections for question in section["questions"]}
        sides = questions[optional.name]["answers"]
        self.assertEqual([(side["role"], side["is_empty"]) for side in sides], [("self", True), ("manager", False)])

    def phase(self, user):
        return self.as_user(self.appraisal, user)._get_phase()

    def step_states(self):
        return [step["state"] for step in self.phase(self.user_employee)["steps"]]

    def test_phase_does_not_depend_on_what_was_read_before(self):
        """An employee who read the reviews they may see still gets the true phase."""
        self.submit_self()
        self.submit_manager()
        appraisal = self.as_user(self.appraisal, self.user_employee)
        self.assertEqual(appraisal.read(["review_ids"])[0]["review_ids"], self.self_review.ids)
        self.assertIn("shares the result", appraisal._get_phase()["sentence"])

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------

    def test_todo(self):
        """Each step waits for the one whose turn it is, and for nobody else."""
        people = (self.employee_employee | self.employee_manager | self.employee_officer).sudo()

        def waiting():
            todo = people._perf_todo()
            return [[item["key"].split(",")[-1] for item in todo[person.id]] for person in people]

        people = self.env["hr.employee"].browse(
            [self.employee_employee.id, self.employee_manager.id, self.employee_officer.id]
        )
        self.assertEqual(waiting(), [["submit"], ["submit"], []])
        self.submit_self()
        self.assertEqual(waiting(), [[], ["submit"], []])
        self.submit_manager()
        self.assertEqual(waiting(), [[], ["share"], []])
        self.rate_and_share()
        self.assertEqual(waiting(), [["sign"], [], []])
        item = people._perf_todo()[self.employee_employee.id][0]
        self.assertEqual(item["url"], f"/my/appraisals/{self.appraisal.id}")
        self.acknowledge(agree=False)
        self.assertEqual(waiting(), [[], [], ["appeal"]])

    def test_activities(self):
        """Internal people get an activity for each step, portal people none."""

        def waiting():
            return sorted(activity.user_id.login for activity in self.activities())

        self.assertEqual(waiting(), ["perf_employee", "perf_manager"])
        portal = self.make_appraisal(self.employee_portal_employee)
        self.assertEqual(waiting(), ["perf_employee", "perf_manager", "perf_manager"])
        portal.action_cancel("only a test")
        self.submit_self()
        self.assertEqual(waiting(), ["perf_manager"])
        self.submit_manager()
        self.assertEqual(waiting(), ["perf_manager"])
        self.rate_and_share()
        self.assertEqual(waiting(), ["perf_employee"])
        self.acknowledge()
        self.assertEqual(waiting(), [])

    def test_mails(self):
        """Invitation, result, signature: one e-mail each, with a link and without any of the content."""
        mails = self.env["mail.mail"]
        before = mails.search([])
        self.make_appraisal(self.employee_portal_employee)
        invited = mails.search([]) - before
        told = self.user_portal_employee.partner_id | self.user_manager.partner_id
        self.assertEqual(set(invited.mapped("email_to")), set(told.mapped("email_formatted")))
        self.assertTrue(all("/my/reviews/" in mail.body_html for mail in invited))
        before = mails.search([])
        self.to_shared()
        shared = mails.search([]) - before
        self.assertEqual(shared.recipient_ids, self.user_employee.partner_id)
        for word in ("Strong", "A good year", "75", "The manager's view"):
            self.assertNotIn(word, shared.body_html)
        self.assertIn(f"/my/appraisals/{self.appraisal.id}", shared.body_html)
        before = mails.search([])
        self.acknowledge()
        signed = mails.search([]) - before
        self.assertEqual(signed.recipient_ids, self.user_manager.partner_id)

    def test_portal_card_and_team_fact(self):
        card = self.employee_employee.sudo()._perf_portal_cards()
        card = next(each for each in card if each["key"] == "appraisals")
        self.assertEqual((card["count"], card["due"]), (1, self.cycle.self_deadline))
        self.assertIn("Self review until", card["text"])
        fact = self.employee_employee.sudo()._perf_team_facts()[self.employee_employee.id][0]
        self.assertEqual((fact["label"], fact["text"]), ("Appraisal", "Self review"))
        self.assertFalse(
            [each for each in self.employee_colleague.sudo()._perf_portal_cards() if each["key"] == "appraisals"]
        )
