from unittest.mock import patch

from odoo import fields
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon
from odoo.addons.perf_base.tests.test_perf_mixins import get_test_models

from .reviewers_common import ReviewersHttp, ReviewersSetUp


class ManyResults(ReviewersSetUp):
    """Many appraisals with all their reviews in, peers included, of people with users and evidence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_models(*get_test_models())
        cls.startClassPatcher(
            patch.object(
                cls.registry["perf.test.note"],
                "_get_perf_evidence_shared_domain",
                lambda this: Domain("name", "=", "for both"),
            )
        )
        cls.logins = 0

    def run_job(self, model, method):
        """Run a job to its end in this transaction, which a test can't commit."""
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda this, *args, **kwargs: 100)
        getattr(self.env[model], method)(batch=100)

    def make_staff(self, count):
        """New people with portal users."""
        portal = self.env.ref("base.group_portal")
        first = type(self).logins
        type(self).logins += count
        users = self.env["res.users"].create(
            [
                {
                    "name": f"Perf Staff {number}",
                    "login": f"perf_staff_{number}",
                    "email": f"staff_{number}@perf.example.com",
                    "tz": "UTC",
                    "company_id": self.company.id,
                    "company_ids": [(6, 0, self.company.ids)],
                    "group_ids": [(6, 0, portal.ids)],
                }
                for number in range(first, first + count)
            ]
        )
        people = self.make_employees(count, parent_id=self.employee_manager.id)
        for person, user in zip(people, users, strict=True):
            person.user_id = user
        return people

    def make_done(self, count, people=None, cycle=None):
        """Appraisals whose reviews are in and whose final level is chosen, with two notes about each person."""
        people = people or self.make_staff(count)
        cycle = cycle or self.make_cycle("Big Round")
        cycle.peer_deadline = cycle.self_deadline
        snapshot = self.template._get_snapshot(cycle)
        appraisals = self.env["perf.appraisal"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "employee_id": person.id,
                    "template_id": snapshot.id,
                    "manager_id": self.employee_manager.id,
                }
                for person in people
            ]
        )
        appraisals.action_open()
        self.env["perf.appraisal.review"].create(
            [
                {"appraisal_id": appraisal.id, "role": "peer", "reviewer_employee_id": peer.id}
                for appraisal in appraisals
                for peer in self.peers[:3]
            ]
        )
        self.answer_all(appraisals)
        appraisals.result_ids._refresh()
        appraisals.result_ids.write({"final_level_id": self.levels[2].id, "rating_reason": "For good reasons"})
        self.env["perf.test.note"].create(
            [
                {"name": name, "employee_id": person.id, "date": self.today}
                for person in people
                for name in ("for both", "for one")
            ]
        )
        return appraisals

    def answer_all(self, appraisals):
        """Have everybody answer every question, and submit."""
        reviews = self.env["perf.appraisal.review"].search([("appraisal_id", "in", appraisals.ids)])
        questions = appraisals.template_id.section_ids.question_ids.filtered(
            lambda question: question.kind in ("rating", "text")
        )
        values = {"rating": {"level_id": self.levels[2].id, "text": "Fine"}, "text": {"text": "Fine"}}
        self.env["perf.appraisal.answer"].create(
            [
                {"review_id": review.id, "question_id": question.id, **values[question.kind]}
                for review in reviews
                for question in questions
            ]
        )
        reviews.write({"state": "submitted", "submitted_date": fields.Datetime.now()})

    def make_shared(self, count):
        """The same, shared."""
        appraisals = self.make_done(count)
        appraisals._share()
        return appraisals


@tagged("post_install", "-at_install")
class TestPerfAppraisalResultScaling(ManyResults, PerfCommon):
    """Results of fifty people take as many queries as those of two."""

    def check_frozen(self, appraisals):
        self.assertEqual(set(appraisals.mapped("state")), {"shared"})
        for result in appraisals.result_ids:
            self.assertTrue(result._is_evidence_intact(result) and result.evidence_hash)
            self.assertEqual([item["title"] for item in result.evidence["timeline"]], ["for both"])
            self.assertTrue(result.evidence["groups"])
        self.assertEqual(len(set(appraisals.result_ids.mapped("evidence_hash"))), len(appraisals))

    def test_share_many(self):
        def share(appraisals):
            self.as_user(appraisals, self.user_manager).action_share()
            self.check_frozen(appraisals)

        self.assertQueriesDontGrow(self.make_done, share, slack=12)

    def test_release_by_hr(self):
        self.company.perf_appraisal_release = "hr"

        def make(count):
            appraisals = self.make_done(count)
            self.as_user(appraisals, self.user_manager).action_hand_over()
            return appraisals

        def release(appraisals):
            self.as_user(appraisals.cycle_id, self.user_officer).action_share_ready()
            self.run_job("perf.appraisal", "_cron_release")
            self.check_frozen(appraisals)

        self.assertQueriesDontGrow(make, release, slack=12)

    def test_hand_over_and_take_back(self):
        self.company.perf_appraisal_release = "hr"

        def run(appraisals):
            own = self.as_user(appraisals, self.user_manager)
            own.action_hand_over()
            own.action_take_back()

        self.assertQueriesDontGrow(self.make_done, run)

    def test_close_many(self):
        self.assertQueriesDontGrow(
            self.make_shared, lambda each: self.as_user(each, self.user_officer).action_close(), slack=4
        )

    def test_list(self):
        names = ["employee_id", "cycle_id", "manager_id", "state", "step_label", "due_date", "final_level_id", "score"]
        names += [
            "next_action",
            "appeal_state",
            "phase",
            "my_part",
            "can_decide_appeal",
            "evidence_check",
            "potential",
            "release",
        ]

        def read(appraisals):
            self.as_user(appraisals, self.user_officer).web_read({name: {} for name in names})

        self.assertQueriesDontGrow(self.make_shared, read, slack=4)

    def test_history_of_employees(self):
        def read(appraisals):
            people = self.as_user(self.env["hr.employee"], self.user_officer).browse(appraisals.employee_id.ids)
            people.mapped("perf_appraisal_count")
            self.assertTrue(all(people._get_perf_appraisal_history().values()))

        self.assertQueriesDontGrow(self.make_shared, read)

    def test_archive(self):
        """The pages of all results are read together; each is then printed by itself."""
        printed = []

        def run_pdf(this, bodies, **kwargs):
            printed.extend(bodies)
            return b"%PDF-1.4"

        self.patch(self.registry["ir.actions.report"], "_run_wkhtmltopdf", run_pdf)

        def make(appraisals):
            printed.clear()
            self.as_user(appraisals.cycle_id, self.user_officer).action_print_all()
            self.run_job("perf.appraisal.archive", "_cron_make")
            archive = self.env["perf.appraisal.archive"].search([], limit=1)
            self.assertEqual((archive.state, archive.problem), ("done", False))
            self.assertEqual(len(printed), len(appraisals))

        # Core looks the report up once for each page it lays out: 48 pages more.
        self.assertQueriesDontGrow(self.make_shared, make, slack=48 + 8)

    def test_what_waits(self):
        """The nightly jobs ask what waits for everybody: those who sign, and those who share."""

        def run(appraisals):
            (appraisals.employee_id | self.employee_manager | self.employee_officer).sudo()._perf_todo()

        for make in (self.make_done, self.make_shared):
            with self.subTest(make=make.__name__):
                self.assertQueriesDontGrow(make, run)


@tagged("post_install", "-at_install")
class TestPerfAppraisalResultPagesScaling(ManyResults, ReviewersHttp):
    """The portal's list takes as many queries for fifty results as for two."""

    def test_team(self):
        self.login(self.user_manager)
        self.assertQueriesDontGrow(
            self.make_shared, lambda _each: self.assertEqual(self.url_open("/my/appraisals").status_code, 200), slack=4
        )

    def test_own_history(self):
        """Somebody with many appraisals of the past."""

        def make(count):
            [person] = self.make_staff(1)
            for number in range(count):
                cycle = self.make_cycle(f"Round {number}")
                self.make_done(1, people=person, cycle=cycle)._share()
            return person

        def open_page(person):
            person.user_id.password = person.user_id.login
            self.login(person.user_id)
            page = self.url_open("/my/appraisals")
            self.assertIn("o_perf_history", page.text)

        self.assertQueriesDontGrow(make, open_page, large=8, slack=4)
