import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AppraisalCommon

ENTERPRISE = """
    CREATE TABLE hr_appraisal_note (id serial PRIMARY KEY, name jsonb, sequence integer, company_id integer);
    CREATE TABLE hr_appraisal (
        id serial PRIMARY KEY, employee_id integer, state varchar, date_close date, assessment_note integer,
        employee_feedback text, manager_feedback text, note text,
        employee_feedback_published boolean, manager_feedback_published boolean
    );
    CREATE TABLE appraisal_manager_rel (hr_appraisal_id integer, hr_employee_id integer);
"""
OCA = """
    CREATE TABLE hr_appraisal (
        id serial PRIMARY KEY, employee_id integer, state varchar, date_close date, employee_feedback text,
        manager_feedback text, note text, employee_feedback_published boolean, manager_feedback_published boolean
    );
    CREATE TABLE hr_appraisal_managers_rel (hr_appraisal_id integer, hr_employee_id integer);
"""


@tagged("post_install", "-at_install")
class TestPerfAppraisalImport(AppraisalCommon):
    """Finished appraisals of other addons are taken once, and only what people had published."""

    def make_tables(self, sql):
        present = self.env["perf.appraisal.import"]._get_columns("hr_appraisal")
        if present:
            self.skipTest("The database has appraisals of another addon.")
        self.env.cr.execute(sql)

    def add(self, employee, manager=None, rel="appraisal_manager_rel", **values):
        values = {
            "employee_id": employee.id,
            "state": "3_done",
            "date_close": "2023-06-30",
            "employee_feedback": "<p>I learned <b>much</b></p>",
            "manager_feedback": "<p>A good year</p>",
            "employee_feedback_published": True,
            "manager_feedback_published": True,
            "note": "<p>A secret of the manager</p>",
            **values,
        }
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        self.env.cr.execute(f"INSERT INTO hr_appraisal ({names}) VALUES ({marks}) RETURNING id", list(values.values()))
        appraisal_id = self.env.cr.fetchone()[0]
        if manager:
            self.env.cr.execute(f"INSERT INTO {rel} VALUES (%s, %s)", [appraisal_id, manager.id])
        return appraisal_id

    def run_import(self, **values):
        wizard = self.env["perf.appraisal.import"].with_user(self.user_admin).create(values)
        wizard.action_check()
        wizard.action_import()
        return wizard

    def imported(self, *ids):
        return self.env["perf.appraisal"].concat(*(self.env.ref(f"__perf_import__.appraisal_{i}") for i in ids))

    def counts(self, wizard):
        return {line["label"]: line["count"] for line in wizard.report}

    def test_enterprise(self):
        """People, managers, dates, published texts and the rating are taken; the rating stays hidden by default."""
        self.make_tables(ENTERPRISE)
        self.env.cr.execute(
            """INSERT INTO hr_appraisal_note (name, sequence)
               VALUES ('{"en_US": "Exceeds"}', 2), ('{"en_US": "Meets"}', 1) RETURNING id"""
        )
        exceeds, _meets = (note_id for (note_id,) in self.env.cr.fetchall())
        number = self.add(self.employee_employee, self.employee_manager, assessment_note=exceeds)
        wizard = self.run_import()
        appraisal = self.imported(number)
        self.assertEqual(self.counts(wizard), {"Taken": 1})
        self.assertEqual(appraisal.employee_id, self.employee_employee)
        self.assertEqual((appraisal.manager_id, appraisal.state), (self.employee_manager, "closed"))
        self.assertEqual(str(appraisal.cycle_id.date_from), "2023-01-01")
        own = self.as_user(appraisal, self.user_employee)._get_result()
        texts = [answer["text"] for section in own["sections"] for q in section["questions"] for answer in q["answers"]]
        self.assertIn("I learned *much*", texts)
        self.assertIn("A good year", texts)
        self.assertNotIn("secret", str(own))
        self.assertEqual(own["level"]["name"], "")
        log = self.as_user(appraisal, self.user_officer).log_ids
        self.assertIn("Exceeds", log.mapped("new_value"))
        self.assertFalse(self.ids_for(self.user_employee, appraisal.log_ids))

    def test_rating_shown_on_demand(self):
        self.make_tables(ENTERPRISE)
        self.env.cr.execute(
            """INSERT INTO hr_appraisal_note (name, sequence)
               VALUES ('{"en_US": "Exceeds"}', 2), ('{"en_US": "Meets"}', 1) RETURNING id"""
        )
        exceeds = self.env.cr.fetchall()[0][0]
        number = self.add(self.employee_employee, assessment_note=exceeds)
        self.run_import(show_rating=True)
        appraisal = self.imported(number)
        self.assertEqual(self.as_user(appraisal, self.user_employee)._get_result()["level"]["name"], "Exceeds")
        self.assertEqual(appraisal.template_id.scale_id.level_ids.mapped("name"), ["Meets", "Exceeds"])
        self.assertEqual(appraisal.manager_id, self.employee_employee.parent_id)

    def test_oca(self):
        """The OCA addon has no ratings, and another table for managers."""
        self.make_tables(OCA)
        number = self.add(self.employee_portal_employee, self.employee_head, rel="hr_appraisal_managers_rel")
        self.run_import()
        self.assertEqual(self.imported(number).manager_id, self.employee_head)
        self.assertFalse(self.imported(number).template_id.scale_id)

    def test_dry_run_changes_nothing(self):
        self.make_tables(ENTERPRISE)
        self.add(self.employee_employee)
        before = self.env["perf.appraisal"].search_count([])
        wizard = self.env["perf.appraisal.import"].with_user(self.user_admin).create({})
        wizard.action_check()
        self.assertEqual(self.counts(wizard), {"Will be taken": 1})
        self.assertEqual(self.env["perf.appraisal"].search_count([]), before)
        self.assertFalse(self.env["ir.model.data"].search_count([("module", "=", "__perf_import__")]))

    def test_import_needs_the_dry_run(self):
        self.make_tables(ENTERPRISE)
        wizard = self.env["perf.appraisal.import"].with_user(self.user_admin).create({})
        with self.assertRaisesRegex(UserError, "dry run"):
            wizard.action_import()

    def test_what_is_not_taken(self):
        """What isn't finished, was cancelled or is about nobody stays behind, and the report says so."""
        self.make_tables(ENTERPRISE)
        self.add(self.employee_employee, state="2_pending")
        self.add(self.employee_employee, state="cancel")
        self.add(self.employee_employee, employee_id=0)
        self.add(self.employee_employee, date_close=None)
        taken = self.add(self.employee_employee, state="done", manager_feedback_published=False)
        wizard = self.run_import()
        self.assertEqual(
            self.counts(wizard),
            {
                "Taken": 1,
                "Not taken: not finished": 1,
                "Not taken: cancelled": 1,
                "Not taken: the employee is not there any more": 1,
                "Not taken: no date": 1,
            },
        )
        self.assertEqual(self.imported(taken).review_ids.mapped("role"), ["self"], "unpublished feedback was taken")
        self.assertEqual(base64.b64decode(wizard.report_file).decode("utf-8-sig").count("\n"), 6)

    def test_again(self):
        """A second run takes only what is new; two appraisals of a year stand in two cycles."""
        self.make_tables(ENTERPRISE)
        first = self.add(self.employee_employee)
        self.run_import()
        second = self.add(self.employee_employee, date_close="2023-12-15")
        wizard = self.run_import()
        self.assertEqual(self.counts(wizard), {"Taken": 1, "Taken by an earlier run": 1})
        both = self.imported(first, second)
        self.assertEqual(len(both.cycle_id), 2)
        self.assertEqual(len(both.cycle_id.population_ids.template_id), 1)
        self.assertEqual(self.counts(self.run_import()), {"Taken by an earlier run": 2})

    def test_nobody_is_told(self):
        """Appraisals of the past neither wait for anybody nor send mail."""
        self.make_tables(ENTERPRISE)
        before = self.env["mail.mail"].search_count([])
        number = self.add(self.employee_employee, self.employee_manager)
        self.run_import()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(self.imported(number).activity_ids)

    def test_without_tables(self):
        if self.env["perf.appraisal.import"]._get_columns("hr_appraisal"):
            self.skipTest("The database has appraisals of another addon.")
        wizard = self.env["perf.appraisal.import"].with_user(self.user_admin).create({})
        with self.assertRaisesRegex(UserError, "has no appraisals"):
            wizard.action_check()

    def test_administrators_only(self):
        self.make_tables(ENTERPRISE)
        self.env.cr.execute("""INSERT INTO hr_appraisal_note (name, sequence) VALUES ('{"en_US": "Meets"}', 1)""")
        for user in (self.user_officer, self.user_manager, self.user_portal_employee):
            defaults = self.env["perf.appraisal.import"].with_user(user).default_get(["level_ids"])
            self.assertNotIn("Meets", str(defaults))
            with self.assertRaises(AccessError):
                self.env["perf.appraisal.import"].with_user(user).create({})

    def test_queries_dont_grow(self):
        """However many are taken, the number of queries stays as it is."""
        self.make_tables(ENTERPRISE)

        def make(count):
            return [self.add(person, self.employee_manager) for person in self.make_employees(count)]

        self.assertQueriesDontGrow(make, lambda _numbers: self.run_import())
