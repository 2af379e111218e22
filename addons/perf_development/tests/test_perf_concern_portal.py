from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_concern import ConcernCommon, ConcernHttpCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestPerfConcernPortal(ConcernHttpCommon):
    """Concerns on the phone, and what RPC gives out."""

    def test_person_reads_and_answers(self):
        concern = self.in_state("shared", person="portal_employee")
        self.login(self.user_portal_employee)
        page = self.get_page("/my/development")
        self.assertIn("Reports came late", page.text)
        self.assertIn(f"/my/development/concerns/{concern.id}", page.text)
        detail = self.get_page(f"/my/development/concerns/{concern.id}").text
        self.assertNotIn("o_perf_bottom_bar", detail)
        self.assertIn("Read by you,", detail)
        page = self.get_page(f"/my/development/concerns/{concern.id}")
        for text in ("On three Mondays", "agreed in March", "no figures", "I have read it", "Read by"):
            self.assertIn(text, page.text)
        self.assertNotIn("HR review", page.text)
        self.post(f"/my/development/concerns/{concern.id}/acknowledge", text="I see it differently.")
        self.assertEqual(concern.state, "acknowledged")
        self.assertEqual(concern.response_ids.body, "I see it differently.")
        self.post(f"/my/development/concerns/{concern.id}/respond", text="One more thing.")
        self.assertIn("One more thing.", self.get_page(f"/my/development/concerns/{concern.id}").text)
        page = self.post(f"/my/development/concerns/{concern.id}/respond", text=" ")
        self.assertIn("Write what you want to say", page.text)

    def test_reading_does_not_send_what_was_typed(self):
        concern = self.in_state("shared", person="portal_employee")
        self.login(self.user_portal_employee)
        url = f"/my/development/concerns/{concern.id}"
        page = self.get_page(url).text
        self.assertIn("I have read it, and send my answer", page)
        self.assertIn("Write what you want to say", self.post(f"{url}/acknowledge", text=" ", answer="1").text)
        self.assertEqual(concern.state, "shared")
        page = self.post(f"{url}/acknowledge", text="I am not sure yet.", only_read="1").text
        self.assertEqual((concern.state, len(concern.response_ids)), ("acknowledged", 0))
        self.assertIn("Your answer is not sent", page)
        self.assertIn("I am not sure yet.", page)
        self.assertNotIn("and send my answer", page)

    def test_files_of_an_answer(self):
        concern = self.in_state("shared", person="portal_employee")
        response = self.as_user(concern, self.user_portal_employee).respond("See the file.")
        response._attach([("list.txt", b"the list")])
        file = response.sudo().attachment_ids
        url = f"/my/development/concerns/{concern.id}/files/{file.id}"
        for name in ("portal_employee", "manager", "officer"):
            self.login(getattr(self, f"user_{name}"))
            self.assertEqual(self.get_page(url).content, b"the list", name)
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"secret", "res_model": "perf.concern"})
        self.assertEqual(self.get_page(f"/my/development/concerns/{concern.id}/files/{other.id}").status_code, 404)
        for name in ("portal_colleague", "colleague", "former_manager"):
            self.login(getattr(self, f"user_{name}"))
            self.assertEqual(self.get_page(url).status_code, 404, name)
            self.assertNotIn(b"the list", self.get_page(f"/web/content/{file.id}").content)

    def test_section_is_hidden_when_there_is_nothing(self):
        self.in_state("hr_review", person="portal_employee")
        self.login(self.user_portal_employee)
        self.assertNotIn("concerns_title", self.get_page("/my/development").text)

    def test_portal_manager_writes_and_hands_in(self):
        self.login(self.user_portal_manager)
        self.assertIn("Write one", self.get_page("/my/development").text)
        values = {
            "employee_id": str(self.employee_portal_report.id),
            "name": "Gate left open",
            "occurred_on": str(self.today),
            "facts": "The gate was open at ten.",
            "expectation": "It is locked.",
        }
        page = self.post("/my/development/concerns/new", submit="1", **values)
        self.assertIn("please fill in", page.text)
        self.assertIn("The gate was open at ten.", page.text, "Nothing typed is lost")
        self.assertFalse(self.env["perf.concern"].search([("name", "=", "Gate left open")]))
        self.post("/my/development/concerns/new", save="1", **values)
        concern = self.env["perf.concern"].search([("name", "=", "Gate left open")])
        self.assertEqual(concern.state, "draft")
        self.post(f"/my/development/concerns/{concern.id}/edit", submit="1", impact="A theft.", **values)
        self.assertEqual((concern.state, concern.impact), ("hr_review", "A theft."))
        self.assertEqual(self.get_page(f"/my/development/concerns/{concern.id}/edit").status_code, 404)
        self.post(f"/my/development/concerns/{concern.id}/withdraw", text="A mix-up.")
        self.assertEqual(concern.state, "withdrawn")

    def test_bad_input(self):
        self.login(self.user_portal_manager)
        for values in (
            {"employee_id": "", "name": "x"},
            {"employee_id": "abc", "name": "x"},
            {"employee_id": "99999999", "name": "x"},
            {"employee_id": str(self.employee_colleague.id), "name": "x"},
            {"employee_id": str(self.employee_portal_report.id), "name": " "},
            {"employee_id": str(self.employee_portal_report.id), "name": "x", "occurred_on": "yesterday"},
            {
                "employee_id": str(self.employee_portal_report.id),
                "name": "x",
                "occurred_on": str(self.today + timedelta(days=9)),
            },
        ):
            page = self.post("/my/development/concerns/new", save="1", **values)
            self.assertEqual(page.status_code, 200, values)
            self.assertIn("alert-danger", page.text, values)
        self.assertFalse(
            self.env["perf.concern"].search([("author_employee_id", "=", self.employee_portal_manager.id)])
        )

    def test_strangers_find_nothing(self):
        concern = self.in_state("shared")
        for name in ("colleague", "portal_colleague", "portal_employee", "former_manager", "other_officer"):
            self.login(getattr(self, f"user_{name}"))
            self.assertEqual(self.get_page(f"/my/development/concerns/{concern.id}").status_code, 404, name)
            page = self.post(f"/my/development/concerns/{concern.id}/respond", text="x")
            self.assertEqual(page.status_code, 404, name)
            self.assertEqual(self.get_page("/my/development/concerns/new").status_code, 404 if name != "x" else 200)

    def test_rpc_gives_strangers_nothing(self):
        concern = self.in_state("shared")
        domain = [("facts", "like", "Mondays")]
        for name in ("colleague", "portal_colleague", "former_manager", "other_officer"):
            self.login(getattr(self, f"user_{name}"))
            with mute_logger(*QUIET):
                for method in ("action_acknowledge", "action_release", "action_submit", "respond", "action_resolve"):
                    arguments = ["x"] if method in ("respond", "action_resolve") else []
                    self.assertRpcForbidden("perf.concern", method, [concern.id], *arguments)
                self.assertEqual(self.rpc("perf.concern", "search_count", domain)[0], 0)
                self.assertEqual(self.rpc("perf.concern", "name_search", "Reports")[0], [])
                self.assertEqual(
                    self.rpc("perf.concern.response", "search_count", [("concern_id.facts", "like", "Mondays")])[0], 0
                )
                for method in ("_release_due", "_apply_release", "_filter_guarded"):
                    self.assertTrue(self.rpc("perf.concern", method, [concern.id])[1])

    def test_rpc_tells_the_author_nothing(self):
        concern = self.in_state("hr_review")
        self.login(self.user_manager)
        with mute_logger(*QUIET):
            for name in ("write_date", "write_uid", "agreed_on", "agreed_by_id", "release_on"):
                self.assertRpcForbidden("perf.concern", "read", [concern.id], [name])
                self.assertRpcForbidden("perf.concern", "search_count", [(name, "!=", False)])
                result, _error = self.rpc("perf.concern", "onchange", [concern.id], {}, [], {name: {}})
                self.assertNotIn(name, (result or {}).get("value", {}))
            self.assertEqual(self.rpc("perf.second.review", "search_count", [])[0], 0)
            self.assertRpcForbidden("perf.protected.event", "search_count", [])

    def test_defaults_of_a_user_set_nothing(self):
        self.login(self.user_manager)
        with mute_logger(*QUIET):
            self.rpc("ir.default", "set", "perf.concern", "state", "shared", True)
        result, error = self.rpc(
            "perf.concern",
            "create",
            {"name": "x", "employee_id": self.employee_employee.id},
            context={"default_state": "shared", "default_released_on": str(self.today)},
        )
        self.assertFalse(error)
        concern = self.env["perf.concern"].browse(result)
        self.assertEqual((concern.state, concern.released_on), ("draft", False))

    # ------------------------------------------------------------------
    # On paper
    # ------------------------------------------------------------------

    def _print(self, concern, user):
        report = self.as_user(self.env["ir.actions.report"], user)
        return report._render_qweb_html("perf_development.report_concern", concern.ids)[0].decode()

    def test_report_has_three_views(self):
        concern = self.in_state("acknowledged", person="portal_employee")
        self.assertIn("Copy for Perf Portal Employee", self._print(concern, self.user_portal_employee))
        self.assertIn("Copy for the manager", self._print(concern, self.user_manager))
        self.assertIn("Copy for the manager", self._print(concern, self.user_head))
        self.assertIn("Copy for HR", self._print(concern, self.user_officer))
        self.assertNotIn("First handed in", self._print(concern, self.user_portal_employee))

    def test_report_checks_who_asks(self):
        concern = self.in_state("hr_review")
        for user in (self.user_employee, self.user_head, self.user_colleague, self.user_other_officer):
            self.assertForbidden(self._print, concern, user)
        self.assertNotIn("second", self._print(concern, self.user_manager))
        for name in ("colleague", "portal_colleague", "portal_employee"):
            self.login(getattr(self, f"user_{name}"))
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                page = self.get_page(f"/report/html/perf_development.report_concern/{concern.id}")
            self.assertNotIn("Mondays", page.text)
            self.assertGreaterEqual(page.status_code, 400)


@tagged("post_install", "-at_install")
class TestPerfConcernScaling(ConcernCommon):
    """Queries do not grow with concerns."""

    def _make(self, count, state="shared", **values):
        people = self.make_employees(count)
        done = state != "draft"
        return self.env["perf.concern"].create(
            [
                {
                    "name": "Late",
                    "employee_id": person.id,
                    "author_employee_id": self.employee_manager.id,
                    "occurred_on": self.today,
                    "facts": "x",
                    "expectation": "x",
                    "impact": "x",
                    "state": state,
                    "first_submitted_on": done and self.today,
                    "submitted_on": done and self.today,
                    "released_on": state == "shared" and self.today,
                    **values,
                }
                for person in people
            ]
        )

    def test_reading(self):
        names = ["display_name", "is_late", "reader_note", "step_note", "can_review", "hr_note", "can_act", "perf_role"]
        for user in (self.user_manager, self.user_officer):
            self.assertQueriesDontGrow(
                lambda count: self._make(count, "hr_review"), lambda each, user=user: each.with_user(user).read(names)
            )

    def test_portal_values(self):
        self.assertQueriesDontGrow(self._make, lambda each: each.with_user(self.user_manager)._prepare_portal_values())

    def test_what_waits(self):
        self.company.perf_guard_percent = 100
        people = self.employee_officer | self.employee_admin | self.employee_manager

        def make(count):
            self.env["perf.second.review"]._ensure(self._make(count, "hr_review"))
            self._make(count)
            return people.sudo()

        self.assertQueriesDontGrow(make, lambda each: each._perf_todo())

    def test_hooks(self):
        def make(count):
            return self._make(count).employee_id.sudo()

        self.assertQueriesDontGrow(make, lambda each: each._perf_prior_guidance(self.today))
        self.assertQueriesDontGrow(make, lambda each: each._perf_conversations())
        self.assertQueriesDontGrow(make, lambda each: each._perf_adverse_action_guard("concern", self.today))

    def test_asking_second_reviewers(self):
        self.company.perf_guard_percent = 100
        self.assertQueriesDontGrow(
            lambda count: self._make(count, "hr_review"),
            lambda each: self.env["perf.second.review"]._ensure(each.sudo()),
        )

    def test_releasing(self):
        self.assertQueriesDontGrow(
            lambda count: self._make(
                count, "hr_review", agreed_on=self.today, release_on=self.today, agreed_by_id=self.employee_officer.id
            ),
            lambda each: each.sudo()._release_due(),
        )

    def test_timeline(self):
        self.assertQueriesDontGrow(
            lambda count: self._make(count).employee_id.with_user(self.user_manager),
            lambda each: each._perf_timeline(self.today - timedelta(days=9), self.today),
        )
