"""One cycle with a small form, and appraisals for the people of ``PerfCommon``."""

from odoo import fields

from odoo.addons.perf_base.tests.common import PerfCommon


class AppraisalSetUp(PerfCommon):
    """A running cycle whose form has a rating, a text, a choice and the goals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.scale = cls.env.ref("perf_appraisal.perf_rating_scale_default")
        cls.levels = cls.scale.level_ids
        cls.template = cls.env["perf.appraisal.template"].create(
            {
                "name": "Portal Form",
                "scale_id": cls.scale.id,
                "section_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Teamwork",
                            "weight": 60,
                            "question_ids": [
                                (0, 0, {"name": "Helps others", "kind": "rating", "scale_id": cls.scale.id}),
                                (0, 0, {"name": "What went well?", "kind": "text"}),
                            ],
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "name": "Goals",
                            "weight": 40,
                            "question_ids": [
                                (0, 0, {"name": "Goals of the year", "kind": "goals", "required": False}),
                                (
                                    0,
                                    0,
                                    {
                                        "name": "Where next?",
                                        "kind": "choice",
                                        "options": "Here\nElsewhere",
                                        "required": False,
                                    },
                                ),
                            ],
                        },
                    ),
                ],
            }
        )
        cls.cycle = cls.make_cycle()

    @classmethod
    def make_cycle(cls, name="Yearly Round", days=5, **values):
        """A running cycle over the last year, whose self reviews are due in that many days."""
        cycle = cls.env["perf.appraisal.cycle"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "date_from": fields.Date.subtract(cls.today, days=365),
                "date_to": cls.today,
                "self_deadline": fields.Date.add(cls.today, days=days),
                "manager_deadline": fields.Date.add(cls.today, days=days + 10),
                "share_deadline": fields.Date.add(cls.today, days=days + 20),
                **values,
            }
        )
        cycle.sudo().write({"state": "running"})
        return cycle

    @classmethod
    def make_appraisal(cls, employee, manager=None, cycle=None):
        """An open appraisal of that person, in sudo."""
        appraisal = cls.env["perf.appraisal"].create(
            {
                "cycle_id": (cycle or cls.cycle).id,
                "employee_id": employee.id,
                "template_id": cls.template.id,
                "manager_id": (manager or cls.employee_manager).id,
            }
        )
        appraisal.action_open()
        return appraisal

    def review_of(self, appraisal, role):
        """The review of that role, in sudo."""
        return appraisal.review_ids.filtered(lambda review: review.role == role and review.state != "expired")

    def questions_of(self, review):
        """The questions of a review's form, by kind."""
        form = review.with_user(review.reviewer_employee_id.user_id).get_form()
        return {question["kind"]: question for section in form["sections"] for question in section["questions"]}

    def submit(self, review, level=3, text="Well done", submit=True):
        """Answer everything that has to be answered, as the reviewer, and submit."""
        reviewer = review.with_user(review.reviewer_employee_id.user_id)
        questions = self.questions_of(review)
        reviewer.save_answers(
            {
                questions["rating"]["id"]: {"level_id": self.levels[level].id, "text": text},
                questions["text"]["id"]: {"text": text},
            }
        )
        if submit:
            reviewer.action_submit()

    def submit_both(self, appraisal, self_text="I did", manager_text="She did", level=3):
        """Both reviews of an appraisal, submitted."""
        self.submit(self.review_of(appraisal, "self"), text=self_text)
        self.submit(self.review_of(appraisal, "manager"), text=manager_text, level=level)

    def share(self, appraisal, level=3, reason="Because of the year"):
        """Rate and share as the reviewing manager."""
        own = appraisal.with_user(appraisal.manager_id.user_id)
        own.action_set_rating(self.levels[level].id, reason)
        own.action_share()
