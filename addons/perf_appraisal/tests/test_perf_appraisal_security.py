from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import AppraisalCommon

RESULT = "perf.appraisal.result"
# Paths from every model on which the employee has rights to what they must not know yet.
SECRET_DOMAINS = (
    ("perf.appraisal", [("score", ">", 0)]),
    ("perf.appraisal", [("final_level_id", "!=", False)]),
    ("perf.appraisal", [("final_level_id.value", ">", 0)]),
    ("perf.appraisal", [("suggested_level_id", "!=", False)]),
    ("perf.appraisal", [("manager_summary", "ilike", "e")]),
    ("perf.appraisal", [("result_ids.score", ">", 1)]),
    ("perf.appraisal", [("result_ids.final_level_id", "!=", False)]),
    ("perf.appraisal", [("result_ids.final_level_id.value", ">=", 1)]),
    ("perf.appraisal", [("result_ids.manager_summary", "ilike", "good")]),
    ("perf.appraisal", [("result_ids", "any", [("score", ">", 1)])]),
    ("perf.appraisal", [("review_ids.answer_ids.text", "ilike", "manager")]),
    ("perf.appraisal", [("log_ids.new_value", "!=", False)]),
    ("perf.appraisal.review", [("answer_ids.text", "ilike", "manager")]),
    ("perf.appraisal.review", [("answer_ids.level_id.value", ">=", 1), ("role", "=", "manager")]),
    ("perf.appraisal.review", [("appraisal_id.result_ids.score", ">", 1)]),
    ("perf.appraisal.answer", [("review_id.role", "=", "manager")]),
    ("perf.appraisal.answer", [("review_id.appraisal_id.result_ids.score", ">", 1)]),
    (RESULT, [("score", ">", 1)]),
    (RESULT, []),
    ("perf.appraisal.log", []),
)


class SecurityCommon(AppraisalCommon):
    """An appraisal whose manager rated it, and has not shared it."""

    def rate(self):
        self.submit_manager()
        manager = self.as_user(self.appraisal, self.user_manager)
        manager.write({"manager_summary": "A good year"})
        manager.action_set_rating(self.levels[4].id, "Because")


@tagged("post_install", "-at_install")
class TestPerfAppraisalSecurity(SecurityCommon):
    """Who reads what, and when: on the records, and by every way around them."""

    # ------------------------------------------------------------------
    # Records by role and phase
    # ------------------------------------------------------------------

    def readers(self, records):
        """Names of the people whom a search gives all these records."""
        names = [name for name, (_manager, groups) in self.PEOPLE.items() if groups]
        return {name for name in names if self.ids_for(getattr(self, f"user_{name}"), records) == set(records.ids)}

    def test_appraisal_readers(self):
        """Employee, reviewing manager and HR from the start; managers above once it is shared."""
        self.assertEqual(self.readers(self.appraisal), {"employee", "manager", "officer", "admin"})
        self.to_shared()
        above = {"head", "director", "vice_president", "top_manager"}
        self.assertEqual(self.readers(self.appraisal), {"employee", "manager", "officer", "admin"} | above)

    def test_result_readers(self):
        result = self.appraisal.result_ids
        self.assertEqual(self.readers(result), {"manager", "officer", "admin"})
        self.rate()
        self.assertEqual(self.readers(result), {"manager", "officer", "admin"})
        self.as_user(self.appraisal, self.user_manager).action_share()
        above = {"head", "director", "vice_president", "top_manager"}
        self.assertEqual(self.readers(result), {"employee", "manager", "officer", "admin"} | above)

    def test_answer_readers(self):
        """Blind until both are in; the employee and the managers above read the manager's once shared."""
        questions = self.questions_of(self.self_review)
        self.as_user(self.self_review, self.user_employee).save_answers({questions["text"]["id"]: {"text": "Draft"}})
        own = self.self_review.answer_ids
        self.assertEqual(self.readers(own), {"employee"})
        self.submit_self()
        own = self.self_review.answer_ids
        self.assertEqual(self.readers(own), {"employee"})
        text = self.questions_of(self.manager_review)["text"]["id"]
        self.as_user(self.manager_review, self.user_manager).save_answers({text: {"text": "Draft"}})
        self.assertEqual(self.readers(self.manager_review.answer_ids), {"manager"})
        self.assertEqual(self.readers(own), {"employee"})
        self.submit_manager()
        theirs = self.manager_review.answer_ids
        self.assertEqual(self.readers(own), {"employee", "manager", "officer", "admin"})
        self.assertEqual(self.readers(theirs), {"manager", "officer", "admin"})
        self.rate_and_share()
        above = {"head", "director", "vice_president", "top_manager"}
        self.assertEqual(self.readers(own), {"employee", "manager", "officer", "admin"} | above)
        self.assertEqual(self.readers(theirs), {"employee", "manager", "officer", "admin"} | above)

    def test_manager_first(self):
        """The manager's review alone opens nothing to the employee, nor the self review to the manager."""
        self.submit_manager()
        self.assertEqual(self.readers(self.manager_review.answer_ids), {"manager", "officer", "admin"})
        questions = self.questions_of(self.self_review)
        self.as_user(self.self_review, self.user_employee).save_answers({questions["text"]["id"]: {"text": "Draft"}})
        self.assertEqual(self.readers(self.self_review.answer_ids), {"employee"})

    def test_unwritten_self_review_stays_private(self):
        """A draft that was never submitted stays the employee's, also after the result is shared."""
        questions = self.questions_of(self.self_review)
        self.as_user(self.self_review, self.user_employee).save_answers({questions["text"]["id"]: {"text": "Draft"}})
        self.submit_manager()
        self.rate_and_share()
        self.assertEqual(self.readers(self.self_review.answer_ids), {"employee"})

    def test_review_readers(self):
        self.assertEqual(self.readers(self.self_review), {"employee", "manager", "officer", "admin"})
        self.assertEqual(self.readers(self.manager_review), {"manager", "officer", "admin"})

    def test_rules_and_methods_agree(self):
        """``get_form`` gives answers to exactly those to whom the rules give them."""
        names = [name for name, (_manager, groups) in self.PEOPLE.items() if groups]
        steps = (lambda: None, self.submit_self, self.submit_manager, self.rate_and_share)
        for step in steps:
            step()
            for review in (self.self_review, self.manager_review):
                if not review.answer_ids:
                    continue
                for name in names:
                    user = getattr(self, f"user_{name}")
                    readable = bool(self.ids_for(user, review.answer_ids))
                    with self.subTest(step=step, role=review.role, name=name):
                        if readable:
                            self.assertTrue(self.as_user(review, user).get_form())
                        else:
                            self.assertForbidden(self.as_user(review, user).get_form)

    def test_history_readers(self):
        self.rate()
        self.assertEqual(self.readers(self.appraisal.log_ids), {"manager", "officer", "admin"})
        self.as_user(self.appraisal, self.user_manager).action_share()
        self.assertEqual(self.readers(self.appraisal.log_ids), {"manager", "officer", "admin"})

    # ------------------------------------------------------------------
    # Ways around
    # ------------------------------------------------------------------

    def test_confidential_fields_are_empty_for_the_employee(self):
        self.submit_self()
        self.rate()
        appraisal = self.as_user(self.appraisal, self.user_employee)
        values = appraisal.read([*self.CONFIDENTIAL, "evidence", "has_score", "result_ids", "log_ids"])[0]
        values.pop("id")
        self.assertFalse([name for name, value in values.items() if value])
        self.user_employee.sudo().group_ids += self.env.ref("base.group_allow_export")
        names = ["score", "final_level_id/name", "result_ids/score", "log_ids/new_value", "manager_summary"]
        exported = self.as_user(self.appraisal, self.user_employee).export_data(names)["datas"]
        self.assertFalse([value for row in exported for value in row if value])
        self.assertForbidden(self.as_user(self.appraisal, self.user_employee)._get_result)
        self.assertForbidden(self.as_user(self.appraisal, self.user_employee).get_result)

    def test_confidential_fields_can_not_be_asked_for(self):
        """Neither sorted nor grouped: they are not stored where the employee has rights."""
        model = self.as_user(self.env["perf.appraisal"], self.user_employee)
        for name in (*self.CONFIDENTIAL, "evidence", "evidence_hash"):
            self.assertFalse(model._fields[name].store, name)
            with self.assertRaises(ValueError, msg=name):
                model.search([], order=name)
            with self.assertRaises(ValueError, msg=name):
                model.formatted_read_group([], [name], ["__count"])

    def test_secret_domains_find_nothing(self):
        self.submit_self()
        self.rate()
        for model, domain in SECRET_DOMAINS:
            with self.subTest(model=model, domain=domain):
                own = self.as_user(self.env[model], self.user_employee)
                self.assertFalse(own.search(domain))
                self.assertFalse(own._read_group(domain, [], ["__count"])[0][0])

    def test_negative_questions_tell_nothing(self):
        """What the employee finds by asking for what a result is *not* stays the same, whatever the result becomes."""
        level = self.levels[4].id
        domains = [
            [(path, operator, value)]
            for prefix in ("", "result_ids.")
            for path, operator, value in (
                (f"{prefix}score", "!=", 100),
                (f"{prefix}score", "<", 50),
                (f"{prefix}score", "=", False),
                (f"{prefix}final_level_id", "=", False),
                (f"{prefix}final_level_id", "not in", [level]),
                (f"{prefix}manager_summary", "not ilike", "good"),
                (f"{prefix}manager_summary", "=", False),
            )
        ]
        domains += [["!", *domain] for domain in domains]
        domains += [[("result_ids", "=", False)], [("result_ids", "!=", False)], [("log_ids", "=", False)]]

        def found():
            own = self.as_user(self.env["perf.appraisal"], self.user_employee)
            return [own.search(domain).ids for domain in domains]

        before = found()
        self.submit_self()
        self.submit_manager(level=4)
        manager = self.as_user(self.appraisal, self.user_manager)
        manager.write({"manager_summary": "A good year"})
        manager.action_set_rating(level, "")
        for domain, one, other in zip(domains, before, found(), strict=True):
            self.assertEqual(one, other, domain)

    def test_secret_domains_find_it_once_shared(self):
        """The same questions have answers afterwards: the test above asks the right ones."""
        self.submit_self()
        self.rate()
        self.as_user(self.appraisal, self.user_manager).action_share()
        for model, domain in SECRET_DOMAINS:
            if model != "perf.appraisal.log" and "log_ids.new_value" not in str(domain):
                with self.subTest(model=model, domain=domain):
                    self.assertTrue(self.as_user(self.env[model], self.user_employee).search(domain))

    def test_sorting_and_grouping_by_related_paths(self):
        self.submit_self()
        self.rate()
        other = self.make_appraisal(self.employee_portal_employee)
        self.submit_both(other, level=1)
        groups = self.as_user(self.env[RESULT], self.user_employee)._read_group(
            [], ["final_level_id"], ["score:max", "__count"]
        )
        self.assertFalse(groups)
        groups = self.as_user(self.env["perf.appraisal.answer"], self.user_employee)._read_group(
            [("review_id.role", "=", "manager")], ["level_id"], ["__count"]
        )
        self.assertFalse(groups)

    def test_name_search_and_display_name(self):
        self.rate()
        for model in ("perf.appraisal", "perf.appraisal.review", RESULT, "perf.appraisal.answer"):
            found = self.as_user(self.env[model], self.user_employee).name_search("")
            self.assertFalse([name for _id, name in found if "Outstanding" in name or "A good year" in name])
        self.assertFalse(self.as_user(self.env[RESULT], self.user_employee).name_search(""))
        found = self.as_user(self.env["perf.appraisal"], self.user_colleague).name_search("")
        self.assertFalse(found)

    def test_hr_does_not_read_their_own_before_sharing(self):
        """An officer is an employee like others where their own appraisal is concerned."""
        own = self.make_appraisal(self.employee_officer, manager=self.employee_other_manager)
        self.submit_both(own)
        self.as_user(own, self.user_other_manager).action_set_rating(self.levels[4].id, "Because")
        result, answers = own.result_ids, self.review_of(own, "manager").answer_ids
        self.assertFalse(self.ids_for(self.user_officer, result))
        self.assertFalse(self.ids_for(self.user_officer, answers))
        self.assertFalse(self.ids_for(self.user_officer, own.log_ids))
        mine = self.as_user(own, self.user_officer)
        self.assertFalse(mine.read(["score", "final_level_id"])[0]["score"])
        for step in (
            lambda: mine.action_set_rating(self.levels[4].id, "me"),
            mine.action_share,
            mine.action_close,
            lambda: mine.action_cancel("me"),
            lambda: mine.write({"manager_id": self.employee_manager.id}),
            lambda: self.as_user(self.review_of(own, "manager"), self.user_officer).action_reopen("me"),
        ):
            with self.assertRaises(AccessError):
                step()
        self.assertTrue(self.ids_for(self.user_admin, result))

    # ------------------------------------------------------------------
    # Messages, activities, attachments, followers
    # ------------------------------------------------------------------

    def test_nobody_follows_and_nothing_is_tracked(self):
        self.submit_self()
        self.rate()
        self.as_user(self.appraisal, self.user_manager).action_share()
        records = [("perf.appraisal", self.appraisal.ids), ("perf.appraisal.review", self.appraisal.review_ids.ids)]
        for model, ids in records:
            followers = self.env["mail.followers"].search([("res_model", "=", model), ("res_id", "in", ids)])
            self.assertFalse(followers, model)
            self.assertFalse(self.env["mail.tracking.value"].search([("mail_message_id.model", "=", model)]))
            messages = self.env["mail.message"].search([("model", "=", model), ("res_id", "in", ids)])
            for message in messages:
                self.assertNotIn("Outstanding", message.body or "")

    def test_messages_are_for_hr(self):
        """What an activity leaves behind on the record is not read by the employee, nor by the manager."""
        for record, user in ((self.appraisal, self.user_officer), (self.manager_review, self.user_officer)):
            activity = (
                self.as_user(record, self.user_officer)
                .sudo()
                .activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary="Look")
            )
            activity.with_user(self.user_officer).action_feedback(feedback="A secret remark")
            domain = [("model", "=", record._name), ("body", "ilike", "secret remark")]
            message = self.env["mail.message"].search(domain)
            self.assertTrue(message)
            for name in ("employee", "manager", "head", "colleague", "portal_employee"):
                reader = getattr(self, f"user_{name}")
                found = self.as_user(self.env["mail.message"], reader).search([("id", "in", message.ids)])
                self.assertFalse(found, name)
            self.assertTrue(self.as_user(self.env["mail.message"], self.user_admin).search([("id", "in", message.ids)]))

    def test_only_hr_writes_messages(self):
        for name in ("employee", "manager", "head"):
            user = getattr(self, f"user_{name}")
            with self.assertRaises(AccessError, msg=name):
                self.as_user(self.appraisal, user).message_post(body="Hello")

    def test_following_gives_nothing(self):
        appraisal = self.as_user(self.appraisal, self.user_employee)
        appraisal.message_subscribe(partner_ids=self.user_employee.partner_id.ids)
        self.assertFalse(self.appraisal.sudo().message_follower_ids)

    def test_activities_of_others(self):
        """The employee sees their own activity, not those of manager and HR."""
        self.submit_self()
        self.rate()
        activities = self.activities()
        self.assertTrue(activities)
        self.assertFalse(self.ids_for(self.user_employee, activities))
        self.assertEqual(self.ids_for(self.user_manager, activities), set(activities.ids))

    def test_attachments(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"x",
                "res_model": RESULT,
                "res_id": self.appraisal.result_ids.id,
            }
        )
        self.assertFalse(self.ids_for(self.user_employee, attachment))
        self.assertFalse(self.ids_for(self.user_portal_employee, attachment))
        self.assertTrue(self.ids_for(self.user_manager, attachment))

    def test_messages_and_activities_are_not_guessed(self):
        """What HR notes down, or has to do, is found by no domain of those who don't read it; HR finds it."""
        own = self.make_appraisal(self.employee_officer)
        day = self.today
        for appraisal in self.appraisal | own:
            hr = self.as_user(appraisal, self.user_admin)
            hr.message_post(body="We plan a warning", message_type="comment")
            hr.activity_schedule(
                "mail.mail_activity_data_todo", day, "Ask about drinking", "Note", user_id=self.user_admin.id
            )
        domains = [
            [("message_ids.body", "ilike", "plan a warning")],
            [("message_ids.body", "not ilike", "bonus"), ("message_ids.author_id", "=", self.user_admin.partner_id.id)],
            [("website_message_ids.body", "ilike", "plan a warning")],
            [("activity_ids.summary", "ilike", "about drink")],
            [("activity_ids.note", "ilike", "Note")],
            [("activity_summary", "ilike", "about drink")],
            [("activity_user_id", "=", self.user_admin.id)],
            [("activity_ids.user_id.login", "=", self.user_admin.login)],
            [("activity_state", "=", "today")],
        ]
        guessers = [(self.appraisal, self.user_employee), (own, self.user_officer)]
        for domain in domains:
            for appraisal, user in guessers:
                with self.subTest(domain=domain, user=user.login):
                    model = self.as_user(self.env["perf.appraisal"], user)
                    self.assertNotIn(appraisal.id, model.search(domain).ids)
                    self.assertIn(appraisal, self.as_user(model, self.user_admin).search(domain))
        groups = self.as_user(model, self.user_employee)._read_group([], ["activity_state"], ["id:array_agg"])
        states = dict(groups)
        self.assertNotIn("today", states)
        groups = self.as_user(model, self.user_admin)._read_group([], ["activity_state"], ["id:array_agg"])
        states = dict(groups)
        self.assertTrue({self.appraisal.id, own.id} <= set(states["today"]))
        for field in ("has_message", "activity_summary", "activity_type_icon"):
            self.assertFalse(self.as_user(self.appraisal, self.user_employee)[field], field)
        self.assertTrue(self.as_user(self.appraisal, self.user_admin).has_message)

    def test_files_are_for_hr(self):
        """The employee reads the appraisal: neither a manager's notes nor a file of HR may hang on it."""
        values = {"name": "notes.txt", "raw": b"secret", "res_model": "perf.appraisal", "res_id": self.appraisal.id}
        Attachment = self.env["ir.attachment"]
        for user in (self.user_manager, self.user_employee):
            self.assertForbidden(self.as_user(Attachment, user).create, values)
        loose = self.as_user(Attachment, self.user_manager).create({"name": "notes.txt", "raw": b"secret"})
        self.assertForbidden(loose.write, {"res_model": "perf.appraisal", "res_id": self.appraisal.id})
        file = self.as_user(Attachment, self.user_officer).create(values)
        posted = self.as_user(Attachment, self.user_officer).create({"name": "posted.txt", "raw": b"secret"})
        self.as_user(self.appraisal, self.user_officer).message_post(body="x", attachment_ids=posted.ids)
        files = self.env["ir.attachment"].browse((file | posted).ids)
        for user in (self.user_employee, self.user_manager, self.user_colleague):
            with self.subTest(user=user.login):
                model = self.as_user(Attachment, user)
                self.assertFalse(model.search([("res_model", "=", "perf.appraisal")]))
                self.assertFalse(model.search([("id", "in", files.ids)]))
                self.assertFalse(model.search([("name", "=", "posted.txt")], limit=5) & files)
                for each in files.with_env(model.env):
                    self.assertForbidden(each.read, ["raw"])
        self.assertEqual(self.ids_for(self.user_officer, files), set(files.ids))

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def test_manager_across_companies(self):
        """A manager appraises somebody of another company without access errors."""
        cycle = self.make_cycle("Other Company's Round", company_id=self.company_other.id)
        appraisal = self.make_appraisal(self.employee_foreign, cycle=cycle)
        review = self.review_of(appraisal, "manager")
        self.submit(review)
        self.share(appraisal)
        self.assertTrue(self.as_user(appraisal, self.user_manager)._get_result())
        self.assertTrue(self.ids_for(self.user_other_officer, appraisal))
        self.assertFalse(self.ids_for(self.user_officer, appraisal))
        self.assertFalse(self.ids_for(self.user_other_officer, self.appraisal))

    def test_deleting_a_reviewer_archives(self):
        """Who only wrote the review of somebody else left a trace too."""
        reviewer = self.appraisal.manager_id
        self.assertFalse(self.env["perf.appraisal"].search([("employee_id", "=", reviewer.id)]))
        reviewer.unlink()
        self.assertFalse(reviewer.exists().active)
        self.assertEqual(self.appraisal.manager_id, reviewer)

    def test_archived_manager_loses_the_team(self):
        """The managers above read shared results as long as they are managers above."""
        self.to_shared()
        self.assertTrue(self.ids_for(self.user_head, self.appraisal))
        self.employee_manager.parent_id = self.employee_other_manager
        self.assertFalse(self.ids_for(self.user_head, self.appraisal))
        self.assertTrue(self.ids_for(self.user_other_manager, self.appraisal))


@tagged("post_install", "-at_install")
class TestPerfAppraisalRpc(SecurityCommon, PerfHttpCommon, HttpCase):
    """The same questions through JSON-RPC, as a portal employee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.appraisal = cls.make_appraisal(cls.employee_portal_employee)
        reviews = cls.appraisal.review_ids
        cls.self_review = reviews.filtered(lambda review: review.role == "self")
        cls.manager_review = reviews - cls.self_review

    def test_before_sharing(self):
        self.submit_self()
        self.rate()
        self.login(self.user_portal_employee)
        result, error = self.rpc("perf.appraisal", "read", self.appraisal.ids, [*self.CONFIDENTIAL, "result_ids"])
        self.assertFalse(error)
        self.assertEqual([value for name, value in result[0].items() if name != "id" and value], [])
        for model, domain in SECRET_DOMAINS:
            result, error = self.rpc(model, "search_read", domain, ["id"])
            self.assertFalse(result, f"{model} {domain}")
            result, error = self.rpc(model, "search_count", domain)
            self.assertFalse(result, f"{model} {domain}")
        for name in ("score", "final_level_id"):
            result, error = self.rpc("perf.appraisal", "search", [[name, "!=", False]])
            self.assertFalse(result)
            with mute_logger("odoo.http"):
                result, error = self.rpc("perf.appraisal", "formatted_read_group", [], [name], ["__count"])
            self.assertTrue(error)
        result, error = self.rpc(RESULT, "formatted_read_group", [], ["final_level_id"], ["score:avg"])
        self.assertFalse(result)
        secret = self.appraisal.result_ids
        self.assertRpcForbidden(RESULT, "read", secret.ids, ["score"])
        self.assertRpcForbidden("perf.appraisal.answer", "read", self.manager_review.answer_ids.ids, ["text"])
        self.assertRpcForbidden("perf.appraisal", "get_result", self.appraisal.ids)
        self.assertRpcForbidden("perf.appraisal.review", "get_form", self.manager_review.ids)
        self.assertRpcForbidden("perf.appraisal.template", "get_preview", self.appraisal.template_id.ids, "manager")
        result, _error = self.rpc("mail.message", "search_read", [["model", "like", "perf.appraisal"]], ["body"])
        self.assertFalse(result)

    def test_steps_of_others(self):
        self.submit_self()
        self.rate()
        self.login(self.user_portal_employee)
        level = self.levels[4].id
        ids = self.appraisal.ids
        for method, *args in (
            ("action_set_rating", level, "me"),
            ("action_share",),
            ("action_close",),
            ("action_cancel", "me"),
            ("action_open",),
            ("action_refresh_score",),
            ("unlink",),
        ):
            self.assertRpcForbidden("perf.appraisal", method, ids, *args)
        own = self.employee_portal_employee.id
        for vals in ({"final_level_id": level}, {"manager_summary": "x"}, {"manager_id": own}):
            self.assertRpcForbidden("perf.appraisal", "write", ids, vals)
        _result, error = self.rpc("perf.appraisal", "write", ids, {"state": "shared"})
        self.assertTrue(error)
        self.assertRpcForbidden("perf.appraisal.review", "action_reopen", self.self_review.ids, "me")
        self.assertRpcForbidden("perf.appraisal.review", "save_answers", self.manager_review.ids, {})
        self.assertRpcForbidden("perf.appraisal.review", "action_submit", self.manager_review.ids)
        self.assertRpcForbidden("perf.appraisal.cycle", "action_launch", self.cycle.ids)
        self.assertRpcForbidden("perf.appraisal.cycle", "action_cancel", self.cycle.ids, "me")
        self.assertEqual(self.appraisal.state, "open")

    def test_own_steps(self):
        """Fill in, read, sign: all by RPC."""
        self.login(self.user_portal_employee)
        form, error = self.rpc("perf.appraisal.review", "get_form", self.self_review.ids)
        self.assertFalse(error)
        questions = {each["kind"]: each for section in form["sections"] for each in section["questions"]}
        answers = {
            str(questions["rating"]["id"]): {"level_id": questions["rating"]["options"][2]["id"]},
            str(questions["text"]["id"]): {"text": "Fine"},
        }
        saved, error = self.rpc("perf.appraisal.review", "save_answers", self.self_review.ids, answers)
        self.assertFalse(error)
        self.assertEqual(saved["answered"], 2)
        _result, error = self.rpc("perf.appraisal.review", "action_submit", self.self_review.ids)
        self.assertFalse(error)
        self.rate()
        self.as_user(self.appraisal, self.user_manager).action_share()
        result, error = self.rpc("perf.appraisal", "get_result", self.appraisal.ids)
        self.assertFalse(error)
        self.assertEqual(result["level"]["name"], "Outstanding")
        _result, error = self.rpc("perf.appraisal", "action_acknowledge", self.appraisal.ids, "Thanks", True)
        self.assertFalse(error)
        self.assertEqual(self.appraisal.state, "acknowledged")

    def test_portal_manager(self):
        """A manager with a portal user writes, rates and shares."""
        appraisal = self.make_appraisal(self.employee_portal_report, manager=self.employee_portal_manager)
        self.submit(self.review_of(appraisal, "manager"))
        self.login(self.user_portal_manager)
        ids = appraisal.ids
        for method, *args in (
            ("write", {"manager_summary": "Well done"}),
            ("action_set_rating", self.levels[3].id, ""),
            ("action_share",),
        ):
            _result, error = self.rpc("perf.appraisal", method, ids, *args)
            self.assertFalse(error, method)
        self.assertEqual(appraisal.state, "shared")
        self.assertEqual(appraisal.manager_summary, "Well done")
        self.assertRpcForbidden("perf.appraisal", "read", self.appraisal.ids, ["state"])
