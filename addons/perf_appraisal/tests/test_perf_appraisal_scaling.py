from odoo.tests import Form, tagged

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalScaling(AppraisalCommon):
    """The number of queries does not grow with the number of people."""

    def make_people(self, count):
        return self.make_employees(count)

    def make_appraisals(self, count):
        people = self.make_people(count)
        cycle = self.make_cycle("Big Round")
        appraisals = self.env["perf.appraisal"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "employee_id": person.id,
                    "template_id": self.template.id,
                    "manager_id": self.employee_manager.id,
                }
                for person in people
            ]
        )
        appraisals.action_open()
        return appraisals

    def make_rated(self, count):
        """Appraisals whose manager reviews are in, as the score rests on them."""
        appraisals = self.make_appraisals(count)
        reviews = appraisals.review_ids
        rating = appraisals.template_id.section_ids.question_ids.filtered(lambda each: each.kind == "rating")
        self.env["perf.appraisal.answer"].create(
            [{"review_id": review.id, "question_id": rating.id, "level_id": self.levels[3].id} for review in reviews]
        )
        reviews.write({"state": "submitted"})
        return appraisals

    def test_launch(self):
        def make(count):
            people = self.make_people(count)
            cycle = self.make_population_cycle(people)
            cycle.sudo().state = "running"
            return cycle

        self.assertQueriesDontGrow(make, lambda cycle: cycle._launch_batch(100), slack=12)

    def test_lists(self):
        fields = ["employee_id", "cycle_id", "manager_id", "state", "score", "final_level_id", "phase", "my_part"]
        fields += ["step_label", "due_date", "next_action", "previous_rating", "level_description"]

        def read(appraisals):
            appraisals.with_user(self.user_manager).web_read({name: {} for name in fields})

        self.assertQueriesDontGrow(self.make_rated, read)

    def test_review_list(self):
        fields = ["employee_id", "deadline", "urgency", "answered_count", "total_count", "can_reopen", "is_mine"]

        def read(appraisals):
            reviews = (
                appraisals.with_user(self.user_manager)
                .env["perf.appraisal.review"]
                .search([("appraisal_id", "in", appraisals.ids), ("is_mine", "=", True)])
            )
            reviews.web_read({name: {} for name in fields})

        self.assertQueriesDontGrow(self.make_rated, read, slack=2)

    def test_scores(self):
        self.assertQueriesDontGrow(self.make_rated, lambda each: each.sudo().result_ids._refresh(), slack=2)

    def test_hooks(self):
        for hook in ("_perf_todo", "_perf_team_facts"):
            with self.subTest(hook=hook):
                self.assertQueriesDontGrow(
                    self.make_rated, lambda each, hook=hook: getattr(each.employee_id.sudo(), hook)()
                )

    def test_todo_of_one_busy_manager(self):
        self.assertQueriesDontGrow(self.make_appraisals, lambda _each: self.employee_manager.sudo()._perf_todo())

    def test_cycle_form(self):
        def make(count):
            return self.make_rated(count).cycle_id

        def open_form(cycle):
            Form(cycle.with_user(self.user_officer))

        self.assertQueriesDontGrow(make, open_form)

    def test_get_form(self):
        """As many queries for a form of fifty questions as for one of two."""

        def make(count):
            template = self.env["perf.appraisal.template"].create(
                {
                    "name": "Long",
                    "scale_id": self.scale.id,
                    "section_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "All",
                                "question_ids": [
                                    (0, 0, {"name": f"Question {number}", "scale_id": self.scale.id})
                                    for number in range(count)
                                ],
                            },
                        )
                    ],
                }
            )
            cycle = self.make_cycle("Long Round")
            appraisal = self.env["perf.appraisal"].create(
                {
                    "cycle_id": cycle.id,
                    "employee_id": self.employee_employee.id,
                    "template_id": template.id,
                    "manager_id": self.employee_manager.id,
                }
            )
            appraisal.action_open()
            return self.review_of(appraisal, "self")

        def fill_in(review):
            own = review.with_user(self.user_employee)
            form = own.get_form()
            own.save_answers({each["id"]: {"level_id": self.levels[2].id} for each in form["sections"][0]["questions"]})
            own.action_submit()

        self.assertQueriesDontGrow(make, fill_in, slack=3)

    def test_closing_a_cycle(self):
        def make(count):
            appraisals = self.make_rated(count)
            appraisals.sudo().write({"state": "shared"})
            return appraisals.cycle_id

        self.assertQueriesDontGrow(make, lambda cycle: cycle.with_user(self.user_officer).action_close(), slack=2)
