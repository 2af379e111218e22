"""An appraisal that asks colleagues, reports, people from outside and a second manager as well."""

import re

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .portal_common import AppraisalSetUp

ROLES = ("peer", "report", "external", "second_manager")


class ReviewersSetUp(AppraisalSetUp):
    """A running cycle of which the form asks everybody, and an appraisal of ``employee_employee`` by ``manager``.

    ``employee_report_1`` to ``_4`` report to the employee; each has a portal user.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.questions = cls.template.section_ids.question_ids
        kinds = ("rating", "text", "choice")
        asked = cls.questions.filtered(lambda question: question.kind in kinds)
        asked.write({f"answer_{role}": True for role in ROLES})
        cls.question = {question.kind: question for question in asked}
        cls.template.nominate_max = 6
        cls.template.nominate_cap = 3
        cls.peers = [
            cls.employee_colleague,
            cls.employee_portal_colleague,
            cls.employee_other_manager,
            cls.employee_former_manager,
        ]
        cls.reports = cls._make_reports(4)
        cls.cycle.peer_deadline = cls.cycle.self_deadline
        cls.appraisal = cls.make_appraisal(cls.employee_employee)

    @classmethod
    def _make_reports(cls, count):
        users = cls.env["res.users"].create(
            [
                {
                    "name": f"Perf Led {number}",
                    "login": f"perf_led_{number}",
                    "password": f"perf_led_{number}",
                    "email": f"led_{number}@perf.example.com",
                    "tz": "UTC",
                    "company_id": cls.company.id,
                    "company_ids": [(6, 0, cls.company.ids)],
                    "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
                }
                for number in range(count)
            ]
        )
        people = cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "parent_id": cls.employee_employee.id,
                    "work_email": user.email,
                }
                for user in users
            ]
        )
        return list(people)

    def nominate(self, people, role="peer", user=None, appraisal=None):
        """Have these people asked, as the reviewing manager unless somebody else is given."""
        appraisal = appraisal or self.appraisal
        own = self.as_user(appraisal, user or self.user_manager)
        own.action_nominate(role, [person.id for person in people])
        return self.env["perf.appraisal.nomination"].search([("appraisal_id", "=", appraisal.id)])

    def nominate_outside(self, *outsiders, user=None):
        """Have people from outside asked, as pairs of name and address."""
        self.as_user(self.appraisal, user or self.user_manager).action_nominate(
            "external", outsiders=[list(each) for each in outsiders]
        )

    def review_by(self, person, appraisal=None):
        """The review of that person, in sudo."""
        return self.env["perf.appraisal.review"].search(
            [("appraisal_id", "=", (appraisal or self.appraisal).id), ("reviewer_employee_id", "=", person.id)]
        )

    def answer(self, person, level=3, text="Good work", choice="Here", appraisal=None, submit=True):
        """Answer as that person, and submit. A level of None, or an empty text, leaves that out."""
        review = self.as_user(self.review_by(person, appraisal), person.user_id)
        snapshot = {question.kind: question for question in review.sudo()._get_questions()}
        answers = {snapshot["rating"].id: {"text": text}, snapshot["text"].id: {"text": text}}
        if level is None:
            answers[snapshot["rating"].id]["unable"] = True
        else:
            answers[snapshot["rating"].id]["level_id"] = self.levels[level].id
        if not text:
            answers[snapshot["text"].id]["unable"] = True
        if choice:
            answers[snapshot["choice"].id] = {"choice": choice}
        review.save_answers(answers)
        if submit:
            review.action_submit()
        return review

    def close(self, appraisal=None):
        """Close the collection, as the nightly job does."""
        (appraisal or self.appraisal).with_user(self.env.ref("base.user_root"))._close_collection()
        self.env.flush_all()
        self.env.invalidate_all()

    def run_collection(self):
        """Run the nightly job, and say whether the collection is closed after it."""
        cron = self.env.ref("perf_appraisal.ir_cron_perf_appraisal_collect")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.appraisal.collection_closed

    def results(self, user=None, appraisal=None):
        """What a reader sees: dict of the name of a question -> the question."""
        own = self.as_user(appraisal or self.appraisal, user or self.user_manager)
        return {question["name"]: question for section in own._get_group_results() for question in section["questions"]}

    def find_links(self):
        """The personal links in the e-mails that wait: dict address -> path."""
        mails = self.env["mail.mail"].search([("body_html", "like", "/review/")], order="id")
        links = {}
        for mail in mails:
            found = re.search(r"/review/\d+/[\w-]+", str(mail.body_html))
            links[re.search(r"[^<\s]+@[^>\s]+", mail.email_to)[0]] = found[0]
        return links

    def finish(self):
        """Both main reviews in, so that the result can be shared."""
        self.submit_both(self.appraisal)

    def share_result(self):
        self.finish()
        self.share(self.appraisal)


class ReviewersHttp(ReviewersSetUp, PerfHttpCommon):
    """The same with a browser."""
