from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from .reviewers_common import ReviewersHttp


@tagged("post_install", "-at_install")
class TestPerfAppraisalLimits(ReviewersHttp):
    """What HR officers and others try over RPC beyond the screens."""

    def officer(self, record=None):
        return self.as_user(record if record is not None else self.cycle, self.user_officer)

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def test_company_stays(self):
        """Set-up is not moved into companies of others, and what is used not at all."""
        template = self.env["perf.appraisal.template"].create({"name": "Ours", "company_id": self.company.id})
        scale = self.scale.copy({"company_id": self.company.id})
        plan = self.env["perf.appraisal.plan"].create(
            {"name": "Yearly", "company_id": self.company.id, "template_id": self.template.id}
        )
        cycle = self.env["perf.appraisal.cycle"].create({"name": "Draft", "company_id": self.company.id})
        self.login(self.user_officer)
        for record in (template, scale, plan, cycle):
            for company in (self.company_other.id, 10**9, True, "x"):
                with (
                    self.subTest(model=record._name, company=company),
                    self.assertRaisesRegex(ValidationError, "your own companies"),
                ):
                    self.officer(record).write({"company_id": company})
            _result, error = self.rpc(record._name, "write", record.ids, {"company_id": self.company_other.id})
            self.assertEqual(error["name"], "odoo.exceptions.ValidationError")
            self.assertEqual(record.company_id, self.company)

    def test_company_of_what_is_used(self):
        """With both companies at hand a draft moves, and what something rests on does not."""
        self.user_officer.sudo().company_ids |= self.company_other
        both = {"allowed_company_ids": (self.company | self.company_other).ids}
        scale = self.scale.copy({"company_id": self.company.id})
        free = self.officer(scale).with_context(**both)
        free.write({"company_id": self.company_other.id})
        free.write({"company_id": self.company.id})
        template = self.env["perf.appraisal.template"].create(
            {"name": "Ours", "company_id": self.company.id, "scale_id": scale.id}
        )
        self.env["perf.appraisal.plan"].create(
            {"name": "Yearly", "company_id": self.company.id, "template_id": template.id}
        )
        for record in (scale, template):
            with self.assertRaisesRegex(ValidationError, "stays in its company"):
                self.officer(record).with_context(**both).write({"company_id": self.company_other.id})

    def test_template_of_another_company(self):
        """The template's company is looked at whenever one of the two changes."""
        self.user_officer.sudo().company_ids |= self.company_other
        both = {"allowed_company_ids": (self.company | self.company_other).ids}
        template = self.env["perf.appraisal.template"].create({"name": "Ours", "company_id": self.company.id})
        plan = self.env["perf.appraisal.plan"].create(
            {"name": "Yearly", "company_id": self.company.id, "template_id": template.id}
        )
        cycle = self.env["perf.appraisal.cycle"].create(
            {
                "name": "Draft",
                "company_id": self.company.id,
                "population_ids": [(0, 0, {"template_id": template.id, "domain": "[]"})],
            }
        )
        for record in (plan, cycle):
            with self.assertRaisesRegex(ValidationError, "belongs to another company"):
                self.officer(record).with_context(**both).write({"company_id": self.company_other.id})

    # ------------------------------------------------------------------
    # Steps and days of a running cycle
    # ------------------------------------------------------------------

    def test_every_step_can_be_searched(self):
        """What the client gets to search with comes back as it went out, and finds what the officer may see."""
        own = self.make_appraisal(self.employee_officer)
        self.nominate(self.peers[:2])
        self.nominate(self.peers[:1], appraisal=own)
        self.login(self.user_officer)
        for step in ("all", "self", "peers", "manager", "share", "sign", "appeal"):
            action, _error = self.rpc("perf.appraisal.cycle", "action_view_step", self.cycle.ids, step)
            found, error = self.rpc(action["res_model"], "search", action["domain"])
            self.assertFalse(error)
            if step == "peers":
                self.assertEqual(found, self.appraisal.ids)

    def test_words_that_are_none(self):
        """What is no step, no id or no text gets a sentence, and not an error of the server."""
        appraisal = self.as_user(self.appraisal, self.user_manager)
        for call in (
            lambda: self.officer().action_view_step([]),
            lambda: self.officer().action_view_anomaly({}),
            lambda: self.officer().action_remind("self", [True]),
            lambda: appraisal.action_set_potential([1]),
            lambda: appraisal.write({"potential": [1]}),
            lambda: appraisal.action_set_rating(True, "Because"),
            lambda: appraisal.write({"manager_summary": {"a": 1}}),
            lambda: appraisal.write({"rating_reason": [1]}),
        ):
            with self.assertRaises(UserError):
                call()
        appraisal.action_set_potential({})
        self.assertFalse(appraisal.potential)
        wizard = self.as_user(self.env["perf.appraisal.nominate"], self.user_manager)
        self.assertEqual(wizard.with_context(default_appraisal_id="x").default_get(["role"]), {"role": "peer"})

    def test_days_of_a_running_cycle(self):
        """Days of a running cycle are moved, but not into the past."""
        past = fields.Date.subtract(fields.Date.today(), days=2)
        for name in ("self_deadline", "peer_deadline"):
            with self.assertRaisesRegex(UserError, "This day is past"):
                self.officer().write({name: past})
        self.officer().write({"peer_deadline": self.today + timedelta(days=12)})
        self.officer().write({"peer_deadline": self.today + timedelta(days=7)})
        with self.assertRaises(UserError):
            self.officer().write({"peer_deadline": "9999-01-01"})

    def test_own_collection(self):
        """An officer who is appraised in the cycle does not end the own collection earlier."""
        self.officer().write({"peer_deadline": self.today + timedelta(days=12)})
        self.make_appraisal(self.employee_officer)
        for vals in (
            {"peer_deadline": self.today + timedelta(days=7)},
            {"peer_deadline": False, "manager_deadline": self.today + timedelta(days=11)},
        ):
            with self.assertRaisesRegex(UserError, "appraised in this cycle yourself"):
                self.officer().write(vals)
        self.officer().write({"peer_deadline": self.today + timedelta(days=13)})
        self.as_user(self.cycle, self.user_admin).write({"peer_deadline": self.today + timedelta(days=7)})

    def test_board_without_own_peers(self):
        """The numbers of peers leave out those who write about the officer."""
        own = self.make_appraisal(self.employee_officer)
        self.nominate(self.peers[:3])
        self.nominate(self.peers[:2], appraisal=own)
        self.answer(self.peers[0], appraisal=own)
        counts = {}
        for user in (self.user_officer, self.user_admin):
            board = self.as_user(self.cycle, user).get_board()["steps"]
            counts[user] = {step["key"]: (step["done"], step["total"]) for step in board}
        self.assertEqual(counts[self.user_officer]["peers"], (0, 3))
        self.assertEqual(counts[self.user_admin]["peers"], (1, 5))
        self.assertEqual(counts[self.user_officer]["self"], counts[self.user_admin]["self"])

    # ------------------------------------------------------------------
    # Reviewers
    # ------------------------------------------------------------------

    def test_people_added_later(self):
        """Nobody is asked who was added after the appraisal began: people could be made up to reach the number."""
        person = self.env["hr.employee"].create(
            {"name": "Straw Man", "company_id": self.company.id, "work_email": "straw@perf.example.com"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_employee SET create_date = create_date + interval '1 hour' WHERE id = %s", [person.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "was added after this appraisal began"):
            self.nominate([person], user=self.user_officer)

    def test_declined_ones_count_for_the_employee(self):
        """The employee can't find out by a place that gets free how many declined; the manager asks somebody else."""
        self.template.nominate_by = "both"
        self.appraisal.template_id.sudo().write({"nominate_max": 3})
        self.nominate(self.peers[:3])
        self.as_user(self.review_by(self.peers[0]), self.user_colleague).action_decline("No time")
        with self.assertRaisesRegex(UserError, "At most 3"):
            self.nominate(self.peers[3:4], user=self.user_employee)
        self.nominate(self.peers[3:4])

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def test_lines_are_found_by_their_readers(self):
        """A search by the id of a line tells nothing that the rules of the line don't."""
        self.nominate(self.peers[:2])
        review, log = (
            self.review_by(self.peers[0]),
            self.env["perf.appraisal.log"].search([("appraisal_id", "=", self.appraisal.id)], limit=1),
        )
        self.login(self.user_employee)
        for name, line in (("review_ids", review), ("log_ids", log)):
            self.assertTrue(line)
            for domain in ([(name, "in", line.ids)], [(name, "any", [("id", "in", line.ids)])]):
                with self.subTest(domain=domain):
                    self.assertEqual(self.rpc("perf.appraisal", "search", domain), ([], None))
                    found = self.officer(self.appraisal).search(domain)
                    self.assertEqual(found, self.appraisal)
        Appraisal = self.env["perf.appraisal"].with_user(self.user_employee)
        mine = self.review_of(self.appraisal, "self")
        self.assertEqual(Appraisal.search([("review_ids", "in", mine.ids)]), self.appraisal)
        self.assertFalse(Appraisal.search([("review_ids", "not in", mine.ids)]))
        self.assertTrue(Appraisal.search([("log_ids", "=", False)]))
        self.assertFalse(Appraisal.search([("log_ids", "!=", False)]))
        self.assertTrue(Appraisal.search(Domain("log_ids", "any!", Domain("id", "in", log.ids))))

    def test_rating_leaves_no_time(self):
        """The appraisal, which the employee reads, does not change when the manager works on the rating."""
        self.submit_both(self.appraisal)
        self.env.flush_all()
        before = "2020-01-01 10:00:00"
        self.env.cr.execute("UPDATE perf_appraisal SET write_date = %s WHERE id = %s", [before, self.appraisal.id])
        self.env.invalidate_all()
        self.as_user(self.appraisal, self.user_manager).write({"manager_summary": "Well done"})
        self.env.flush_all()
        self.assertEqual(str(self.as_user(self.appraisal, self.user_employee).write_date), before)

    def test_start_days(self):
        """A manager starts an appraisal with days that can be kept."""
        self.company.sudo().perf_appraisal_manager_launch = True
        self.template.for_managers = True
        wizard = self.as_user(self.env["perf.appraisal.start"], self.user_manager).create(
            {"employee_ids": self.employee_employee.ids, "template": str(self.template.id)}
        )
        for day, words in (("1901-01-01", "is past"), ("2090-01-01", "years away")):
            wizard.sudo().share_deadline = day
            with self.assertRaisesRegex(UserError, words):
                wizard.action_start()
