"""Helpers on top of the shared set-up of the addon."""

from .portal_common import AppraisalSetUp


class AppraisalCommon(AppraisalSetUp):
    """An appraisal of ``employee_employee`` by ``employee_manager``, in any state a test asks for."""

    CONFIDENTIAL = ("score", "score_lines", "suggested_level_id", "final_level_id", "rating_reason", "manager_summary")
    CONFIDENTIAL += ("final_level_color", "suggested_level_color", "original_level_color", "level_description")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.appraisal = cls.make_appraisal(cls.employee_employee)
        reviews = cls.appraisal.review_ids
        cls.self_review = reviews.filtered(lambda review: review.role == "self")
        cls.manager_review = reviews - cls.self_review

    def get_question(self, action, user=None):
        """The dialog that an action opens to ask before a step, as the web client makes it, for the HR officer."""
        model = self.as_user(self.env[action["res_model"]], user or self.user_officer)
        return model.with_context(**action["context"]).create({})

    def submit_self(self):
        self.submit(self.self_review, text="My own view")

    def submit_manager(self, level=3):
        self.submit(self.manager_review, text="The manager's view", level=level)

    def rate_and_share(self, level=3, summary="A good year"):
        """Rate as the manager, with a summary, and share."""
        appraisal = self.as_user(self.appraisal, self.user_manager)
        appraisal.write({"manager_summary": summary})
        appraisal.action_set_rating(self.levels[level].id, "For good reasons")
        appraisal.action_share()

    def to_shared(self):
        self.submit_self()
        self.submit_manager()
        self.rate_and_share()

    def acknowledge(self, agree=True):
        self.as_user(self.appraisal, self.user_employee).action_acknowledge("I have read it", agree)

    def ids_for(self, user, records):
        """Which of these records a search of that user finds."""
        found = self.as_user(self.env[records._name], user).search([("id", "in", records.ids)])
        return set(found.ids)

    def activities(self):
        """What waits in the activities of the test's cycle."""
        appraisals = self.cycle.appraisal_ids
        domain = [("res_model", "=", "perf.appraisal"), ("res_id", "in", appraisals.ids)]
        domain = ["|", "&", *domain, "&", ("res_model", "=", "perf.appraisal.review")]
        return self.env["mail.activity"].search([*domain, ("res_id", "in", appraisals.review_ids.ids)])

    def make_population_cycle(self, people, **values):
        """A draft cycle for these people."""
        return self.env["perf.appraisal.cycle"].create(
            {
                "name": "Round of Tests",
                "company_id": self.company.id,
                "date_from": "2020-01-01",
                "date_to": "2020-12-31",
                "self_deadline": "2021-01-10",
                "manager_deadline": "2021-01-20",
                "share_deadline": "2021-01-30",
                "population_ids": [
                    (0, 0, {"template_id": self.template.id, "domain": str([("id", "in", people.ids)])})
                ],
                **values,
            }
        )
