import doctest
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..tools import review as review_tools
from .common_concern import ConcernCommon


@tagged("post_install", "-at_install")
class TestPerfConcern(ConcernCommon):
    """A concern goes from the author over HR to the person, who has a say."""

    def test_days_long_gone(self):
        """A slip of the keyboard is said at once; what is late but not forgotten can be written."""
        for day in ("1900-01-01", str(self.today - timedelta(days=3 * 366))):
            with self.assertRaises(ValidationError) as caught:
                self.draft(occurred_on=day)
            self.assertIn("2 years back", str(caught.exception))
        self.assertTrue(self.draft(occurred_on=self.today - timedelta(days=400)).is_late)

    def test_nothing_is_archived(self):
        concern = self.in_state("shared")
        for user in (self.user_manager, self.user_officer, self.user_employee):
            for method in ("action_archive", "action_unarchive"):
                with self.assertRaises(UserError) as caught:
                    getattr(self.as_user(concern, user), method)()
                self.assertIn("stays in the file", str(caught.exception))

    def test_doctests(self):
        result = doctest.testmod(review_tools)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

    # ------------------------------------------------------------------
    # Drafts
    # ------------------------------------------------------------------

    def test_managers_at_all_levels_and_hr_write_it(self):
        for author, person in [
            ("manager", "employee"),
            ("manager", "portal_employee"),
            ("top_manager", "employee"),
            ("portal_manager", "portal_report"),
            ("officer", "employee"),
            ("admin", "colleague"),
            ("manager", "foreign"),
        ]:
            concern = self.draft(author, person)
            self.assertEqual(concern.sudo().author_employee_id, getattr(self, f"employee_{author}"))
            self.assertEqual(concern.state, "draft")

    def test_only_those_are_offered_about_whom_one_can_write(self):
        """The picker of a manager offers the own people, that of HR everybody but themselves."""
        for model in ("perf.concern", "perf.improvement.plan"):
            with self.subTest(model=model):
                offered = self.env["hr.employee"].search(
                    self.as_user(self.env[model], self.user_manager).new({}).employee_domain
                )
                self.assertIn(self.employee_employee, offered)
                self.assertNotIn(self.employee_manager, offered)
                self.assertNotIn(self.employee_officer, offered)
                offered = self.env["hr.employee"].search(
                    self.as_user(self.env[model], self.user_officer).new({}).employee_domain
                )
                self.assertIn(self.employee_employee, offered)
                self.assertNotIn(self.employee_officer, offered)

    def test_others_do_not_write_it(self):
        for author, person in [
            ("employee", "manager"),
            ("employee", "employee"),
            ("former_manager", "employee"),
            ("colleague", "employee"),
            ("portal_employee", "employee"),
            ("portal_employee", "portal_employee"),
            ("officer", "officer"),
            ("other_officer", "employee"),
            ("officer", "foreign"),
        ]:
            with self.subTest(author=author, person=person):
                self.assertForbidden(self.draft, author, person)

    def test_user_without_employee_is_told_so(self):
        user = self.user_colleague.copy({"login": "perf_nobody"})
        model = self.as_user(self.env["perf.concern"], user)
        with self.assertRaisesRegex(UserError, "not linked to an employee"):
            model.create({"name": "X", "employee_id": self.employee_employee.id})

    def test_protected_fields_are_refused(self):
        values = {
            "state": "shared",
            "submitted_on": self.today,
            "first_submitted_on": self.today,
            "agreed_by_id": self.employee_officer.id,
            "agreed_on": self.today,
            "release_on": self.today,
            "released_on": self.today,
            "send_back_reason": "x",
            "acknowledged_on": self.today,
            "resolved_on": self.today,
            "resolve_note": "x",
            "withdrawn_on": self.today,
            "withdraw_reason": "x",
        }
        concern = self.draft()
        for name, value in values.items():
            with self.subTest(name=name):
                with self.assertRaises(UserError):
                    self.draft(**{name: value})
                with self.assertRaises(UserError):
                    concern.write({name: value})
        self.assertForbidden(self.draft, author_employee_id=self.employee_officer.id)
        with self.assertRaises(UserError):
            concern.write({"author_employee_id": self.employee_head.id})

    def test_defaults_set_nothing(self):
        model = self.as_user(self.env["perf.concern"], self.user_manager)
        context = {
            "default_state": "shared",
            "default_released_on": self.today,
            "default_first_submitted_on": self.today,
            "default_author_employee_id": self.employee_head.id,
            "default_withdraw_reason": "x",
        }
        concern = model.with_context(**context).create({"name": "X", "employee_id": self.employee_employee.id})
        self.assertEqual(concern.state, "draft")
        self.assertFalse(concern.released_on or concern.first_submitted_on or concern.withdraw_reason)
        self.assertEqual(concern.author_employee_id.id, self.employee_manager.id)
        concern = self.as_user(self.in_state("acknowledged"), self.user_manager)
        with self.assertRaisesRegex(UserError, "can't be duplicated"):
            concern.copy()
        draft = self.draft()
        self.assertForbidden(self.as_user(draft, self.user_head).action_delete_draft)
        self.assertEqual(draft.action_delete_draft()["target"], "main")
        self.assertFalse(draft.exists())

    def test_only_one_s_own_people_can_be_chosen_later(self):
        concern = self.draft()
        self.assertForbidden(concern.write, {"employee_id": self.employee_colleague.id})
        with self.assertRaises(ValidationError):
            concern.write({"employee_id": 10**8})

    def test_future_and_unlikely_days_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self.draft(occurred_on=self.today + timedelta(days=1))
        with self.assertRaises(ValidationError):
            self.draft(occurred_on="1024-01-01")
        with self.assertRaises(ValidationError):
            self.draft(facts="x" * 30_000)

    def test_today_is_the_author_s_today(self):
        self.user_manager.tz = "Pacific/Auckland"
        with freeze_time("2026-03-10 20:00:00"):
            concern = self.draft(occurred_on="2026-03-10").with_context(tz="Pacific/Auckland")
            concern.occurred_on = "2026-03-11"
            self.assertEqual(str(concern.occurred_on), "2026-03-11")

    def test_drafts_can_be_deleted_until_they_were_handed_in(self):
        self.draft().unlink()
        concern = self.draft()
        concern.action_submit()
        self.assertForbidden(concern.unlink)
        self.as_user(concern, self.user_officer).action_send_back("Say when it was.")
        with self.assertRaisesRegex(UserError, "Withdraw"):
            self.as_user(concern, self.user_manager).unlink()

    # ------------------------------------------------------------------
    # Handing in and HR
    # ------------------------------------------------------------------

    def test_incomplete_drafts_are_not_handed_in(self):
        for name in ("occurred_on", "facts", "expectation", "impact"):
            concern = self.draft(**{name: False})
            with self.assertRaisesRegex(UserError, "fill in"):
                concern.action_submit()
            self.assertEqual(concern.state, "draft")
        with self.assertRaises(UserError):
            self.draft(facts="   ").action_submit()

    def test_former_manager_does_not_hand_in(self):
        concern = self.draft()
        self.employee_employee.parent_id = self.employee_head
        with self.assertRaisesRegex(UserError, "does not report to you"):
            self.as_user(concern, self.user_manager).action_submit()

    def test_what_was_handed_in_stays_as_it_is(self):
        for state in ("hr_review", "shared", "acknowledged", "resolved", "withdrawn"):
            concern = self.in_state(state)
            for user in (self.user_manager, self.user_officer, self.user_admin, self.user_employee):
                with self.assertRaises(UserError):
                    self.as_user(concern, user).write({"facts": "Other facts"})
                with self.assertRaises(UserError):
                    self.as_user(concern, user).unlink()

    def test_only_the_author_hands_in_once(self):
        concern = self.draft()
        self.assertForbidden(self.as_user(concern, self.user_head).action_submit)
        self.as_user(concern, self.user_manager).action_submit()
        with self.assertRaises(UserError):
            concern.action_submit()

    def test_hr_gives_it_back_and_the_author_hands_it_in_again(self):
        concern = self.in_state("hr_review")
        officer = self.as_user(concern, self.user_officer)
        with self.assertRaisesRegex(UserError, "Say what to change"):
            officer.action_send_back(" ")
        officer.action_send_back("Say when it was.")
        mine = self.as_user(concern, self.user_manager)
        self.assertEqual((mine.state, mine.send_back_reason), ("draft", "Say when it was."))
        self.assertForbidden(self.as_user(concern, self.user_officer).read, ["facts"])
        mine = self.as_user(concern, self.user_manager)
        self.assertIn("HR has read it before", mine.reader_note)
        mine.facts = "On 3, 10 and 17 March."
        mine.action_submit()
        self.assertEqual((mine.state, mine.send_back_reason), ("hr_review", False))

    def test_hr_sees_what_there_was_before(self):
        self.in_state("resolved", name="Lists were late")
        self.draft(name="Only a draft")
        self.in_state("withdrawn", name="A mix-up")
        concern = self.in_state("hr_review")
        history = self.as_user(concern, self.user_officer).hr_history
        self.assertIn("Lists were late (Resolved)", history)
        self.assertNotIn("Only a draft", history)
        self.assertNotIn("A mix-up", history)
        self.assertFalse(self.as_user(concern, self.user_manager).hr_history)
        other = self.in_state("hr_review", person="portal_report", author="portal_manager")
        self.assertIn("No concern", self.as_user(other, self.user_officer).hr_history)

    def test_who_gives_it_back_returns_to_the_list(self):
        concern = self.as_user(self.in_state("hr_review"), self.user_officer)
        dialog = self.env["perf.issue.word"].with_user(self.user_officer)
        action = concern.action_open_send_back()
        after = dialog.with_context(**action["context"]).create({"text": "Say when it was."}).action_confirm()
        self.assertEqual(after["tag"], "display_notification")
        self.assertEqual(after["params"]["message"], f"Given back to {self.employee_manager.name}.")
        self.assertEqual(after["params"]["next"]["xml_id"], "perf_development.perf_concern_action_review")
        other = self.as_user(self.in_state("hr_review"), self.user_officer)
        action = other.action_open_withdraw()
        after = dialog.with_context(**action["context"]).create({"text": "A mix-up."}).action_confirm()
        self.assertEqual(after["tag"], "soft_reload")

    def test_who_takes_part_does_not_review(self):
        officer = self.user_officer
        own = self.in_state("hr_review", author="officer", person="colleague")
        about = self.in_state("hr_review", author="admin", person="officer")
        self.employee_no_user.parent_id = self.employee_officer
        people = self.in_state("hr_review", author="admin", person="no_user")
        for concern in (own, about, people):
            self.assertForbidden(self.as_user(concern, officer).action_release)
            self.assertForbidden(self.as_user(concern, officer).action_send_back, "x")
        for concern in (about, people):
            self.assertForbidden(self.as_user(concern, officer).read, ["name"])
        for user in (self.user_manager, self.user_employee, self.user_head, self.user_other_officer):
            self.assertForbidden(self.as_user(self.in_state("hr_review"), user).action_release)

    def test_released_on_its_day_by_the_job(self):
        self.company.perf_review_days = 2
        with freeze_time(self.today):
            concern = self.in_state("hr_review")
            self.as_user(concern, self.user_officer).action_release()
            with self.assertRaisesRegex(UserError, "agreed already"):
                self.as_user(concern, self.user_officer).action_release()
            self.run_job()
            self.assertEqual(concern.state, "hr_review")
        with freeze_time(self.today + timedelta(days=2)):
            self.run_job()
            self.assertEqual((concern.state, concern.released_on), ("shared", self.today + timedelta(days=2)))

    def test_job_releases_late_agreement_too(self):
        self.company.perf_review_days = 1
        concern = self.in_state("hr_review")
        with freeze_time(self.today + timedelta(days=5)):
            self.as_user(concern, self.user_officer).action_release()
            self.assertEqual(concern.with_user(self.env.uid).state, "hr_review", "Only the job releases")
            self.run_job()
            self.assertEqual(concern.with_user(self.env.uid).state, "shared")

    def test_no_days_release_at_once(self):
        self.assertEqual(self.in_state("shared").released_on, self.today)

    def test_queue_of_hr(self):
        waiting = self.in_state("hr_review")
        self.in_state("shared")
        self.draft()
        own = self.in_state("hr_review", author="officer", person="colleague")
        model = self.as_user(self.env["perf.concern"], self.user_officer)
        self.assertEqual(model.search([("can_review", "=", True)]).ids, waiting.ids)
        self.assertTrue(model.browse(waiting.id).can_review)
        model = self.as_user(self.env["perf.concern"], self.user_admin)
        self.assertEqual(set(model.search([("can_review", "=", True)]).ids), {waiting.id, own.id})
        for user in (self.user_manager, self.user_employee):
            model = self.as_user(self.env["perf.concern"], user)
            self.assertFalse(model.search([("can_review", "=", True)]))

    # ------------------------------------------------------------------
    # The person
    # ------------------------------------------------------------------

    def test_person_reads_acknowledges_and_responds(self):
        for person in ("employee", "portal_employee"):
            concern = self.as_user(self.in_state("shared", person=person), getattr(self, f"user_{person}"))
            self.assertEqual(concern.read(["facts"])[0]["facts"], "On three Mondays the report came after the meeting.")
            concern.action_acknowledge("The figures come on Monday.")
            self.assertEqual((concern.state, concern.acknowledged_on), ("acknowledged", self.today))
            concern.respond("And one more thing.")
            responses = concern.sudo().response_ids
            self.assertEqual(responses.mapped("role"), ["self", "self"])
            self.assertEqual(responses.mapped("body"), ["The figures come on Monday.", "And one more thing."])
            with self.assertRaises(UserError):
                concern.action_acknowledge()

    def test_only_the_person_acknowledges(self):
        concern = self.in_state("shared")
        for user in (self.user_manager, self.user_officer, self.user_colleague, self.user_portal_employee):
            self.assertForbidden(self.as_user(concern, user).action_acknowledge)

    def test_responses_stay(self):
        concern = self.as_user(self.in_state("shared"), self.user_employee)
        response = concern.respond("I see it differently.")
        for user in (self.user_employee, self.user_manager, self.user_admin):
            mine = self.as_user(response, user)
            with self.assertRaises(UserError):
                mine.write({"body": "x"})
            with self.assertRaises(UserError):
                mine.unlink()
            self.assertForbidden(
                mine.create,
                {
                    "concern_id": concern.id,
                    "author_employee_id": self.employee_manager.id,
                    "role": "manager",
                    "date": self.today,
                    "body": "x",
                },
            )
        with self.assertRaises(UserError):
            response.sudo().write({"body": "x"})
        with self.assertRaises(UserError):
            response.sudo().unlink()

    def test_roles_of_responses(self):
        concern = self.in_state("shared")
        for user, role in [("head", "manager"), ("manager", "manager"), ("officer", "officer"), ("employee", "self")]:
            response = self.as_user(concern, getattr(self, f"user_{user}")).respond("Words")
            self.assertEqual(response.sudo().role, role)
            self.assertEqual(response.sudo().author_employee_id, getattr(self, f"employee_{user}"))
        for text in ("", "  ", None, ["x"]):
            with self.assertRaises(UserError):
                self.as_user(concern, self.user_employee).respond(text)
        for user in (self.user_colleague, self.user_former_manager, self.user_portal_colleague):
            self.assertForbidden(self.as_user(concern, user).respond, "x")

    def test_resolving(self):
        concern = self.in_state("acknowledged")
        for user in (self.user_employee, self.user_colleague, self.user_former_manager):
            self.assertForbidden(self.as_user(concern, user).action_resolve, "x")
        manager = self.as_user(concern, self.user_manager)
        with self.assertRaises(UserError):
            manager.action_resolve("")
        manager.action_resolve("On time for two months.")
        self.assertEqual((manager.state, manager.resolve_note), ("resolved", "On time for two months."))
        with self.assertRaises(UserError):
            manager.action_resolve("Again")
        with self.assertRaises(UserError):
            manager.action_withdraw("Again")

    def test_withdrawn_before_release_is_never_seen(self):
        concern = self.in_state("hr_review")
        self.as_user(concern, self.user_manager).action_withdraw("A mix-up.")
        self.assertForbidden(self.as_user(concern, self.user_employee).read, ["name"])
        self.assertForbidden(self.as_user(concern, self.user_head).read, ["name"])
        self.assertEqual(self.as_user(concern, self.user_officer).withdraw_reason, "A mix-up.")
        with self.assertRaises(UserError):
            self.as_user(concern, self.user_officer).action_release()

    def test_withdrawn_after_release_is_told(self):
        concern = self.in_state("withdrawn")
        mine = self.as_user(concern, self.user_employee)
        self.assertEqual((mine.state, mine.withdraw_reason), ("withdrawn", "It was a mix-up."))
        with self.assertRaises(UserError):
            mine.respond("Thank you")

    def test_who_withdraws(self):
        concern = self.in_state("shared")
        for user in (self.user_employee, self.user_head, self.user_colleague):
            self.assertForbidden(self.as_user(concern, user).action_withdraw, "x")
        with self.assertRaises(UserError):
            self.as_user(concern, self.user_officer).action_withdraw("")
        self.as_user(concern, self.user_officer).action_withdraw("Not about the work.")
        with self.assertRaisesRegex(UserError, "Delete"):
            self.draft().action_withdraw("x")

    # ------------------------------------------------------------------
    # Late, evidence, hooks
    # ------------------------------------------------------------------

    def test_late_counts_from_the_first_hand_in(self):
        concern = self.draft(occurred_on=self.today - timedelta(days=14))
        concern.action_submit()
        self.assertFalse(concern.is_late)
        self.as_user(concern, self.user_officer).action_send_back("Say when it was.")
        with freeze_time(self.today + timedelta(days=10)):
            mine = self.as_user(concern, self.user_manager)
            mine.action_submit()
            self.assertFalse(mine.is_late)
            self.assertEqual(mine.submitted_on, self.today + timedelta(days=10))
        self.assertTrue(self.draft(occurred_on=self.today - timedelta(days=15)).is_late)

    def test_timeline(self):
        shared = self.in_state("acknowledged")
        for state in ("draft", "hr_review", "withdrawn"):
            self.in_state(state)
        for user, count in [("employee", 1), ("manager", 1), ("top_manager", 1), ("officer", 1), ("colleague", 0)]:
            person = self.as_user(self.employee_employee, getattr(self, f"user_{user}"))
            items = person._perf_timeline(self.today - timedelta(days=30), self.today)
            items = [item for item in items if item["model"] == "perf.concern"]
            self.assertEqual([item["res_id"] for item in items], [shared.id] * count, user)

    def test_evidence_of_both(self):
        concerns = self.env["perf.concern"]
        for state in ("draft", "hr_review", "shared", "acknowledged"):
            concerns |= self.in_state(state, author="head")
        for manager in (self.user_manager, self.user_top_manager):
            self.assertEvidenceShared(concerns, self.user_employee, manager)

    def test_prior_guidance_and_conversations(self):
        people = (self.employee_employee | self.employee_portal_employee).sudo()
        for state in ("draft", "hr_review", "withdrawn"):
            self.in_state(state)
        self.assertEqual(people._perf_prior_guidance(self.today), {person.id: [] for person in people})
        self.in_state("shared")
        guidance = people._perf_prior_guidance(self.today)
        self.assertEqual([sign["date"] for sign in guidance[self.employee_employee.id]], [self.today])
        self.assertFalse(guidance[self.employee_portal_employee.id])
        self.assertFalse(people._perf_prior_guidance(self.today + timedelta(days=1))[self.employee_employee.id])
        self.assertIn(self.today, people._perf_conversations()[self.employee_employee.id])

    def test_keeping_a_text(self):
        person = self.as_user(self.employee_employee, self.user_manager)
        self.assertIn("concern", [target["key"] for target in person._perf_text_targets()])
        concern = person._perf_keep_text("concern", "The report came late again.")
        self.assertEqual((concern.state, concern.facts), ("draft", "The report came late again."))
        self.assertEqual(concern.name, "The report came late again.")
        for user in (self.user_employee, self.user_colleague, self.user_former_manager):
            person = self.as_user(self.employee_employee, user)
            self.assertNotIn("concern", [target["key"] for target in person._perf_text_targets()])
            self.assertForbidden(person._perf_keep_text, "concern", "x")

    def _titles(self, *people):
        self.env.flush_all()
        self.env.invalidate_all()
        people = self.env["hr.employee"].union(*(getattr(self, f"employee_{name}") for name in people))
        return {
            employee_id: [item["key"] for item in items if item["key"].startswith(("perf.concern", "perf.second"))]
            for employee_id, items in people.sudo()._perf_todo().items()
        }

    def test_what_waits(self):
        everybody = ("manager", "employee", "head", "officer", "admin", "other_officer", "colleague")
        concern = self.in_state("hr_review")
        key = f"perf.concern,{concern.id}"
        expected = {getattr(self, f"employee_{name}").id: [] for name in everybody}
        hr = {self.employee_officer.id: [f"{key},review"], self.employee_admin.id: [f"{key},review"]}
        self.assertEqual(self._titles(*everybody), {**expected, **hr})
        self.as_user(concern, self.user_officer).action_send_back("Say when.")
        self.assertEqual(self._titles(*everybody), {**expected, self.employee_manager.id: [f"{key},change"]})
        self.as_user(concern, self.user_manager).action_submit()
        self.as_user(concern, self.user_officer).action_release()
        self.assertEqual(self._titles(*everybody), {**expected, self.employee_employee.id: [f"{key},acknowledge"]})
        self.as_user(concern, self.user_employee).action_acknowledge()
        self.assertEqual(self._titles(*everybody), expected)

    def test_what_waits_is_not_for_those_who_take_part(self):
        self.in_state("hr_review", author="officer", person="colleague")
        self.in_state("hr_review", author="admin", person="officer")
        self.employee_no_user.parent_id = self.employee_officer
        self.in_state("hr_review", author="admin", person="no_user")
        self.assertFalse(self._titles("officer")[self.employee_officer.id])

    # ------------------------------------------------------------------
    # Attachments, history
    # ------------------------------------------------------------------

    def _attach(self, user, concern, **values):
        model = self.as_user(self.env["ir.attachment"], user)
        return model.create({"name": "a.txt", "raw": b"a", "res_model": "perf.concern", "res_id": concern.id, **values})

    def test_attachments_follow_the_concern(self):
        draft = self.draft()
        file = self._attach(self.user_manager, draft)
        for user in (self.user_employee, self.user_officer, self.user_head):
            self.assertForbidden(self._attach, user, draft)
            self.assertForbidden(self.as_user(file, user).read, ["name"])
        self.as_user(draft, self.user_manager).action_submit()
        self.as_user(draft, self.user_officer).action_release()
        for user in (self.user_employee, self.user_officer, self.user_head):
            self.assertEqual(self.as_user(file, user).raw, b"a")
        self.assertForbidden(self.as_user(file, self.user_colleague).read, ["name"])
        for user in (self.user_manager, self.user_employee, self.user_officer, self.user_admin):
            self.assertForbidden(self._attach, user, draft)
            self.assertForbidden(self.as_user(file, user).write, {"raw": b"b"})
            self.assertForbidden(self.as_user(file, user).unlink)
            self.assertForbidden(self.as_user(file, user).write, {"public": True})

    def test_files_of_a_draft(self):
        model = self.as_user(self.env["ir.attachment"], self.user_manager)
        file = model.create({"name": "a.txt", "raw": b"a", "res_model": "perf.concern", "res_id": 0})
        concern = self.draft(file_ids=[Command.link(file.id)])
        self.assertEqual(concern.attachment_ids.ids, file.ids)
        concern.file_ids = [Command.clear()]
        self.assertFalse(concern.attachment_ids)
        others = self.env["ir.attachment"].create({"name": "secret.txt", "raw": b"s", "res_model": "perf.concern"})
        self.assertForbidden(concern.write, {"file_ids": [Command.link(others.id)]})

    def test_history_outlasts_people_and_users(self):
        concern = self.in_state("shared")
        self.as_user(concern, self.user_employee).respond("I see it differently.")
        self.employee_manager.unlink()
        self.employee_employee.unlink()
        self.assertTrue(self.employee_manager.exists() and self.employee_employee.exists())
        self.assertFalse(self.employee_manager.active or self.employee_employee.active)
        self.employee_manager.user_id = False
        self.user_manager.unlink()
        mine = self.as_user(concern, self.user_officer)
        self.assertEqual(mine.read(["author_employee_id"])[0]["author_employee_id"][1], "Perf Manager")
        self.assertEqual(mine.response_ids.read(["author_employee_id"])[0]["author_employee_id"][1], "Perf Employee")

    def test_plan_starts_from_a_concern(self):
        concern = self.as_user(self.in_state("shared"), self.user_manager)
        action = concern.action_start_improvement_plan()
        plan = self.env["perf.improvement.plan"].with_user(self.user_manager).with_context(**action["context"])
        values = plan.default_get(["employee_id", "concern_ids", "gap", "expectation", "impact"])
        self.assertEqual(values["employee_id"], self.employee_employee.id)
        self.assertEqual(values["gap"], concern.facts)
        plan = plan.create({"duration": "60"})
        self.assertEqual((plan.concern_ids, plan.impact), (concern, concern.impact))
        self.assertForbidden(self.as_user(concern, self.user_employee).action_start_improvement_plan)
        draft = self.draft()
        self.assertForbidden(draft.action_start_improvement_plan)

    def test_files_of_a_response_in_the_back_office(self):
        concern = self.in_state("shared")
        response = self.as_user(concern, self.user_employee).respond("See the file.")
        response._attach([("<proof>.txt", b"x")])
        mine = self.as_user(response, self.user_manager)
        file = response.sudo().attachment_ids
        self.assertIn(f'href="/my/development/concerns/{concern.id}/files/{file.id}"', mine.files_html)
        self.assertIn("&lt;proof&gt;.txt", mine.files_html)
        self.assertForbidden(self.as_user(response, self.user_colleague).read, ["files_html"])
        arch = self.env["perf.concern"].with_user(self.user_manager).get_view(view_type="form")["arch"]
        self.assertIn("files_html", arch)
        for name in ("occurred_on", "facts"):
            self.assertRegex(arch, f'<field name="{name}"[^>]*required="1"')

    def test_words_for_the_reader(self):
        concern = self.in_state("shared")
        self.assertIn("Read by you,", self.as_user(concern, self.user_employee).reader_note)
        self.assertIn(self.employee_employee.name, self.as_user(concern, self.user_manager).reader_note)
        ((_id, item),) = self.env["perf.concern"].sudo()._get_person_todo(self.employee_employee.sudo())
        self.assertEqual(item["title"], f"Read: {concern.name}")
