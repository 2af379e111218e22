from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon

from .reviewers_common import ReviewersHttp, ReviewersSetUp


class ManyReviewers(ReviewersSetUp):
    """Many appraisals, each with three colleagues who are proposed, asked or have answered."""

    def make_appraisals(self, count, state="approved", **values):
        """That many appraisals of new people, with their colleagues nominated.

        :param values: further values of the people
        """
        people = self.make_employees(count, **values)
        colleagues = [self.employee_colleague, self.employee_portal_colleague, self.employee_other_manager]
        cycle = self.make_cycle("Big Round")
        cycle.peer_deadline = cycle.self_deadline
        snapshot = self.template._get_snapshot(cycle)
        snapshot.nominate_cap = 1000
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
        nominations = self.env["perf.appraisal.nomination"].create(
            [
                {"appraisal_id": appraisal.id, "role": "peer", "reviewer_employee_id": colleague.id}
                for appraisal in appraisals
                for colleague in colleagues
            ]
        )
        if state == "approved":
            nominations._approve()
        return appraisals

    def make_answered(self, count):
        """The same, with all colleagues' reviews in."""
        appraisals = self.make_appraisals(count)
        reviews = appraisals.review_ids.filtered(lambda review: review.role == "peer")
        questions = appraisals.template_id.section_ids.question_ids
        rating = questions.filtered(lambda question: question.kind == "rating")
        self.env["perf.appraisal.answer"].create(
            [
                {"review_id": review.id, "question_id": rating.id, "level_id": self.levels[2].id, "text": "Fine"}
                for review in reviews
            ]
        )
        reviews.write({"state": "submitted"})
        return appraisals


@tagged("post_install", "-at_install")
class TestPerfAppraisalReviewersScaling(ManyReviewers, PerfCommon):
    """The number of queries does not grow with the number of people."""

    def test_launch_with_second_managers(self):
        def make(count):
            people = self.make_employees(count)
            cycle = self.env["perf.appraisal.cycle"].create(
                {
                    "name": "Launch",
                    "company_id": self.company.id,
                    "date_from": "2020-01-01",
                    "date_to": "2020-12-31",
                    "self_deadline": "2021-01-10",
                    "manager_deadline": "2021-01-20",
                    "share_deadline": "2021-01-30",
                    "population_ids": [
                        (0, 0, {"template_id": self.template.id, "domain": str([("id", "in", people.ids)])})
                    ],
                }
            )
            cycle.state = "running"
            return cycle

        self.assertQueriesDontGrow(make, lambda cycle: cycle._launch_batch(100), slack=12)

    def test_approving(self):
        def make(count):
            return self.make_appraisals(count, state="proposed")

        def approve(appraisals):
            appraisals.with_user(self.user_manager).action_approve_reviewers()

        self.assertQueriesDontGrow(make, approve, slack=12)

    def test_approving_outsiders(self):
        """A personal link and an e-mail for each, in as many queries for fifty as for two."""

        def make(count):
            appraisals = self.make_appraisals(count, state="proposed")
            self.env["perf.appraisal.nomination"].search([("appraisal_id", "in", appraisals.ids)]).unlink()
            return self.env["perf.appraisal.nomination"].create(
                [
                    {
                        "appraisal_id": appraisal.id,
                        "role": "external",
                        "reviewer_name": "Ann",
                        "reviewer_email": f"ann{appraisal.id}@customer.example",
                    }
                    for appraisal in appraisals
                ]
            )

        self.assertQueriesDontGrow(make, lambda nominations: nominations._approve(), slack=12)

    def test_nomination_list(self):
        names = ["person_name", "role", "state", "warning", "can_decide", "can_withdraw", "declined", "decline_reason"]
        names += ["employee_id", "proposed_by_id", "reason"]

        def read(appraisals):
            nominations = self.env["perf.appraisal.nomination"].with_user(self.user_manager)
            found = nominations.search([("appraisal_id", "in", appraisals.ids)])
            found.web_read({name: {} for name in names})

        for state in ("proposed", "approved"):
            with self.subTest(state=state):
                self.assertQueriesDontGrow(lambda count, state=state: self.make_appraisals(count, state), read)

    def test_appraisal_rights(self):
        names = ["asks_reviewers", "can_nominate", "can_decide_reviewers", "proposal_count", "collection_closed"]

        def read(appraisals):
            appraisals.with_user(self.user_manager).web_read({name: {} for name in names})

        self.assertQueriesDontGrow(lambda count: self.make_appraisals(count, "proposed"), read)

    def test_collecting(self):
        self.assertQueriesDontGrow(
            self.make_answered, lambda each: each._filter_collection_over()._close_collection(), slack=12
        )

    def test_todo(self):
        self.assertQueriesDontGrow(
            lambda count: self.make_appraisals(count, "proposed"),
            lambda each: (each.employee_id | self.employee_manager | self.employee_colleague).sudo()._perf_todo(),
        )

    def test_suggestions(self):
        """As many queries in a team of fifty as in one of two."""

        def make(count):
            manager = self.make_employees(1)
            team = self.make_employees(count, parent_id=manager.id, work_email="mate@perf.example.com")
            appraisal = self.env["perf.appraisal"].create(
                {
                    "cycle_id": self.make_cycle("Team Round").id,
                    "employee_id": team[0].id,
                    "template_id": self.template.id,
                    "manager_id": self.employee_manager.id,
                }
            )
            appraisal.action_open()
            return appraisal.with_user(self.user_manager)

        self.assertQueriesDontGrow(make, lambda appraisal: appraisal._get_suggestions(), slack=4)

    def test_works_with(self):
        self.assertQueriesDontGrow(
            self.make_employees, lambda people: people.sudo()._perf_works_with(self.cycle.date_from, self.cycle.date_to)
        )

    def test_group_results(self):
        """A result of fifty answers takes as many queries as one of three."""

        def make(count):
            [appraisal] = self.make_appraisals(1)
            people = self.make_employees(count)
            reviews = self.env["perf.appraisal.review"].create(
                [{"appraisal_id": appraisal.id, "role": "peer", "reviewer_employee_id": each.id} for each in people]
            )
            rating = appraisal.template_id.section_ids.question_ids.filtered(lambda each: each.kind == "rating")
            self.env["perf.appraisal.answer"].create(
                [
                    {"review_id": each.id, "question_id": rating.id, "level_id": self.levels[1].id, "text": "Yes"}
                    for each in reviews
                ]
            )
            reviews.write({"state": "submitted"})
            appraisal._close_collection()
            return appraisal.with_user(self.user_manager)

        self.assertQueriesDontGrow(make, lambda appraisal: appraisal._get_group_results(), small=3)


@tagged("post_install", "-at_install")
class TestPerfAppraisalReviewersPagesScaling(ManyReviewers, ReviewersHttp):
    """The pages take as many queries for fifty as for two."""

    def test_list_of_reviews(self):
        def open_page(_appraisals):
            self.assertEqual(self.url_open("/my/reviews").status_code, 200)

        self.login(self.user_colleague)
        self.assertQueriesDontGrow(self.make_appraisals, open_page, slack=4)

    def test_list_of_appraisals(self):
        def open_page(_appraisals):
            self.assertEqual(self.url_open("/my/appraisals").status_code, 200)

        self.login(self.user_manager)
        self.assertQueriesDontGrow(lambda count: self.make_appraisals(count, "proposed"), open_page, slack=4)

    def test_page_of_reviewers(self):
        def make(count):
            [appraisal] = self.make_appraisals(1, "proposed")
            people = self.make_employees(count)
            self.env["perf.appraisal.nomination"].create(
                [{"appraisal_id": appraisal.id, "role": "peer", "reviewer_employee_id": each.id} for each in people]
            )
            return appraisal

        def open_page(appraisal):
            self.assertEqual(self.url_open(f"/my/appraisals/{appraisal.id}/reviewers").status_code, 200)

        self.login(self.user_manager)
        self.assertQueriesDontGrow(make, open_page, slack=4)
