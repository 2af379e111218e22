from odoo import fields
from odoo.tests import tagged

from .common import AppraisalCommon

# What is each record's own: the rest of a copy is as the first record has it.
OWN = {"id", "display_name", "employee_id", "appraisal_id", "review_id", "reviewer_employee_id", "manager_id"}


@tagged("post_install", "-at_install")
class TestPerfAppraisalLaunch(AppraisalCommon):
    """Many appraisals at once are as one that is opened by hand."""

    def stored(self, record):
        """The stored values of a record, apart from what is its own."""
        names = [
            name for name, field in record._fields.items() if field.store and field.column_type and name not in OWN
        ]
        return {name: value for name, value in record.read(names, load=None)[0].items() if name not in OWN}

    def launch(self, people):
        cycle = self.make_population_cycle(people)
        cycle.sudo().write({"state": "running", "launched_date": fields.Datetime.now()})
        cycle._launch_batch()
        self.env.flush_all()
        self.env.invalidate_all()
        return cycle.appraisal_ids.sorted("id")

    def test_copies_are_like_the_first(self):
        """All columns of appraisal, result, reviews and history, which the ORM writes for the first one only."""
        first, *others = self.launch(self.make_employees(3))
        self.assertEqual(len(others), 2)
        for other in others:
            self.assertEqual(self.stored(first), self.stored(other))
            for name in ("result_ids", "log_ids"):
                one, copy = first[name], other[name]
                self.assertEqual(len(one), len(copy), name)
                self.assertEqual(self.stored(one), self.stored(copy), name)
                self.assertEqual(copy.employee_id, other.employee_id)
            for role in ("self", "manager"):
                one, copy = self.review_of(first, role), self.review_of(other, role)
                self.assertEqual(self.stored(one), self.stored(copy), role)
                self.assertEqual(copy.employee_id, other.employee_id)
            self.assertEqual(self.review_of(other, "self").reviewer_employee_id, other.employee_id)
            self.assertEqual(self.review_of(other, "manager").reviewer_employee_id, self.employee_manager)
            self.assertEqual(other.result_ids.manager_id, self.employee_manager)

    def test_departments_and_managers_are_each_ones_own(self):
        department = self.env["hr.department"].create({"name": "Own", "company_id": self.company.id})
        people = self.make_employees(2) | self.make_employees(1, department_id=department.id, parent_id=False)
        appraisals = self.launch(people)
        other = appraisals.filtered(lambda each: each.employee_id == people[2])
        self.assertEqual(other.department_id, department)
        self.assertFalse(other.manager_id | self.review_of(other, "manager").reviewer_employee_id)
        self.assertEqual(other.review_ids.department_id, department)

    def test_everybody_is_told_once(self):
        people = self.employee_employee | self.employee_portal_employee | self.employee_colleague
        before = self.env["mail.mail"].search([])
        appraisals = self.launch(people)
        mails = self.env["mail.mail"].search([]) - before
        told = sorted(mail.email_to.split("<")[1].strip(">") for mail in mails)
        self.assertEqual(
            told,
            sorted(
                [
                    "employee@perf.example.com",
                    "portal_employee@perf.example.com",
                    "colleague@perf.example.com",
                    "manager@perf.example.com",
                    "manager@perf.example.com",
                    "other_manager@perf.example.com",
                ]
            ),
        )
        for review in appraisals.review_ids:
            own = mails.filtered(lambda mail, review=review: f'/my/reviews/{review.id}"' in mail.body_html)
            self.assertEqual(len(own), 1)
            self.assertIn(review.reviewer_employee_id.name, own.body_html)
            self.assertFalse(own.res_id, "it belongs to no record, whose readers would read it")
        self.assertFalse([mail for mail in mails if "\ue000" in mail.body_html + mail.subject])
        activities = self.env["mail.activity"].search([("res_model", "=", "perf.appraisal.review")])
        own = activities.filtered(lambda each: each.res_id in appraisals.review_ids.ids)
        self.assertEqual(
            sorted([*own.user_id.mapped("login"), "perf_manager"]),
            ["perf_colleague", "perf_employee", "perf_manager", "perf_manager", "perf_other_manager"],
        )
        self.assertEqual(len(own), 5, "not for portal users")
        for activity in own:
            review = appraisals.review_ids.browse(activity.res_id)
            self.assertEqual((activity.res_name, activity.date_deadline), (review.display_name, review.deadline))

    def test_somebody_who_has_an_appraisal_gets_no_second_one(self):
        """Two workers, or HR by hand, at the same moment: the row that is there stays."""
        people = self.make_employees(3)
        cycle = self.make_population_cycle(people)
        cycle.sudo().write({"state": "running", "launched_date": fields.Datetime.now()})
        by_hand = self.env["perf.appraisal"].create(
            {"cycle_id": cycle.id, "employee_id": people[1].id, "template_id": self.template._get_snapshot(cycle).id}
        )
        made = cycle._create_appraisals(people[:1] | people[1:], self.template._get_snapshot(cycle))
        self.assertEqual(made.employee_id, people[0] | people[2])
        self.assertEqual(by_hand.state, "draft")
        self.assertFalse(by_hand.review_ids)

    def test_progress_is_told(self):
        people = self.make_employees(3)
        cycle = self.make_population_cycle(people)
        officer = self.as_user(cycle, self.user_officer)
        officer.action_launch()
        self.assertEqual(officer.get_launch_progress(), {"pending": True, "done": 0, "total": 3, "failures": []})
        cycle._launch_batch(2)
        self.assertEqual(officer.get_launch_progress()["done"], 2)
        self.assertForbidden(self.as_user(cycle, self.user_manager).get_launch_progress)

    def test_overlap_is_said_with_names_before_the_launch(self):
        cycle = self.make_population_cycle(
            self.employee_employee | self.employee_colleague, date_from=self.cycle.date_from, date_to=self.cycle.date_to
        )
        own = self.as_user(cycle, self.user_officer).with_context(perf_confirm=True)
        message = self.get_question(own.action_launch()).message
        self.assertIn("overlapping period already: Perf Employee.", message)

    def test_added_late(self):
        """Who is added when the days of the cycle are near has days of their own."""
        cycle = self.make_population_cycle(
            self.make_employees(1),
            self_deadline=fields.Date.add(self.today, days=2),
            manager_deadline=fields.Date.add(self.today, days=60),
            share_deadline=fields.Date.add(self.today, days=70),
        )
        cycle.sudo().write(
            {"state": "running", "launched_date": fields.Datetime.subtract(fields.Datetime.now(), days=9)}
        )
        cycle._launch_batch()
        appraisal = cycle.appraisal_ids
        self.assertEqual(self.review_of(appraisal, "self").deadline, fields.Date.add(self.today, days=7))
        self.assertEqual(self.review_of(appraisal, "manager").deadline, cycle.manager_deadline)
